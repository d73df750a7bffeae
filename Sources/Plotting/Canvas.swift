// Paper to draw on, by cairo. Made, drawn on and finished by one thread.

import CCairo

/// What a picture is written as.
package enum PictureFormat: String, CaseIterable, Sendable {
    case svg
    case png
}

/// Where a shape lies, in points from the upper left.
struct Box: Equatable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
}

/// A cairo context with its surface. Units: points; a PNG has `scale` pixels for each.
struct Canvas: ~Copyable {
    /// What the library hands over.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    private static let write: cairo_write_func_t = { closure, data, count in
        // SAFETY: the closure is the sink that the canvas owns, and the data are `count` bytes.
        let sink = Unmanaged<Sink>.fromOpaque(closure!).takeUnretainedValue()
        sink.bytes += UnsafeBufferPointer(start: data, count: Int(count))
        return CAIRO_STATUS_SUCCESS
    }

    private let format: PictureFormat
    private let sink = Sink()
    private let surface: OpaquePointer
    let context: OpaquePointer

    /// Errors: the library has no memory for it, or no such size.
    init(_ format: PictureFormat, width: Double, height: Double, scale: Double) throws(PlottingError) {
        self.format = format
        switch format {
        case .svg:
            surface = cairo_svg_surface_create_for_stream(
                Self.write, Unmanaged.passUnretained(sink).toOpaque(), width, height)!
            cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
        case .png:
            surface = cairo_image_surface_create(
                CAIRO_FORMAT_RGB24, Int32((width * scale).rounded(.up)), Int32((height * scale).rounded(.up)))!
        }
        context = cairo_create(surface)!
        if format == .png { cairo_scale(context, scale, scale) }
        try check(cairo_status(context))
        let options = cairo_font_options_create()
        // The same metrics in both formats and at any scale.
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// The picture's bytes. Nothing is drawn after that.
    ///
    /// Errors: something went wrong since the beginning.
    func finish() throws(PlottingError) -> [UInt8] {
        try check(cairo_status(context))
        if format == .png {
            try check(
                cairo_surface_write_to_png_stream(surface, Self.write, Unmanaged.passUnretained(sink).toOpaque()))
        }
        cairo_surface_finish(surface)
        try check(cairo_surface_status(surface))
        return sink.bytes
    }

    private func check(_ status: cairo_status_t) throws(PlottingError) {
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PlottingError(.library(String(cString: cairo_status_to_string(status))))
        }
    }
}
