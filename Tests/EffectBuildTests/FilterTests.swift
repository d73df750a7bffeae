// The filter against its analytic response, which Effects/filter/README.md states, and against clicks.
import Foundation
import Testing

@Suite struct FilterTests {
    static let types = [
        "low-pass", "high-pass", "band-pass", "notch", "peak", "low-shelf", "high-shelf", "all-pass",
    ]

    struct Setting: CustomTestStringConvertible {
        var type: String
        var rate: Double
        var isDouble: Bool
        var testDescription: String { "\(type), \(isDouble ? 24 : 12) dB, at \(rate)" }
    }

    static let settings = types.flatMap { type in
        [44100.0, 48000, 96000].flatMap { rate in
            [false, true].map { Setting(type: type, rate: rate, isDouble: $0) }
        }
    }

    @Test(
        "The magnitude is within 0.05 dB of the analytic response from 20 Hz to 0.45 of the rate", arguments: settings)
    func magnitude(setting: Setting) throws {
        let effect = try BuiltEffects.native("filter")
        try effect.set("type", choice: setting.type)
        try effect.set("slope", choice: setting.isDouble ? "24 dB" : "12 dB")
        for (cutoff, resonance, gain): (Float, Float, Float) in [
            (20, 0.70710678, 6), (1000, 0.70710678, -18), (1000, 12, 24), (20000, 0.3, 12), (8000, 4, -6),
        ] {
            effect.set("cutoff", cutoff)
            effect.set("resonance", resonance)
            effect.set("gain", gain)
            let timing = try effect.configure(rate: Float(setting.rate), channels: 1, maximumFrames: 1 << 16)
            #expect(timing.latencyFrames == 0)
            let response = effect.render([Signals.impulse(Int(timing.tailFrames) + 64)], blocks: [1 << 16])[0]
            for step in 0...60 {
                let hertz = 20 * pow(0.45 * setting.rate / 20, Double(step) / 60)
                let analytic = Self.analytic(
                    setting, cutoff: Double(cutoff), resonance: Double(resonance), gain: Double(gain), at: hertz)
                // Far down in a notch, what is left is the rounding of the output to single precision.
                guard Signals.decibels(analytic) > -70 else { continue }
                let (real, imaginary) = Signals.spectrum(response, at: hertz / setting.rate)
                let measured = (real * real + imaginary * imaginary).squareRoot()
                #expect(
                    abs(Signals.decibels(measured) - Signals.decibels(analytic)) < 0.05,
                    "cutoff \(cutoff), resonance \(resonance), gain \(gain) at \(hertz) Hz")
            }
        }
    }

    @Test("The tail says how long it rings: after it, 120 dB down", arguments: types)
    func tail(type: String) throws {
        for (cutoff, resonance): (Float, Float) in [(30, 0.1), (100, 40), (20000, 0.1), (20000, 40)] {
            let effect = try BuiltEffects.native("filter")
            try effect.set("type", choice: type)
            try effect.set("slope", choice: "24 dB")
            effect.set("cutoff", cutoff)
            effect.set("resonance", resonance)
            effect.set("gain", 6)
            let tail = Int(try effect.configure(channels: 1).tailFrames)
            #expect(tail > 0 && tail <= 60 * 48000)
            let input = Signals.noise(4000) + [Float](repeating: 0, count: tail + 2000)
            let output = effect.render([input], blocks: [8192])[0]
            #expect(Signals.peak(output[(4000 + tail)...]) < 1e-6, "cutoff \(cutoff), resonance \(resonance)")
        }
    }

    @Test("At 20 Hz and 192 kHz no noise is added: 110 dB below the signal at least")
    func precision() throws {
        let effect = try BuiltEffects.native("filter")
        effect.set("cutoff", 20)
        try effect.configure(rate: 192000, channels: 1)
        let input = Signals.sine(192000, frequency: 20, rate: 192000, amplitude: 0.5)
        let output = effect.render([input])[0]
        // The same recursion in double precision throughout, straight from Simper's equations.
        let g = tan(Double.pi * 20 / 192000)
        let k = 1 / Double(Float(0.70710678))
        let a1 = 1 / (1 + g * (g + k))
        var (ic1, ic2, worst) = (0.0, 0.0, 0.0)
        for (sample, result) in zip(input, output) {
            let v3 = Double(sample) - ic2
            let v1 = a1 * ic1 + g * a1 * v3
            let v2 = ic2 + g * a1 * ic1 + g * g * a1 * v3
            ic1 = 2 * v1 - ic1
            ic2 = 2 * v2 - ic2
            worst = max(worst, abs(v2 - Double(result)))
        }
        #expect(worst < 1e-7)
    }

    @Test("No jump of a parameter steps further than the signal itself does")
    func noClicks() throws {
        let sine = Signals.sine(48000, frequency: 300, amplitude: 0.5)
        let effect = try BuiltEffects.native("filter")
        effect.set("cutoff", 8000)
        try effect.configure(channels: 1)
        let output = effect.render(
            [sine],
            changes: [
                .init(1000, "cutoff", 60), .init(4000, "cutoff", 20000), .init(7000, "type", 1),
                .init(10000, "slope", 1), .init(13000, "type", 7), .init(16000, "type", 2), .init(19000, "type", 5),
                .init(22000, "slope", 0), .init(25000, "cutoff", 10), .init(28000, "type", 0),
                .init(31000, "cutoff", 10000), .init(34000, "resonance", 5), .init(37000, "slope", 1),
            ])[0]
        #expect(Signals.largestStep(output) <= Signals.largestStep(sine) * 1.15)
        #expect(Signals.peak(output[40000...]) > 0.45)
    }

    @Test("Wild automation at every rate stays finite and bounded", arguments: [8000, 44100, 192000] as [Float])
    func stability(rate: Float) throws {
        let effect = try BuiltEffects.native("filter")
        try effect.configure(rate: rate, channels: 2)
        let noise = [Signals.noise(60000, seed: 5), Signals.noise(60000, seed: 6)]
        let choices = Signals.noise(4000, seed: 7, amplitude: 0.5).map { $0 + 0.5 }
        var changes: [NativeEffect.Change] = []
        for index in 0..<400 {
            let parameter = effect.parameters[Int(choices[index] * 4.99)]
            let low = max(parameter.range.lowerBound, 0.1)
            let value =
                parameter.scale == 1
                ? low * pow(parameter.range.upperBound / low, choices[index + 1000])
                : parameter.range.lowerBound
                    + choices[index + 1000] * (parameter.range.upperBound - parameter.range.lowerBound)
            changes.append(.init(index * 149, parameter.id, value))
        }
        let output = effect.render(noise, changes: changes)
        #expect(output.joined().allSatisfy { $0.isFinite })
        // Two sections with a resonance of 40 and 30 dB of gain can't exceed this, moving or not.
        #expect(Signals.peak(output.joined()) < 1e5)
    }

    @Test("Block sizes leave no trace, on any number of channels", arguments: [1, 2, 3, 6])
    func blockSizes(channels: Int) throws {
        let input = (0..<channels).map { Signals.noise(9000, seed: UInt64($0 + 10)) }
        let changes: [NativeEffect.Change] = [
            .init(777, "cutoff", 50), .init(2000, "type", 1), .init(2333, "slope", 1), .init(2700, "slope", 0),
            .init(4000, "resonance", 10), .init(5001, "type", 4), .init(5002, "gain", 20), .init(5300, "type", 6),
            .init(7000, "slope", 1),
        ]
        func render(_ blocks: [Int]) throws -> [[Float]] {
            let effect = try BuiltEffects.native("filter")
            try effect.configure(channels: channels)
            return effect.render(input, blocks: blocks, changes: changes)
        }
        let reference = try render([4096])
        for blocks in [[1], [17], [64], [128], [512], [5, 3, 90]] {
            #expect(try render(blocks) == reference, "blocks \(blocks)")
        }
    }

    @Test("Channels do not reach each other")
    func separation() throws {
        let effect = try BuiltEffects.native("filter")
        try effect.configure(channels: 3)
        let noise = Signals.noise(2000)
        let nothing = [Float](repeating: 0, count: 2000)
        let output = effect.render([nothing, noise, nothing])
        #expect(output[0] == nothing && output[2] == nothing)
        effect.reset()
        #expect(effect.render([noise, nothing, noise])[2] == output[1])
    }

    @Test("Reset is as new")
    func reset() throws {
        let effect = try BuiltEffects.native("filter")
        effect.set("resonance", 20)
        try effect.configure()
        let input = [Signals.noise(3000), Signals.noise(3000, seed: 2)]
        let new = effect.render(input)
        effect.set("cutoff", 3000)
        _ = effect.render(input)
        effect.set("cutoff", 1000)
        _ = effect.process([[1], [1]])
        effect.reset()
        #expect(effect.render(input) == new)
    }

    /// |H| at a frequency, from the README's formula.
    private static func analytic(
        _ setting: Setting, cutoff: Double, resonance: Double, gain: Double, at hertz: Double
    ) -> Double {
        let warped = tan(Double.pi * min(cutoff / setting.rate, 0.49))
        let omega = tan(Double.pi * hertz / setting.rate)
        func section(_ q: Double, _ decibels: Double) -> Double {
            let a = pow(10, decibels / 40)
            var (g, k) = (warped, 1 / q)
            var (m0, m1, m2) = (0.0, 0.0, 0.0)
            switch setting.type {
            case "low-pass": m2 = 1
            case "high-pass": (m0, m1, m2) = (1, -k, -1)
            case "band-pass": m1 = k
            case "notch": (m0, m1) = (1, -k)
            case "peak":
                k = 1 / (q * a)
                (m0, m1) = (1, k * (a * a - 1))
            case "low-shelf":
                g /= a.squareRoot()
                (m0, m1, m2) = (1, k * (a - 1), a * a - 1)
            case "high-shelf":
                g *= a.squareRoot()
                (m0, m1, m2) = (a * a, k * (1 - a) * a, 1 - a * a)
            default: (m0, m1) = (1, -2 * k)
            }
            // s = i w: the denominator is 1 - w^2 + i k w, the numerator m2 + i m1 w.
            let w = omega / g
            let (real, imaginary) = (1 - w * w, k * w)
            let size = real * real + imaginary * imaginary
            let sumReal = m0 + (m2 * real + m1 * w * imaginary) / size
            let sumImaginary = (m1 * w * real - m2 * imaginary) / size
            return (sumReal * sumReal + sumImaginary * sumImaginary).squareRoot()
        }
        guard setting.isDouble else { return section(resonance, gain) }
        switch setting.type {
        case "low-pass", "high-pass":
            return section(1 / (2 * cos(.pi / 8)), gain)
                * section(resonance * 2.0.squareRoot() / (2 * cos(3 * .pi / 8)), gain)
        default: return pow(section(resonance, gain / 2), 2)
        }
    }
}
