// `cajon plot`: its numbers against formulas, and its pictures.

import Foundation
import TestSupport
import Testing

@Suite("A plot")
struct PlotTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    /// Plots, which must work; the numbers.
    private func numbers(_ arguments: String...) throws -> JSON {
        let outcome = try shell.program(["plot"] + arguments + ["--json"]).run()
        #expect(outcome.status == 0, "\(outcome.error)")
        return try JSON(outcome.text)
    }

    @Test("of a filter's response is its formula's within 0.05 dB", arguments: [0.707, 4])
    func response(q: Double) throws {
        let plot = try numbers("response", "--chain", "filter cutoff=1kHz resonance=\(q)")
        let curve = plot["curves"][0]
        #expect(plot["curves"].count == 1)
        #expect(plot["notes"].count == 0)
        #expect(curve["hertz"].count == 481)
        #expect(curve["hertz"][0].number == 20)
        for index in 0..<481 {
            let hertz = try #require(curve["hertz"][index].number)
            // The analogue prototype through the bilinear transform, its cutoff warped.
            let x = tan(.pi * hertz / 48_000) / tan(.pi * 1_000 / 48_000)
            let power = (1 - x * x) * (1 - x * x) + x * x / (q * q)
            #expect(abs(try #require(curve["decibels"][index].number) + 10 * log10(power)) < 0.05, "\(hertz) Hz")
            let phase = -atan2(x / q, 1 - x * x) * 180 / .pi
            #expect(abs(try #require(curve["phaseDegrees"][index].number) - phase) < 0.5, "\(hertz) Hz")
        }
    }

    /// Source: R. Bristow-Johnson, *Audio EQ Cookbook*.
    @Test("of a bell is the cookbook's within 0.05 dB, of effects with and without latency")
    func bell() throws {
        let (rate, frequency, gain, q) = (44_100.0, 3_000.0, 9.0, 2.0)
        for chain in [
            "equalizer type1=bell frequency1=3kHz gain1=9dB q1=2", "biquad type=peak frequency=3kHz gain=9dB q=2",
        ] {
            let curve = try numbers("response", "--chain", chain, "--rate", "44100", "--channels", "1")["curves"][0]
            let (w, a) = (2 * Double.pi * frequency / rate, pow(10, gain / 40))
            let alpha = sin(w) / (2 * q)
            func power(_ b: [Double], _ hertz: Double) -> Double {
                let v = 2 * Double.pi * hertz / rate
                let real = b[0] + b[1] * cos(v) + b[2] * cos(2 * v)
                let imaginary = b[1] * sin(v) + b[2] * sin(2 * v)
                return real * real + imaginary * imaginary
            }
            for index in 0..<481 {
                let hertz = try #require(curve["hertz"][index].number)
                let over = power([1 + alpha * a, -2 * cos(w), 1 - alpha * a], hertz)
                let under = power([1 + alpha / a, -2 * cos(w), 1 - alpha / a], hertz)
                let level = try #require(curve["decibels"][index].number)
                #expect(abs(level - 10 * log10(over / under)) < 0.05, "\(chain), \(hertz) Hz")
            }
        }
    }

    @Test("of an impulse has the latency taken off")
    func impulse() throws {
        let curve = try numbers("impulse", "--chain", "compressor ratio=1 lookahead=5ms | gain level=-6dB")["curves"][0]
        #expect(curve["latencyFrames"].number == 240)
        #expect(curve["samples"].count == 241)
        let height = try #require(curve["samples"][240].number)
        #expect(abs(20 * log10(height) + 6) < 0.001)
        for frame in 0..<240 { #expect(curve["samples"][frame].number == 0) }
    }

    @Test("of a compressor's curve is its formula's within 0.02 dB")
    func compressor() throws {
        let (threshold, ratio, knee) = (-20.0, 4.0, 6.0)
        let plot = try numbers("curve", "--chain", "compressor threshold=-20dB ratio=4 knee=6dB")
        let steps = plot["curves"][0]["rising"]
        #expect(steps.count == 61)
        for index in 0..<steps.count {
            let level = try #require(steps[index]["inputDecibels"].number)
            let over = level - threshold
            let reduction =
                2 * over < -knee
                ? 0 : 2 * over > knee ? (1 - 1 / ratio) * over : (1 - 1 / ratio) * pow(over + knee / 2, 2) / (2 * knee)
            let output = try #require(steps[index]["outputDecibels"].number)
            #expect(abs(output - (level - reduction)) < 0.02, "\(level) dBFS")
        }
    }

    @Test("of a gate has two branches where it has hysteresis, and says so")
    func hysteresis() throws {
        let plot = try numbers("curve", "--chain", "gate threshold=-40dB hysteresis=6dB", "--x", "-60..-20")
        #expect(plot["notes"][0].text == "Dashed: as the level falls.")
        let (rising, falling) = (plot["curves"][0]["rising"], plot["curves"][0]["falling"])
        let differing = try (0..<rising.count).filter {
            abs(try #require(rising[$0]["outputDecibels"].number) - falling[$0]["outputDecibels"].number!) > 1
        }
        // Between the threshold and six decibels below it.
        #expect((5...7).contains(differing.count))
    }

    @Test("says of effects that aren't linear, or change with time, that they aren't one response")
    func notes() throws {
        let notes = try numbers("response", "--chain", "bitcrusher bits=4 rate=48kHz dither=off")["notes"]
        #expect(notes[0].text?.hasPrefix("Not linear: at -40 dBFS it differs by up to ") == true)
        let moving = try numbers("response", "--chain", "phaser")["notes"]
        #expect(moving[0].text?.hasPrefix("Changes with time: 0.37 s later it differs by up to ") == true)
        #expect(try numbers("response", "--chain", "gain level=-3dB")["notes"].count == 0)
    }

    @Test("compares values, chains and channels")
    func several() throws {
        let varied = try numbers("response", "--chain", "gain", "--vary", "gain.level=-6dB,0,6dB")["curves"]
        #expect(
            (0..<3).map { varied[$0]["label"].text } == ["gain.level = -6dB", "gain.level = 0", "gain.level = 6dB"])
        #expect(abs(try #require(varied[2]["decibels"][240].number) - 6) < 0.001)
        let chains = try numbers("response", "--chain", "gain level=-1dB", "--chain", "gain level=-2dB")["curves"]
        #expect(chains.count == 2)
        #expect(abs(try #require(chains[1]["decibels"][7].number) + 2) < 0.001)
        let channels = try numbers("impulse", "--chain", "gain pan=50%", "--set", "gain.level=-3dB")["curves"]
        #expect((0..<channels.count).map { channels[$0]["label"].text } == ["left", "right"])
    }

    // MARK: - Files

    @Test("of a file shows it before and after")
    func beforeAndAfter() throws {
        let samples = (0..<96_000).map { Float(0.1 * sin(2 * .pi * 1_000 * Double($0) / 48_000)) }
        try shell.folder.write(Wave.floats(samples.flatMap { [$0, $0] }, channelCount: 2), "in.wav")
        let loudness = try numbers("loudness", "in.wav", "--chain", "gain level=-10dB")
        #expect(abs(try #require(loudness["before"]["programme"]["integratedLUFS"].number) + 20) < 0.1)
        #expect(abs(try #require(loudness["after"]["programme"]["integratedLUFS"].number) + 30) < 0.1)
        let spectrum = try numbers("spectrum", "in.wav", "--chain", "gain level=-10dB", "--window", "4096")
        let levels = try (0..<spectrum["before"].count).map { try #require(spectrum["before"][$0].number) }
        // Between two bins up to 1.43 dB are lost.
        #expect((-21.5 ... -19.9).contains(try #require(levels.max())))
        let loudest = try #require(levels.indices.max { levels[$0] < levels[$1] })
        #expect(abs(try #require(spectrum["hertz"][loudest].number) - 1_000) < 12)
        #expect(abs(try #require(spectrum["after"][loudest].number) - (levels[loudest] - 10)) < 0.001)
        let waveform = try numbers("waveform", "in.wav", "--chain", "compressor ratio=1 lookahead=10ms")
        #expect(waveform["before"].count == 2)
        // In line to the sample, and as long.
        #expect(waveform["after"][0]["highest"].count == waveform["before"][0]["highest"].count)
        for index in 0..<waveform["before"][0]["highest"].count {
            #expect(waveform["after"][0]["highest"][index].number == waveform["before"][0]["highest"][index].number)
        }
        let spectrogram = try numbers("spectrogram", "in.wav")
        #expect(spectrogram["before"].count == 94)
        #expect(spectrogram["before"][40].count == 320)
        #expect(spectrogram["after"].value == nil)
    }

    @Test(
        "of sounds of all kinds is drawn",
        arguments: [
            "one sample", "silence", "no numbers", "8 channels", "40 channels", "192 kHz", "an hour", "cut short",
        ])
    func sounds(kind: String) throws {
        switch kind {
        case "one sample": try shell.folder.write(Wave.floats([0.5], channelCount: 1), "in.wav")
        case "silence":
            try shell.folder.write(Wave.floats([Float](repeating: 0, count: 9_600), channelCount: 2), "in.wav")
        case "no numbers":
            try shell.folder.write(Wave.floats((0..<9_600).map { $0 % 7 == 0 ? .nan : 0.1 }, channelCount: 2), "in.wav")
        case "8 channels": try shell.sound("in.wav", channelCount: 8)
        case "40 channels": try shell.sound("in.wav", seconds: 0.1, channelCount: 40)
        case "192 kHz": try shell.sound("in.wav", sampleRate: 192_000)
        case "an hour": try shell.sound("in.wav", seconds: 3_600, channelCount: 1, sampleRate: 1_000)
        default: try shell.folder.write(Array(try shell.sound("whole.wav").dropLast(10_000)), "in.wav")
        }
        for command in ["waveform", "spectrum", "spectrogram", "loudness"] {
            let outcome = try shell.cajon("plot", command, "in.wav", "-o", "\(command).png", "-q")
            #expect(outcome.status == 0, "\(command): \(outcome.error)")
            #expect(try shell.folder.read("\(command).png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
        guard kind == "no numbers" else { return }
        #expect(
            try numbers("waveform", "in.wav")["notes"][0].text
                == "1372 samples of the file that are no numbers count as silence.")
    }
}
