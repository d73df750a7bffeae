// Which data segments a snapshot gets: one for each run, unless there would be too many. Pure, any thread.

/// The segments that give memories their contents.
package struct SegmentPlan: Equatable, Sendable {
    /// Consecutive bytes of one memory.
    package struct Segment: Equatable, Sendable {
        package let memory: Int
        package let addresses: Range<Int>
        /// The runs that it covers, as indices of the image's.
        package let runs: Range<Int>
    }

    /// From how many segments on the smallest gaps are filled with zeroes. Source: the reference tool's choice; engines
    /// take 100,000.
    package static let maximumSegmentCount = 10_000

    /// By memory, then by address.
    package let segments: [Segment]
    /// Zeroes in them that only stand between two runs.
    package let paddingByteCount: Int

    /// - Parameter limit: how many segments there may be; at least as many as memories that hold something.
    package init(_ memories: [MemoryImage], limit: Int = maximumSegmentCount) {
        let runCount = memories.reduce(0) { $0 + $1.runs.count }
        let merged = Self.smallestGaps(memories, count: runCount - limit)
        var segments: [Segment] = []
        var paddingByteCount = 0
        for (memory, image) in memories.enumerated() {
            for (index, run) in image.runs.enumerated() {
                if index > 0, merged.contains(Gap(memory: memory, run: index)), let last = segments.popLast() {
                    paddingByteCount += run.address - last.addresses.upperBound
                    segments.append(
                        Segment(
                            memory: memory, addresses: last.addresses.lowerBound..<run.addresses.upperBound,
                            runs: last.runs.lowerBound..<index + 1))
                } else {
                    segments.append(Segment(memory: memory, addresses: run.addresses, runs: index..<index + 1))
                }
            }
        }
        self.segments = segments
        self.paddingByteCount = paddingByteCount
    }

    /// The gap before a run that is not its memory's first.
    private struct Gap: Hashable {
        let memory: Int
        let run: Int
    }

    /// The `count` smallest gaps; among equals, the first ones.
    private static func smallestGaps(_ memories: [MemoryImage], count: Int) -> Set<Gap> {
        guard count > 0 else { return [] }
        var gaps: [(gap: Gap, byteCount: Int)] = []
        for (memory, image) in memories.enumerated() {
            for index in image.runs.indices.dropFirst() {
                let byteCount = image.runs[index].address - image.runs[index - 1].addresses.upperBound
                gaps.append((Gap(memory: memory, run: index), byteCount))
            }
        }
        gaps.sort {
            ($0.byteCount, $0.gap.memory, $0.gap.run) < ($1.byteCount, $1.gap.memory, $1.gap.run)
        }
        return Set(gaps.prefix(count).map(\.gap))
    }
}
