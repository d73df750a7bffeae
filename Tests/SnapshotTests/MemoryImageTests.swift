// The runs of bytes that make up a memory, and the segments they become.
import Snapshot
import TestSupport
import Testing

@Suite struct MemoryImageTests {
    private func image(_ bytes: [UInt8], base: [UInt8] = [], gap: Int = MemoryImage.mergedGapByteCount) -> MemoryImage {
        bytes.withUnsafeBytes { bytes in
            base.withUnsafeBytes { MemoryImage(scanning: bytes, base: $0, mergingGapsUpTo: gap) }
        }
    }

    @Test func `runs with up to four zeroes between them are one`() {
        var bytes = [UInt8](repeating: 0, count: 64)
        (bytes[3], bytes[8], bytes[14], bytes[63]) = (1, 2, 3, 4)
        #expect(image(bytes).runs.map(\.addresses) == [3..<9, 14..<15, 63..<64])
        #expect(image(bytes).bytes == [1, 0, 0, 0, 0, 2, 3, 4])
        #expect(image(bytes, gap: 5).runs.map(\.addresses) == [3..<15, 63..<64])
    }

    @Test func `a memory of zeroes, or of nothing, has no runs`() {
        #expect(image([UInt8](repeating: 0, count: 65_536)).runs.isEmpty)
        #expect(image([UInt8](repeating: 0, count: 65_536)).pageCount == 1)
        #expect(image([]).runs.isEmpty)
    }

    @Test func `an image written over zeroes, or over its base, gives the memory that it was taken of`() {
        var random = SeededGenerator(seed: 0x1a6e)
        for round in 0..<300 {
            let count = Int.random(in: 0..<300, using: &random)
            func memory(_ count: Int, _ density: Int) -> [UInt8] {
                (0..<count).map { _ in
                    Int.random(in: 0..<density, using: &random) == 0 ? UInt8.random(in: 0...255, using: &random) : 0
                }
            }
            let bytes = memory(count, 1 + round % 9)
            var written = [UInt8](repeating: 0, count: count)
            written.withUnsafeMutableBytes { image(bytes).write(to: $0) }
            #expect(written == bytes)

            // The base may be shorter: memories grow.
            let base = Array(bytes.prefix(Int.random(in: 0...count, using: &random))).map { byte in
                Int.random(in: 0..<4, using: &random) == 0 ? 7 : byte
            }
            written = base + [UInt8](repeating: 0, count: count - base.count)
            written.withUnsafeMutableBytes { image(bytes, base: base).write(to: $0) }
            #expect(written == bytes)
        }
    }

    @Test func `of too many runs those closest to each other become one segment`() {
        var first = MemoryImage(pageCount: 1)
        for address in [0, 10, 30, 36, 100] { first.append(address, [1]) }
        var second = MemoryImage(pageCount: 1)
        for address in [0, 6] { second.append(address, [1, 2]) }
        #expect(SegmentPlan([first, second]).segments.map(\.addresses.count) == [1, 1, 1, 1, 1, 2, 2])
        #expect(SegmentPlan([first, second]).paddingByteCount == 0)
        // Gaps of 4 in the second, then 5, then 9.
        let six = SegmentPlan([first, second], limit: 6)
        #expect(six.segments.map(\.addresses) == [0..<1, 10..<11, 30..<31, 36..<37, 100..<101, 0..<8])
        let four = SegmentPlan([first, second], limit: 4)
        #expect(four.segments.map(\.addresses) == [0..<11, 30..<37, 100..<101, 0..<8])
        #expect(four.segments.map(\.memory) == [0, 0, 0, 1])
        #expect(four.paddingByteCount == 4 + 5 + 9)
        #expect(SegmentPlan([first, second], limit: 2).segments.map(\.addresses) == [0..<101, 0..<8])
    }
}
