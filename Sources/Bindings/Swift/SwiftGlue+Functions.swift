// Functions in Swift. Used by one thread at a time.

import CanonicalABI
import WIT

extension SwiftGlueWriter {
    /// `func name(label: Type) -> Type`.
    func signature(_ function: CFunction, _ name: String) -> String {
        let result = function.result.map { " -> \(swiftName($0))" } ?? ""
        let parameters = zip(Self.names(of: function), function.parameters).map { name, parameter in
            "\(SwiftNaming.escaped(name)): \(swiftName(parameter.type))"
        }
        let line = "func \(SwiftNaming.escaped(name))(\(parameters.joined(separator: ", ")))\(result)"
        guard line.utf8.count + 12 > CText.lineLength else { return line }
        return "func \(SwiftNaming.escaped(name))(\n" + CText.filled(parameters, indent: 2, separator: ",")
            + "\n    )\(result)"
    }

    private static func names(of function: CFunction) -> [String] {
        var names = NameTable(taken: ["self"])
        return function.parameters.map {
            names.claim($0.label == "self" ? "object" : SwiftNaming.member($0.label))
        }
    }

    // MARK: - Imports

    func call(_ function: CFunction, _ names: inout NameTable) -> String {
        let name = names.claim(SwiftNaming.member(Self.label(function)))
        let arguments = zip(Self.names(of: function), function.parameters).map { name, parameter in
            let value = SwiftNaming.escaped(name)
            return rawTypes[parameter.type.identity] == nil ? value : "\(value).rawValue"
        }
        var call = "\(function.name)(\(arguments.joined(separator: ", ")))"
        if let result = function.result, rawTypes[result.identity] != nil {
            call = wrapped(result, call)
        }
        return "\n" + CText.comment(function.function.documentation, indent: 1)
            + "    static \(signature(function, name)) {\n        \(call)\n    }\n"
    }

    /// The Swift value of a C integer that has a type of its own.
    private func wrapped(_ type: CType, _ value: String) -> String {
        let call = "\(swiftName(type))(rawValue: \(value))"
        if case .enumeration = type.value { return call + "!" }
        return call
    }

    // MARK: - Exports

    mutating func entryPoint(_ function: CFunction, _ target: String) -> String {
        let names = Self.names(of: function)
        var parameters: [String] = []
        var arguments: [String] = []
        var body = ""
        if let parameterStruct = function.parameterStruct {
            parameters = ["_ parameters: UnsafeRawPointer"]
            body += "    let parameters = parameters.assumingMemoryBound(to: \(parameterStruct).self).pointee\n"
            arguments = function.parameters.map { parameter in
                let value = "parameters.\(SwiftNaming.escaped(parameter.name))"
                return rawTypes[parameter.type.identity] == nil ? value : wrapped(parameter.type, value)
            }
        } else {
            var locals = NameTable(taken: ["result"])
            for parameter in function.parameters {
                let names = parameter.slots.map {
                    locals.claim($0.name == "self" ? "object" : SwiftNaming.member($0.name))
                }
                parameters += zip(names, parameter.slots).map {
                    "_ \(SwiftNaming.escaped($0)): \(Self.spelling($1.slot))"
                }
                let value = lift(parameter.type, names.map(SwiftNaming.escaped))
                arguments.append(
                    rawTypes[parameter.type.identity] == nil ? value : wrapped(parameter.type, value))
            }
        }
        let labelled = zip(names, arguments).map { "\(SwiftNaming.escaped($0)): \($1)" }
        let call = CText.call(target, labelled, "")
            .replacing("\n", with: "\n    ")
        let returned: String
        if let result = function.result, function.returnsInMemory {
            returned = " -> UnsafeRawPointer"
            body += "    let result = \(call)\n"
            body += "    return UnsafeRawPointer(\(result.identity)_keep(result))\n"
        } else if let result = function.result {
            returned = " -> \(Self.spelling(result.slots[0]))"
            body += "    let result = \(call)\(rawTypes[result.identity] == nil ? "" : ".rawValue")\n"
            body += "    return \(lowered(result, "result"))\n"
        } else {
            returned = ""
            body += "    \(call)\n"
        }
        let name = SwiftNaming.member(function.coreName)
        return """

            @_expose(wasm, "\(function.group.exportName(function.function))")
            @_cdecl("\(function.coreName)")
            \(Self.declaration("public func \(name)", parameters, returned)) {
            \(body)}

            """
    }

