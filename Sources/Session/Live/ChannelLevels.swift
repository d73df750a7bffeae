// Levels of what comes in and goes out. Plain values, any thread.

import Foundation

/// The levels since the last reading.
package struct ChannelLevels: Equatable, Sendable, Codable {
    /// One channel's.
    package struct Level: Equatable, Sendable, Codable {
        /// The greatest magnitude; 1 is full scale. A NaN counts as infinity.
        package internal(set) var peak: Float = 0
        /// Samples at full scale or above.
        package internal(set) var clippedCount: UInt64 = 0
        var sumOfSquares = 0.0
        var frameCount: UInt64 = 0

        /// The square root of the mean square; 1 for a square wave at full scale.
        package var rms: Double { frameCount == 0 ? 0 : (sumOfSquares / Double(frameCount)).squareRoot() }

        mutating func add(peak: Float, sumOfSquares: Double, frames: UInt32, clipped: UInt32) {
            self.peak = max(self.peak, peak.isNaN ? .infinity : peak)
            self.sumOfSquares += sumOfSquares.isFinite ? sumOfSquares : 0
            frameCount += UInt64(frames)
            clippedCount += UInt64(clipped)
        }
    }

    /// By channel.
    package internal(set) var input: [Level]
    package internal(set) var output: [Level]

    init(channelCount: Int) {
        input = Array(repeating: Level(), count: channelCount)
        output = input
    }
}
