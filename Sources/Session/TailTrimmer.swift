// Decides where a tail ends. Used by the thread that renders a file.

package import Realtime

/// Holds back the silence at the end of a tail, and lets it through only when something louder follows.
///
/// What comes out doesn't depend on how the tail is cut into blocks. Holds at most `longestGap` frames.
package struct TailTrimmer {
    /// Below this, every sample of a frame counts as silence: half a step of 24-bit audio, about -144 dBFS.
    package static let threshold: Float = 0x1p-24

    private let longestGap: Int
    private var held: [[Float]]
    /// Whether the tail is over: nothing that follows is wanted.
    package private(set) var hasEnded = false

    /// - Parameter longestGap: frames of silence after which nothing more is expected.
    package init(channelCount: Int, longestGap: Int) {
        self.longestGap = longestGap
        held = Array(repeating: [], count: channelCount)
    }

    /// Takes frames `range` of a block, and returns those that are certain to be part of the file, as planar audio.
    package mutating func take(_ block: AudioBlock, _ range: Range<Int>) -> [[Float]] {
        var released: [[Float]] = Array(repeating: [], count: held.count)
        for frame in range where !hasEnded {
            var isLoud = false
            for channel in 0..<held.count {
                let sample = block.base[channel * block.frameCount + frame]
                held[channel].append(sample)
                isLoud = isLoud || abs(sample) > Self.threshold
            }
            if isLoud {
                for channel in 0..<held.count {
                    released[channel] += held[channel]
                    held[channel].removeAll(keepingCapacity: true)
                }
            } else if held[0].count >= longestGap {
                hasEnded = true
            }
        }
        return released
    }
}
