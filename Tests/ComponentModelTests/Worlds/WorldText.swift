// A component of a world, as text: all imports, and exports that pass them on. One thread at a time.

import WIT

/// Writes imports as wit-component does: an instance takes types over by an alias of the outer component's, and exports
/// every type by its name.
struct WorldText {
    private(set) var text = "(component\n"
    private var aliasCount = 0

    /// - Parameter world: what it exports it imports, too.
    init(_ world: World, in resolution: Resolution) {
        var areTypesWritten = false
        for item in world.imports {
            switch item {
            case .interface(let item):
                guard let interface = resolution.interface(item.name) else { continue }
                write(interface, as: "\(item.name)")
            case .inline(let interface): write(interface, as: interface.name)
            case .function(let function):
                if !areTypesWritten { write(world.types) }
                areTypesWritten = true
                line("(import \"\(function.name)\" (func $\(function.name)\(Self.signature(function))))")
            }
        }
        if !areTypesWritten { write(world.types) }
        for item in world.exports {
            let sort = if case .function = item { "func" } else { "instance" }
            line("(export \"\(item.externalName)\" (\(sort) $\(item.externalName)))")
        }
        text += ")\n"
    }

    private mutating func line(_ content: String) { text += "  \(content)\n" }

    private mutating func write(_ interface: Interface, as name: String) {
        var body: [String] = []
        for item in interface.items {
            switch item {
            case .type(let type): body += declaration(type, "export", isOuter: true)
            case .function(let function):
                body.append("(export \"\(function.name)\" (func\(Self.signature(function))))")
            }
        }
        line("(import \"\(name)\" (instance $\(name)\n    \(body.joined(separator: "\n    "))))")
    }

    private mutating func write(_ types: [TypeDefinition]) {
        for type in types {
            for part in declaration(type, "import", isOuter: false) { line(part) }
        }
    }

    /// Also writes the aliases that it needs before.
    private mutating func declaration(_ type: TypeDefinition, _ keyword: String, isOuter: Bool) -> [String] {
        let name = type.name
        func named(_ bound: String) -> String { "(\(keyword) \"\(name)\" (type $\(name) \(bound)))" }
        func defined(_ definition: String) -> [String] { ["(type $\(name)' \(definition))", named("(eq $\(name)')")] }
        switch type.kind {
        case .use(let interface, let original):
            aliasCount += 1
            line("(alias export $\(interface) \"\(original)\" (type $alias\(aliasCount)))")
            guard isOuter else { return [named("(eq $alias\(aliasCount))")] }
            return ["(alias outer 1 $alias\(aliasCount) (type $\(name)'))", named("(eq $\(name)')")]
        case .alias(.named(let other)): return [named("(eq $\(other))")]
        case .alias(let type): return defined(Self.type(type))
        case .record(let fields):
            return defined("(record\(fields.map { " (field \"\($0.name)\" \(Self.type($0.type)))" }.joined()))")
        case .variant(let cases):
            let list = cases.map { " (case \"\($0.name)\"\($0.payload.map { " \(Self.type($0))" } ?? ""))" }
            return defined("(variant\(list.joined()))")
        case .enumeration(let cases): return defined("(enum\(cases.map { " \"\($0.name)\"" }.joined()))")
        case .flags(let labels): return defined("(flags\(labels.map { " \"\($0.name)\"" }.joined()))")
        case .resource(let functions):
            return [named("(sub resource)")]
                + functions.map { "(\(keyword) \"\($0.externalName)\" (func\(Self.signature($0))))" }
        }
    }

    private static func signature(_ function: Function) -> String {
        function.parameters.map { " (param \"\($0.name)\" \(type($0.type)))" }.joined()
            + (function.result.map { " (result \(type($0)))" } ?? "")
    }

    private static func type(_ type: TypeReference) -> String {
        switch type {
        case .primitive(let primitive): primitive.rawValue
        case .list(let element): "(list \(self.type(element)))"
        case .option(let wrapped): "(option \(self.type(wrapped)))"
        case .result(let ok, let error):
            "(result\(ok.map { " \(self.type($0))" } ?? "")\(error.map { " (error \(self.type($0)))" } ?? ""))"
        case .tuple(let types): "(tuple\(types.map { " \(self.type($0))" }.joined()))"
        case .own(let name): "(own $\(name))"
        case .borrow(let name): "(borrow $\(name))"
        case .named(let name): "$\(name)"
        }
    }
}
