// Reading a module, and writing it again with some of it replaced.
import TestSupport
import Testing
import WasmBinary

@Suite struct ModuleBinaryTests {
    private let module: ModuleBinary

    init() throws { module = try ModuleBinary(parsing: SampleModule.bytes) }

    /// A section whose size is written with more bytes than it needs.
    private static func padded(_ section: [UInt8]) -> [UInt8] {
        [section[0], section[1] | 0x80, 0x80, 0] + section[2...]
    }

    @Test func `written without replacements, a module has the bytes that were read`() throws {
        #expect(module.replacing([:]) == SampleModule.bytes)
        let odd =
            SampleModule.header + SampleModule.custom + Self.padded(SampleModule.types) + SampleModule.custom
            + Self.padded(SampleModule.functions) + Self.padded(SampleModule.code) + SampleModule.custom
        #expect(try ModuleBinary(parsing: odd).replacing([:]) == odd)
    }

    @Test func `every part's place is known`() {
        let layout = module.layout
        func bytes(_ range: Range<Int>) -> [UInt8] { Array(SampleModule.bytes[range]) }
        #expect(layout.sections.map(\.kind.name).first == "custom")
        #expect(layout.sections.flatMap { bytes($0.whole) } == Array(SampleModule.bytes.dropFirst(8)))
        #expect(layout.tables.map { bytes($0.limits) } == [[1, 1, 5]])
        #expect(layout.memories.map { bytes($0.limits) } == [[1, 1, 16]])
        #expect(layout.globals.map { bytes($0.initializer) }.first == [0x41, 0x80, 0x7f, 0x0b])
        #expect(layout.exports.map(\.index) == [0, 1, 1])
        #expect(module.export("run")?.kind == .function)
        #expect(layout.elementSegments.map(\.functions) == [[1], [0]])
        #expect(layout.elementSegments.map(\.holdsExpressions) == [false, true])
        #expect(layout.functionBodies.map { bytes($0.instructions) } == [[0x41, 0, 0x0b]])
        #expect(layout.dataSegments.map { bytes($0.contents) } == [[1, 2, 3], [4, 5]])
        #expect(layout.dataSegments[1].mode == .passive)
        #expect(
            [
                module.importedFunctionCount, module.importedTableCount, module.importedMemoryCount,
                module.importedGlobalCount,
            ] == [1, 1, 0, 1])
    }

    @Test func `a section that was not there gets its place, whatever custom sections stand around it`() throws {
        let early = SampleModule.header + SampleModule.custom + SampleModule.custom + SampleModule.memories
        let written = try ModuleBinary(parsing: early).replacing([.type: [0], .data: [0], .export: [0]])
        let kinds = try ModuleBinary(parsing: written).layout.sections.map(\.kind)
        #expect(kinds == [.custom, .custom, .type, .memory, .export, .data])
        let customOnly = SampleModule.header + SampleModule.custom
        let appended = try ModuleBinary(parsing: customOnly).replacing([.dataCount: [0], .global: [0]])
        #expect(try ModuleBinary(parsing: appended).layout.sections.map(\.kind) == [.custom, .global, .dataCount])
    }

    @Test func `a section can be removed, and one that isn't there is no matter`() throws {
        let written = module.replacing([:], removing: [.start, .tag])
        #expect(try ModuleBinary(parsing: written).summary.startFunction == nil)
        #expect(written.count == SampleModule.bytes.count - SampleModule.start.count - SampleModule.tags.count)
    }

    @Test func `constant expressions are evaluated, and what follows from an import is unknown`() throws {
        func value(_ expression: [UInt8], globals: [ConstantValue?] = []) throws(WasmBinaryError) -> ConstantValue? {
            let bytes = SampleModule.header + SampleModule.section(0, [0] + expression)
            let end = bytes.count
            return try ModuleBinary(parsing: bytes).constant(end - expression.count..<end, globals: globals)
        }
        #expect(try module.initialGlobals().map { $0?.address } == [nil, 0xffff_ff80, 0x0707_0707_0707_0707])
        // -2 * 3 + 1, in 32 bits.
        let sum: [UInt8] = [0x41, 0x7e, 0x41, 3, 0x6c, 0x41, 1, 0x6a, 0x0b]
        #expect(try value(sum)?.address == 0xffff_fffb)
        #expect(try value([0x42, 5, 0x42, 7, 0x7d, 0x0b])?.address == UInt64(bitPattern: -2))
        #expect(try value([0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x0b])?.address == 1.0.bitPattern)
        #expect(try value([0xd2, 9, 0x0b]) == .function(9))
        #expect(try value([0xd0, 0x70, 0x0b]) == .nullReference)
        #expect(try value([0x23, 0, 0x0b], globals: [nil]) == nil)
        #expect(try value([0x23, 0, 0x41, 1, 0x6a, 0x0b], globals: [.bits(low: 41, high: 0)])?.address == 42)
        #expect(throws: WasmBinaryError.self) { try value([0x6a, 0x0b]) }
        #expect(throws: WasmBinaryError.self) { try value([0x0b]) }
        #expect(throws: WasmBinaryError.self) { try value([0x23, 1, 0x0b], globals: [nil]) }
    }

    @Test func `the integers that are written are those that are read`() throws {
        var random = SeededGenerator(seed: 0x1eb)
        for _ in 0..<2_000 {
            let value = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random)
            var writer = BinaryWriter()
            writer.byte(0x42)
            writer.signed(value)
            writer.byte(0x0b)
            let bytes = SampleModule.header + SampleModule.section(0, [0] + writer.bytes)
            let read = try ModuleBinary(parsing: bytes)
                .constant(bytes.count - writer.bytes.count..<bytes.count, globals: [])
            #expect(read?.address == UInt64(bitPattern: value))
            let magnitude = Int(value.magnitude >> 1)
            var unsigned = BinaryWriter()
            unsigned.unsigned(magnitude)
            #expect(BinaryWriter.byteCount(ofUnsigned: magnitude) == unsigned.bytes.count)
        }
    }
}
