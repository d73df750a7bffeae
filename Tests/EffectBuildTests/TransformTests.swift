// The SDK's Fourier transform against the sum that it stands for, in double precision.

import Foundation
import Testing

@Suite("The transform")
struct TransformTests {
    private static let fixture = """
        @main struct Spectrum: Effect {
            enum Parameter: Int, CaseIterable { case none }
            static let descriptor = Descriptor(name: "Spectrum", version: "1.0.0", summary: "For tests.")
            static func describe(_ parameter: Parameter) -> ParameterDescription { .toggle("none", "None") }
            mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing { Timing() }
            mutating func control(_ parameters: Parameters<Parameter>) -> Motion { .still }
            mutating func process(_ block: Block) {}
            mutating func reset() {}
        }
        @_cdecl("test_transform")
        public func testTransform(
            _ size: Int, _ samples: UnsafePointer<Float>, _ spectrum: UnsafeMutablePointer<Float>,
            _ back: UnsafeMutablePointer<Float>
        ) {
            let transform = Transform(size: size)
            let work = Buffer(count: 2 * size)
            transform.forward(
                first: samples, second: samples + size, work: work.base, spectrum: spectrum, stride: 8)
            work.base.update(from: spectrum, count: 2 * size)
            transform.inverse(work: work.base, samples: back)
        }
        """

    private struct Outcome {
        var spectrum: [(re: Double, im: Double)] = []
        var back: [Float]
    }

    private static func run(_ samples: [Float]) throws -> Outcome {
        let effect = try BuiltEffects.native(fixture: fixture)
        typealias Function =
            @convention(c) (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
        let size = samples.count / 2
        var spectrum = [Float](repeating: 0, count: 2 * size)
        var outcome = Outcome(back: [Float](repeating: 0, count: size))
        effect.function("test_transform", as: Function.self)(size, samples, &spectrum, &outcome.back)
        for number in 0..<size {
            let place = number / 4 * 8 + number % 4
            outcome.spectrum.append((Double(spectrum[place]), Double(spectrum[place + 4])))
        }
        return outcome
    }

    /// Which number of the spectrum lies at each place: a single sample at 1 turns by (k + 1/4) / size.
    private static func order(_ size: Int) throws -> [Int] {
        var samples = [Float](repeating: 0, count: 2 * size)
        samples[1] = 1
        return try run(samples).spectrum.map { value in
            let turns = atan2(value.im, value.re) / (2 * Double.pi)
            let exact = turns * Double(size) - 0.25
            return (Int(exact.rounded()) + size) % size
        }
    }

    /// 3 units of 2^-24 of the sum's size for a step of each bit is what rounding makes of such a sum; measured is a fifth.
    @Test(
        "is the sum at odd frequencies, each once, and leads back", arguments: [32, 64, 128, 256, 512, 2_048, 16_384])
    func isExact(size: Int) throws {
        let order = try Self.order(size)
        #expect(Set(order).count == size)
        let samples = Signals.noise(2 * size)
        let outcome = try Self.run(samples)
        let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        let bound = 3 * log2(Double(size)).squareRoot() * 0x1p-24
        var error = 0.0
        // Of a large one a part, evenly spread.
        let places = Array(stride(from: 0, to: size, by: max(1, size / 256) | 1))
        for place in places {
            let turns = (Double(order[place]) + 0.25) / Double(size)
            var (re, im) = (0.0, 0.0)
            for (n, sample) in samples.enumerated() {
                let angle = 2 * Double.pi * (turns * Double(n)).truncatingRemainder(dividingBy: 1)
                re += Double(sample) * cos(angle)
                im += Double(sample) * sin(angle)
            }
            let (dr, di) = (outcome.spectrum[place].re - re, outcome.spectrum[place].im - im)
            error += dr * dr + di * di
        }
        let relative = (error / Double(places.count) / power).squareRoot()
        print("transform of \(2 * size) samples: error \(20 * log10(relative)) dB")
        #expect(relative < bound)

        var backError = 0.0
        for frame in 0..<size {
            let difference = Double(outcome.back[frame]) / Double(size) - Double(samples[size + frame])
            backError += difference * difference
        }
        #expect((backError / (power / 2)).squareRoot() < 2 * bound)
    }
}
