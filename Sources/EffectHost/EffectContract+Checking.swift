// Judging a module against the contract before any of it runs. Pure functions, any thread.

import CanonicalABI
import WasmBinary

extension EffectContract {
    /// Everything by which a module breaks the contract, in words; empty when it keeps it.
    static func problems(of module: ModuleSummary) -> [String] {
        importProblems(module) + exportProblems(module)
    }

    /// Names that strangers chose are cut, so that what is said of them isn't.
    private static let nameLength = 100

    /// An effect may import the log, assets, the kernels that its script was given, and nothing else. Whether it was
    /// granted any assets is for `EffectGrants` to say.
    private static func importProblems(_ module: ModuleSummary) -> [String] {
        module.imports.compactMap { item in
            if let signature = KernelFunctions.signature(of: item) {
                return item.entity == .function(signature)
                    ? nil : "its import ‘\(item.name)’ is a \(item.entity), expected a function \(signature)"
            }
            if let asset = assets.first(where: { $0.interface == item.module && $0.name == item.name }) {
                return mismatch("import ‘\(asset.name)’", item.entity, asset.signature)
            }
            guard item.module == logInterface, item.name == "write" else {
                let name = printable(item.name, limit: nameLength)
                let module = printable(item.module, limit: nameLength)
                return "it imports ‘\(name)’ from ‘\(module)’ (at byte \(item.offset)), which nobody granted; "
                    + "an effect may import ‘write’ from ‘\(logInterface)’, what is in ‘\(assetsInterface)’, and nothing else"
            }
            return mismatch("import ‘write’", item.entity, logWrite.importedSignature)
        }
    }

    private static func exportProblems(_ module: ModuleSummary) -> [String] {
        var problems: [String] = []
        func require(_ name: String, _ signature: CoreSignature, isOptional: Bool = false) {
            if let export = module.export(name) {
                if let problem = mismatch("export ‘\(name)’", export.entity, signature) { problems.append(problem) }
            } else if !isOptional {
                problems.append("it has no export ‘\(name)’")
            }
        }
        func require(_ exports: [Export]) {
            for export in exports {
                require(export.name, export.type.exportedSignature)
                if export.type.result != nil {
                    require(export.postReturnName, export.type.postReturnSignature, isOptional: true)
                }
            }
        }
        require(exports)
        for interface in optionalInterfaces where interface.contains(where: { module.export($0.name) != nil }) {
            require(interface)
        }
        require(allocatorExport, allocatorSignature)
        require(initializerExport, CoreSignature([]), isOptional: true)
        switch module.export(memoryExport)?.entity {
        case .memory(let limits) where !limits.isShared && !limits.is64Bit: break
        case .memory: problems.append("its memory is shared or has 64-bit addresses")
        case let other:
            problems.append("it has no memory exported as ‘\(memoryExport)’\(other.map { ", but a \($0)" } ?? "")")
        }
        return problems
    }

    private static func mismatch(_ what: String, _ found: ModuleSummary.Entity, _ expected: CoreSignature) -> String? {
        let type = ModuleSummary.FunctionType(
            parameters: expected.parameters.map(\.binaryType), results: expected.results.map(\.binaryType))
        return found == .function(type) ? nil : "its \(what) is a \(found), expected a function \(type)"
    }
}

extension CoreType {
    /// The type as a module's summary names it.
    var binaryType: ModuleSummary.ValueType {
        switch self {
        case .i32: .i32
        case .i64: .i64
        case .f32: .f32
        case .f64: .f64
        }
    }
}
