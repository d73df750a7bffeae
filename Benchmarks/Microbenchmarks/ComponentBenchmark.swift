// A block of samples through a component, by each way there is, against the same module's core function with the same
// copies.

import Foundation
import WasmEngine

enum ComponentBenchmark {
    /// 128 stereo frames.
    private static let sampleCount = 128 * 2

    /// Gives back the list it gets; the arena is emptied by the post-return function.
    private static let fields = """
        (memory (export "memory") 4)
        (global $next (mut i32) (i32.const 4096))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $new i32)
          (local.set $new (global.get $next))
          (global.set $next (i32.add (local.get $new) (local.get 3)))
          (local.get $new))
        (func (export "process") (param $address i32) (param $count i32) (result i32)
          (i32.store (i32.const 16) (local.get $address))
          (i32.store (i32.const 20) (local.get $count))
          (i32.const 16))
        (func (export "free") (param i32) (global.set $next (i32.const 4096)))
        """

    private static let component = """
        (component
          (core module $m \(fields))
          (core instance $i (instantiate $m))
          (func (export "process") (param "input" (list f32)) (result (list f32))
            (canon lift (core func $i "process") (memory (core memory $i "memory"))
              (realloc (core func $i "cabi_realloc")) (post-return (core func $i "free")))))
        """

    /// Nanoseconds for a call with 128 stereo frames in and out, by each way; all ways take turns.
    static func run() throws -> [String: Double] {
        var configuration = WasmEngine.Configuration()
        configuration.allowsComponents = true
        let engine = try WasmEngine(configuration)
        let core = try CoreCall(engine, "(module \(fields))", sampleCount: sampleCount)
        let component = try ComponentCalls(engine, component, sampleCount: sampleCount)
        let ways: [(name: String, call: () -> Void)] = [
            ("coreCallNanoseconds", { core.call() }),
            ("componentFrameNanoseconds", { component.callFrame() }),
            ("componentValuesNanoseconds", { component.callValues() }),
        ]
        let medians = Stopwatch.medians(rounds: 301, repetitions: 50, ways.map(\.call))
        return Dictionary(uniqueKeysWithValues: zip(ways.map(\.name), medians))
    }
}

/// The canonical ABI by hand: allocate, copy in, call, copy out, free.
private final class CoreCall {
    private var store: WasmStore
    private let allocate: WasmFunction
    private let process: WasmFunction
    private let free: WasmFunction
    private let memory: WasmMemory
    private let samples: UnsafeMutableBufferPointer<Float>
    private let values = UnsafeMutablePointer<RawValue>.allocate(capacity: 4)

    init(_ engine: WasmEngine, _ text: String, sampleCount: Int) throws {
        let template = try InstanceTemplate(WasmModule(WasmEngine.wasm(fromText: text), engine: engine))
        var store = try WasmStore(engine: engine)
        store.setDeadline(ticks: 1_000_000)
        let instance = try store.instantiate(template)
        allocate = try store.function(
            "cabi_realloc", of: instance, signature: FunctionSignature([.i32, .i32, .i32, .i32], [.i32]))
        process = try store.function("process", of: instance, signature: FunctionSignature([.i32, .i32], [.i32]))
        free = try store.function("free", of: instance, signature: FunctionSignature([.i32], []))
        memory = try store.memory(of: instance)
        self.store = store
        samples = .allocate(capacity: sampleCount)
        samples.initialize(repeating: 0.5)
        values.initialize(repeating: RawValue(), count: 4)
    }

    deinit {
        samples.deallocate()
        values.deallocate()
    }

    func call() {
        let byteCount = samples.count * MemoryLayout<Float>.stride
        values[0] = RawValue(u32: 0)
        values[1] = RawValue(u32: 0)
        values[2] = RawValue(u32: 4)
        values[3] = RawValue(u32: UInt32(byteCount))
        precondition(store.call(allocate, values, count: 4) == nil)
        let address = Int(values[0].u32)
        let memoryBytes = store.bytes(of: memory)
        UnsafeMutableRawBufferPointer(rebasing: memoryBytes[address..<address + byteCount])
            .copyMemory(from: UnsafeRawBufferPointer(samples))
        values[1] = RawValue(u32: UInt32(samples.count))
        precondition(store.call(process, values, count: 4) == nil)
        let result = store.bytes(of: memory)
        let words = Int(values[0].u32)
        let start = Int(result.loadUnaligned(fromByteOffset: words, as: UInt32.self))
        let count = Int(result.loadUnaligned(fromByteOffset: words + 4, as: UInt32.self))
        precondition(count == samples.count)
        UnsafeMutableRawBufferPointer(samples)
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: result[start..<start + byteCount]))
        precondition(store.call(free, values, count: 4) == nil)
    }
}

/// wasmtime's canonical ABI.
private final class ComponentCalls {
    private var store: WasmStore
    private let process: ComponentFunction
    private var frame: ComponentFrame
    private let samples: UnsafeMutableBufferPointer<Float>

    init(_ engine: WasmEngine, _ text: String, sampleCount: Int) throws {
        let template = try ComponentTemplate(WasmComponent(WasmEngine.wasm(fromText: text), engine: engine))
        var store = try WasmStore(engine: engine, limits: .component())
        store.setDeadline(ticks: 1_000_000)
        let instance = try store.instantiate(template)
        process = try store.function("process", of: instance)
        frame = ComponentFrame(process)
        self.store = store
        samples = .allocate(capacity: sampleCount)
        samples.initialize(repeating: 0.5)
    }

    deinit { samples.deallocate() }

    func callFrame() {
        frame.setFloats(UnsafeBufferPointer(samples), at: 0)
        precondition(store.call(&frame) == nil)
        precondition(frame.copyFloats(to: samples) == samples.count)
    }

    func callValues() {
        guard case .returned(let value?) = try? store.call(process, [.floats(samples)]), let numbers = value.floats
        else { preconditionFailure("it returns") }
        precondition(numbers.count == samples.count)
    }
}
