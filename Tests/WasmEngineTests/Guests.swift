// Small modules that the suites share, and the engine they run in. Test threads.
import WasmEngine

/// Guests written in WebAssembly text.
enum Guests {
    /// One pooled engine for all suites: a second one would only cost time.
    static let engine = Result { () throws(WasmError) in try WasmEngine() }

    static func module(_ text: String, cache: CodeCache? = nil) throws -> WasmModule {
        try WasmModule(WasmEngine.wasm(fromText: text), engine: engine.get(), cache: cache)
    }

    static func template(_ text: String, _ hostFunctions: [HostFunction] = []) throws -> InstanceTemplate {
        try InstanceTemplate(module(text), hostFunctions: hostFunctions)
    }

    static func store(
        limits: StoreLimits = StoreLimits(), userData: UnsafeMutableRawPointer? = nil, ticks: UInt64 = 1_000_000
    ) throws -> WasmStore {
        let store = try WasmStore(engine: engine.get(), limits: limits, userData: userData)
        store.setDeadline(ticks: ticks)
        return store
    }

    /// Calls an exported function of a fresh instance with the arguments given; returns its first value, or its trap.
    static func run(
        _ text: String, _ name: String = "run", _ arguments: [RawValue] = [], signature: FunctionSignature,
        hostFunctions: [HostFunction] = [], limits: StoreLimits = StoreLimits(),
        userData: UnsafeMutableRawPointer? = nil, ticks: UInt64 = 1_000_000
    ) throws -> Outcome {
        var store = try store(limits: limits, userData: userData, ticks: ticks)
        let instance = try store.instantiate(template(text, hostFunctions))
        let function = try store.function(name, of: instance, signature: signature)
        var values = arguments + Array(repeating: RawValue(), count: max(1, signature.slotCount) - arguments.count)
        let count = values.count
        let trap = values.withUnsafeMutableBufferPointer { store.call(function, $0.baseAddress!, count: count) }
        if let trap {
            let code = trap.code
            let report = trap.describe()
            precondition(code == report.code)
            return .trapped(report)
        }
        return .returned(values[0])
    }

    enum Outcome {
        case returned(RawValue)
        case trapped(TrapReport)

        var value: RawValue? {
            if case .returned(let value) = self { value } else { nil }
        }

        var report: TrapReport? {
            if case .trapped(let report) = self { report } else { nil }
        }
    }
}
