// From C values to core values and back. Used by one thread at a time.

extension CTypeTable {
    // MARK: - Lifting

    /// C that makes a value of its core values.
    mutating func lift(_ type: CType, _ values: [String]) -> String {
        switch type.form {
        case .scalar, .boolean, .representation: return values[0]
        case .handle: return "(\(type.name)){\(values[0])}"
        case .list: return "(\(type.name)){\(values[0]), \(values[1])}"
        case .record(let members):
            var rest = values[...]
            let parts = members.map { member in
                let count = member.type.slots.count
                defer { rest = rest.dropFirst(count) }
                return lift(member.type, Array(rest.prefix(count)))
            }
            return "(\(type.name)){\(parts.joined(separator: ", "))}"
        case .variant(let variant):
            return "\(lifter(of: type, variant))(\(values.joined(separator: ", ")))"
        }
    }

    /// The function that lifts a type with cases; written when it is first asked for.
    mutating func lifter(of type: CType, _ variant: CType.Variant) -> String {
        let name = type.identity + "_lift"
        guard helpers.insert(name).inserted else { return name }
        let slots = variant.payloadSlots
        var body = "    \(type.identity) value = {.\(variant.tag) = (\(variant.tagType))tag};\n"
        var cases: [(String, String)] = []
        for item in variant.cases {
            guard let payload = item.payload else { continue }
            let values = payload.slots.enumerated().map {
                $0.element.narrowed("slot\($0.offset)", from: slots[$0.offset], naming.bits)
            }
            cases.append((item.value, "value.\(variant.path)\(item.name) = \(lift(payload, values));"))
        }
        if variant.kind == .variant, !cases.isEmpty {
            body += "    switch (tag) {\n"
            for (value, statement) in cases {
                body += "    case \(value):\n        \(statement)\n        break;\n"
            }
            body += "    }\n"
        } else {
            for (index, (value, statement)) in cases.enumerated() {
                let condition = value == "1" ? "tag" : "!tag"
                body += "    \(index == 0 ? "if (\(condition))" : "} else") {\n        \(statement)\n"
            }
            if !cases.isEmpty { body += "    }\n" }
        }
        let parameters =
            ["uint32_t tag"]
            + slots.enumerated().map {
                CType.declaring("slot\($0.offset)", as: $0.element.spelling)
            }
        text += "\n" + CText.call("static inline \(type.identity) \(name)", parameters, " {")
        text += "\n\(body)    return value;\n}\n"
        return name
    }

    // MARK: - Lowering

    /// C for each of a value's core values.
    ///
    /// - Parameter value: something that has an address, so that cases are looked at where they lie.
    mutating func lower(_ type: CType, _ value: String) -> [String] {
        switch type.form {
        case .scalar, .boolean, .representation: return [value]
        case .handle: return ["\(value).handle"]
        case .list: return ["\(value).data", "\(value).length"]
        case .record(let members): return members.flatMap { lower($0.type, "\(value).\($0.name)") }
        case .variant(let variant):
            return ["\(value).\(variant.tag)"]
                + variant.payloadSlots.indices.map { "\(lowerer(of: type, variant, slot: $0))(&\(value))" }
        }
    }

    /// The function that gives one core value of what has cases; written when it is first asked for.
    private mutating func lowerer(of type: CType, _ variant: CType.Variant, slot: Int) -> String {
        let name = "\(type.identity)_slot\(slot)"
        guard helpers.insert(name).inserted else { return name }
        let target = variant.payloadSlots[slot]
        var cases: [(String, String)] = []
        for item in variant.cases {
            guard let payload = item.payload, slot < payload.slots.count else { continue }
            let lowered = lower(payload, "value->\(variant.path)\(item.name)")
            cases.append((item.value, payload.slots[slot].widened(lowered[slot], to: target, naming.bits)))
        }
        var body = ""
        if variant.kind == .variant {
            body += "    switch (value->\(variant.tag)) {\n"
            for (value, result) in cases { body += "    case \(value): return \(result);\n" }
            body += "    default: return 0;\n    }\n"
        } else {
            for (value, result) in cases {
                body += "    if (\(value == "1" ? "" : "!")value->\(variant.tag)) return \(result);\n"
            }
            body += "    return 0;\n"
        }
        let head = "static inline \(CType.declaring(name, as: target.spelling))"
        text += "\n" + CText.call(head, ["const \(type.identity) *value"], " {") + "\n\(body)}\n"
        return name
    }
}
