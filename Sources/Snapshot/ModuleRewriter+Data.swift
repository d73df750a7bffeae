// The data section of a snapshot. Pure, any thread.

import WasmBinary

extension ModuleRewriter {
    /// How many of the module's data segments keep their index: passive ones stay, and so does the place of every
    /// other that instructions name or that comes before one that stays.
    static func keptSegmentCount(_ module: ModuleBinary, _ survey: ModuleSurvey) -> Int {
        let lastPassive = module.layout.dataSegments.lastIndex { $0.mode == .passive }
        return min(
            module.layout.dataSegments.count,
            max(lastPassive.map { $0 + 1 } ?? 0, survey.highestUsedDataSegment.map { $0 + 1 } ?? 0))
    }

    /// The kept segments, active ones as empty passive ones, which is what instantiation makes of them; then the
    /// memories' contents.
    func dataSection(count: Int) -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(count)
        for segment in module.layout.dataSegments.prefix(Self.keptSegmentCount(module, survey)) {
            switch segment.mode {
            case .passive: writer.append(module.bytes[segment.whole])
            case .active: writer.append([BinaryWriter.passive, 0])
            }
        }
        for segment in plan.segments { write(segment, &writer) }
        return writer.bytes
    }

    private func write(_ segment: SegmentPlan.Segment, _ writer: inout BinaryWriter) {
        if segment.memory == 0 {
            writer.byte(0)
        } else {
            writer.byte(2)
            writer.unsigned(segment.memory)
        }
        writer.address(segment.addresses.lowerBound, is64Bit: module.summary.memories[segment.memory].is64Bit)
        writer.unsigned(segment.addresses.count)
        let image = state.memories[segment.memory]
        var position = segment.addresses.lowerBound
        for run in image.runs[segment.runs] {
            writer.append(repeatElement(0, count: run.address - position))
            writer.append(image.contents(of: run))
            position = run.addresses.upperBound
        }
    }
}
