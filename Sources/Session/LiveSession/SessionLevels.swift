// Levels between two readings, for every reader its own. The control thread.

import Control
import Foundation

/// The loudest since the last reading, and what clipped since the start.
struct SessionLevels {
    private(set) var input: [Channel] = []
    private(set) var output: [Channel] = []

    struct Channel {
        var peak: Float = 0
        var sumOfSquares = 0.0
        var frameCount: UInt64 = 0
        var clippedCount: UInt64 = 0

        mutating func add(_ level: ChannelLevels.Level) {
            peak = max(peak, level.peak)
            sumOfSquares += level.sumOfSquares
            frameCount += level.frameCount
        }

        var reading: LevelReading {
            let rms = frameCount > 0 ? (sumOfSquares / Double(frameCount)).squareRoot() : 0
            return LevelReading(
                peak: peak > 0 ? 20 * log10(Double(peak)) : nil, rms: rms > 0 ? 20 * log10(rms) : nil,
                clipCount: Int(clamping: clippedCount))
        }
    }

    init() {}

    /// Nothing heard yet, with what another has counted as clipped. What is added then isn't counted again.
    init(counting other: SessionLevels) {
        input = other.input.map { Channel(clippedCount: $0.clippedCount) }
        output = other.output.map { Channel(clippedCount: $0.clippedCount) }
        countsClips = false
    }

    private var countsClips = true

    mutating func add(_ levels: ChannelLevels) {
        Self.add(levels.input, to: &input, countsClips: countsClips)
        Self.add(levels.output, to: &output, countsClips: countsClips)
    }

    private static func add(_ levels: [ChannelLevels.Level], to channels: inout [Channel], countsClips: Bool) {
        if channels.count != levels.count { channels = Array(repeating: Channel(), count: levels.count) }
        for (index, level) in levels.enumerated() {
            channels[index].add(level)
            if countsClips { channels[index].clippedCount += level.clippedCount }
        }
    }

    /// What there is to read; the next reading begins here.
    mutating func take() -> (input: [LevelReading], output: [LevelReading]) {
        defer {
            for index in input.indices { input[index] = Channel(clippedCount: input[index].clippedCount) }
            for index in output.indices { output[index] = Channel(clippedCount: output[index].clippedCount) }
        }
        return (input.map(\.reading), output.map(\.reading))
    }
}
