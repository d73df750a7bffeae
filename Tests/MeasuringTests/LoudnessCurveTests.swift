// Loudness of sounds whose loudness is known.

import Foundation
import Measuring
import Testing

@Suite("Loudness over time")
struct LoudnessCurveTests {
    private func measure(_ signal: Signal, rate: Int = 48_000, blocks: Int = 1_000) -> (
        LoudnessCurve.Programme, [LoudnessCurve.Moment]
    ) {
        var curve = LoudnessCurve(channelCount: signal.channels.count, sampleRate: rate)
        signal.feed(blocks: blocks) { curve.measure($0, $1) }
        return (curve.finish(), curve.moments)
    }

    /// EBU Tech 3341, cases 1 and 2: a stereo sine of 1 kHz, its peaks at a level, has that loudness; within 0.1 LU.
    @Test("of a stereo sine is its level, at any rate", arguments: [-23.0, -33], [44_100, 48_000, 192_000])
    func sine(decibels: Double, rate: Int) throws {
        let sine = Signal.sine(
            hertz: 1_000, amplitude: pow(10, decibels / 20), seconds: 5, rate: Double(rate), channelCount: 2)
        let (programme, moments) = measure(sine, rate: rate)
        #expect(abs(try #require(programme.integratedLUFS) - decibels) < 0.1)
        #expect(abs(try #require(programme.truePeakDecibels) - decibels) < 0.2)
        #expect(moments.count == 50)
        #expect(abs(moments[10].momentary - decibels) < 0.1)
        #expect(abs(moments[40].shortTerm - decibels) < 0.1)
    }

    /// EBU Tech 3342, case 1: 20 s at -20 and 20 s at -30 dBFS have a range of 10 LU; within 1 LU.
    @Test("has the range between its parts")
    func range() throws {
        let loud = Signal.sine(hertz: 1_000, amplitude: 0.1, seconds: 20, rate: 48_000, channelCount: 1)
        let soft = Signal.sine(hertz: 1_000, amplitude: pow(10, -1.5), seconds: 20, rate: 48_000, channelCount: 1)
        let both = loud.channels[0] + soft.channels[0]
        let (programme, _) = measure(Signal(channels: [both, both]))
        #expect(abs(try #require(programme.rangeLU) - 10) < 1)
    }

    @Test("of silence, and of a moment, is none")
    func silence() {
        for frames in [1, 480, 48_000] {
            let (programme, moments) = measure(Signal(channels: [[Float](repeating: 0, count: frames)]))
            #expect(programme.integratedLUFS == nil)
            #expect(programme.truePeakDecibels == nil)
            #expect(moments.count == max(frames / 4_800, 1))
        }
    }

    @Test("doesn't depend on how the sound is cut into blocks, of up to 64 channels", arguments: [1, 8, 64])
    func blocks(channelCount: Int) {
        let noise = Signal.noise(frameCount: 30_000, channelCount: channelCount)
        let (expected, _) = measure(noise, blocks: 30_000)
        for blocks in [17, 4_800] {
            let (programme, _) = measure(noise, blocks: blocks)
            #expect(programme.integratedLUFS == expected.integratedLUFS)
            #expect(programme.truePeakDecibels == expected.truePeakDecibels)
        }
    }
}