    private static func declaration(_ head: String, _ parameters: [String], _ result: String) -> String {
        let line = "\(head)(\(parameters.joined(separator: ", ")))\(result)"
        if line.utf8.count + 2 <= CText.lineLength { return line }
        return "\(head)(\n" + CText.filled(parameters, indent: 1, separator: ",") + "\n)\(result)"
    }

    private static func spelling(_ slot: CSlot) -> String {
        switch slot {
        case .int32: "UInt32"
        case .int64: "UInt64"
        case .float: "Float"
        case .double: "Double"
        case .size: "Int"
        case .pointer: "UnsafeRawPointer?"
        case .word: "UInt"
        }
    }

    /// Swift that makes a value, as the header has it, of its core values.
    private mutating func lift(_ type: CType, _ values: [String]) -> String {
        switch type.form {
        case .boolean: return "\(values[0]) != 0"
        case .scalar(.int32):
            switch type.value {
            case .u32, .char: return values[0]
            case .s32: return "Int32(bitPattern: \(values[0]))"
            default: return "\(swiftName(type, ofStorage: true))(truncatingIfNeeded: \(values[0]))"
            }
        case .scalar(.int64):
            if case .s64 = type.value { return "Int64(bitPattern: \(values[0]))" }
            return values[0]
        case .scalar: return values[0]
        case .handle: return "\(type.identity)(handle: \(values[0]))"
        case .representation: return "OpaquePointer(\(values[0])!)"
        case .list(let element):
            return "\(type.identity)(data: \(pointer(values[0], to: element)), length: \(values[1]))"
        case .record(let members):
            var rest = values[...]
            let parts = members.map { member in
                let count = member.type.slots.count
                defer { rest = rest.dropFirst(count) }
                let label = ["var", "let", "inout"].contains(member.name) ? "`\(member.name)`" : member.name
                return "\(label): \(lift(member.type, Array(rest.prefix(count))))"
            }
            return "\(type.identity)(\(parts.joined(separator: ", ")))"
        case .variant(let variant):
            let values =
                [values[0]]
                + zip(variant.payloadSlots, values.dropFirst()).map { slot, value in
                    guard case .pointer(let name) = slot else { return value }
                    return pointer(value, toC: name)
                }
            return "\(type.identity)_lift(\(values.joined(separator: ", ")))"
        }
    }

    private func pointer(_ value: String, to element: CType?) -> String {
        "\(value)?.assumingMemoryBound(to: \(element.map { swiftName($0, ofStorage: true) } ?? "UInt8").self)"
    }

    /// The same for an element that is known as C spells it.
    private func pointer(_ value: String, toC type: String) -> String {
        if !type.hasPrefix("const ") {
            return type.hasSuffix("const *")
                ? "\(value)?.assumingMemoryBound(to: OpaquePointer?.self)" : "\(value).map { OpaquePointer($0) }"
        }
        let name = String(type.dropFirst(6).dropLast(2))
        let known = rawTypes[name] ?? swiftNames[name] ?? name
        return "\(value)?.assumingMemoryBound(to: \(known).self)"
    }

    /// Swift for the one core value of a value as the header has it.
    private func lowered(_ type: CType, _ value: String) -> String {
        switch type.form {
        case .boolean: return "\(value) ? 1 : 0"
        case .scalar(.int32):
            switch type.value {
            case .u32, .char: return value
            case .s8, .s16, .s32: return "UInt32(bitPattern: Int32(\(value)))"
            default: return "UInt32(\(value))"
            }
        case .scalar(.int64):
            if case .s64 = type.value { return "UInt64(bitPattern: \(value))" }
            return value
        case .scalar: return value
        case .handle: return "\(value).handle"
        case .record(let members): return lowered(members[0].type, "\(value).\(SwiftNaming.escaped(members[0].name))")
        case .variant(let variant):
            return variant.kind == .variant ? "UInt32(\(value).\(variant.tag))" : "\(value).\(variant.tag) ? 1 : 0"
        case .list, .representation: preconditionFailure("a list is two core values, and nothing borrowed is returned")
        }
    }
}
