;; Core modules that are defined, imported, given and bundled; core types of every kind.
(component
  (core type $f (func (param i32 i64 f32 f64) (result i32)))
  (core type $m (module
    (alias outer 1 $f (type $g))
    (type $h (func (result f64)))
    (import "env" "call" (func (type $g)))
    (import "env" "memory" (memory 1 4))
    (import "env" "table" (table 1 10 funcref))
    (import "env" "global" (global i32))
    (export "run" (func (type $h)))
    (export "counter" (global (mut i64)))))
  (import "module" (core module $imported (type $m)))
  (core module $env
    (memory (export "memory") 2 3)
    (table (export "table") 2 5 funcref)
    (global (export "global") i32 (i32.const 3))
    (func (export "call") (param i32 i64 f32 f64) (result i32) i32.const 1))
  (core instance $env (instantiate $env))
  (core instance $run (instantiate $imported (with "env" (instance $env))))
  (alias core export $env "memory" (core memory $memory))
  (alias core export $env "table" (core table $table))
  (alias core export $env "global" (core global $global))
  (alias core export $env "call" (core func $call))
  (core instance $bundle
    (export "memory" (memory $memory)) (export "table" (table $table)) (export "global" (global $global))
    (export "call" (func $call)))
  (core instance (instantiate $imported (with "env" (instance $bundle))))
  (func (export "run") (result f64) (canon lift (core func $run "run")))
  (component
    (alias outer 1 $env (core module $e))
    (alias outer 1 $f (core type))
    (core instance (instantiate $e)))
)
