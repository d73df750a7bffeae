// What an impulse response says of frequencies, against formulas.

import Foundation
import Measuring
import Testing

@Suite("A frequency response")
struct FrequencyResponseTests {
    private static let rate = 48_000.0

    @Test("of a one-pole filter is the formula's, in level, phase and group delay")
    func onePole() {
        let a = 0.95
        var (state, samples) = (1.0, [Float]())
        for _ in 0..<2_000 {
            samples.append(Float(state))
            state *= a
        }
        let response = FrequencyResponse(impulseResponse: samples, sampleRate: Self.rate)
        for bin in response.bins(in: 20...20_000) {
            let w = 2 * Double.pi * response.hertz(bin) / Self.rate
            let (real, imaginary) = (1 - a * cos(w), a * sin(w))
            let level = -10 * log10(real * real + imaginary * imaginary)
            guard abs(response.decibels[bin] - level) < 1e-4 else {
                Issue.record("\(response.hertz(bin)) Hz: \(response.decibels[bin]) dB, expected \(level)")
                return
            }
            // Tolerance: the samples are 32-bit floats.
            #expect(abs(response.phaseRadians[bin] + atan2(imaginary, real)) < 1e-5)
            let delay = (a * cos(w) - a * a) / (1 - 2 * a * cos(w) + a * a) / Self.rate
            #expect(abs((response.groupDelaySeconds[bin] ?? .nan) - delay) < 1e-8)
        }
    }

    @Test("of a delay is flat; its phase and group delay are without the latency, and with what is beyond it")
    func delay() throws {
        var samples = [Float](repeating: 0, count: 1_000)
        samples[700] = 0.5
        let response = FrequencyResponse(impulseResponse: samples, origin: 690, sampleRate: Self.rate)
        for bin in response.bins(in: 100...20_000) where bin % 101 == 0 {
            #expect(abs(response.decibels[bin] + 6.0206) < 1e-3)
            #expect(abs(response.phaseRadians[bin] + 2 * .pi * response.hertz(bin) * 10 / Self.rate) < 1e-6)
            #expect(abs(try #require(response.groupDelaySeconds[bin]) - 10 / Self.rate) < 1e-9)
        }
    }

    @Test("of a long delay has a phase without steps")
    func unwrapping() {
        var samples = [Float](repeating: 0, count: 20_000)
        samples[15_000] = 1
        let phases = FrequencyResponse(impulseResponse: samples, sampleRate: Self.rate).phaseRadians
        for (a, b) in zip(phases, phases.dropFirst()) { #expect(abs(a - b) <= .pi) }
    }

    @Test("of nothing is silence without a phase", arguments: [[], [0], [Float](repeating: 0, count: 50)] as [[Float]])
    func silence(samples: [Float]) {
        let response = FrequencyResponse(impulseResponse: samples, sampleRate: Self.rate)
        #expect(response.decibels.allSatisfy { $0 == FrequencyResponse.floorDecibels })
        #expect(response.phaseRadians.allSatisfy { $0 == 0 })
        #expect(response.groupDelaySeconds.allSatisfy { $0 == nil })
        #expect(response.greatestDifference(from: response, in: 20...20_000) == 0)
    }

    @Test("differs from another by the largest difference of level where either is heard")
    func difference() {
        let one = FrequencyResponse(impulseResponse: [1], sampleRate: Self.rate)
        let half = FrequencyResponse(impulseResponse: [0.5], sampleRate: Self.rate)
        #expect(abs(one.greatestDifference(from: half, in: 20...20_000) - 6.0206) < 1e-3)
        let silence = FrequencyResponse(impulseResponse: [0], sampleRate: Self.rate)
        #expect(one.greatestDifference(from: silence, in: 20...20_000) == 40)
    }
}

@Suite("A Fourier transform")
struct FourierTransformTests {
    @Test("keeps the energy, of any length", arguments: [1, 2, 3, 64, 1_000])
    func energy(length: Int) {
        let samples = (0..<length).map { Double(($0 * 37 + 11) % 23) - 11 }
        let bins = FourierTransform(length: length).bins(of: samples)
        #expect(bins.count == length / 2 + 1)
        let sum = bins.enumerated().reduce(0.0) { sum, bin in
            sum + bin.element.power * (bin.offset == 0 || 2 * bin.offset == length ? 1 : 2)
        }
        let expected = samples.reduce(0) { $0 + $1 * $1 } * Double(length)
        #expect(abs(sum - expected) <= 1e-9 * max(expected, 1))
    }

    @Test("finds a cosine at its bin, with its phase")
    func cosine() {
        let bins = FourierTransform(length: 256).bins(of: (0..<256).map { cos(2 * .pi * 10 * Double($0) / 256 + 0.5) })
        #expect(abs(bins[10].real - 128 * cos(0.5)) < 1e-9)
        #expect(abs(bins[10].imaginary - 128 * sin(0.5)) < 1e-9)
        #expect(bins[11].power < 1e-18)
    }
}
