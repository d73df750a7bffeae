// What the suites on wrapping share: an engine, worlds and calls in one line. Test threads.

import ComponentModel
import WIT
import WasmEngine

enum EncodingGuests {
    static let engine = Result { () throws(WasmError) in
        var configuration = WasmEngine.Configuration()
        configuration.allowsComponents = true
        configuration.slotCount = 64
        return try WasmEngine(configuration)
    }

    /// A module's text wrapped as a component of the world `w` of the package `t:t`.
    static func component(_ module: String, of wit: String) throws -> [UInt8] {
        let resolution = try Resolution(parsing: "package t:t@0.1.0;\n\(wit)")
        return try ComponentEncoder(world: QualifiedName(resolution.mainName, "w"), in: resolution)
            .encode(WasmEngine.wasm(fromText: module))
    }

    /// What keeps a module from being wrapped.
    static func problem(_ module: String, of wit: String) throws -> EncodingProblem? {
        do {
            _ = try component(module, of: wit)
            return nil
        } catch let error as ComponentModelError {
            if case .encoding(let problem) = error.kind { return problem }
            throw error
        }
    }
}

/// A store with an instance of a component.
struct WrappedInstance: ~Copyable {
    var store: WasmStore
    let instance: ComponentInstance

    init(_ component: [UInt8], granting interfaces: [HostInterface] = []) throws {
        let engine = try EncodingGuests.engine.get()
        let template = try ComponentTemplate(WasmComponent(component, engine: engine), granting: interfaces)
        var store = try WasmStore(engine: engine, limits: .component())
        store.setDeadline(ticks: 1_000_000)
        instance = try store.instantiate(template)
        self.store = store
    }

    /// What a call returns; nil for nothing.
    mutating func call(
        _ name: String, in interface: String? = nil, _ arguments: ComponentValue...
    ) throws -> ComponentValue? {
        let function = try store.function(name, in: interface, of: instance)
        switch try store.call(function, arguments) {
        case .returned(let value): return value
        case .trapped(let trap): throw Trapped(message: trap.describe().message)
        }
    }

    struct Trapped: Error {
        let message: String
    }
}
