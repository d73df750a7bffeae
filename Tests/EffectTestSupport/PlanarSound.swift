// Sound in memory, and the test signals. Plain values, any test thread.

import TestSupport

/// Planar samples: channel 0's frames, then channel 1's.
package struct PlanarSound: Sendable {
    package let channelCount: Int
    package let frameCount: Int
    package var samples: [Float]

    /// Silence.
    package init(channelCount: Int, frameCount: Int) {
        self.channelCount = channelCount
        self.frameCount = frameCount
        samples = Array(repeating: 0, count: channelCount * frameCount)
    }

    /// Each sample from its channel and frame.
    package init(channelCount: Int, frameCount: Int, _ sample: (_ channel: Int, _ frame: Int) -> Float) {
        self.init(channelCount: channelCount, frameCount: frameCount)
        for channel in 0..<channelCount {
            for frame in 0..<frameCount { samples[channel * frameCount + frame] = sample(channel, frame) }
        }
    }

    package init(_ channels: [[Float]]) {
        channelCount = channels.count
        frameCount = channels.first?.count ?? 0
        samples = channels.flatMap(\.self)
    }

    package subscript(channel: Int, frame: Int) -> Float {
        get { samples[channel * frameCount + frame] }
        set { samples[channel * frameCount + frame] = newValue }
    }

    package func channel(_ index: Int) -> ArraySlice<Float> {
        samples[index * frameCount..<(index + 1) * frameCount]
    }

    /// Some frames of every channel.
    package func frames(_ range: Range<Int>) -> PlanarSound {
        var part = PlanarSound(channelCount: channelCount, frameCount: range.count)
        for channel in 0..<channelCount {
            let start = channel * frameCount + range.lowerBound
            part.samples.replaceSubrange(
                channel * range.count..<(channel + 1) * range.count, with: samples[start..<start + range.count])
        }
        return part
    }

    /// This, and then silence.
    package func followed(bySilence silentFrameCount: Int) -> PlanarSound {
        PlanarSound((0..<channelCount).map { Array(channel($0)) + Array(repeating: 0, count: silentFrameCount) })
    }

    /// The greatest magnitude; a NaN counts as infinite.
    package var peak: Float {
        samples.reduce(0) { $1.isNaN ? .infinity : max($0, abs($1)) }
    }

    package var isFinite: Bool { samples.allSatisfy(\.isFinite) }

    package var isSilent: Bool { samples.allSatisfy { $0 == 0 } }

    /// Where the two first differ in any bit, in words; nil when they are equal.
    package func difference(from other: PlanarSound) -> String? {
        guard channelCount == other.channelCount, frameCount == other.frameCount else {
            return
                "\(channelCount) channels of \(frameCount) frames against \(other.channelCount) of \(other.frameCount)"
        }
        let isEqual = samples.withUnsafeBytes { one in other.samples.withUnsafeBytes { one.elementsEqual($0) } }
        guard !isEqual else { return nil }
        for frame in 0..<frameCount {
            for channel in 0..<channelCount
            where self[channel, frame].bitPattern != other[channel, frame].bitPattern {
                return "channel \(channel), frame \(frame): \(self[channel, frame]) against \(other[channel, frame])"
            }
        }
        return nil
    }
}

extension PlanarSound {
    /// White noise, each channel's its own. Made of integers: the same on every machine.
    package static func noise(
        channelCount: Int, frameCount: Int, amplitude: Float = 0.5, seed: UInt64
    ) -> PlanarSound {
        var generator = SeededGenerator(seed: seed)
        var sound = PlanarSound(channelCount: channelCount, frameCount: frameCount)
        for index in sound.samples.indices {
            sound.samples[index] =
                Float(Int32(truncatingIfNeeded: generator.next() >> 40) - (1 << 23)) * 0x1p-23 * amplitude
        }
        return sound
    }

    /// One sample of `amplitude` in every channel, at `frame`.
    package static func impulse(
        channelCount: Int, frameCount: Int, at frame: Int = 0, amplitude: Float = 1
    ) -> PlanarSound {
        var sound = PlanarSound(channelCount: channelCount, frameCount: frameCount)
        for channel in 0..<channelCount { sound[channel, frame] = amplitude }
        return sound
    }
}
