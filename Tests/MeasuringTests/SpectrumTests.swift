// Spectra of sounds whose spectra are known.

import Foundation
import Measuring
import Testing

@Suite("A spectrum")
struct SpectrumTests {
    private func levels(_ signal: Signal, length: Int = 4_096, blocks: Int = 1_000) -> [Double] {
        var meter = SpectrumMeter(length: length, channelCount: signal.channels.count, sampleRate: 48_000)
        signal.feed(blocks: blocks) { meter.measure($0, $1) }
        return meter.finish()
    }

    @Test(
        "shows a sine of full scale on a bin as 0 dBFS, and softer ones by as much lower", arguments: [0.0, -20, -60])
    func fullScale(decibels: Double) {
        // Bin 100 of 4,096 at 48 kHz.
        let sine = Signal.sine(hertz: 1_171.875, amplitude: pow(10, decibels / 20), seconds: 1, channelCount: 2)
        let levels = levels(sine)
        #expect(abs(levels[100] - decibels) < 0.001)
        // The Hann window's neighbours are 6 dB lower, and what is further off is rounding.
        #expect(abs(levels[101] - decibels + 6.02) < 0.01)
        #expect(levels[110] < decibels - 100)
    }

    @Test("shows a sine between two bins no more than 1.43 dB lower")
    func scallop() throws {
        let levels = levels(.sine(hertz: 1_177.734375, amplitude: 1, seconds: 1))
        #expect(abs(try #require(levels.max()) + 1.42) < 0.01)
    }

    @Test("of white noise is flat, at what the window lets through")
    func noise() {
        let levels = levels(.noise(frameCount: 960_000), length: 1_024)
        // Power 1/3 a sample; a bin of a sine's scale gets 4 Σw² / (Σw)² of it: 4 · 1.5 / 1024.
        let expected = 10 * log10(4 * 1.5 / 1_024 / 3)
        let mean = levels[10..<500].reduce(0) { $0 + pow(10, $1 / 10) } / 490
        #expect(abs(10 * log10(mean) - expected) < 0.05)
    }

    @Test("doesn't depend on how the sound is cut into blocks")
    func blocks() {
        let noise = Signal.noise(frameCount: 20_000, channelCount: 2)
        let expected = levels(noise, blocks: 20_000)
        for blocks in [1, 17, 4_096, 5_000] { #expect(levels(noise, blocks: blocks) == expected) }
    }

    @Test("of silence, and of a sound shorter than a segment, is there")
    func short() {
        #expect(levels(Signal(channels: [[Float](repeating: 0, count: 5_000)])).allSatisfy { $0 == -200 })
        for count in [1, 2, 7, 100] {
            let levels = levels(.sine(hertz: 1_000, amplitude: 1, seconds: Double(count) / 48_000 + 1e-9))
            #expect(levels.count == 2_049)
            #expect(levels.allSatisfy { $0.isFinite && $0 <= 6.1 })
        }
    }

    @Test("of a sound that moves is a spectrogram that moves with it, whatever its length", arguments: [1.0, 60])
    func spectrogram(seconds: Double) throws {
        let half = Signal.sine(hertz: 500, amplitude: 1, seconds: seconds / 2, rate: 8_000)
        let other = Signal.sine(hertz: 2_000, amplitude: 0.1, seconds: seconds / 2, rate: 8_000)
        let signal = Signal(channels: [half.channels[0] + other.channels[0]])
        var meter = SpectrogramMeter(
            length: 256, channelCount: 1, sampleRate: 8_000, range: 125...4_000, rowCount: 50)
        signal.feed { meter.measure($0, $1) }
        let (columns, segmentsEach) = meter.finish()
        #expect(columns.count <= 2_048)
        #expect(columns.count * segmentsEach >= Int(seconds * 8_000) / 128 - 1)
        #expect(columns.allSatisfy { $0.count == 50 })
        func loudestRow(_ column: [Double]) -> Int { column.indices.max { column[$0] < column[$1] }! }
        // Rows are at equal ratios: 50 rows for five octaves.
        #expect((19...20).contains(loudestRow(columns[columns.count / 4])))
        #expect((39...40).contains(loudestRow(columns[3 * columns.count / 4])))
        #expect(abs(try #require(columns[columns.count / 4].max())) < 0.1)
        #expect(abs(try #require(columns[3 * columns.count / 4].max()) + 20) < 0.1)
    }
}
