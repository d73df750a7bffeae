// Types as the audio thread reads them: flat, without references, made beforehand. Making one is set-up; reading is for
// any thread.

/// One type of a `TransferTable`.
package struct TransferNode: BitwiseCopyable, Sendable {
    package enum Kind: BitwiseCopyable, Sendable {
        /// Numbers, zero-extended as core values: any bits are a value.
        case plain
        /// `s8` and `s16`: plain in memory, sign-extended as core values.
        case signed
        case bool, char, string, list
        /// Records and tuples that hold something else than plain values, or gaps between them.
        case record
        /// Variants, enums, options and results.
        case variant
        case flags, own, borrow
    }

    package let kind: Kind
    /// Whether any bits are a value, without anything to follow and without a gap: copied by `memcpy`.
    package let isCopied: Bool
    /// Of a variant's discriminant, in bytes.
    package let discriminantSize: UInt8
    /// In bytes.
    package let alignment: UInt8
    /// Core values that one value becomes.
    package let flatCount: UInt32
    /// In bytes, the padding included.
    package let size: UInt32
    /// The first of the node's parts, and how many there are: a list's element, a record's members, a variant's cases.
    package let firstPart: UInt32
    package let partCount: UInt32
    /// Where a variant's payload lies; the bits that flags have; which resource a handle is for.
    package let extra: UInt32

    // Comparing cases with `==` is not for the audio thread: it may look up metadata under a lock.
    package var isText: Bool {
        @_noLocks get {
            switch kind {
            case .string: true
            default: false
            }
        }
    }

    package var isOwn: Bool {
        @_noLocks get {
            switch kind {
            case .own: true
            default: false
            }
        }
    }
}

/// A part of a type: its node, and where it lies in the whole.
package struct TransferPart: BitwiseCopyable, Sendable {
    /// `none` for a case without a payload.
    package let node: UInt32
    package let offset: UInt32

    package static var none: UInt32 { @_noLocks get { .max } }
}

/// All types of an interface, numbered as in the `TypeTable` it was made from.
package final class TransferTable: @unchecked Sendable {
    // SAFETY (@unchecked Sendable): written in `init` only, freed in `deinit`.
    package let nodes: UnsafePointer<TransferNode>
    package let parts: UnsafePointer<TransferPart>
    package let nodeCount: Int

    package init(_ table: TypeTable) {
        var parts: [TransferPart] = []
        var nodes: [TransferNode] = []
        for type in table.types {
            let first = parts.count
            parts += Self.parts(of: type, in: table)
            nodes.append(Self.node(for: type, parts: parts[first...], nodes: nodes))
        }
        let nodeStorage = UnsafeMutablePointer<TransferNode>.allocate(capacity: max(nodes.count, 1))
        nodeStorage.initialize(from: nodes, count: nodes.count)
        let partStorage = UnsafeMutablePointer<TransferPart>.allocate(capacity: max(parts.count, 1))
        partStorage.initialize(from: parts, count: parts.count)
        nodeCount = nodes.count
        self.nodes = UnsafePointer(nodeStorage)
        self.parts = UnsafePointer(partStorage)
    }

    deinit {
        nodes.deallocate()
        parts.deallocate()
    }

    private static func parts(of type: ValueType, in table: TypeTable) -> [TransferPart] {
        if case .list(let element) = type {
            return [TransferPart(node: UInt32(table.knownIndex(of: element)), offset: 0)]
        }
        if let members = type.members {
            return zip(members, type.memberOffsets.offsets).map {
                TransferPart(node: UInt32(table.knownIndex(of: $0)), offset: UInt32($1))
            }
        }
        return (type.cases ?? []).map { payload in
            TransferPart(
                node: payload.map { UInt32(table.knownIndex(of: $0)) } ?? TransferPart.none,
                offset: payload == nil ? 0 : UInt32(type.payloadOffset))
        }
    }

    private static func node(for type: ValueType, parts: ArraySlice<TransferPart>, nodes: [TransferNode])
        -> TransferNode
    {
        func node(_ kind: TransferNode.Kind, isCopied: Bool = false, extra: UInt32 = 0, discriminantSize: Int = 0)
            -> TransferNode
        {
            TransferNode(
                kind: kind, isCopied: isCopied, discriminantSize: UInt8(discriminantSize),
                alignment: UInt8(type.alignment), flatCount: UInt32(type.flattened.count), size: UInt32(type.size),
                firstPart: UInt32(parts.startIndex), partCount: UInt32(parts.count), extra: extra)
        }
        switch type {
        case .u8, .u16, .s32, .u32, .s64, .u64, .f32, .f64: return node(.plain, isCopied: true)
        case .s8, .s16: return node(.signed, isCopied: true)
        case .bool: return node(.bool)
        case .char: return node(.char)
        case .string: return node(.string)
        case .list: return node(.list)
        case .record, .tuple:
            let members = parts.map { nodes[Int($0.node)] }
            let hasGap = members.reduce(0) { $0 + $1.size } != UInt32(type.size)
            return node(.record, isCopied: !hasGap && members.allSatisfy(\.isCopied))
        case .variant, .enumeration, .option, .result:
            // Without any payload there is no place for one.
            let offset = type.cases!.contains { $0 != nil } ? type.payloadOffset : type.discriminantSize
            return node(.variant, extra: UInt32(offset), discriminantSize: type.discriminantSize)
        case .flags(let labels): return node(.flags, extra: Value.flagsMask(labels.count))
        case .own(let resource), .borrow(let resource):
            if case .own = type { return node(.own, extra: UInt32(resource)) }
            return node(.borrow, extra: UInt32(resource))
        }
    }
}
