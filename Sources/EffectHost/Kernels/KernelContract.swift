// What a kernel's module must export for its interface, under which names, and what it may import. Any thread.
// Source: component-model, BuildTargets.md; the names are those of wit-component.

import CanonicalABI
import WIT
import WasmBinary

/// The core names and signatures of one interface.
struct KernelContract {
    let interfaceName: String
    let interface: Interface
    let functions: [FunctionType]

    func coreName(_ function: Function) -> String { "\(interfaceName)#\(function.externalName)" }
    func postReturnName(_ function: Function) -> String { "cabi_post_\(coreName(function))" }
    func destructorName(_ resource: TypeDefinition) -> String { "\(interfaceName)#[dtor]\(resource.name)" }

    /// Everything by which a module doesn't have the interface, in words; empty when it has.
    func problems(of module: ModuleSummary) -> [String] {
        var problems: [String] = []
        for item in module.imports {
            let intrinsic = KernelIntrinsics.signature(of: item.name, resources: interface.resources)
            guard item.module == KernelIntrinsics.moduleName(interfaceName), let intrinsic else {
                problems.append(
                    "it imports ‘\(printable(item.name, limit: 100))’ from ‘\(printable(item.module, limit: 100))’ "
                        + "(at byte \(item.offset)); a kernel may import nothing but the handles of its own resources")
                continue
            }
            check(item.entity, "import ‘\(item.name)’", intrinsic, &problems)
        }
        func require(_ name: String, _ signature: CoreSignature, isOptional: Bool = false) {
            if let export = module.export(name) {
                check(export.entity, "export ‘\(name)’", signature, &problems)
            } else if !isOptional {
                problems.append("it has no export ‘\(name)’, expected a function \(Self.binaryType(signature))")
            }
        }
        for (function, type) in zip(interface.functions, functions) {
            require(coreName(function), type.exportedSignature)
            require(postReturnName(function), type.postReturnSignature, isOptional: true)
        }
        for resource in interface.resources {
            require(destructorName(resource), CoreSignature([.i32]), isOptional: true)
        }
        require(EffectContract.initializerExport, CoreSignature([]), isOptional: true)
        let needsAllocator = functions.contains {
            $0.passesParametersInMemory || $0.parameters.contains { $0.type.needsMemory }
        }
        require(EffectContract.allocatorExport, EffectContract.allocatorSignature, isOptional: !needsAllocator)
        switch module.export(EffectContract.memoryExport)?.entity {
        case .memory(let limits) where !limits.isShared && !limits.is64Bit: break
        case let other:
            problems.append(
                "it has no 32-bit memory of its own exported as ‘\(EffectContract.memoryExport)’"
                    + (other.map { ", but a \($0)" } ?? ""))
        }
        return problems
    }

    private func check(
        _ found: ModuleSummary.Entity, _ what: String, _ expected: CoreSignature, _ problems: inout [String]
    ) {
        let type = Self.binaryType(expected)
        if found != .function(type) { problems.append("its \(what) is a \(found), expected a function \(type)") }
    }

    private static func binaryType(_ signature: CoreSignature) -> ModuleSummary.FunctionType {
        ModuleSummary.FunctionType(
            parameters: signature.parameters.map(\.binaryType), results: signature.results.map(\.binaryType))
    }
}

extension ValueType {
    /// Whether values point to memory, which whoever passes them has to allocate.
    var needsMemory: Bool {
        switch self {
        case .string, .list: true
        default: (members ?? cases?.compactMap { $0 } ?? []).contains(where: \.needsMemory)
        }
    }
}
