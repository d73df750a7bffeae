// What the suites on components share: an engine, and calls in one line. Test threads.
import TestSupport
import Testing
import WasmEngine

/// Components written in WebAssembly text.
enum ComponentGuests {
    /// One pooled engine for all suites.
    static let engine = Result { () throws(WasmError) in
        var configuration = WasmEngine.Configuration()
        configuration.allowsComponents = true
        configuration.slotCount = 256
        return try WasmEngine(configuration)
    }

    static func component(_ text: String, cache: CodeCache? = nil) throws -> WasmComponent {
        try WasmComponent(WasmEngine.wasm(fromText: text), engine: engine.get(), cache: cache)
    }

    static func template(
        _ text: String, granting interfaces: [HostInterface] = [],
        unknownImports: ComponentTemplate.UnknownImports = .refused
    ) throws -> ComponentTemplate {
        try ComponentTemplate(component(text), granting: interfaces, unknownImports: unknownImports)
    }

    /// An instance in a store of its own.
    static func running(
        _ text: String, granting interfaces: [HostInterface] = [],
        unknownImports: ComponentTemplate.UnknownImports = .refused, limits: StoreLimits = .component(),
        ticks: UInt64 = 1_000_000
    ) throws -> RunningComponent {
        try RunningComponent(
            template(text, granting: interfaces, unknownImports: unknownImports), limits: limits, ticks: ticks)
    }

    /// A component around one core function `run` with a memory, exported as `run` with that type.
    static func around(_ fields: String, type: String = "", options: String = "") -> String {
        """
        (component
          (core module $m (memory (export "memory") 1) \(fields))
          (core instance $i (instantiate $m))
          (func (export "run") \(type) (canon lift (core func $i "run") \(options))))
        """
    }
}

/// A store with an instance of a component.
struct RunningComponent: ~Copyable {
    var store: WasmStore
    let instance: ComponentInstance

    init(
        _ template: ComponentTemplate, limits: StoreLimits = .component(), ticks: UInt64 = 1_000_000,
        watchdog: DeadlineWatchdog? = nil, userData: UnsafeMutableRawPointer? = nil
    ) throws {
        var store = try WasmStore(
            engine: template.component.engine, limits: limits, userData: userData, watchdog: watchdog)
        store.setDeadline(ticks: ticks)
        instance = try store.instantiate(template)
        self.store = store
    }

    /// Calls an exported function, which must return.
    mutating func value(
        _ name: String, _ arguments: [ComponentValue] = [], in interface: String? = nil
    ) throws -> ComponentValue? {
        let function = try store.function(name, in: interface, of: instance)
        switch try store.call(function, arguments) {
        case .returned(let value): return value
        case .trapped(let trap):
            let report = trap.describe()
            throw UnexpectedTrap(report: report)
        }
    }

    /// Calls an exported function, which must trap.
    mutating func report(
        _ name: String, _ arguments: [ComponentValue] = [], in interface: String? = nil
    ) throws -> TrapReport {
        let function = try store.function(name, in: interface, of: instance)
        switch try store.call(function, arguments) {
        case .returned(let value): throw UnexpectedReturn(value: value)
        case .trapped(let trap):
            let code = trap.code
            let report = trap.describe()
            #expect(code == report.code)
            return report
        }
    }
}

struct UnexpectedTrap: Error { let report: TrapReport }
struct UnexpectedReturn: Error { let value: ComponentValue? }
