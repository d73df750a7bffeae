// The functions by which an effect is entered, as the engine looks them up: worked out once for all instances. A plain
// value, any thread.

import CanonicalABI
import WasmBinary
import WasmEngine

/// What a module that keeps to the contract exports, with the optional parts that it has.
struct EntryPoints: Sendable {
    /// A function's name and core signature.
    struct Entry: Sendable {
        let name: String
        let signature: FunctionSignature
    }

    let allocator: Entry
    let initializer: Entry?
    let describe, configure, setParameter, process, reset: Entry
    let describePostReturn, configurePostReturn, processPostReturn, collect: Entry?

    init(_ exports: ModuleSummary) {
        func optional(_ name: String, _ signature: CoreSignature) -> Entry? {
            exports.export(name).map { _ in Entry(name: name, signature: FunctionSignature(signature)) }
        }
        func find(_ name: EffectFunction) -> (Entry, postReturn: Entry?) {
            let export = EffectContract.exports.first { $0.function == name }!
            return (
                Entry(name: export.name, signature: FunctionSignature(export.type.exportedSignature)),
                export.type.result == nil
                    ? nil : optional(export.postReturnName, export.type.postReturnSignature)
            )
        }
        allocator = Entry(
            name: EffectContract.allocatorExport, signature: FunctionSignature(EffectContract.allocatorSignature))
        initializer = optional(EffectContract.initializerExport, CoreSignature([]))
        (describe, describePostReturn) = find(.describe)
        (configure, configurePostReturn) = find(.configure)
        (process, processPostReturn) = find(.process)
        setParameter = find(.setParameter).0
        reset = find(.reset).0
        let collecting = EffectContract.maintenance[0]
        collect = optional(collecting.name, collecting.type.exportedSignature)
    }
}

extension WasmStore {
    /// Looks an entry up in an instance.
    ///
    /// Errors: it isn't there, or has another type.
    func function(_ entry: EntryPoints.Entry, of instance: WasmInstance) throws(WasmError) -> WasmFunction {
        try function(entry.name, of: instance, signature: entry.signature)
    }
}

extension EffectState.Functions {
    init(_ store: borrowing WasmStore, _ instance: WasmInstance, _ entries: EntryPoints) throws(WasmError) {
        func find(_ entry: EntryPoints.Entry?) throws(WasmError) -> WasmFunction? {
            guard let entry else { return nil }
            return try store.function(entry, of: instance)
        }
        describe = try store.function(entries.describe, of: instance)
        configure = try store.function(entries.configure, of: instance)
        setParameter = try store.function(entries.setParameter, of: instance)
        process = try store.function(entries.process, of: instance)
        reset = try store.function(entries.reset, of: instance)
        describePostReturn = try find(entries.describePostReturn)
        configurePostReturn = try find(entries.configurePostReturn)
        processPostReturn = try find(entries.processPostReturn)
        collect = try find(entries.collect)
    }
}
