// Effects that do what no shipped effect does, written in WebAssembly text. Test threads.

import Foundation
import WasmEngine

/// A small effect: it passes its input through, but for one oddity.
struct TestGuest {
    /// Instructions run for each block before it is passed on; `$position` is its first frame, `$samples` where it lies.
    var process = ""
    var latencyFrames: UInt32 = 0
    var tailFrames: UInt32 = 0
    /// Configure answers with this error.
    var refusal: String?

    /// Traps in the first block that begins at or after a frame.
    static func trapping(atFrame frame: Int) -> TestGuest {
        TestGuest(process: "(if (i64.ge_u (local.get $position) (i64.const \(frame))) (then unreachable))")
    }

    /// Never returns from the first block that begins at or after a frame.
    static func looping(atFrame frame: Int) -> TestGuest {
        TestGuest(
            process: "(if (i64.ge_u (local.get $position) (i64.const \(frame))) (then (loop $for-ever (br $for-ever))))"
        )
    }

    /// Puts a NaN into the first sample of each block.
    static let poisoning = TestGuest(process: "(f32.store (local.get $samples) (f32.const nan))")

    /// Sounds for ever: a constant in the first sample of each block.
    static let endless = TestGuest(
        process: "(f32.store (local.get $samples) (f32.const 0.25))", tailFrames: .max)

    /// Logs a line for each block.
    static let talking = TestGuest(process: "(call $log (i32.const 2) (i32.const 200) (i32.const 5))")

    private var text: String {
        let answer =
            refusal == nil
            ? "(i32.store8 (i32.const 32) (i32.const 0)) (i32.store (i32.const 36) (i32.const \(latencyFrames)))"
                + "(i32.store (i32.const 40) (i32.const \(Int32(bitPattern: tailFrames))))"
            : "(i32.store8 (i32.const 32) (i32.const 1)) (i32.store (i32.const 36) (i32.const 300))"
                + "(i32.store (i32.const 40) (i32.const \(refusal!.utf8.count)))"
        return """
            (module
              (import "cajon:effect/log@0.1.0" "write" (func $log (param i32 i32 i32)))
              (memory (export "memory") 64)
              (global $next (mut i32) (i32.const 1024))
              ;; The descriptor: name, version, summary, side-chain, quantum, parameters.
              (data (i32.const 64) "\\c8\\00\\00\\00\\05\\00\\00\\00\\c8\\00\\00\\00\\05\\00\\00\\00\\c8\\00\\00\\00\\05\\00\\00\\00")
              (data (i32.const 96) "\\c8\\00\\00\\00\\00\\00\\00\\00")
              (data (i32.const 200) "guest")
              (data (i32.const 300) "\(refusal ?? "")")
              (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (global.get $next)
                (global.set $next (i32.and (i32.const -16)
                  (i32.add (i32.const 15) (i32.add (global.get $next) (local.get 3))))))
              (func (export "cajon:effect/processor@0.1.0#describe") (result i32) (i32.const 64))
              (func (export "cajon:effect/processor@0.1.0#configure") (param f32 i32 i32 i32) (result i32)
                \(answer) (i32.const 32))
              (func (export "cajon:effect/processor@0.1.0#set-parameter") (param i32 f32))
              (func (export "cajon:effect/processor@0.1.0#process")
                (param $position i64) (param $samples i32) (param $count i32) (param i32 i32) (result i32)
                (global.set $next (i32.const 1024))
                \(process)
                (i32.store (i32.const 48) (local.get $samples))
                (i32.store (i32.const 52) (local.get $count))
                (i32.const 48))
              (func (export "cajon:effect/processor@0.1.0#reset")))
            """
    }

    /// Puts the module into a folder, and returns its path, as a chain names it.
    func write(to folder: TemporaryFolder, _ name: String = "guest.wasm") throws -> String {
        try Data(WasmEngine.wasm(fromText: text)).write(to: URL(filePath: folder.file(name)))
        return folder.file(name)
    }
}
