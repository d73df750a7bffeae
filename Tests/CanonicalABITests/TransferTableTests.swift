// Types as flat tables, and WIT's types as the canonical ABI's.

import CanonicalABI
import Testing
import WIT

@Suite("A transfer table")
struct TransferTableTests {
    private func node(_ type: ValueType) -> (TransferTable, TransferNode) {
        var types = TypeTable()
        let index = types.index(of: type)
        let table = TransferTable(types)
        return (table, table.nodes[index])
    }

    @Test("numbers each type once, its parts before it")
    func numbering() {
        var types = TypeTable()
        let record = ValueType.record([.init("a", .list(.f32)), .init("b", .list(.f32)), .init("c", .u8)])
        let index = types.index(of: record)
        #expect(types.types == [.f32, .list(.f32), .u8, record])
        #expect(types.index(of: record) == index)
        #expect(types.knownIndex(of: .list(.f32)) == 1)
    }

    @Test(
        "copies whole what has neither pointers, nor gaps, nor bits that mean nothing",
        arguments: [
            (ValueType.f32, true), (.s8, true), (.tuple([.f32, .u32]), true), (.bool, false), (.char, false),
            (.tuple([.u8, .u32]), false), (.tuple([.f32, .string]), false), (.list(.f32), false),
            (.enumeration(["a"]), false), (.own(resource: 0), false), (.flags(["a"]), false),
        ])
    func copied(type: ValueType, isCopied: Bool) { #expect(node(type).1.isCopied == isCopied) }

    @Test("has a variant's cases with their payloads, all at one place")
    func variants() {
        let (table, variant) = node(.variant([.init("a"), .init("b", .u8), .init("c", .f64)]))
        #expect(variant.partCount == 3)
        #expect(variant.discriminantSize == 1)
        #expect(variant.size == 16 && variant.alignment == 8 && variant.flatCount == 2)
        let parts = (0..<3).map { table.parts[Int(variant.firstPart) + $0] }
        #expect(parts[0].node == TransferPart.none)
        #expect(parts[1].offset == 8 && parts[2].offset == 8)
        let (_, plain) = node(.enumeration(["a", "b"]))
        #expect(plain.size == 1 && plain.flatCount == 1)
    }

    @Test("knows which bits flags have, and which resource a handle is for")
    func extras() {
        #expect(node(.flags(["a", "b", "c"])).1.extra == 0b111)
        #expect(node(.borrow(resource: 4)).1.extra == 4)
        #expect(node(.own(resource: 2)).1.flatCount == 1)
    }

    @Test("comes from WIT: the function's core signature is the one that its text demands")
    func fromWIT() throws {
        let resolution = try Resolution(
            parsing: """
                package a:b;
                interface a {
                    resource r { constructor(gain: f32); f: func(x: list<f32>, m: option<u64>) -> list<f32>; }
                    record big { a: u32, b: f64, c: string }
                    g: func(b: big, c: big, d: big, e: big, f: big) -> result<_, string>;
                    h: func() -> r;
                }
                """)
        let scope = TypeScope.interface(QualifiedName(resolution.mainName, "a"))
        let functions = resolution.main.interfaces[0].functions.map { function in
            FunctionType(resolution.signature(of: function, in: scope)) { $0 == ResourceName(scope, "r") ? 3 : -1 }
        }
        #expect(functions[0].exportedSignature == CoreSignature([.f32], [.i32]))
        #expect(functions[1].exportedSignature == CoreSignature([.i32, .i32, .i32, .i32, .i64], [.i32]))
        #expect(functions[2].exportedSignature == CoreSignature([.i32], [.i32]))
        #expect(functions[3].exportedSignature == CoreSignature([], [.i32]))
        #expect(functions[3].result == .own(resource: 3))
    }
}
