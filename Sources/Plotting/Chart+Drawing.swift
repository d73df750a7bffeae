// Draws a chart. One thread for each picture.
extension Chart {
    /// The picture as the bytes of a file: equal charts give equal bytes.
    ///
    /// - Parameters:
    ///   - width, height: in points, which are an SVG's pixels.
    ///   - scale: a PNG's pixels for each point.
    ///
    /// Errors: there is no room for its parts; the library can't do it.
    package func draw(
        _ format: PictureFormat, width: Double, height: Double, scale: Double = 2, theme: Theme = .light
    ) throws(PlottingError) -> [UInt8] {
        let canvas = try Canvas(format, width: width, height: height, scale: scale)
        let layout = try ChartLayout(self, width: width, height: height, on: canvas)
        canvas.fill(Box(left: 0, top: 0, right: width, bottom: height), theme.background)
        drawWords(layout, theme, on: canvas)
        for index in panels.indices {
            let painter = PanelPainter(
                panel: panels[index], box: layout.panels[index], theme: theme, colourScale: colourBar?.scale)
            painter.draw(x: layout.xTicks[index], y: layout.yTicks[index], on: canvas)
            drawNames(index, layout, theme, on: canvas)
        }
        drawColourBar(layout, theme, on: canvas)
        let bytes = try canvas.finish()
        guard format == .svg else { return bytes }
        return TidiedSVG.tidied(bytes, title: [title, subtitle].filter { !$0.isEmpty }.joined(separator: ": "))
    }

    private func drawWords(_ layout: ChartLayout, _ theme: Theme, on canvas: borrowing Canvas) {
        let limit = layout.width - 2 * layout.padding
        canvas.text(
            canvas.fitting(title, width: limit, .title), at: Place(x: layout.padding, y: layout.titleBaseline),
            .leading, .title, theme.text)
        canvas.text(
            canvas.fitting(subtitle, width: limit), at: Place(x: layout.padding, y: layout.subtitleBaseline),
            theme.faintText)
        for note in layout.notes {
            canvas.text(note.text, at: Place(x: layout.padding, y: note.baseline), theme.faintText)
        }
        for entry in layout.legend {
            let right = entry.place.x + ChartLayout.sampleWidth
            entry.series.drawSample(from: entry.place, to: right, theme, on: canvas)
            canvas.text(entry.text, at: Place(x: right + 6, y: entry.place.y + 3.7), theme.text)
        }
    }

    private func drawNames(_ index: Int, _ layout: ChartLayout, _ theme: Theme, on canvas: borrowing Canvas) {
        let (panel, box) = (panels[index], layout.panels[index])
        if let title = panel.title {
            canvas.text(
                canvas.fitting(title, width: box.width), at: Place(x: box.left, y: box.top - 6), theme.text)
        }
        canvas.text(
            canvas.fitting(panel.y.name, width: box.height + 12),
            at: Place(x: layout.yNameX, y: (box.top + box.bottom) / 2), .centre, .plain, theme.faintText,
            isUpright: true)
        if let baseline = layout.xNameBaseline[index] {
            canvas.text(
                panel.x.name, at: Place(x: (box.left + box.right) / 2, y: baseline), .centre, .plain, theme.faintText)
        }
    }

    private func drawColourBar(_ layout: ChartLayout, _ theme: Theme, on canvas: borrowing Canvas) {
        guard let bar = colourBar, let box = layout.colourBar else { return }
        let steps = 256
        canvas.image(
            (0..<steps).map { ColourMap.packed(Double(steps - 1 - $0) / Double(steps - 1)) }, width: 1, height: steps,
            in: box)
        canvas.outline(box, Stroke(colour: theme.frame, width: 0.8))
        var end = box.right
        for tick in layout.colourTicks {
            let y = box.bottom - bar.scale.position(of: tick.value) * box.height
            canvas.line(
                [Place(x: box.right, y: y), Place(x: box.right + 3, y: y)], Stroke(colour: theme.frame, width: 0.8))
            guard let label = tick.label else { continue }
            canvas.text(label, at: Place(x: box.right + 6, y: y + 3.7), theme.text)
            end = max(end, box.right + 6 + canvas.width(of: label))
        }
        canvas.text(
            bar.name, at: Place(x: end + 14, y: (box.top + box.bottom) / 2), .centre, .plain, theme.faintText,
            isUpright: true)
    }
}
