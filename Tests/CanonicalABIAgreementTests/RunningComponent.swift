// An instance of a component in wasmtime, in a store of its own. One thread at a time.

import WasmEngine

final class RunningComponent {
    enum Outcome {
        case returned(ComponentValue?)
        case trapped(String)
    }

    private var store: WasmStore
    private let instance: ComponentInstance
    private var exports: [String: ComponentFunction] = [:]

    private static let engine = Result { () throws(WasmError) in
        var configuration = WasmEngine.Configuration()
        configuration.allowsComponents = true
        return try WasmEngine(configuration)
    }

    static func template(_ text: String, granting interface: HostInterface) throws -> ComponentTemplate {
        try ComponentTemplate(
            WasmComponent(WasmEngine.wasm(fromText: text), engine: engine.get()), granting: [interface])
    }

    init(_ template: ComponentTemplate) throws {
        var store = try WasmStore(engine: template.component.engine, limits: .component())
        store.setDeadline(ticks: 1_000_000)
        instance = try store.instantiate(template)
        self.store = store
    }

    func call(_ name: String, _ arguments: [ComponentValue] = []) throws -> Outcome {
        let function = try exports[name] ?? store.function(name, of: instance)
        exports[name] = function
        switch try store.call(function, arguments) {
        case .returned(let value): return .returned(value)
        case .trapped(let trap): return .trapped(trap.describe().message)
        }
    }

    /// Drops an own of a resource that the component defines.
    func drop(_ resource: ComponentResource) -> Outcome {
        guard let trap = store.drop(resource) else { return .returned(nil) }
        return .trapped(trap.describe().message)
    }
}
