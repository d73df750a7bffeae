// Lines, areas and images on a canvas. One thread.

import CCairo

/// How a line looks.
struct Stroke {
    var colour: Colour
    var width = 1.0
    var opacity = 1.0
    var dash: [Double] = []
}

extension Canvas {
    private func use(_ colour: Colour, opacity: Double = 1) {
        if opacity < 1 {
            cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
        } else {
            cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
        }
    }

    func fill(_ box: Box, _ colour: Colour) {
        cairo_rectangle(context, box.left, box.top, box.width, box.height)
        use(colour)
        cairo_fill(context)
    }

    func outline(_ box: Box, _ stroke: Stroke) {
        cairo_rectangle(context, box.left, box.top, box.width, box.height)
        apply(stroke)
    }

    /// Many lines of one look, as one path.
    func lines(_ lines: [(from: Place, to: Place)], _ stroke: Stroke) {
        guard !lines.isEmpty else { return }
        for line in lines {
            cairo_move_to(context, line.from.x, line.from.y)
            cairo_line_to(context, line.to.x, line.to.y)
        }
        apply(stroke)
    }

    func line(_ places: [Place], _ stroke: Stroke) {
        guard trace(places) else { return }
        apply(stroke)
    }

    func area(_ places: [Place], _ colour: Colour, opacity: Double) {
        guard trace(places) else { return }
        cairo_close_path(context)
        use(colour, opacity: opacity)
        cairo_fill(context)
    }

    func dots(_ places: [Place], radius: Double, _ colour: Colour) {
        guard !places.isEmpty else { return }
        for place in places {
            cairo_new_sub_path(context)
            cairo_arc(context, place.x, place.y, radius, 0, 2 * .pi)
        }
        use(colour)
        cairo_fill(context)
    }

    /// Draws within a box only.
    func clipped(to box: Box, _ body: () -> Void) {
        cairo_save(context)
        cairo_rectangle(context, box.left, box.top, box.width, box.height)
        cairo_clip(context)
        body()
        cairo_restore(context)
    }

    /// Stretches pixels over a box, each as it is. Rows from the top; `pixels` are as cairo packs them.
    func image(_ pixels: [UInt32], width: Int, height: Int, in box: Box) {
        guard width > 0, height > 0, box.width > 0, box.height > 0 else { return }
        precondition(pixels.count == width * height)
        let image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        defer { cairo_surface_destroy(image) }
        guard let data = cairo_image_surface_get_data(image) else { return }
        let stride = Int(cairo_image_surface_get_stride(image))
        pixels.withUnsafeBytes { source in
            for row in 0..<height {
                // SAFETY: the surface has `height` rows of `stride` bytes, which is no less than four for each pixel.
                UnsafeMutableRawPointer(data + row * stride).copyMemory(
                    from: source.baseAddress! + row * width * 4, byteCount: width * 4)
            }
        }
        cairo_surface_mark_dirty(image)
        cairo_save(context)
        cairo_translate(context, box.left, box.top)
        cairo_scale(context, box.width / Double(width), box.height / Double(height))
        cairo_set_source_surface(context, image, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_GOOD)
        cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
        cairo_rectangle(context, 0, 0, Double(width), Double(height))
        cairo_fill(context)
        cairo_restore(context)
    }

    private func trace(_ places: [Place]) -> Bool {
        guard let first = places.first, places.count > 1 else { return false }
        cairo_move_to(context, first.x, first.y)
        for place in places.dropFirst() { cairo_line_to(context, place.x, place.y) }
        return true
    }

    private func apply(_ stroke: Stroke) {
        cairo_set_line_width(context, stroke.width)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(context, stroke.dash.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
        cairo_set_dash(context, stroke.dash, Int32(stroke.dash.count), 0)
        use(stroke.colour, opacity: stroke.opacity)
        cairo_stroke(context)
    }
}
