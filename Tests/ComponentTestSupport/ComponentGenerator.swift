// Component types, and values of them, by chance: equal seeds give equal ones everywhere. Any thread; a value type.

package import CanonicalABI
package import TestSupport

/// Draws types that a component may have, and values that fit them.
///
/// Depends on no suite, so that any implementation of the canonical ABI can be asked the same questions.
package struct ComponentGenerator {
    package var random: SeededGenerator
    /// The numbers of the resources that types may own, and may borrow.
    package var owned: [Int] = []
    package var borrowed: [Int] = []
    /// How many levels of types there are at most.
    package var depth = 3
    /// Whether a value of type `f32` or `f64` may be a NaN, which is not equal to itself.
    package var hasNaN = false
    private var lastRepresentation: UInt32 = 0

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    // MARK: - Types

    /// A function's type.
    ///
    /// As many parameters as it takes for some to go through memory. A result owns, and never borrows.
    package mutating func functionType() -> FunctionType {
        let count = random.chance(0.2) ? int(8...20) : int(0...4)
        let parameters = (0..<count).map { ValueType.Field("p\($0)", type()) }
        guard random.chance(0.7) else { return FunctionType(parameters) }
        return FunctionType(parameters, result: resultType())
    }

    /// A type that a function may return.
    package mutating func resultType() -> ValueType {
        let kept = borrowed
        borrowed = []
        defer { borrowed = kept }
        return type()
    }

    /// A type of at most `depth` levels.
    package mutating func type() -> ValueType { type(depth: depth) }

    private mutating func type(depth: Int) -> ValueType {
        guard depth > 1, random.chance(0.5) else { return leaf() }
        switch int(0...5) {
        case 0: return .list(type(depth: depth - 1))
        case 1: return .record((0..<int(1...4)).map { .init("f\($0)", type(depth: depth - 1)) })
        case 2: return .tuple((0..<int(1...4)).map { _ in type(depth: depth - 1) })
        case 3: return .option(type(depth: depth - 1))
        case 4: return .result(ok: part(depth), error: part(depth))
        default: return .variant((0..<int(1...4)).map { .init("c\($0)", part(depth)) })
        }
    }

    private mutating func part(_ depth: Int) -> ValueType? { random.chance(0.7) ? type(depth: depth - 1) : nil }

    private mutating func leaf() -> ValueType {
        let handles = owned.map { ValueType.own(resource: $0) } + borrowed.map { .borrow(resource: $0) }
        if !handles.isEmpty, random.chance(0.2) { return element(handles) }
        if random.chance(0.2) { return .string }
        switch int(0...14) {
        case 0: return .flags((0..<int(1...32)).map { "l\($0)" })
        case 1: return .enumeration((0..<int(1...5)).map { "e\($0)" })
        // As many cases as take two bytes to count.
        case 2: return .enumeration((0..<int(256...258)).map { "e\($0)" })
        case 3: return .char
        default: return element([.bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64])
        }
    }

    // MARK: - Values

    /// A value for each parameter.
    package mutating func arguments(of function: FunctionType) -> [Value] {
        function.parameters.map { value(of: $0.type) }
    }

    /// A value of a type. No two resources in all values drawn have the same representation.
    package mutating func value(of type: ValueType) -> Value {
        switch type {
        case .bool: return .bool(.random(using: &random))
        case .s8: return .s8(edge() ?? .random(in: .min ... .max, using: &random))
        case .u8: return .u8(edge() ?? .random(in: .min ... .max, using: &random))
        case .s16: return .s16(edge() ?? .random(in: .min ... .max, using: &random))
        case .u16: return .u16(edge() ?? .random(in: .min ... .max, using: &random))
        case .s32: return .s32(edge() ?? .random(in: .min ... .max, using: &random))
        case .u32: return .u32(edge() ?? .random(in: .min ... .max, using: &random))
        case .s64: return .s64(edge() ?? .random(in: .min ... .max, using: &random))
        case .u64: return .u64(edge() ?? .random(in: .min ... .max, using: &random))
        case .f32:
            let number = Float(bitPattern: .random(in: .min ... .max, using: &random))
            return .f32(number.isNaN && !hasNaN ? -0.0 : number)
        case .f64:
            let number = Double(bitPattern: .random(in: .min ... .max, using: &random))
            return .f64(number.isNaN && !hasNaN ? -0.0 : number)
        case .char: return .char(scalar(element(Self.alphabets)))
        case .string: return .string(text())
        case .list(let item): return .list((0..<int(0...4)).map { _ in value(of: item) })
        case .record(let fields): return .members(fields.map { value(of: $0.type) })
        case .tuple(let types): return .members(types.map { value(of: $0) })
        case .flags(let labels):
            let mask = UInt32(truncatingIfNeeded: UInt64(1) << labels.count - 1)
            return .flags(.random(in: 0 ... .max, using: &random) & mask)
        case .variant, .enumeration, .option, .result:
            let cases = type.cases ?? []
            let index = int(0...cases.count - 1)
            return .variant(index: index, payload: cases[index].map { value(of: $0) })
        case .own, .borrow:
            lastRepresentation += 1
            return .handle(lastRepresentation)
        }
    }

    /// Text in one of the alphabets, or with a last letter from another: what makes an encoding change its mind.
    package mutating func text() -> String {
        let alphabet = element(Self.alphabets)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<int(0...12) { scalars.append(scalar(alphabet)) }
        if random.chance(0.3) { scalars.append(scalar(element(Self.alphabets))) }
        return String(scalars)
    }

    /// ASCII; Latin-1; beyond it; two units of UTF-16.
    private static let alphabets: [[ClosedRange<UInt32>]] = [
        [0x00...0x7f], [0x00...0x7f, 0x80...0xff], [0x100...0xd7ff, 0xe000...0xffff], [0x1_0000...0x10_ffff],
    ]

    private mutating func scalar(_ alphabet: [ClosedRange<UInt32>]) -> Unicode.Scalar {
        Unicode.Scalar(UInt32.random(in: element(alphabet), using: &random)) ?? "?"
    }

    private mutating func edge<Number: FixedWidthInteger>() -> Number? {
        random.chance(0.2) ? element([Number.min, Number.max, 0, 1]) : nil
    }

    private mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }

    private mutating func element<Element>(_ elements: [Element]) -> Element { elements[int(0...elements.count - 1)] }
}
