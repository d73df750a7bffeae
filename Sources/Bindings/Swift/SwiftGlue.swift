// A world in Embedded Swift, on top of its C header. Used by one thread at a time; what is made is a plain value.

import CanonicalABI
import WIT

/// The Swift file that names a world's types, calls what it imports, and exports what the author writes.
///
/// Types are those of the header, under Swift names: nothing is copied on its way in or out. What an interface exports
/// is written as an extension of its namespace, which a protocol says the contents of.
package struct SwiftGlue: Sendable {
    /// What the file is to be called.
    package let fileName: String
    package let text: String
    /// The module map that makes the header a module.
    package let moduleMap: String

    /// - Parameter module: the module that the header is in.
    package init(_ binding: WorldBinding, header: CHeader, module: String) {
        var writer = SwiftGlueWriter(binding, header)
        fileName = SwiftNaming.type(binding.name.name) + ".swift"
        text = writer.file(module: module, header: header.fileName)
        moduleMap = """
            // The world `\(binding.name)` in C, as a module for Swift.
            module \(module) {
                header "\(header.fileName)"
                export *
            }

            """
    }

    /// What the header's module is called unless somebody says otherwise.
    package static func moduleName(_ binding: WorldBinding) -> String { "C" + SwiftNaming.type(binding.name.name) }
}

struct SwiftGlueWriter {
    let binding: WorldBinding
    var table: CTypeTable
    /// What C types are called in Swift, by their identity.
    var swiftNames: [String: String] = [
        "bool": "Bool", "int8_t": "Int8", "uint8_t": "UInt8", "int16_t": "Int16", "uint16_t": "UInt16",
        "int32_t": "Int32", "uint32_t": "UInt32", "int64_t": "Int64", "uint64_t": "UInt64", "float": "Float",
        "double": "Double", "char": "UInt32",
    ]
    /// Enums and flags, which have Swift types of their own, with the integer that C has for them.
    var rawTypes: [String: String] = [:]
    private var namespaces = NameTable(taken: Self.standardNames)

    /// What generated code means by these names is the standard library's.
    private static let standardNames: Set<String> = [
        "Bool", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64", "Float",
        "Double",
        "OpaquePointer", "UnsafeRawPointer", "UnsafeMutableRawPointer", "OptionSet", "Optional", "self", "init",
    ]
    private let functionsByGroup: [TypeScope: [CFunction]]

    init(_ binding: WorldBinding, _ header: CHeader) {
        self.binding = binding
        table = header.table
        functionsByGroup = Dictionary(grouping: header.functions, by: \.group.scope)
    }

    mutating func file(module: String, header: String) -> String {
        var text = CText.comment(
            "The world `\(binding.name)` in Swift, on top of \(header): made by\n"
                + "`cajon bindings swift`, not to be changed by hand.\nswift-format-ignore-file", indent: 0,
            mark: "//")
        text += "\ninternal import \(module)\n"
        for group in binding.groups { text += self.text(of: group) }
        return CText.folded(text)
    }

    private mutating func text(of group: WorldBinding.Group) -> String {
        let prefix = group.isTwofold && group.direction == .export ? "exported-" : ""
        let namespace = namespaces.claim(SwiftNaming.type(prefix + (group.interface ?? binding.name.name)))
        let functions = (functionsByGroup[group.scope] ?? []).filter { $0.group.direction == group.direction }
        var names = NameTable(taken: Self.standardNames)
        var body = group.types.map { declaration($0, in: group, namespace, &names) }.joined()
        if group.direction == .import {
            for function in functions { body += call(function, &names) }
        }
        var text = "\n" + CText.comment(group.documentation, indent: 0)
        text += body.isEmpty ? "enum \(namespace) {}\n" : "enum \(namespace) {\n\(Self.trimmed(body))}\n"
        if group.direction == .export { text += exports(of: group, functions, namespace, &names) }
        return text
    }

    /// A name for a namespace or what stands beside one.
    mutating func claim(_ name: String) -> String { namespaces.claim(name) }

    static func trimmed(_ body: String) -> Substring { body.drop { $0 == "\n" } }

