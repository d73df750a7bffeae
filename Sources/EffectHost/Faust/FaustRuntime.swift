// What Faust modules are linked with, `Effects/faust` compiled: the contract's functions and the mathematical ones that
// Faust imports. Immutable, any thread.

import WasmBinary

/// The runtime, read once.
struct FaustRuntime: Sendable {
    let binary: ModuleBinary

    /// What it imports of whatever it is linked with.
    enum Import: String, CaseIterable {
        case initialize = "init"
        case compute
        case setParameter = "set-parameter"
        case getParameter = "get-parameter"
        case descriptionBytes = "description-bytes"
        case copyDescription = "copy-description"

        static let module = "faust"
    }

    /// Errors: it is missing, or isn't what `make build` makes.
    init(path: String) throws(EffectError) {
        let bytes: [UInt8]
        do {
            bytes = try EffectLoader.read(path, limit: 1 << 20)
        } catch {
            throw EffectError(.noFaustRuntime(searched: path), effect: path)
        }
        do {
            binary = try ModuleBinary(parsing: bytes)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: path)
        }
        let imports = binary.summary.imports
        guard imports.allSatisfy({ $0.module == Import.module && Import(rawValue: $0.name) != nil }),
            binary.importedFunctionCount == imports.count, binary.layout.elementSegments.count < 2
        else { throw EffectError(.invalidModule("it is not the runtime for Faust modules"), effect: path) }
    }

    /// The index of the function that a module imports as `name` of `env`; nil when Faust has no such function.
    func mathematicalFunction(_ name: String) -> (index: Int, type: ModuleSummary.FunctionType)? {
        guard name.hasPrefix("_") else { return nil }
        let function = String(name.dropFirst())
        // The contract's names have other characters.
        guard function.allSatisfy({ $0.isLowercase || $0.isNumber }), function != FaustRuntime.memory,
            let export = binary.export(function), export.kind == .function
        else { return nil }
        return (export.index, binary.summary.functions[export.index])
    }

    static let memory = "memory"

    /// What of its exports an effect has: the contract's, `meters` among them if there are some.
    func contractExports(hasMeters: Bool) -> [(name: String, export: ModuleLayout.Export)] {
        zip(binary.summary.exports, binary.layout.exports).compactMap { export, layout in
            let isContracts =
                export.name.contains("#") || export.name == Self.memory
                || export.name == EffectContract.allocatorExport || export.name == EffectContract.initializerExport
            guard hasMeters || !export.name.hasPrefix(EffectContract.metersInterface) else { return nil }
            return isContracts ? (export.name, layout) : nil
        }
    }
}
