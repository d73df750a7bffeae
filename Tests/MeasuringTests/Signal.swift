// Sounds for the meters, by formula. Pure functions.

import Foundation
import Realtime

/// Planar sound that a test made.
struct Signal {
    var channels: [[Float]]

    var frameCount: Int { channels[0].count }

    /// The same sine in every channel.
    static func sine(
        hertz: Double, amplitude: Double, seconds: Double, rate: Double = 48_000, channelCount: Int = 1
    ) -> Signal {
        let samples = (0..<Int(seconds * rate)).map { Float(amplitude * sin(2 * .pi * hertz * Double($0) / rate)) }
        return Signal(channels: Array(repeating: samples, count: channelCount))
    }

    /// White noise, the same each time.
    static func noise(frameCount: Int, channelCount: Int = 1) -> Signal {
        var state: UInt64 = 7
        return Signal(
            channels: (0..<channelCount).map { _ in
                (0..<frameCount).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Float(Double(Int64(bitPattern: state) >> 11) / 0x1p52)
                }
            })
    }

    /// Hands it over in blocks of a length.
    func feed(blocks: Int = 1_000, _ take: (AudioBlock, Range<Int>) -> Void) {
        var first = 0
        while first < frameCount {
            let count = min(blocks, frameCount - first)
            let planar = channels.flatMap { $0[first..<first + count] }
            planar.withUnsafeBufferPointer { samples in
                take(
                    AudioBlock(base: samples.baseAddress!, channelCount: channels.count, frameCount: count), 0..<count)
            }
            first += count
        }
    }
}
