// An effect's module called as bare as a shared library is.

import Foundation
import Realtime
import WasmEngine

/// An effect in WebAssembly, entered without the host's checks: room, copy, process.
final class BoxedEffect {
    private var store: WasmStore
    private let memory: WasmMemory
    private let allocator: WasmFunction
    private let process: WasmFunction
    private let values = UnsafeMutablePointer<RawValue>.allocate(capacity: 5)
    private let input: AudioBuffer
    private let frameCount: Int
    private var position: UInt64 = 0

    init(path: String, engine: WasmEngine, frameCount: Int) throws {
        let wasm = try PathBenchmark.coreModule(in: [UInt8](try Data(contentsOf: URL(filePath: path))))
        let log = HostFunction(
            module: "cajon:effect/log@0.1.0", name: "write", signature: FunctionSignature([.i32, .i32, .i32]),
            body: { _, _, _, _ in true })
        let template = try InstanceTemplate(WasmModule(wasm, engine: engine), hostFunctions: [log])
        var store = try WasmStore(engine: engine)
        store.setDeadline(ticks: 1_000_000)
        let instance = try store.instantiate(template)
        let interface = "cajon:effect/processor@0.1.0#"
        let initialize = try store.function("_initialize", of: instance, signature: FunctionSignature())
        let configure = try store.function(
            interface + "configure", of: instance, signature: FunctionSignature([.f32, .i32, .i32, .i32], [.i32]))
        allocator = try store.function(
            "cabi_realloc", of: instance, signature: FunctionSignature([.i32, .i32, .i32, .i32], [.i32]))
        process = try store.function(
            interface + "process", of: instance, signature: FunctionSignature([.i64, .i32, .i32, .i32, .i32], [.i32]))
        memory = try store.memory(of: instance)
        precondition(store.call(initialize, values, count: 0) == nil)
        values[0] = RawValue(f32: 48_000)
        values[1] = RawValue(u32: 2)
        values[2] = RawValue(u32: 0)
        values[3] = RawValue(u32: UInt32(frameCount))
        precondition(store.call(configure, values, count: 4) == nil)
        self.store = store
        self.frameCount = frameCount
        input = AudioBuffer(channelCount: 2, frameCapacity: frameCount)
        Stimulus.fill(input.block(frameCount: frameCount))
    }

    deinit { values.deallocate() }

    func render() {
        let mode = FlushToZero()
        let byteCount = 2 * frameCount * 4
        let samples = allocate(byteCount)
        memcpy(store.bytes(of: memory).baseAddress! + Int(samples), input.block(frameCount: frameCount).base, byteCount)
        let sidechain = allocate(0)
        values[0] = RawValue(u64: position)
        values[1] = RawValue(u32: samples)
        values[2] = RawValue(u32: UInt32(2 * frameCount))
        values[3] = RawValue(u32: sidechain)
        values[4] = RawValue(u32: 0)
        precondition(store.call(process, values, count: 5) == nil)
        position += UInt64(frameCount)
        mode.end()
    }

    private func allocate(_ byteCount: Int) -> UInt32 {
        values[0] = RawValue()
        values[1] = RawValue()
        values[2] = RawValue(u32: 4)
        values[3] = RawValue(u32: UInt32(byteCount))
        precondition(store.call(allocator, values, count: 4) == nil)
        return values[0].u32
    }
}
