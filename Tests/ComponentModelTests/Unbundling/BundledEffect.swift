// A component as wit-component makes it around one core module, with parts that a test can replace. Plain values.

import ComponentBinary
import ComponentModel
import WasmEngine

/// The usual component: an imported interface reached through a shim, one that needs no memory imported directly, and an
/// exported interface in a nested component.
struct BundledEffect: Sendable {
    var logImport = #"(import "cajon:effect/log@0.1.0" "write" (func $write (type $write)))"#
    var mainFields = ""
    var shimBody = "local.get 0 local.get 1 local.get 2 i32.const 0 call_indirect (type $write)"
    var shimTable = #"(table $t (export "$imports") 1 1 funcref)"#
    var shimFields = ""
    var fixupTable = #"(import "" "$imports" (table 1 1 funcref))"#
    var fixupImport = #"(import "" "0" (func (type $write)))"#
    var fixupElements = "(elem (i32.const 0) func 0)"
    var fixupFields = ""
    /// What fills the table's first slot.
    var filling = "$lowered"
    /// Core modules besides.
    var furtherModules = ""
    /// After the module was instantiated.
    var beforeFixup = ""
    var afterFixup = ""
    var liftedFunction = #"$main "cajon:effect/processor@0.1.0#process""#

    var text: String {
        #"""
        (component
          (import "cajon:effect/log@0.1.0" (instance $log
            (type $level' (enum "debug" "info" "warning" "error"))
            (export "level" (type $level (eq $level')))
            (export "write" (func (param "level" $level) (param "message" string)))
            (export "count" (func (result u32)))))
          (core module $main
            (type $write (func (param i32 i32 i32)))
            \#(logImport)
            (import "cajon:effect/log@0.1.0" "count" (func $count (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "hello")
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
            (func $initialize (export "_initialize")
              (call $write (i32.const 1) (i32.const 16) (i32.const 5)))
            (func (export "cajon:effect/processor@0.1.0#process") (param i64 i32 i32) (result i32)
              (call $write (i32.const 2) (i32.const 16) (i32.const 4))
              (i32.store (i32.const 64) (local.get 1))
              (i32.store (i32.const 68) (call $count))
              i32.const 64)
            (func (export "cabi_post_cajon:effect/processor@0.1.0#process") (param i32))
            \#(mainFields))
          (core module $shim
            (type $write (func (param i32 i32 i32)))
            (type $again (func (param i32 i32 i32)))
            \#(shimTable)
            (func $forward (export "0") (type $write) \#(shimBody))
            \#(shimFields))
          (core module $fixups
            (type $write (func (param i32 i32 i32)))
            \#(fixupImport)
            \#(fixupTable)
            \#(fixupElements)
            \#(fixupFields))
          (core module $starter (type (func)) (import "" "" (func (type 0))) (start 0))
          \#(furtherModules)
          (core instance $shim (instantiate $shim))
          (alias export $log "write" (func $write))
          (alias export $log "count" (func $count))
          (core func $counted (canon lower (func $count)))
          (core instance $imports
            (export "write" (func $shim "0")) (export "count" (func $counted)))
          (core instance $main (instantiate $main (with "cajon:effect/log@0.1.0" (instance $imports))))
          (alias core export $main "memory" (core memory $memory))
          (alias core export $main "cabi_realloc" (core func $realloc))
          (core func $lowered (canon lower (func $write) (memory $memory) string-encoding=utf8))
          \#(beforeFixup)
          (core instance $filling
            (export "$imports" (table $shim "$imports")) (export "0" (func \#(filling))))
          (core instance $fixup (instantiate $fixups (with "" (instance $filling))))
          \#(afterFixup)
          (core instance $start (export "" (func $main "_initialize")))
          (core instance (instantiate $starter (with "" (instance $start))))
          (type $samples (list f32))
          (alias core export \#(liftedFunction) (core func $process))
          (alias core export $main "cabi_post_cajon:effect/processor@0.1.0#process" (core func $post))
          (func $lifted (param "position" u64) (param "input" $samples) (result $samples)
            (canon lift (core func $process) (memory $memory) (realloc $realloc) (post-return $post)))
          (component $processor
            (type $samples (list f32))
            (import "import-func-process" (func $f
              (param "position" u64) (param "input" $samples) (result $samples)))
            (export "process" (func $f)
              (func (param "position" u64) (param "input" $samples) (result $samples))))
          (instance $processor (instantiate $processor (with "import-func-process" (func $lifted))))
          (export "cajon:effect/processor@0.1.0" (instance $processor)))
        """#
    }
}

/// What comes of a component in text.
func unbundle(_ text: String, limits: UnbundlingLimits = UnbundlingLimits()) throws -> Unbundling {
    Unbundling(try ValidatedComponent(parsing: try WasmEngine.wasm(fromText: text)), limits: limits)
}

extension Unbundling {
    /// The plan, if there is one.
    var plan: UnbundledComponent? { if case .fast(let plan) = self { plan } else { nil } }

    /// Why it was declined, without the places; empty if it wasn't.
    var reasons: [String] {
        guard case .declined(let reasons) = self else { return [] }
        return reasons.map { String($0.description.prefix { $0 != "(" }.dropLast()) }
    }
}
