// What a picture's parts are coloured with. Plain values, any thread.

/// Light, for paper and bright pages, or dark.
package struct Theme: Sendable {
    package let background: Colour
    package let panel: Colour
    package let text: Colour
    package let faintText: Colour
    package let frame: Colour
    package let majorGrid: Colour
    package let minorGrid: Colour
    /// Of what was there before.
    package let before: Colour
    /// Of curves, in this order; told apart by people who see fewer colours too.
    ///
    /// Source: M. Okabe, K. Ito, *Color Universal Design*, 2008, darkened or lightened for contrast with the background.
    package let curves: [Colour]

    package static let light = Theme(
        background: Colour(0xFFFFFF), panel: Colour(0xFFFFFF), text: Colour(0x1F2328), faintText: Colour(0x59636E),
        frame: Colour(0x8C959F), majorGrid: Colour(0xD5DAE0), minorGrid: Colour(0xEDF0F3), before: Colour(0x9AA1A9),
        curves: [
            Colour(0x0067A5), Colour(0xD05A00), Colour(0x008A66), Colour(0xB8528D), Colour(0xB38600), Colour(0x3DA0D9),
            Colour(0x5B4FA2), Colour(0x1F2328),
        ])

    package static let dark = Theme(
        background: Colour(0x0D1117), panel: Colour(0x11161D), text: Colour(0xE6EDF3), faintText: Colour(0x9198A1),
        frame: Colour(0x59636E), majorGrid: Colour(0x2D343D), minorGrid: Colour(0x1C222A), before: Colour(0x7D858F),
        curves: [
            Colour(0x56B4E9), Colour(0xF2883C), Colour(0x2CC295), Colour(0xE08CBC), Colour(0xE6C24A), Colour(0x4C8DDB),
            Colour(0xA99BEB), Colour(0xE6EDF3),
        ])
}
