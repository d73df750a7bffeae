// Core modules that have what a world asks for, and do nothing. Plain values, any thread.

import CanonicalABI
import TestSupport
import WIT

/// A core module, in WebAssembly text, whose imports and exports are those of a world. Every function traps.
struct DummyModule {
    enum Naming: CaseIterable, Sendable {
        case buildTarget, classic
    }

    let world: QualifiedName
    let resolution: Resolution
    var naming = Naming.classic
    /// How much of what may be imported is.
    var importShare = 1.0
    var hasOptionalExports = true
    var random = SeededGenerator(seed: 1)

    init(_ world: QualifiedName, in resolution: Resolution) {
        self.world = world
        self.resolution = resolution
    }

    /// The module's text, and the names of what the component then has to import.
    mutating func text() -> String {
        let found = resolution.world(world)!
        var fields: [String] = []
        func module(_ item: World.Item) -> String {
            naming == .classic ? item.externalName : "cm32p2|\(Self.short(item))"
        }
        let root = naming == .classic ? "$root" : "cm32p2"
        for function in found.types.flatMap(\.functions) {
            addImport(&fields, root, function.externalName, type(function, .world(world)).importedSignature)
        }
        for type in found.types where type.isResource { addDrop(&fields, root, type.name) }
        for item in found.imports {
            switch item {
            case .function(let function):
                addImport(&fields, root, function.externalName, type(function, .world(world)).importedSignature)
            case .interface, .inline:
                let (interface, scope) = interface(item, .import)
                for function in interface.functions {
                    addImport(&fields, module(item), function.externalName, type(function, scope).importedSignature)
                }
                for type in interface.resources { addDrop(&fields, module(item), type.name) }
            }
        }
        for item in found.exports {
            if case .function = item { continue }
            let own = naming == .classic ? "[export]\(item.externalName)" : "cm32p2|_ex_\(Self.short(item))"
            for type in interface(item, .export).0.resources {
                addDrop(&fields, own, type.name)
                let names =
                    naming == .classic
                    ? ["[resource-new]", "[resource-rep]"].map { $0 + type.name }
                    : ["_new", "_rep"].map { type.name + $0 }
                for name in names { addImport(&fields, own, name, CoreSignature([.i32], [.i32])) }
            }
        }
        for item in found.exports {
            switch item {
            case .function(let function):
                addExport(&fields, naming == .classic ? "" : "cm32p2||", function, .world(world))
            case .interface, .inline:
                let (interface, scope) = interface(item, .export)
                let prefix = naming == .classic ? "\(item.externalName)#" : "cm32p2|\(Self.short(item))|"
                for function in interface.functions { addExport(&fields, prefix, function, scope) }
                for type in interface.resources where hasOptionalExports && random.chance(0.7) {
                    let name = naming == .classic ? "\(prefix)[dtor]\(type.name)" : "\(prefix)\(type.name)_dtor"
                    fields.append("(func (export \"\(name)\") (param i32) unreachable)")
                }
            }
        }
        let prefix = naming == .classic ? "" : "cm32p2_"
        fields.append("(memory (export \"\(prefix)memory\") 1)")
        let realloc = naming == .classic ? "cabi_realloc" : "cm32p2_realloc"
        fields.append("(func (export \"\(realloc)\") (param i32 i32 i32 i32) (result i32) unreachable)")
        if hasOptionalExports { fields.append("(func (export \"\(naming == .classic ? "_" : prefix)initialize\"))") }
        return "(module\n  \(fields.joined(separator: "\n  ")))"
    }

    // MARK: - Parts

    private func interface(_ item: World.Item, _ direction: World.Direction) -> (Interface, TypeScope) {
        switch item {
        case .interface(let item): (resolution.interface(item.name)!, .interface(item.name))
        case .inline(let interface): (interface, .inline(in: world, direction, interface.name))
        case .function: preconditionFailure("it is no interface")
        }
    }

    private func type(_ function: Function, _ scope: TypeScope) -> FunctionType {
        FunctionType(resolution.signature(of: function, in: scope)) { _ in 0 }
    }

    private mutating func addDrop(_ fields: inout [String], _ module: String, _ resource: String) {
        let name = naming == .classic ? "[resource-drop]\(resource)" : "\(resource)_drop"
        addImport(&fields, module, name, CoreSignature([.i32]))
    }

    private mutating func addImport(
        _ fields: inout [String], _ module: String, _ name: String, _ signature: CoreSignature
    ) {
        guard random.chance(importShare) else { return }
        fields.append("(import \"\(module)\" \"\(name)\" (func\(Self.text(signature))))")
    }

    private mutating func addExport(
        _ fields: inout [String], _ prefix: String, _ function: Function, _ scope: TypeScope
    ) {
        let name = "\(prefix)\(function.externalName)"
        let type = type(function, scope)
        fields.append("(func (export \"\(name)\")\(Self.text(type.exportedSignature)) unreachable)")
        guard hasOptionalExports, random.chance(0.5) else { return }
        let postReturn = naming == .classic ? "cabi_post_\(name)" : "\(name)_post"
        fields.append("(func (export \"\(postReturn)\")\(Self.text(type.postReturnSignature)) unreachable)")
    }

    /// The name with no more of its version than is needed to be compatible.
    private static func short(_ item: World.Item) -> String {
        guard case .interface(let item) = item, let version = item.name.package.version else {
            return item.externalName
        }
        let base = "\(item.name.package.namespace):\(item.name.package.name)/\(item.name.name)@"
        guard version.prerelease.isEmpty else {
            return base + "\(version.major).\(version.minor).\(version.patch)-"
                + version.prerelease.joined(separator: ".")
        }
        switch (version.major, version.minor) {
        case (0, 0): return base + "0.0.\(version.patch)"
        case (0, let minor): return base + "0.\(minor)"
        default: return base + "\(version.major)"
        }
    }

    private static func text(_ signature: CoreSignature) -> String {
        signature.parameters.map { " (param \($0))" }.joined() + signature.results.map { " (result \($0))" }.joined()
    }
}
