// Walking through code.
import Testing
import WasmBinary

@Suite struct InstructionReaderTests {
    /// The instructions of a module whose only function has this code.
    private func instructions(_ code: [UInt8]) throws -> [Instruction] {
        let body = [UInt8(code.count + 1), 0] + code
        let bytes =
            SampleModule.header + SampleModule.types + SampleModule.functions + SampleModule.section(10, [1] + body)
        var reader = try ModuleBinary(parsing: bytes).instructions(ofBody: 0)
        var found: [Instruction] = []
        while let instruction = try reader.next() { found.append(instruction) }
        return found
    }

    private func error(_ code: [UInt8]) -> WasmBinaryError? {
        do {
            _ = try instructions(code)
            return nil
        } catch {
            return error as? WasmBinaryError
        }
    }

    @Test(
        arguments: [
            ([0x02, 0x40, 0x0b], 2), ([0x04, 0x7f, 0x05, 0x0b], 3), ([0x03, 0xff, 0x00, 0x0b], 2),
            ([0x0e, 2, 0, 1, 2], 1), ([0x11, 3, 4], 1), ([0x1c, 1, 0x7f], 1), ([0x1f, 0x40, 2, 0, 5, 6, 2, 7], 1),
            ([0x28, 2, 0x80, 1], 1), ([0x28, 0x42, 1, 0x80, 1], 1), ([0x3f, 0], 1), ([0x41, 0x80, 0x7f], 1),
            ([0x42, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0], 1), ([0x43, 1, 2, 3, 4], 1),
            ([0x44, 1, 2, 3, 4, 5, 6, 7, 8], 1), ([0xd0, 0x70, 0xd1], 2), ([0xfc, 10, 0, 1], 1), ([0xfc, 0], 1),
            ([0xfd, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 1), ([0xfd, 21, 3], 1),
            ([0xfd, 84, 0, 0, 7], 1), ([0xfd, 0x80, 1], 1), ([0xfd, 0x8d, 2], 1), ([0xfe, 0x10, 2, 0], 1),
            ([0xfe, 3, 0], 1),
        ] as [([UInt8], Int)])
    func `immediates are passed over exactly`(code: [UInt8], count: Int) throws {
        // What follows is read at the right place only if what came before had the right length.
        let found = try instructions(code + [0x1a, 0x0b])
        #expect(found.count == count + 2)
        #expect(found.suffix(2).map(\.opcode.rawValue) == [0x1a, 0x0b])
        for length in 1..<code.count where count == 1 {
            #expect(error(Array(code.prefix(length))) != nil, "\(length) bytes of it")
        }
    }

    @Test func `indices are told`() throws {
        let found = try instructions([0xfc, 12, 5, 6, 0xd2, 0x81, 1, 0x0b])
        #expect(found.map(\.opcode) == [.tableInit, .refFunc, .end])
        #expect(found[0].first == 5)
        #expect(found[0].second == 6)
        #expect(found[1].first == 129)
        #expect(found[1].offset == found[0].offset + 4)
    }

    @Test(arguments: [[0x16], [0x27], [0xc5], [0xd7], [0xff], [0xfc, 18], [0xfd, 0x94, 2], [0xfe, 4]] as [[UInt8]])
    func `an opcode that nobody knows is refused`(code: [UInt8]) {
        #expect(error(code + [0x0b])?.description.contains("expected an instruction") == true)
    }
}
