// WebAssembly text that more than one suite starts from.

/// Modules that use as much of the format as effects may.
package enum SampleModules {
    /// The first has something in every section.
    package static let texts = [
        """
        (module $full
          (type $unary (func (param i32) (result i32)))
          (import "host" "write" (func $write (param i32 i32)))
          (memory (export "memory") 1 16)
          (table (export "table") 4 8 funcref)
          (global $counter (export "counter") (mut i32) (i32.const 7))
          (global $scale f64 (f64.const 0.5))
          (elem (i32.const 0) $twice $fold)
          (elem declare func $vector)
          (data (i32.const 8) "twelve bytes")
          (data $passive "more")
          (func $twice (type $unary) (i32.shl (local.get 0) (i32.const 1)))
          (func $fold (type $unary) (local $i i32) (local $sum i32)
            (block $done (loop $next
              (br_if $done (i32.ge_u (local.get $i) (local.get 0)))
              (local.set $sum (i32.add (local.get $sum) (i32.load8_u offset=8 (local.get $i))))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br $next)))
            (local.get $sum))
          (func $vector (export "vector") (param v128) (result f32)
            (f32x4.extract_lane 2 (f32x4.mul (local.get 0) (f32x4.splat (f32.const 2)))))
          (func (export "run") (param i32) (result i32)
            (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 4))
            (call $write (i32.const 0) (i32.const 4))
            (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
            (call_indirect (type $unary) (local.get 0) (i32.const 1)))
          (func $begin (nop)) (start $begin))
        """,
        """
        (module (memory 1) (func (export "process") (param i64 i32 i32) (result i32)
          (local $x f32) (local $y f64)
          (if (result i32) (i64.eqz (local.get 0))
            (then (i32.trunc_sat_f32_s (f32.sqrt (f32.load (local.get 1)))))
            (else (i32.wrap_i64 (i64.rotl (local.get 0) (i64.const 3)))))))
        """,
    ]
}