    static func label(_ function: CFunction) -> String {
        function.function.resource.map { "\($0)-\(function.function.name)" } ?? function.function.name
    }

    // MARK: - Types

    private mutating func declaration(
        _ definition: TypeDefinition, in group: WorldBinding.Group, _ namespace: String, _ names: inout NameTable
    ) -> String {
        let documentation = CText.comment(definition.documentation, indent: 1)
        switch definition.kind {
        case .resource:
            let own = table.cType(.own(definition.name), in: group)
            let name = names.claim(SwiftNaming.type(definition.name))
            swiftNames[own.identity] = "\(namespace).\(name)"
            var text = "\n\(documentation)    typealias \(name) = \(own.name)\n"
            if group.direction == .import {
                let borrow = table.cType(.borrow(definition.name), in: group)
                let name = names.claim("Borrowed\(name)")
                swiftNames[borrow.identity] = "\(namespace).\(name)"
                text += "    typealias \(name) = \(borrow.name)\n"
            }
            return text
        case .enumeration(let cases):
            let (type, name) = (
                table.cType(.named(definition.name), in: group), names.claim(SwiftNaming.type(definition.name))
            )
            let raw = raw(type, named: "\(namespace).\(name)")
            var labels = NameTable(taken: ["rawValue", "hashValue", "init"])
            let spelled = cases.map { SwiftNaming.escaped(labels.claim(SwiftNaming.member($0.name))) }
            var text = "\n\(documentation)    enum \(name): \(raw) {\n"
            if cases.allSatisfy({ $0.documentation == nil }) {
                text += CText.filled(["case " + spelled[0]] + spelled.dropFirst(), indent: 2, separator: ",") + "\n"
            } else {
                for (item, label) in zip(cases, spelled) {
                    text += CText.comment(item.documentation, indent: 2) + "        case \(label)\n"
                }
            }
            return text + "    }\n"
        case .flags(let flags):
            let (type, name) = (
                table.cType(.named(definition.name), in: group), names.claim(SwiftNaming.type(definition.name))
            )
            let raw = raw(type, named: "\(namespace).\(name)")
            var labels = NameTable(taken: ["rawValue", "init", "self"])
            var text = "\n\(documentation)    struct \(name): OptionSet {\n        let rawValue: \(raw)\n"
            for (index, flag) in flags.enumerated() {
                let label = SwiftNaming.escaped(labels.claim(SwiftNaming.member(flag.name)))
                text += CText.comment(flag.documentation, indent: 2)
                text += "        static var \(label): \(name) { \(name)(rawValue: 1 << \(index)) }\n"
            }
            return text + "    }\n"
        // What is taken over has its name already, and another name of a resource is that resource.
        case .use: return ""
        case .alias(.named(let other))
        where binding.origin(of: other, in: group.scope, group.direction).definition.isResource:
            return ""
        case .alias, .record, .variant:
            let type = table.cType(.named(definition.name), in: group)
            let name = names.claim(SwiftNaming.type(definition.name))
            if type.name == type.identity { swiftNames[type.identity] = "\(namespace).\(name)" }
            return "\n\(documentation)    typealias \(name) = \(swiftName(type, ofStorage: true))\n"
                .replacing(" = \(namespace).\(name)\n", with: " = \(type.name)\n")
        }
    }

    /// Notes that a C integer has a type of its own in Swift; returns the integer.
    private mutating func raw(_ type: CType, named name: String) -> String {
        let raw = "UInt\(type.value.size * 8)"
        swiftNames[type.identity] = name
        rawTypes[type.identity] = raw
        return raw
    }

    /// A type in Swift.
    ///
    /// - Parameter isStorage: whether it is what the header has in its structs, where enums and flags are integers.
    func swiftName(_ type: CType, ofStorage isStorage: Bool = false) -> String {
        if case .representation = type.form { return isStorage ? "OpaquePointer?" : "OpaquePointer" }
        if isStorage, let raw = rawTypes[type.identity] { return raw }
        return swiftNames[type.identity] ?? type.identity
    }
}
