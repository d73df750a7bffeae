// What a memory holds, as the runs of bytes that matter. Plain values, any thread.

/// A memory's size and those of its bytes that are not zero, or not what they were before.
package struct MemoryImage: Equatable, Sendable {
    package static let pageByteCount = 65_536
    /// Runs closer than this become one: a data segment of its own would take more bytes than the zeroes between.
    /// Source: the reference tool's choice.
    package static let mergedGapByteCount = 4

    /// Consecutive bytes.
    package struct Run: Equatable, Sendable {
        /// Of its first byte, in the memory.
        package let address: Int
        package let count: Int
        /// Of its first byte, in the image's `bytes`.
        package let start: Int

        package var addresses: Range<Int> { address..<address + count }
    }

    package let pageCount: Int
    /// In the order of their addresses; they do not overlap.
    package private(set) var runs: [Run] = []
    /// All runs' bytes, one after the other.
    package private(set) var bytes: [UInt8] = []

    package init(pageCount: Int) { self.pageCount = pageCount }

    /// A run's bytes.
    package func contents(of run: Run) -> ArraySlice<UInt8> { bytes[run.start..<run.start + run.count] }

    /// Appends a run; its address is not before the end of the last.
    package mutating func append(_ address: Int, _ contents: some Collection<UInt8>) {
        precondition(address >= runs.last?.addresses.upperBound ?? 0, "runs are in order")
        runs.append(Run(address: address, count: contents.count, start: bytes.count))
        bytes.append(contentsOf: contents)
    }

    /// Copies every run to its place.
    ///
    /// `memory` has at least `pageCount` pages, and is otherwise as it was when the image was taken: zero, or the base.
    package func write(to memory: UnsafeMutableRawBufferPointer) {
        precondition(runs.last?.addresses.upperBound ?? 0 <= memory.count, "the image fits its memory")
        bytes.withUnsafeBytes { source in
            for run in runs {
                // SAFETY: the last run ends within the memory, as was just checked, and they are in order.
                memory.baseAddress!.advanced(by: run.address)
                    .copyMemory(from: source.baseAddress! + run.start, byteCount: run.count)
            }
        }
    }
}

extension MemoryImage {
    /// Takes what of `memory` is not zero; or, given `base`, what is not as there, `base` being taken to go on with
    /// zeroes.
    ///
    /// - Parameter gap: runs with no more than so many equal bytes between them become one.
    package init(
        scanning memory: UnsafeRawBufferPointer, base: UnsafeRawBufferPointer = .init(start: nil, count: 0),
        mergingGapsUpTo gap: Int = mergedGapByteCount
    ) {
        self.init(pageCount: memory.count / Self.pageByteCount)
        var position = Self.firstDifference(memory, base, from: 0)
        while position < memory.count {
            let start = position
            var end = position + 1
            position = end
            while position < memory.count, position - end <= gap {
                if memory[position] != (position < base.count ? base[position] : 0) { end = position + 1 }
                position += 1
            }
            append(start, memory[start..<end])
            position = Self.firstDifference(memory, base, from: position)
        }
    }

    /// Where the two first differ, from `start` on; the memory's end if they don't.
    private static func firstDifference(
        _ memory: UnsafeRawBufferPointer, _ base: UnsafeRawBufferPointer, from start: Int
    ) -> Int {
        var position = start
        while position < memory.count {
            // SAFETY: eight bytes are read only where so many are left.
            if position + 8 <= min(memory.count, base.count),
                memory.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                    == base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            {
                position += 8
            } else if position >= base.count, position + 8 <= memory.count,
                memory.loadUnaligned(fromByteOffset: position, as: UInt64.self) == 0
            {
                position += 8
            } else if memory[position] == (position < base.count ? base[position] : 0) {
                position += 1
            } else {
                return position
            }
        }
        return position
    }
}
