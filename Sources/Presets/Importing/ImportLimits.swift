// How much a file that is imported may hold. It comes from strangers, so everything has an end. Constants, any thread.

/// Bounds of an import, and the ranges of the equalizer that is filled.
package enum ImportLimits {
    /// Size of a file.
    package static let fileBytes = 1 << 20
    /// Lines of a file.
    package static let lines = 10_000
    /// Filters of a file.
    package static let bands = 1_000
    /// Points of one graphic curve.
    package static let points = 10_000
    /// Scalars of a number; the longest double has 25.
    static let digits = 40
    /// A gain or a preamp beyond this is no gain but a mistake.
    static let decibels = 200.0
    /// A frequency outside of these is one as well.
    static let hertz = 1e-3...1e6
    /// The slopes of a shelf, in dB per octave.
    static let slopes = 0.1...48.0
    /// How much of a line a report shows.
    static let shownScalars = 120
}

/// What the shipped `equalizer` takes: its README states the same, and a test holds these against its descriptor.
package enum EqualizerRange {
    package static let effect = "equalizer"
    package static let bandCount = 32
    package static let frequencyHertz = 10.0...24_000.0
    package static let gainDecibels = -30.0...30.0
    package static let q = 0.1...40.0
    package static let preampDecibels = -60.0...30.0
}
