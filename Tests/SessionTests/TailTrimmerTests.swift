// Where a tail ends.

import EffectTestSupport
import Realtime
import Session
import TestSupport
import Testing

@Suite("The tail trimmer")
struct TailTrimmerTests {
    /// Passes a sound in blocks; returns what came out, by channel.
    private static func trim(_ sound: PlanarSound, longestGap: Int, block: Int) -> (out: [[Float]], hasEnded: Bool) {
        var trimmer = TailTrimmer(channelCount: sound.channelCount, longestGap: longestGap)
        var out = [[Float]](repeating: [], count: sound.channelCount)
        for start in stride(from: 0, to: sound.frameCount, by: block) {
            let part = sound.frames(start..<min(start + block, sound.frameCount))
            let released = part.samples.withUnsafeBufferPointer { samples in
                trimmer.take(
                    AudioBlock(
                        base: samples.baseAddress!, channelCount: part.channelCount, frameCount: part.frameCount),
                    0..<part.frameCount)
            }
            for channel in out.indices { out[channel] += released[channel] }
        }
        return (out, trimmer.hasEnded)
    }

    /// 1 at these frames of channel 1, else 0.
    private static func clicks(_ frames: [Int], frameCount: Int, height: Float = 1) -> PlanarSound {
        var sound = PlanarSound(channelCount: 2, frameCount: frameCount)
        for frame in frames { sound[1, frame] = height }
        return sound
    }

    @Test("lets through everything up to the last sound", arguments: [1, 3, 10, 100])
    func endsAtLastSound(block: Int) {
        let (out, hasEnded) = Self.trim(Self.clicks([3, 10, 40], frameCount: 60), longestGap: 50, block: block)
        #expect(out.map(\.count) == [41, 41])
        #expect(out[1].indices.filter { out[1][$0] != 0 } == [3, 10, 40])
        #expect(out[0].allSatisfy { $0 == 0 })
        #expect(!hasEnded)
    }

    @Test(
        "ends when silence has lasted as long as the longest gap, and takes nothing after it", arguments: [1, 7, 100])
    func endsAfterGap(block: Int) {
        let (out, hasEnded) = Self.trim(Self.clicks([5, 80], frameCount: 100), longestGap: 20, block: block)
        #expect(hasEnded)
        #expect(out.map(\.count) == [6, 6])
    }

    @Test("bridges a gap one frame shorter")
    func bridgesGap() {
        let (out, _) = Self.trim(Self.clicks([5, 25], frameCount: 40), longestGap: 20, block: 8)
        #expect(out.map(\.count) == [26, 26])
    }

    @Test("takes half a step of 24 bits for silence, and the next number above it for sound")
    func threshold() {
        let quiet = Self.clicks([5], frameCount: 10, height: TailTrimmer.threshold)
        #expect(Self.trim(quiet, longestGap: 20, block: 10).out[0].isEmpty)
        let audible = Self.clicks([5], frameCount: 10, height: -TailTrimmer.threshold.nextUp)
        #expect(Self.trim(audible, longestGap: 20, block: 10).out[0].count == 6)
    }

    @Test("gives the same however the tail is cut")
    func cutDoesNotMatter() {
        var generator = SeededGenerator(seed: 60)
        for _ in 0..<50 {
            let frames = (0..<6).map { _ in Int.random(in: 0..<300, using: &generator) }
            let sound = Self.clicks(frames, frameCount: 300)
            let expected = Self.trim(sound, longestGap: 60, block: 1)
            for block in [2, 13, 64, 300] {
                let found = Self.trim(sound, longestGap: 60, block: block)
                #expect(found.out == expected.out && found.hasEnded == expected.hasEnded)
            }
        }
    }
}
