// The functions by which an effect is entered, as the engine looks them up: worked out once for all instances. Plain
// values, any thread.

import CanonicalABI
import ComponentModel
import WasmBinary
import WasmEngine

/// What the instances that make up an effect export, with the optional parts that it has.
struct EntryPoints: Sendable {
    /// Something that an instance exports.
    struct Place: Hashable, Sendable {
        /// Counted in the order in which instances are made.
        let instance: Int
        let name: String
    }

    /// A function, and what tells it that its result was read.
    struct Entry: Sendable {
        let call: Place
        let postReturn: Place?
        let type: FunctionType
    }

    let memory: Place
    let allocator: Place
    private let entries: [EffectFunction: Entry]

    init(memory: Place, allocator: Place, _ entries: [EffectFunction: Entry]) {
        self.memory = memory
        self.allocator = allocator
        self.entries = entries
    }

    /// Those of a core module that keeps to the contract.
    init(_ exports: ModuleSummary) {
        func place(_ name: String) -> Place { Place(instance: 0, name: name) }
        memory = place(EffectContract.memoryExport)
        allocator = place(EffectContract.allocatorExport)
        let entries = EffectContract.allExports.compactMap { export -> (EffectFunction, Entry)? in
            guard exports.export(export.name) != nil else { return nil }
            let tellsReturn = export.type.result != nil && exports.export(export.postReturnName) != nil
            return (
                export.function,
                Entry(
                    call: place(export.name), postReturn: tellsReturn ? place(export.postReturnName) : nil,
                    type: export.type)
            )
        }
        self.entries = Dictionary(uniqueKeysWithValues: entries)
    }

    /// Nil for a function that this effect doesn't have.
    subscript(_ function: EffectFunction) -> Entry? { entries[function] }
}

extension EntryPoints.Place {
    /// Nil for a function of the host.
    init?(_ item: UnbundledComponent.CoreItem) {
        guard case .export(let instance, let name) = item else { return nil }
        self.init(instance: instance, name: name)
    }
}

extension WasmStore {
    /// Looks a function up among instances.
    ///
    /// Errors: it isn't there, or has another type.
    func function(
        _ place: EntryPoints.Place, _ signature: CoreSignature, of instances: [WasmInstance]
    ) throws(WasmError) -> WasmFunction {
        try function(place.name, of: instances[place.instance], signature: FunctionSignature(signature))
    }

    /// Looks a function of the contract up among instances, with what tells it that its result was read.
    func function(
        _ entry: EntryPoints.Entry, of instances: [WasmInstance]
    ) throws(WasmError) -> EffectState.Callable {
        EffectState.Callable(
            call: try function(entry.call, entry.type.exportedSignature, of: instances),
            postReturn: try entry.postReturn.map { place throws(WasmError) in
                try function(place, entry.type.postReturnSignature, of: instances)
            })
    }
}

extension EffectState.Functions {
    /// Errors: one isn't there, or has another type.
    init(_ store: borrowing WasmStore, _ instances: [WasmInstance], _ entries: EntryPoints) throws(WasmError) {
        func find(_ function: EffectFunction) throws(WasmError) -> EffectState.Callable {
            guard let entry = entries[function] else {
                throw .missingExport(function.rawValue, expected: "a function of the contract")
            }
            return try store.function(entry, of: instances)
        }
        describe = try find(.describe)
        configure = try find(.configure)
        setParameter = try find(.setParameter).call
        process = try find(.process).call
        processPostReturn = try find(.process).postReturn
        reset = try find(.reset).call
        collect = try entries[.collect] == nil ? nil : find(.collect).call
        readMeters = try entries[.readMeters] == nil ? nil : find(.readMeters)
    }
}
