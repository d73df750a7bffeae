// How types are written in WebAssembly text. Plain values, any thread.

/// Collects the type definitions that a component needs: the types WIT names must have names.
package struct EchoTypeTexts {
    package private(set) var definitions: [String] = []
    private var names: [EchoType: String] = [:]

    package init() {}

    /// The type as it is written where it is used.
    package mutating func reference(to type: EchoType) -> String {
        switch type {
        case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64, .char, .string: return "\(type)"
        case .own(let resource): return "(own $resource\(resource))"
        case .borrow(let resource): return "(borrow $resource\(resource))"
        case .list(let element): return "(list \(reference(to: element)))"
        case .tuple(let types): return "(tuple \(types.map { reference(to: $0) }.joined(separator: " ")))"
        case .option(let payload): return "(option \(reference(to: payload)))"
        case .result(let ok, let error):
            let okText = ok.map { " " + reference(to: $0) } ?? ""
            return "(result\(okText)\(error.map { " (error \(reference(to: $0)))" } ?? ""))"
        case .record(let fields):
            return named(type, "record", fields.map { "(field \"\($0.name)\" \(reference(to: $0.type)))" })
        case .variant(let cases):
            return named(
                type, "variant",
                cases.map { "(case \"\($0.name)\"\($0.payload.map { " " + reference(to: $0) } ?? ""))" })
        case .enumeration(let labels): return named(type, "enum", labels.map { "\"\($0)\"" })
        case .flags(let labels): return named(type, "flags", labels.map { "\"\($0)\"" })
        }
    }

    private mutating func named(_ type: EchoType, _ keyword: String, _ parts: [String]) -> String {
        if let name = names[type] { return name }
        let name = "$named\(names.count)"
        let number = names.count
        names[type] = name
        definitions.append("(type $type\(number) (\(keyword) \(parts.joined(separator: " "))))")
        definitions.append("(import \"t\(number)\" (type \(name) (eq $type\(number))))")
        return name
    }
}

extension EchoType {
    /// Instructions that store a value, given as flat expressions, at `offset` from the address in local `$result`.
    func store(_ flat: [String], at offset: Int) -> String {
        func store(_ instruction: String, _ value: String, at offset: Int) -> String {
            "(\(instruction) offset=\(offset) (local.get $result) \(value))"
        }
        switch self {
        case .bool, .s8, .u8: return store("i32.store8", flat[0], at: offset)
        case .s16, .u16: return store("i32.store16", flat[0], at: offset)
        case .s32, .u32, .char, .own, .borrow: return store("i32.store", flat[0], at: offset)
        case .s64, .u64: return store("i64.store", flat[0], at: offset)
        case .f32: return store("f32.store", flat[0], at: offset)
        case .f64: return store("f64.store", flat[0], at: offset)
        case .flags: return store(Self.stores[byteCount]!, flat[0], at: offset)
        case .string, .list:
            return store("i32.store", flat[0], at: offset) + store("i32.store", flat[1], at: offset + 4)
        case .record, .tuple:
            var rest = flat[...]
            return zip(members!, memberOffsets!).map { member, memberOffset in
                let own = Array(rest.prefix(member.flat.count))
                rest = rest.dropFirst(own.count)
                return member.store(own, at: offset + memberOffset)
            }.joined(separator: "\n")
        case .variant, .enumeration, .option, .result:
            let joined = self.flat.dropFirst()
            var text = store(Self.stores[discriminantByteCount]!, flat[0], at: offset)
            for (index, payload) in cases!.enumerated() {
                guard let payload else { continue }
                let values = zip(zip(flat.dropFirst(), joined), payload.flat).map {
                    Self.convert($0.0, from: $0.1, to: $1)
                }
                text += "(if (i32.eq \(flat[0]) (i32.const \(index))) (then\n"
                text += payload.store(values, at: offset + payloadOffset) + "))"
            }
            return text
        }
    }

    private static let stores = [1: "i32.store8", 2: "i32.store16", 4: "i32.store"]

    private static func convert(_ value: String, from: Core, to: Core) -> String {
        switch (from, to) {
        case (.i32, .f32): "(f32.reinterpret_i32 \(value))"
        case (.i64, .i32): "(i32.wrap_i64 \(value))"
        case (.i64, .f32): "(f32.reinterpret_i32 (i32.wrap_i64 \(value)))"
        case (.i64, .f64): "(f64.reinterpret_i64 \(value))"
        default: value
        }
    }
}
