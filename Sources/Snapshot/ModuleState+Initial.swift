// The state that a module starts with, read from its bytes: a snapshot's, without running it. Pure, any thread.

package import WasmBinary

extension ModuleState {
    /// The state that every new instance of `module` has.
    ///
    /// `tables` is left empty: the element segments say what is in them.
    ///
    /// Errors: `notConstant` when something decides that only at instantiation: a start function, imports, or a segment
    /// beyond its memory's end; `malformed`.
    package init(initialStateOf module: ModuleBinary) throws(SnapshotError) {
        if module.summary.startFunction != nil, let section = module.layout.section(.start) {
            throw SnapshotError(.notConstant("it has a start function", offset: section.contents.lowerBound))
        }
        for item in module.summary.imports {
            if case .function = item.entity { continue }
            throw SnapshotError(.notConstant("it imports more than functions", offset: item.offset))
        }
        let values: [ConstantValue?]
        do { values = try module.initialGlobals() } catch { throw SnapshotError(.malformed(error)) }
        for index in module.summary.globals.indices where module.summary.globals[index].isMutable {
            guard case .bits(let low, let high) = values[index] else {
                throw SnapshotError(
                    .notConstant(
                        "a mutable global holds a reference", offset: module.layout.globals[index].whole.lowerBound))
            }
            globals.append(Global(index: index, low: low, high: high))
        }
        memories = try Self.memories(of: module, globals: values)
    }

    /// A data segment that is copied at instantiation.
    private struct Placement {
        let addresses: Range<Int>
        let contents: Range<Int>
    }

    private static func memories(
        of module: ModuleBinary, globals: [ConstantValue?]
    ) throws(SnapshotError) -> [MemoryImage] {
        var placements = [[Placement]](repeating: [], count: module.summary.memories.count)
        for segment in module.layout.dataSegments {
            guard case .active(let memory, let offset) = segment.mode else { continue }
            let value: ConstantValue?
            do {
                value = try module.constant(offset, globals: globals)
            } catch {
                throw SnapshotError(.malformed(error))
            }
            let (pages, isTooLarge) = module.summary.memories[memory].minimum
                .multipliedReportingOverflow(by: UInt64(MemoryImage.pageByteCount))
            let size = UInt64(segment.contents.count)
            guard let address = value?.address, !isTooLarge, size <= pages, address <= pages - size,
                pages <= UInt64(Int.max)
            else {
                throw SnapshotError(
                    .notConstant("a data segment lies beyond its memory's end", offset: segment.whole.lowerBound))
            }
            let start = Int(address)
            placements[memory].append(
                Placement(addresses: start..<start + segment.contents.count, contents: segment.contents))
        }
        return zip(module.summary.memories, placements).map { memory, placements in
            image(pageCount: Int(clamping: memory.minimum), placements, module.bytes)
        }
    }

    private static func image(pageCount: Int, _ placements: [Placement], _ bytes: [UInt8]) -> MemoryImage {
        let areInOrder = zip(placements, placements.dropFirst()).allSatisfy {
            $0.addresses.upperBound <= $1.addresses.lowerBound
        }
        if areInOrder {
            var image = MemoryImage(pageCount: pageCount)
            for placement in placements where !placement.contents.isEmpty {
                image.append(placement.addresses.lowerBound, bytes[placement.contents])
            }
            return image
        }
        // Later segments overwrite earlier ones: only the bytes that they cover together are laid out.
        let lowest = placements.map(\.addresses.lowerBound).min()!
        let highest = placements.map(\.addresses.upperBound).max()!
        var covered = [UInt8](repeating: 0, count: highest - lowest)
        for placement in placements {
            covered.replaceSubrange(
                placement.addresses.lowerBound - lowest..<placement.addresses.upperBound - lowest,
                with: bytes[placement.contents])
        }
        var image = MemoryImage(pageCount: pageCount)
        let found = covered.withUnsafeBytes { MemoryImage(scanning: $0) }
        for run in found.runs { image.append(run.address + lowest, found.contents(of: run)) }
        return image
    }
}
