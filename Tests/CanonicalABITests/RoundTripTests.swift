import CanonicalABI
import TestSupport
import Testing

@Suite struct RoundTripTests {
    /// 2,000 values of seeded random types, each lowered and lifted as a parameter and as a result.
    @Test func `what is lowered and lifted comes back equal`() throws {
        var random = SeededGenerator(seed: 0xca10)
        for _ in 0..<2_000 {
            let guest = BumpGuest(byteCount: 1 << 16)
            let count = Int.random(in: 1...6, using: &random)
            let types = (0..<count).map { _ in ValueType.random(depth: 3, using: &random) }
            let values = types.map { Value.random($0, using: &random) }
            let function = FunctionType(types.enumerated().map { .init("p\($0)", $1) })

            var memory = guest
            let core = try memory.lowerArguments(values, of: function)
            #expect(core.map(\.type) == function.exportedSignature.parameters)
            #expect(try guest.view.liftParameters(of: function, from: core) == values)

            let stored = try memory.allocate(byteCount: UInt32(types[0].size), alignment: UInt32(types[0].alignment))
            try memory.store(values[0], as: types[0], at: stored)
            #expect(try guest.view.load(types[0], at: stored) == values[0])
        }
    }

    @Test func `an empty list still asks the guest for memory`() throws {
        var guest = BumpGuest()
        _ = try guest.lowerArguments([.list([])], of: FunctionType([.init("samples", .list(.f32))]))
        #expect(guest.allocations.count == 1)
        #expect(guest.allocations[0] == (0, 4))
    }

    @Test func `narrow integers are cut to their width when lifted`() throws {
        let guest = BumpGuest()
        var values: ArraySlice<CoreValue> = [.i32(0x1_ff), .i32(0xffff_ff80), .i32(2)]
        #expect(try guest.view.liftFlat(.u8, from: &values) == .u8(0xff))
        #expect(try guest.view.liftFlat(.s8, from: &values) == .s8(-128))
        #expect(try guest.view.liftFlat(.bool, from: &values) == .bool(true))
    }
}

extension ValueType {
    static func random(depth: Int, using random: inout SeededGenerator) -> ValueType {
        let plain: [ValueType] = [
            .bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64, .char, .string,
            .enumeration(["a", "b", "c"]), .flags((0..<Int.random(in: 1...32, using: &random)).map { "f\($0)" }),
            .own(resource: 0), .borrow(resource: 1),
        ]
        guard depth > 0, Bool.random(using: &random) else { return plain.randomElement(using: &random)! }
        func part() -> ValueType { ValueType.random(depth: depth - 1, using: &random) }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .list(part())
        case 1: return .record((0..<Int.random(in: 1...4, using: &random)).map { .init("f\($0)", part()) })
        case 2: return .tuple((0..<Int.random(in: 1...4, using: &random)).map { _ in part() })
        case 3: return .option(part())
        case 4: return .result(ok: part(), error: Bool.random(using: &random) ? part() : nil)
        default:
            return .variant(
                (0..<Int.random(in: 1...4, using: &random)).map { .init("c\($0)", $0 % 2 == 0 ? part() : nil) })
        }
    }
}

extension Value {
    static func random(_ type: ValueType, using random: inout SeededGenerator) -> Value {
        switch type {
        case .bool: return .bool(.random(using: &random))
        case .s8: return .s8(.random(in: .min ... .max, using: &random))
        case .u8: return .u8(.random(in: .min ... .max, using: &random))
        case .s16: return .s16(.random(in: .min ... .max, using: &random))
        case .u16: return .u16(.random(in: .min ... .max, using: &random))
        case .s32: return .s32(.random(in: .min ... .max, using: &random))
        case .u32: return .u32(.random(in: .min ... .max, using: &random))
        case .s64: return .s64(.random(in: .min ... .max, using: &random))
        case .u64: return .u64(.random(in: .min ... .max, using: &random))
        case .f32: return .f32(.random(in: -1...1, using: &random))
        case .f64: return .f64(.random(in: -1...1, using: &random))
        case .char: return .char("aß☃🥁".unicodeScalars.randomElement(using: &random)!)
        case .string:
            return .string(
                String((0..<Int.random(in: 0...5, using: &random)).map { _ in "aß☃🥁".randomElement(using: &random)! }))
        case .list(let element):
            return .list((0..<Int.random(in: 0...4, using: &random)).map { _ in .random(element, using: &random) })
        case .record(let fields): return .members(fields.map { .random($0.type, using: &random) })
        case .tuple(let types): return .members(types.map { .random($0, using: &random) })
        case .enumeration(let names):
            return .variant(index: Int.random(in: 0..<names.count, using: &random), payload: nil)
        case .flags(let labels):
            return .flags(UInt32.random(in: 0 ... .max, using: &random) & UInt32((UInt64(1) << labels.count) - 1))
        case .own, .borrow: return .handle(.random(in: 0 ... .max, using: &random))
        case .option(let wrapped):
            return Bool.random(using: &random)
                ? .variant(index: 1, payload: .random(wrapped, using: &random)) : .variant(index: 0, payload: nil)
        case .result(let ok, let error):
            let index = Int.random(in: 0...1, using: &random)
            return .variant(index: index, payload: [ok, error][index].map { .random($0, using: &random) })
        case .variant(let cases):
            let index = Int.random(in: 0..<cases.count, using: &random)
            return .variant(index: index, payload: cases[index].payload.map { .random($0, using: &random) })
        }
    }
}
