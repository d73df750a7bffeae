// Types and values made up from a seed. Test threads.
import TestSupport
import WasmEngine

extension EchoType {
    /// Any type, nested at most `depth` deep.
    static func random(depth: Int, using generator: inout SeededGenerator) -> EchoType {
        guard depth > 0, generator.chance(0.7) else { return scalars.randomElement(using: &generator)! }
        func inner() -> EchoType { random(depth: depth - 1, using: &generator) }
        func some(_ most: Int) -> Range<Int> { 0..<Int.random(in: 1...most, using: &generator) }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return .list(inner())
        case 1: return .record(some(6).map { Field("field-\($0)", inner()) })
        case 2: return .tuple(some(6).map { _ in inner() })
        case 3:
            return .variant(some(5).map { Case("case-\($0)", generator.chance(0.7) ? inner() : nil) })
        case 4: return .enumeration(some(generator.chance(0.1) ? 300 : 12).map { "label-\($0)" })
        case 5: return .option(inner())
        case 6:
            return .result(
                ok: generator.chance(0.6) ? inner() : nil, error: generator.chance(0.6) ? inner() : nil)
        default: return .flags(some(32).map { "flag-\($0)" })
        }
    }
}

extension ComponentValue {
    /// A value of that type; the ends of ranges come up often.
    static func random(of type: EchoType, using generator: inout SeededGenerator) -> ComponentValue {
        func number<Number: FixedWidthInteger>(_: Number.Type) -> Number {
            let ends: [Number] = [.min, .max, 0, 1]
            return generator.chance(0.3)
                ? ends.randomElement(using: &generator)!
                : Number(truncatingIfNeeded: generator.next())
        }
        func value(_ type: EchoType) -> ComponentValue { random(of: type, using: &generator) }
        func payload(_ type: EchoType?) -> ComponentValue? { type.map(value) }
        switch type {
        case .bool: return .bool(generator.chance(0.5))
        case .s8: return .s8(number(Int8.self))
        case .u8: return .u8(number(UInt8.self))
        case .s16: return .s16(number(Int16.self))
        case .u16: return .u16(number(UInt16.self))
        case .s32: return .s32(number(Int32.self))
        case .u32: return .u32(number(UInt32.self))
        case .s64: return .s64(number(Int64.self))
        case .u64: return .u64(number(UInt64.self))
        // Any bits: infinities, NaNs with payloads, denormals.
        case .f32: return .f32(Float(bitPattern: number(UInt32.self)))
        case .f64: return .f64(Double(bitPattern: number(UInt64.self)))
        case .char: return .char(scalar(using: &generator))
        case .string:
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...20, using: &generator) { text.append(scalar(using: &generator)) }
            return .string(String(text))
        case .list(let element):
            return .list((0..<Int.random(in: 0...6, using: &generator)).map { _ in value(element) })
        case .record(let fields): return .record(fields.map { Field($0.name, value($0.type)) })
        case .tuple(let types): return .tuple(types.map(value))
        case .variant(let cases):
            let chosen = cases.randomElement(using: &generator)!
            return .variant(chosen.name, payload(chosen.payload))
        case .enumeration(let labels): return .enumeration(labels.randomElement(using: &generator)!)
        case .option(let some): return .option(generator.chance(0.5) ? value(some) : nil)
        case .result(let ok, let error): return generator.chance(0.5) ? .ok(payload(ok)) : .error(payload(error))
        case .flags(let labels): return .flags(labels.filter { _ in generator.chance(0.5) })
        case .own, .borrow: preconditionFailure("no type drawn here has handles")
        }
    }

    private static func scalar(using generator: inout SeededGenerator) -> Unicode.Scalar {
        let telling: [Unicode.Scalar] = [
            "\u{0}", "a", "é", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
        ]
        if generator.chance(0.5) { return telling.randomElement(using: &generator)! }
        return Unicode.Scalar(UInt32(generator.next() % 0xD800))!
    }
}
