import AudioIO
import Foundation
import TestSupport
import Testing

@Suite struct QuantiserTests {
    private func quantise(
        _ samples: [Float], bits: Int = 16, isDithered: Bool = true, channel: Int = 0, blocks: [Int] = [.max],
        firstFrame: UInt64 = 0
    ) -> (values: [Int32], state: Quantiser) {
        var quantiser = Quantiser(bits: bits, channel: channel, isDithered: isDithered, firstFrame: firstFrame)
        var values = [Int32](repeating: 0, count: samples.count)
        var start = 0
        var turn = 0
        while start < samples.count {
            let count = min(blocks[turn % blocks.count], samples.count - start)
            samples.withUnsafeBufferPointer { source in
                values.withUnsafeMutableBufferPointer { destination in
                    quantiser.quantise(
                        source.baseAddress! + start, count: count, into: destination.baseAddress! + start)
                }
            }
            start += count
            turn += 1
        }
        return (values.map { $0 >> Int32(32 - bits) }, quantiser)
    }

    @Test(arguments: [8, 16, 20, 24])
    func `representable sound passes unchanged`(bits: Int) {
        let samples = Sound.noise(channels: 1, frames: 20_000, bits: bits).channels[0]
        let values = quantise(samples, bits: bits).values
        #expect(values.map { Float($0) / Float(1 << (bits - 1)) } == samples)
    }

    @Test func `silence stays silent`() {
        let values = quantise([Float](repeating: 0, count: 10_000) + [-0.0]).values
        #expect(values.allSatisfy { $0 == 0 })
    }

    @Test func `without dither it rounds to the nearest`() {
        let step: Float = 1.0 / 32_768
        let samples: [Float] = [0.4 * step, 0.6 * step, -0.4 * step, -0.6 * step, 100.49 * step, -100.51 * step]
        #expect(quantise(samples, isDithered: false).values == [0, 1, 0, -1, 100, -101])
    }

    @Test func `thirty-two bits are rounded, not dithered`() {
        let samples = Sound.noise(channels: 1, frames: 1_000).channels[0]
        let values = quantise(samples, bits: 32).values
        #expect(zip(values, samples).allSatisfy { Double($0) == (Double($1) * 0x1p31).rounded(.toNearestOrEven) })
    }

    @Test func `dither starts with the first lossy sample and ends after the hold`() {
        let hold = Quantiser.holdFrameCount
        let half: Float = 0.5
        var samples = [Float](repeating: half, count: 3 * hold)
        samples[hold / 2] = half + 0.3 / 32_768
        let values = quantise(samples).values
        let differing = values.indices.filter { values[$0] != 16_384 }
        #expect(differing.first! >= hold / 2)
        #expect(differing.last! < hold / 2 + hold)
        // Of triangular noise rounded about an integer, a quarter of the values move.
        #expect(abs(Double(differing.count) / Double(hold) - 0.25) < 0.03)
        #expect(differing.last! > hold / 2 + hold - 100)
    }

    @Test func `the result doesn't depend on the block length`() {
        let hold = Quantiser.holdFrameCount
        var samples = Sound.noise(channels: 1, frames: 3 * hold, bits: 16).channels[0]
        samples += Sound.noise(channels: 1, frames: 700).channels[0]
        samples += Sound.noise(channels: 1, frames: hold + 300, bits: 16).channels[0]
        samples[100] += 0.5 / 32_768
        let reference = quantise(samples).values
        for blocks in [[1], [17], [64], [255], [256, 1], [4_096], [1, 1_000, 3]] {
            #expect(quantise(samples, blocks: blocks).values == reference, "blocks of \(blocks)")
        }
    }

    @Test func `the noise goes on past 2^32 frames, whatever the blocks`() {
        let samples = Sound.noise(channels: 1, frames: 1_000).channels[0]
        let first = UInt64(1) << 32 - 333
        let reference = quantise(samples, firstFrame: first).values
        #expect(quantise(samples, blocks: [1], firstFrame: first).values == reference)
        #expect(quantise(samples, blocks: [100], firstFrame: first).values == reference)
        #expect(quantise(samples, firstFrame: 1_000).values != reference)
    }

    @Test func `channels have noise of their own, and every run the same`() {
        let samples = [Float](repeating: 0.1, count: 5_000)
        let left = quantise(samples, channel: 0).values
        #expect(left == quantise(samples, channel: 0).values)
        let right = quantise(samples, channel: 1).values
        let agreeing = zip(left, right).filter { $0 == $1 }.count
        #expect((1_500...3_500).contains(agreeing))
    }

