// The Component Model's value types, as tests write them down and lay them out. Plain values, any thread.
//
// Its sizes, alignments and flat forms are written from the spec a second time, on purpose: what is tested must not be
// its own witness. Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md

/// A type that a component made for a test passes. An `EchoComponent` has no handles: those belong to one instance.
package indirect enum EchoType: Hashable, Sendable {
    case bool, s8, u8, s16, u16, s32, u32, s64, u64, f32, f64, char, string
    case list(EchoType)
    case record([Field])
    case tuple([EchoType])
    case variant([Case])
    case enumeration([String])
    case option(EchoType)
    case result(ok: EchoType?, error: EchoType?)
    /// At most 32.
    case flags([String])
    /// Handles to the resource that the component's text calls `$resource0`, `$resource1`, …
    case own(resource: Int)
    case borrow(resource: Int)

    package struct Field: Hashable, Sendable {
        package let name: String
        package let type: EchoType

        package init(_ name: String, _ type: EchoType) {
            self.name = name
            self.type = type
        }
    }

    package struct Case: Hashable, Sendable {
        package let name: String
        package let payload: EchoType?

        package init(_ name: String, _ payload: EchoType? = nil) {
            self.name = name
            self.payload = payload
        }
    }

    package static let scalars: [EchoType] = [
        .bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64, .char, .string,
    ]
}

extension EchoType {
    /// A core value's type.
    package enum Core: String, Sendable { case i32, i64, f32, f64 }

    package var alignment: Int {
        switch self {
        case .bool, .s8, .u8: 1
        case .s16, .u16: 2
        case .s32, .u32, .f32, .char, .string, .list, .own, .borrow: 4
        case .s64, .u64, .f64: 8
        case .record(let fields): fields.map(\.type.alignment).max()!
        case .tuple(let types): types.map(\.alignment).max()!
        case .flags(let names): names.count <= 8 ? 1 : names.count <= 16 ? 2 : 4
        case .variant, .enumeration, .option, .result:
            cases!.compactMap { $0?.alignment }.reduce(discriminantByteCount, max)
        }
    }

    package var byteCount: Int {
        switch self {
        case .bool, .s8, .u8: 1
        case .s16, .u16: 2
        case .s32, .u32, .f32, .char, .own, .borrow: 4
        case .s64, .u64, .f64, .string, .list: 8
        case .flags: alignment
        case .record, .tuple: Self.align(memberOffsets!.last! + members!.last!.byteCount, alignment)
        case .variant, .enumeration, .option, .result:
            Self.align(payloadOffset + (cases!.compactMap { $0?.byteCount }.max() ?? 0), alignment)
        }
    }

    /// The core values that stand for one outside memory.
    package var flat: [Core] {
        switch self {
        case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .char, .flags, .own, .borrow: [.i32]
        case .s64, .u64: [.i64]
        case .f32: [.f32]
        case .f64: [.f64]
        case .string, .list: [.i32, .i32]
        case .record, .tuple: members!.flatMap(\.flat)
        case .variant, .enumeration, .option, .result:
            [.i32] + cases!.compactMap { $0?.flat }.reduce([], Self.join)
        }
    }

    private static func join(_ left: [Core], _ right: [Core]) -> [Core] {
        (0..<max(left.count, right.count)).map { index in
            guard index < left.count else { return right[index] }
            guard index < right.count, left[index] != right[index] else { return left[index] }
            return Set([left[index], right[index]]) == [.i32, .f32] ? .i32 : .i64
        }
    }

    /// What a record or tuple is made of.
    package var members: [EchoType]? {
        switch self {
        case .record(let fields): fields.map(\.type)
        case .tuple(let types): types
        default: nil
        }
    }

    package var memberOffsets: [Int]? {
        var end = 0
        return members?.map { member in
            let offset = Self.align(end, member.alignment)
            end = offset + member.byteCount
            return offset
        }
    }

    /// What a variant, or a type that lies in memory like one, has for each case.
    package var cases: [EchoType?]? {
        switch self {
        case .variant(let cases): cases.map(\.payload)
        case .enumeration(let names): names.map { _ in nil }
        case .option(let type): [nil, type]
        case .result(let ok, let error): [ok, error]
        default: nil
        }
    }

    package var discriminantByteCount: Int { cases!.count <= 256 ? 1 : cases!.count <= 65_536 ? 2 : 4 }

    package var payloadOffset: Int {
        Self.align(discriminantByteCount, cases!.compactMap { $0?.alignment }.max() ?? 1)
    }

    static func align(_ offset: Int, _ alignment: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}
