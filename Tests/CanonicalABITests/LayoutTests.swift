import CanonicalABI
import Testing

@Suite struct LayoutTests {
    /// Sizes and alignments worked out by hand from the spec's definitions.
    @Test(arguments: [
        (ValueType.bool, 1, 1),
        (.u16, 2, 2),
        (.f32, 4, 4),
        (.u64, 8, 8),
        (.string, 8, 4),
        (.list(.f64), 8, 4),
        (.record([.init("a", .u8), .init("b", .u32), .init("c", .u8)]), 12, 4),
        (.tuple([.u8, .u64]), 16, 8),
        (.enumeration(["a", "b"]), 1, 1),
        (.enumeration((0..<257).map { "c\($0)" }), 2, 2),
        (.option(.u8), 2, 1),
        (.option(.f64), 16, 8),
        (.result(ok: .tuple([.u32, .u32]), error: .string), 12, 4),
        (.variant([.init("a", .u8), .init("b", .u16), .init("c")]), 4, 2),
        (.flags((0..<9).map { "f\($0)" }), 2, 2),
        (.flags((0..<32).map { "f\($0)" }), 4, 4),
        (.record([]), 0, 1),
    ])
    func `sizes and alignments are the spec's`(type: ValueType, size: Int, alignment: Int) {
        #expect(type.size == size)
        #expect(type.alignment == alignment)
    }

    @Test func `variants share the places of their payloads by joining their types`() {
        let type = ValueType.variant([.init("a", .f32), .init("b", .u32), .init("c", .tuple([.f64, .f32]))])
        #expect(type.flattened == [.i32, .i64, .f32])
        #expect(ValueType.result(ok: .f32, error: .string).flattened == [.i32, .i32, .i32])
    }

    @Test func `sixteen core parameters go directly, a seventeenth sends all through memory`() {
        let sixteen = FunctionType((0..<16).map { .init("p\($0)", .u32) })
        let seventeen = FunctionType((0..<17).map { .init("p\($0)", .u32) }, result: .string)
        #expect(sixteen.exportedSignature == CoreSignature(Array(repeating: .i32, count: 16)))
        #expect(seventeen.exportedSignature == CoreSignature([.i32], [.i32]))
        #expect(seventeen.importedSignature == CoreSignature([.i32, .i32]))
        #expect(seventeen.postReturnSignature == CoreSignature([.i32]))
    }
}
