// Peak and mean level.

import EffectTestSupport
import Foundation
import Realtime
import Session
import Testing

@Suite("The level meter")
struct LevelMeterTests {
    private static func measure(_ sound: PlanarSound, cuts: [Int]) -> LevelMeter {
        var meter = LevelMeter()
        sound.samples.withUnsafeBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            let block = AudioBlock(base: base, channelCount: sound.channelCount, frameCount: sound.frameCount)
            for (start, end) in zip([0] + cuts, cuts + [sound.frameCount]) { meter.measure(block, start..<end) }
        }
        return meter
    }

    @Test("has nothing to say of silence, or of nothing")
    func silence() {
        #expect(LevelMeter().peakDecibels == nil && LevelMeter().rmsDecibels == nil)
        let meter = Self.measure(PlanarSound(channelCount: 2, frameCount: 100), cuts: [])
        #expect(meter.peakDecibels == nil && meter.rmsDecibels == nil)
    }

    @Test("gives the greatest magnitude of any channel, and the RMS over all")
    func levels() throws {
        let sound = PlanarSound(channelCount: 2, frameCount: 1_000) { channel, frame in
            channel == 0 ? (frame == 500 ? -0.8 : 0) : 0.1
        }
        let meter = Self.measure(sound, cuts: [])
        #expect(abs(try #require(meter.peakDecibels) - 20 * log10(0.8)) < 1e-6)
        let meanSquare = (0.64 + 1_000 * 0.01) / 2_000
        #expect(abs(try #require(meter.rmsDecibels) - 10 * log10(meanSquare)) < 1e-5)
    }

    @Test("measures only the frames it is given")
    func range() throws {
        var meter = LevelMeter()
        var samples = [Float](repeating: 0.5, count: 20)
        samples[9] = 1
        samples.withUnsafeBufferPointer {
            meter.measure(AudioBlock(base: $0.baseAddress!, channelCount: 2, frameCount: 10), 2..<9)
        }
        #expect(abs(try #require(meter.peakDecibels) - 20 * log10(0.5)) < 1e-6)
    }

    @Test("doesn't mind how the sound is cut")
    func cuts() throws {
        let sound = PlanarSound.noise(channelCount: 3, frameCount: 1_000, seed: 61)
        let whole = Self.measure(sound, cuts: [])
        let parts = Self.measure(sound, cuts: [1, 2, 17, 500, 999])
        #expect(whole.peakDecibels == parts.peakDecibels)
        #expect(abs(try #require(whole.rmsDecibels) - (try #require(parts.rmsDecibels))) < 1e-9)
    }
}
