// Where the parts of a chart lie. A value made for one drawing, one thread.

/// The boxes of panels, and the lines of words around them.
struct ChartLayout {
    /// One entry of the legend.
    struct LegendEntry {
        let series: Series
        let text: String
        /// The left end of its sample line, on the line's middle.
        let place: Place
    }

    private enum Measure {
        static let padding = 14.0
        static let sample = 20.0
        static let sampleGap = 6.0
        static let entryGap = 18.0
        static let tickGap = 6.0
        static let upright = 18.0
        static let panelGap = 14.0
        static let colourBar = 14.0
        static let leastPanel = 24.0
        static let leastWidth = 60.0
    }

    let width: Double
    private(set) var titleBaseline = 0.0
    private(set) var subtitleBaseline = 0.0
    private(set) var legend: [LegendEntry] = []
    private(set) var panels: [Box] = []
    private(set) var xTicks: [[Tick]] = []
    private(set) var yTicks: [[Tick]] = []
    private(set) var notes: [(text: String, baseline: Double)] = []
    private(set) var colourBar: Box?
    private(set) var colourTicks: [Tick] = []
    private(set) var yNameX = 0.0
    private(set) var xNameBaseline: [Double?] = []
    var padding: Double { Measure.padding }
    static let sampleWidth = Measure.sample

    /// Errors: there is no room.
    init(_ chart: Chart, width: Double, height: Double, on canvas: borrowing Canvas) throws(PlottingError) {
        self.width = width
        let line = Lettering.plain.lineHeight
        var top = Measure.padding
        if !chart.title.isEmpty {
            titleBaseline = top + Lettering.title.size
            top += Lettering.title.lineHeight
        }
        if !chart.subtitle.isEmpty {
            subtitleBaseline = top + Lettering.plain.size
            top += line
        }
        top = placeLegend(chart, top: top, on: canvas) + 8

        let wrapped = chart.notes.flatMap { canvas.lines(of: $0, width: width - 2 * Measure.padding) }
        var bottom = height - Measure.padding - Double(wrapped.count) * line
        for (index, text) in wrapped.enumerated() {
            notes.append((text, bottom + Double(index) * line + Lettering.plain.size))
        }
        if !wrapped.isEmpty { bottom -= 6 }

        // What is between panels, and below the last one.
        func foot(_ panel: Panel) -> Double { panel.labelsX ? line + Measure.tickGap + line : 0 }
        func head(_ panel: Panel) -> Double { panel.title == nil ? 0 : line + 2 }
        let gaps = Double(chart.panels.count - 1) * Measure.panelGap
        let room = bottom - top - gaps - chart.panels.reduce(0) { $0 + foot($1) + head($1) }
        let weights = chart.panels.reduce(0) { $0 + $1.weight }
        let noRoom = PlottingError(.noRoom(panelCount: chart.panels.count, width: width, height: height))
        for panel in chart.panels where room * panel.weight / weights < Measure.leastPanel { throw noRoom }

        let heights = chart.panels.map { room * $0.weight / weights }
        yTicks = zip(chart.panels, heights).map { panel, height in
            Ticks.ticks(panel.y.kind, panel.y.scale, count: Int(height / 40))
        }
        let labelWidth = yTicks.joined().reduce(0) { max($0, canvas.width(of: $1.label ?? "")) }
        let left = Measure.padding + Measure.upright + labelWidth + Measure.tickGap
        yNameX = Measure.padding + Lettering.plain.size
        var right = width - Measure.padding - 8
        if let bar = chart.colourBar {
            colourTicks = Ticks.ticks(bar.kind, bar.scale, count: Int(max(bottom - top, 0) / 40))
            let labels = colourTicks.reduce(0) { max($0, canvas.width(of: $1.label ?? "")) }
            right -= Measure.upright + labels + Measure.tickGap + Measure.colourBar + Measure.panelGap - 8
        }
        guard right - left >= Measure.leastWidth else { throw noRoom }
        for (panel, height) in zip(chart.panels, heights) {
            top += head(panel)
            panels.append(Box(left: left, top: top, right: right, bottom: top + height))
            top += height
            xNameBaseline.append(panel.labelsX ? top + Measure.tickGap + line + Lettering.plain.size + 1 : nil)
            top += foot(panel) + Measure.panelGap
        }
        xTicks = chart.panels.map { Ticks.ticks($0.x.kind, $0.x.scale, count: Int((right - left) / 64)) }
        if chart.colourBar != nil {
            let start = right + Measure.panelGap
            colourBar = Box(
                left: start, top: panels[0].top, right: start + Measure.colourBar,
                bottom: panels[panels.count - 1].bottom)
        }
    }

    /// Puts the legend's entries in rows; where they end.
    private mutating func placeLegend(_ chart: Chart, top: Double, on canvas: borrowing Canvas) -> Double {
        var shown: [Series] = []
        for series in chart.panels.flatMap(\.series) {
            guard let label = series.label, !shown.contains(where: { $0.label == label }) else { continue }
            shown.append(series)
        }
        // A curve alone needs no name beside the title's.
        guard shown.count > 1 || (shown.count == 1 && chart.panels.flatMap(\.series).count > 1) else { return top }
        let line = Lettering.plain.lineHeight
        let limit = width - Measure.padding
        var (left, row) = (Measure.padding, 0)
        for series in shown {
            let text = canvas.fitting(
                series.label ?? "", width: limit - Measure.padding - Measure.sample - Measure.sampleGap)
            let end = left + Measure.sample + Measure.sampleGap + canvas.width(of: text)
            if end > limit, left > Measure.padding {
                row += 1
                left = Measure.padding
            }
            legend.append(
                LegendEntry(series: series, text: text, place: Place(x: left, y: top + 4 + (Double(row) + 0.5) * line)))
            left += Measure.sample + Measure.sampleGap + canvas.width(of: text) + Measure.entryGap
        }
        return top + 4 + Double(row + 1) * line
    }
}
