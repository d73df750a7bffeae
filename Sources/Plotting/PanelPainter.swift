// Draws one panel of a chart: grid, what it shows, frame, labels. One thread.

/// A panel with its place and colours.
struct PanelPainter {
    /// Lines of fewer points than this have dots on them.
    private static let dottedPointCount = 48

    let panel: Panel
    let box: Box
    let theme: Theme
    /// From a raster's levels to colours.
    let colourScale: AxisScale?

    func draw(x: [Tick], y: [Tick], on canvas: borrowing Canvas) {
        canvas.fill(box, theme.panel)
        drawGrid(x, y, on: canvas)
        canvas.clipped(to: box) {
            drawRaster(on: canvas)
            for guide in panel.guides { draw(guide, on: canvas) }
            for series in panel.series { draw(series, on: canvas) }
        }
        canvas.outline(box, Stroke(colour: theme.frame, width: 0.8))
        drawLabels(x, y, on: canvas)
    }

    // MARK: - Places

    private func x(_ value: Double) -> Double { box.left + panel.x.scale.position(of: value) * box.width }
    private func y(_ value: Double) -> Double { box.bottom - panel.y.scale.position(of: value) * box.height }
    private func place(_ point: Point) -> Place { Place(x: x(point.x), y: y(point.y)) }

    private func drawGrid(_ xTicks: [Tick], _ yTicks: [Tick], on canvas: borrowing Canvas) {
        guard panel.raster == nil else { return }
        for isMajor in [false, true] {
            let stroke = Stroke(colour: isMajor ? theme.majorGrid : theme.minorGrid, width: 0.8)
            canvas.lines(
                xTicks.filter { ($0.label != nil) == isMajor }.map {
                    (Place(x: x($0.value), y: box.top).rounded, Place(x: x($0.value), y: box.bottom).rounded)
                }
                    + yTicks.filter { ($0.label != nil) == isMajor }.map {
                        (Place(x: box.left, y: y($0.value)).rounded, Place(x: box.right, y: y($0.value)).rounded)
                    }, stroke)
        }
    }

    private func drawLabels(_ xTicks: [Tick], _ yTicks: [Tick], on canvas: borrowing Canvas) {
        let stroke = Stroke(colour: theme.frame, width: 0.8)
        canvas.lines(
            xTicks.filter { $0.label != nil }.map {
                (Place(x: x($0.value), y: box.bottom), Place(x: x($0.value), y: box.bottom + 3))
            }
                + yTicks.filter { $0.label != nil }.map {
                    (Place(x: box.left - 3, y: y($0.value)), Place(x: box.left, y: y($0.value)))
                }, stroke)
        for tick in yTicks {
            guard let label = tick.label else { continue }
            canvas.text(label, at: Place(x: box.left - 6, y: y(tick.value) + 3.7), .trailing, .plain, theme.text)
        }
        guard panel.labelsX else { return }
        var end = -Double.infinity
        for tick in xTicks {
            guard let label = tick.label else { continue }
            let half = canvas.width(of: label) / 2
            // One that would touch its neighbour is left out.
            guard x(tick.value) - half > end + 4 else { continue }
            end = x(tick.value) + half
            canvas.text(label, at: Place(x: x(tick.value), y: box.bottom + 16), .centre, .plain, theme.text)
        }
    }

    // MARK: - What it shows

    private func drawRaster(on canvas: borrowing Canvas) {
        guard let raster = panel.raster, let scale = colourScale, let rows = raster.columns.first?.count else { return }
        let columns = raster.columns
        var pixels = [UInt32](repeating: 0, count: columns.count * rows)
        for (column, levels) in columns.enumerated() {
            for (row, level) in levels.enumerated() {
                pixels[(rows - 1 - row) * columns.count + column] = ColourMap.packed(scale.position(of: level))
            }
        }
        canvas.fill(box, ColourMap.colour(0))
        canvas.image(
            pixels, width: columns.count, height: rows,
            in: Box(left: x(raster.span.lowerBound), top: box.top, right: x(raster.span.upperBound), bottom: box.bottom)
        )
    }

    private func draw(_ guide: Guide, on canvas: borrowing Canvas) {
        switch guide {
        case .zero:
            canvas.line(
                [Place(x: box.left, y: y(0)), Place(x: box.right, y: y(0))], Stroke(colour: theme.frame, width: 0.8))
        case .identity:
            let from = min(panel.x.scale.lower, panel.y.scale.lower)
            let to = max(panel.x.scale.upper, panel.y.scale.upper)
            canvas.line(
                [place(Point(from, from)), place(Point(to, to))],
                Stroke(colour: theme.before, width: 1, dash: [4, 3]))
        }
    }

    private func draw(_ series: Series, on canvas: borrowing Canvas) {
        let colour = theme.colour(series.colour)
        switch series.shape {
        case .line(let points, let isDashed, let width):
            let stroke = Stroke(
                colour: colour, width: width, opacity: series.opacity, dash: isDashed ? [6, 3.5] : [])
            for run in Self.runs(points) {
                canvas.line(CurvePath.simplified(run.map(place)), stroke)
                if !isDashed, points.count < Self.dottedPointCount {
                    canvas.dots(run.map { place($0).rounded }, radius: 2.2, colour)
                }
            }
        case .band(let extents):
            let top = CurvePath.simplified(extents.map { place(Point($0.x, $0.to)) })
            let foot = CurvePath.simplified(extents.map { place(Point($0.x, $0.from)) })
            canvas.area(top + foot.reversed(), colour, opacity: series.opacity)
            // What has no height is seen nevertheless.
            canvas.line(
                CurvePath.simplified(extents.map { place(Point($0.x, ($0.from + $0.to) / 2)) }),
                Stroke(colour: colour, width: 0.7, opacity: series.opacity))
        case .filled(let points):
            for run in Self.runs(points) {
                let line = CurvePath.simplified(run.map(place))
                guard let first = line.first, let last = line.last else { continue }
                canvas.area(
                    line + [Place(x: last.x, y: box.bottom), Place(x: first.x, y: box.bottom)], colour,
                    opacity: 0.16 * series.opacity)
                canvas.line(line, Stroke(colour: colour, width: 1.2, opacity: series.opacity))
            }
        }
    }

    /// The stretches without NaN.
    private static func runs(_ points: [Point]) -> [[Point]] {
        points.split { $0.x.isNaN || $0.y.isNaN }.map(Array.init)
    }
}

extension Theme {
    func colour(_ colour: SeriesColour) -> Colour {
        switch colour {
        case .before: before
        case .curve(let index): curves[index % curves.count]
        }
    }
}

extension Series {
    /// Its look, for the legend.
    func drawSample(from place: Place, to right: Double, _ theme: Theme, on canvas: borrowing Canvas) {
        let colour = theme.colour(self.colour)
        let line = [place, Place(x: right, y: place.y)]
        switch shape {
        case .line(_, let isDashed, let width):
            canvas.line(
                line, Stroke(colour: colour, width: max(width, 1.6), opacity: opacity, dash: isDashed ? [6, 3.5] : []))
        case .filled: canvas.line(line, Stroke(colour: colour, width: 1.6, opacity: opacity))
        case .band:
            canvas.fill(Box(left: place.x, top: place.y - 4, right: right, bottom: place.y + 4), theme.background)
            canvas.area(
                [
                    Place(x: place.x, y: place.y - 4), Place(x: right, y: place.y - 4),
                    Place(x: right, y: place.y + 4), Place(x: place.x, y: place.y + 4),
                ], colour, opacity: opacity)
        }
    }
}