    /// A constant that lies anywhere between two steps: mean 0 and variance 1/4 step² of the whole error are what
    /// triangular dither of 2 steps is for (Lipshitz et al. 1992: Δ²/12 + 2·Δ²/12).
    @Test(arguments: [0.0, 0.1, 0.25, 0.5, 0.77])
    func `the error's mean and power don't depend on the sound`(offset: Double) {
        let count = 200_000
        let sample = Float((1_000 + offset + 1e-4) / 32_768)
        let errors = quantise([Float](repeating: sample, count: count)).values.map {
            Double($0) - Double(sample) * 32_768
        }
        let mean = errors.reduce(0, +) / Double(count)
        let power = errors.reduce(0) { $0 + $1 * $1 } / Double(count)
        // Five standard deviations of the estimates.
        #expect(abs(mean) < 5 * 0.5 / Double(count).squareRoot())
        #expect(abs(power - 0.25) < 0.004)
    }

    @Test func `a sine below the last bit comes out without harmonics`() {
        let frames = 480_000
        let samples = Sound.sine(hertz: 1_000, amplitude: 1e-5, frames: frames).channels[0]
        let values = quantise(samples).values.map { Float($0) / 32_768 }
        #expect(abs(level(values, hertz: 1_000) - -100) < 0.5)
        // The noise's power of 1/4 step² spread over the window's bins lies at -148 dB; harmonics must drown in it.
        for harmonic in [2.0, 3, 4, 5, 7, 9] {
            #expect(level(values, hertz: 1_000 * harmonic) < -135, "harmonic \(harmonic)")
        }
        // Without dither the sine of a third of a step would be silence.
        #expect(quantise(samples, isDithered: false).values.allSatisfy { $0 == 0 })
    }

    @Test func `dither of a truncated sine leaves no harmonics where plain rounding does`() {
        let samples = Sound.sine(hertz: 1_000, amplitude: 1.2 / 32_768, frames: 480_000).channels[0]
        let dithered = quantise(samples).values.map { Float($0) / 32_768 }
        let plain = quantise(samples, isDithered: false).values.map { Float($0) / 32_768 }
        #expect(level(plain, hertz: 3_000) > -115)
        #expect(level(dithered, hertz: 3_000) < -130)
    }

    @Test func `clipping is counted before dither and never wraps`() {
        let samples: [Float] = [1.0, 0.99999, -1.0, -1.00001, 2, -1e30, .infinity, -.infinity, .nan, 32_767.0 / 32_768]
        let (values, state) = quantise(samples, isDithered: false)
        #expect(values == [32_767, 32_767, -32_768, -32_768, 32_767, -32_768, 32_767, -32_768, 0, 32_767])
        #expect(state.clippedCount == 6)
        #expect(state.nonFiniteCount == 3)
        let dithered = quantise([Float](repeating: 1.5, count: 1_000) + [Float](repeating: -1.5, count: 1_000))
        #expect(dithered.values.prefix(1_000).allSatisfy { $0 >= 32_766 })
        #expect(dithered.values.suffix(1_000).allSatisfy { $0 <= -32_767 })
        #expect(dithered.state.clippedCount == 2_000)
    }

    @Test func `a written file reports what was clipped`() throws {
        let folder = try TemporaryFolder()
        let sound = Sound(channels: [[0, 1.5, 0.5, -3], [0, .nan, 0.25, 0]])
        let summary = try write(sound, to: folder.file("a.wav"), AudioFileFormat(.wav, .pcm24))
        #expect(summary.clippedSampleCount == 2)
        #expect(summary.nonFiniteSampleCount == 1)
        #expect(summary.overFullScaleSampleCount == 0)
    }

    @Test func `no dither means the nearest integers in the file`() throws {
        let folder = try TemporaryFolder()
        let sound = Sound.noise(channels: 2, frames: 3_000)
        let path = folder.file("a.wav")
        try write(sound, to: path, AudioFileFormat(.wav, .pcm16), isDithered: false)
        let plain = try read(path).sound
        #expect(zip(plain.channels[0], sound.channels[0]).allSatisfy { abs($0 - $1) <= 0.5 / 32_768 || $1 > 0.99998 })
        try write(sound, to: path, AudioFileFormat(.wav, .pcm16))
        let dithered = try read(path).sound
        #expect(dithered != plain)
        #expect(zip(dithered.channels[1], sound.channels[1]).allSatisfy { abs($0 - $1) <= 1.5 / 32_768 })
    }
}
