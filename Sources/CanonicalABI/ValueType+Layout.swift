// How values lie in linear memory: alignment, size, offsets. Pure functions, any thread.
// Source: CanonicalABI.md, "Alignment", "Element Size".

extension ValueType {
    /// In bytes: 1, 2, 4 or 8.
    package var alignment: Int {
        switch self {
        case .bool, .s8, .u8: 1
        case .s16, .u16: 2
        case .s32, .u32, .f32, .char, .string, .list, .own, .borrow: 4
        case .s64, .u64, .f64: 8
        case .flags(let labels): Self.flagsSize(labels.count)
        case .record, .tuple: members!.map(\.alignment).max() ?? 1
        case .enumeration: discriminantSize
        case .variant, .option, .result: max(discriminantSize, payloadAlignment)
        }
    }

    /// Bytes that one value takes, its padding included; the distance between two elements of a list.
    package var size: Int {
        switch self {
        case .bool, .s8, .u8: 1
        case .s16, .u16: 2
        case .s32, .u32, .f32, .char, .own, .borrow: 4
        case .s64, .u64, .f64, .string, .list: 8
        case .flags(let labels): Self.flagsSize(labels.count)
        case .record, .tuple: memberOffsets.end.aligned(to: alignment)
        case .enumeration: discriminantSize
        case .variant, .option, .result:
            (payloadOffset + (cases!.compactMap { $0?.size }.max() ?? 0)).aligned(to: alignment)
        }
    }

    /// Where each member begins, and where the last one ends. Only for records and tuples.
    package var memberOffsets: (offsets: [Int], end: Int) {
        var offsets: [Int] = []
        var end = 0
        for member in members! {
            let offset = end.aligned(to: member.alignment)
            offsets.append(offset)
            end = offset + member.size
        }
        return (offsets, end)
    }

    /// Bytes of a variant's discriminant: the least of 1, 2, 4 that counts all cases.
    package var discriminantSize: Int {
        switch caseCount! {
        case ...(1 << 8): 1
        case ...(1 << 16): 2
        default: 4
        }
    }

    /// Where a variant's payload begins, whatever its case.
    package var payloadOffset: Int { discriminantSize.aligned(to: payloadAlignment) }

    private var payloadAlignment: Int { cases!.compactMap { $0?.alignment }.max() ?? 1 }

    private static func flagsSize(_ count: Int) -> Int {
        precondition((1...32).contains(count), "flags have 1 to 32 labels")
        return count <= 8 ? 1 : count <= 16 ? 2 : 4
    }
}

extension Int {
    /// The least multiple of `alignment` that is not below this.
    func aligned(to alignment: Int) -> Int { (self + alignment - 1) / alignment * alignment }
}
