// An effect that does nothing, so that only the way in and out is left to measure.

enum NullEffect {
    /// `process` returns its input where it lies; `cabi_realloc` has two fixed places.
    static let text = """
        (module
          (memory (export "memory") 8)
          (global $next (mut i32) (i32.const 65536))
          (data (i32.const 1024) "null")
          (data (i32.const 2048)
            "\\00\\04\\00\\00\\04\\00\\00\\00\\00\\04\\00\\00\\04\\00\\00\\00\\00\\04\\00\\00\\04\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\08\\00\\00\\00\\00\\00\\00\\00")
          (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
            (local $here i32)
            (local.set $here (global.get $next))
            (global.set $next (i32.add (global.get $next) (local.get 3)))
            (local.get $here))
          (func (export "cajon:effect/processor@0.1.0#describe") (result i32) (i32.const 2048))
          (func (export "cajon:effect/processor@0.1.0#configure") (param f32 i32 i32 i32) (result i32)
            (global.set $next (i32.const 65536))
            (i32.const 3072))
          (func (export "cajon:effect/processor@0.1.0#set-parameter") (param i32 f32))
          (func (export "cajon:effect/processor@0.1.0#process") (param i64 i32 i32 i32 i32) (result i32)
            (global.set $next (i32.const 65536))
            (i32.store (i32.const 3080) (local.get 1))
            (i32.store (i32.const 3084) (local.get 2))
            (i32.const 3080))
          (func (export "cajon:effect/processor@0.1.0#reset")))
        """
}
