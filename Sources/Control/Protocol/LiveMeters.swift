// What changes all the time: levels and load. Plain values, any thread.

/// Levels and load since they were last asked for.
package struct LiveMeters: Codable, Equatable, Sendable {
    /// A level for each channel that comes in.
    package var input: [LevelReading]
    /// A level for each channel that goes out.
    package var output: [LevelReading]
    /// What the whole period costs, as a share of it; nil before the first.
    package var load: LoadFigures?
    /// Periods that came too late, since the start.
    package var xruns: Int

    package init(input: [LevelReading], output: [LevelReading], load: LoadFigures? = nil, xruns: Int = 0) {
        self.input = input
        self.output = output
        self.load = load
        self.xruns = xruns
    }
}

/// How loud one channel is.
package struct LevelReading: Codable, Equatable, Sendable {
    /// The greatest magnitude, in dBFS; nil for silence.
    package var peak: Double?
    /// In dBFS; nil for silence.
    package var rms: Double?
    /// Samples beyond full scale, since the start.
    package var clipCount: Int

    package init(peak: Double?, rms: Double?, clipCount: Int = 0) {
        self.peak = peak.flatMap { $0.isFinite ? $0 : nil }
        self.rms = rms.flatMap { $0.isFinite ? $0 : nil }
        self.clipCount = clipCount
    }
}

/// A distribution of times, as shares of the period: 1 is all of it.
package struct LoadFigures: Codable, Equatable, Sendable {
    package var median: Double
    package var percentile99: Double
    /// The 99.9th percentile.
    package var percentile999: Double
    package var maximum: Double

    package init(median: Double, percentile99: Double, percentile999: Double, maximum: Double) {
        self.median = median
        self.percentile99 = percentile99
        self.percentile999 = percentile999
        self.maximum = maximum
    }
}
