// The screen's levels, and its numbers. Pure functions, any thread.

private import Foundation

extension ScreenLayout {
    /// The bar's left end, in dBFS; its right end is 0.
    private static let lowest = -60.0
    /// From here on a level is nearly too high.
    private static let high = -6.0
    private static let labelWidth = 6
    private static let numberWidth = 8
    private static let channelLimit = 2

    /// A bar for each channel, or for the loudest where there are many.
    func levels(_ status: LiveStatus) -> [ScreenLine] {
        bars("in", status.meters.input, model.held.input, limit: Self.channelLimit)
            + bars("out", status.meters.output, model.held.output, limit: Self.channelLimit)
    }

    /// A bar for each side.
    func foldedLevels(_ status: LiveStatus) -> [ScreenLine] {
        bars("in", status.meters.input, model.held.input, limit: 1)
            + bars("out", status.meters.output, model.held.output, limit: 1)
    }

    private func bars(
        _ label: String, _ levels: [LevelReading], _ held: [PeakHold], limit: Int
    ) -> [ScreenLine] {
        guard !levels.isEmpty else { return [] }
        let held = held.map(\.decibels)
        guard levels.count > limit else {
            return zip(levels.indices, levels).map { index, level in
                bar(index == 0 ? label : "", channel: "\(index + 1)", level, index < held.count ? held[index] : nil)
            }
        }
        let loudest = LevelReading(
            peak: levels.compactMap(\.peak).max(), rms: levels.compactMap(\.rms).max(),
            clipCount: levels.reduce(0) { $0 + $1.clipCount })
        return [bar(label, channel: "\(levels.count)", loudest, held.compactMap(\.self).max())]
    }

    private func bar(_ label: String, channel: String, _ level: LevelReading, _ held: Double?) -> ScreenLine {
        var line = ScreenLine(ScreenLine.fitted(label, 4))
        line.add(ScreenLine.fitted(channel, Self.labelWidth - 4), .dim)
        let clips = Self.clips(level)
        let cells = max(4, width - Self.labelWidth - Self.numberWidth - clipWidth)
        let filled = level.peak.map { Self.cell($0, of: cells) } ?? 0
        let mark = held.map { max(0, Self.cell($0, of: cells) - 1) }
        let loud = Self.cell(Self.high, of: cells)
        for (range, style) in [(0..<loud, ScreenLine.Style.good), (loud..<cells, .problem)] {
            let text = range.map { $0 < filled ? "█" : $0 == mark ? "│" : "·" }.joined()
            line.add(text, level.peak == nil && held == nil ? .dim : style)
        }
        let number = level.peak.map { Self.decimal($0, 1) } ?? "-∞"
        line.add(String(repeating: " ", count: max(1, Self.numberWidth - number.count)) + number)
        line.add(clips, .problem)
        return line
    }

    private static func clips(_ level: LevelReading) -> String {
        level.clipCount > 0 ? "  clip \(level.clipCount)" : ""
    }

    /// As much as the longest takes, so that all bars are of one length.
    private var clipWidth: Int {
        guard let meters = model.status?.meters else { return 0 }
        let total = [meters.input, meters.output].map { levels in
            LevelReading(peak: nil, rms: nil, clipCount: levels.reduce(0) { $0 + $1.clipCount })
        }
        return total.map { Self.clips($0).count }.max() ?? 0
    }

    /// How many cells a level fills.
    private static func cell(_ decibels: Double, of cells: Int) -> Int {
        let share = (decibels - lowest) / -lowest
        return Int((min(max(share, 0), 1) * Double(cells)).rounded())
    }

    // MARK: Numbers

    static func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }

    static func share(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    static func kilohertz(_ rate: Double) -> String { String(format: "%g kHz", rate / 1000) }

    /// `1:02:03`, `4:05`.
    static func clock(_ seconds: Double) -> String {
        let seconds = seconds.isFinite ? Int(min(max(seconds, 0), 1e9)) : 0
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, seconds % 60)
            : String(format: "%d:%02d", minutes, seconds % 60)
    }

    static func style(ofLoad load: LoadFigures) -> ScreenLine.Style {
        load.percentile99 >= 1 ? .problem : load.percentile99 >= 0.7 ? .warning : .plain
    }
}
