// Where a snapshot's bytes come from. A plain value, any thread.

import WasmBinary

/// What makes a snapshot as large as it is.
package struct SnapshotReport: Equatable, Sendable, Encodable {
    package struct Section: Equatable, Sendable, Encodable {
        /// As the specification names it; "custom" with the name for custom ones.
        package let name: String
        /// With its header.
        package let bytes: Int
    }

    package struct Memory: Equatable, Sendable, Encodable {
        package let memory: Int
        package let pages: Int
        package let segments: Int
        /// Of all segments together.
        package let bytes: Int
        /// Bytes in them that are zero, kept because a segment of its own for what follows would take more, or because
        /// there would be too many.
        package let zeroBytes: Int
    }

    package struct Segment: Equatable, Sendable, Encodable {
        package let memory: Int
        package let address: Int
        package let bytes: Int
    }

    /// What a page of 64 KiB contributes.
    package struct Page: Equatable, Sendable, Encodable {
        package let memory: Int
        package let page: Int
        package let bytes: Int
    }

    package struct Table: Equatable, Sendable, Encodable {
        package let table: Int
        package let elements: Int
        /// Elements that are not null.
        package let functions: Int
    }

    /// Of the whole file.
    package let bytes: Int
    package let originalBytes: Int
    package let sections: [Section]
    /// How many mutable globals the snapshot sets.
    package let globals: Int
    package let memories: [Memory]
    /// Those whose contents were captured.
    package let tables: [Table]
    /// The largest, in order.
    package let largestSegments: [Segment]
    /// Every page that a segment touches, in order.
    package let segmentPages: [Page]

    private static let shownSegmentCount = 10

    package init(_ snapshot: SnapshotModule) {
        bytes = snapshot.bytes.count
        originalBytes = snapshot.originalByteCount
        sections = Self.sections(snapshot.bytes)
        globals = snapshot.state.globals.count
        let segments = snapshot.plan.segments
        memories = snapshot.state.memories.enumerated().map { index, image in
            let own = segments.filter { $0.memory == index }
            let byteCount = own.reduce(0) { $0 + $1.addresses.count }
            let nonZero = image.bytes.count { $0 != 0 }
            return Memory(
                memory: index, pages: image.pageCount, segments: own.count, bytes: byteCount,
                zeroBytes: byteCount - nonZero)
        }
        tables = snapshot.state.tables.map { table in
            Table(table: table.index, elements: table.elements.count, functions: table.elements.count { $0 != nil })
        }
        let bySize = segments.map {
            Segment(memory: $0.memory, address: $0.addresses.lowerBound, bytes: $0.addresses.count)
        }.sorted { ($1.bytes, $0.memory, $0.address) < ($0.bytes, $1.memory, $1.address) }
        largestSegments = Array(bySize.prefix(Self.shownSegmentCount))
        segmentPages = Self.pages(segments)
    }

    private static func pages(_ segments: [SegmentPlan.Segment]) -> [Page] {
        var pages: [Page] = []
        for segment in segments {
            var position = segment.addresses.lowerBound
            while position < segment.addresses.upperBound {
                let page = position / MemoryImage.pageByteCount
                let end = min(segment.addresses.upperBound, (page + 1) * MemoryImage.pageByteCount)
                var byteCount = end - position
                if let last = pages.last, last.memory == segment.memory, last.page == page {
                    byteCount += last.bytes
                    pages.removeLast()
                }
                pages.append(Page(memory: segment.memory, page: page, bytes: byteCount))
                position = end
            }
        }
        return pages
    }

    /// Empty if the snapshot could not be read again, which its engine would have told.
    private static func sections(_ bytes: [UInt8]) -> [Section] {
        guard let module = try? ModuleBinary(parsing: bytes, limits: .forTools) else { return [] }
        return zip(module.summary.sections, module.layout.sections).map { section, place in
            Section(name: section.isCustom ? "custom ‘\(section.name)’" : section.name, bytes: place.whole.count)
        }
    }
}
