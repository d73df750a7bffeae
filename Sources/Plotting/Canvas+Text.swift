// Words on a canvas. One thread.

import CCairo

/// How words look. Few sizes keep an SVG small: it has the shape of each letter once for each.
enum Lettering {
    case title
    case plain

    static let family = "DejaVu Sans"
    var size: Double { self == .title ? 14 : 10.5 }
    /// From one line of text to the next.
    var lineHeight: Double { self == .title ? 20 : 15 }
}

/// Which part of a text lies at its place.
enum Alignment {
    case leading
    case centre
    case trailing
}

extension Canvas {
    private func use(_ lettering: Lettering) {
        cairo_select_font_face(
            context, Lettering.family, CAIRO_FONT_SLANT_NORMAL,
            lettering == .title ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, lettering.size)
    }

    func width(of text: String, _ lettering: Lettering = .plain) -> Double {
        use(lettering)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }

    /// The text, or as much of its beginning as fits, with an ellipsis.
    func fitting(_ text: String, width limit: Double, _ lettering: Lettering = .plain) -> String {
        guard width(of: text, lettering) > limit else { return text }
        // No text that fits is longer than the picture is wide in points.
        var characters = Array(text.prefix(max(Int(limit), 0)))
        while !characters.isEmpty, width(of: String(characters) + "…", lettering) > limit { characters.removeLast() }
        return characters.isEmpty ? "" : String(characters) + "…"
    }

    /// The text in lines that fit, broken at spaces.
    func lines(of text: String, width limit: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if line.isEmpty || width(of: longer) <= limit {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { fitting($0, width: limit) }
    }

    /// - Parameter place: on the baseline.
    func text(_ text: String, at place: Place, _ colour: Colour) {
        self.text(text, at: place, .leading, .plain, colour)
    }

    /// - Parameter place: on the baseline.
    func text(
        _ text: String, at place: Place, _ alignment: Alignment, _ lettering: Lettering,
        _ colour: Colour, isUpright: Bool = false
    ) {
        guard !text.isEmpty else { return }
        let width = width(of: text, lettering)
        let shift =
            switch alignment {
            case .leading: 0.0
            case .centre: width / 2
            case .trailing: width
            }
        cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
        if isUpright {
            cairo_save(context)
            cairo_translate(context, place.x, place.y)
            cairo_rotate(context, -.pi / 2)
            cairo_move_to(context, -shift, 0)
            cairo_show_text(context, text)
            cairo_restore(context)
        } else {
            cairo_move_to(context, place.x - shift, place.y)
            cairo_show_text(context, text)
        }
        cairo_new_path(context)
    }
}
