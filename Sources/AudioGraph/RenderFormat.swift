// The shape of the sound a plan renders. A plain value; any thread.

/// What a plan is compiled for: it holds for every edge of the graph alike.
package struct RenderFormat: Equatable, Sendable, CustomStringConvertible {
    /// Units: hertz. Range: above 0, finite.
    package var sampleRate: Double
    /// Range: 1...1024.
    package var channelCount: Int
    /// The longest block `render` will be given. Range: 1...1,048,576.
    package var maximumFrames: Int

    package init(sampleRate: Double, channelCount: Int, maximumFrames: Int) {
        self.sampleRate = sampleRate
        self.channelCount = channelCount
        self.maximumFrames = maximumFrames
    }

    package var description: String {
        "\(channelCount) channels at \(sampleRate) Hz in blocks of up to \(maximumFrames) frames"
    }

    /// Throws when a value is out of its range.
    func validate() throws(GraphError) {
        guard sampleRate > 0, sampleRate.isFinite else {
            throw GraphError(.formatOutOfRange(name: "sample rate", value: sampleRate, expected: "a rate above 0 Hz"))
        }
        try Self.check("channel count", channelCount, 1...1024)
        try Self.check("maximum block length", maximumFrames, 1...1 << 20)
    }

    private static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(GraphError) {
        guard !range.contains(value) else { return }
        let expected = "\(range.lowerBound) to \(range.upperBound)"
        throw GraphError(.formatOutOfRange(name: name, value: Double(value), expected: expected))
    }
}
