// The SDK's delay line, heard through an effect made for the purpose.
import Foundation
import Testing

@Suite struct DelayLineTests {
    /// Channel by channel the same input by another way of reading, at a delay that the parameter says.
    private static let delay = """
        @main struct Delay: Effect {
            enum Parameter: Int, CaseIterable { case delay }
            static let descriptor = Descriptor(name: "Delay", version: "1.0.0", summary: "Later.")
            static func describe(_ parameter: Parameter) -> ParameterDescription {
                .continuous("delay", "Delay", .none, 1...1000, initial: 100)
            }
            var lines = (DelayLine(), DelayLine(), DelayLine(), DelayLine())
            var delay = Ramp()
            mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
                lines = (
                    DelayLine(maximumDelay: 1000), DelayLine(maximumDelay: 1000), DelayLine(maximumDelay: 1000),
                    DelayLine(maximumDelay: 1000)
                )
                return Timing()
            }
            mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
                delay.move(to: parameters[.delay], parameters)
                return .still
            }
            mutating func process(_ block: Block) {
                for frame in 0..<block.frameCount {
                    let delay = block.isSteady ? delay.start : delay[block.offset + frame]
                    lines.0.write(block[0][frame])
                    block[0][frame] = lines.0.read(Int(delay))
                    lines.1.write(block[1][frame])
                    block[1][frame] = lines.1.readLinear(delay)
                    lines.2.write(block[2][frame])
                    block[2][frame] = lines.2.readCubic(delay)
                    lines.3.write(block[3][frame])
                    let window = lines.3.window(endingAt: Int(delay), count: 64)
                    block[3][frame] = window[63] + window[0]
                }
            }
            mutating func reset() {
                lines.0.clear()
                lines.1.clear()
                lines.2.clear()
                lines.3.clear()
            }
        }
        """

    private func render(_ input: [Float], delay: Float) throws -> [[Float]] {
        let effect = try BuiltEffects.native(fixture: Self.delay)
        effect.set("delay", delay)
        try effect.configure(channels: 4)
        return effect.render([[Float]](repeating: input, count: 4))
    }

    @Test("A whole delay gives the very samples back", arguments: [1, 2, 63, 64, 500, 1000] as [Int])
    func whole(delay: Int) throws {
        let input = Signals.noise(5000)
        let output = try render(input, delay: Float(delay))
        let expected = [Float](repeating: 0, count: delay) + input.dropLast(delay)
        #expect(output[0] == expected)
        #expect(output[1] == expected)
        for (result, sample) in zip(output[2], expected) { #expect(abs(result - sample) < 1e-6) }
        // The window's last frame is the one at the delay, its first 63 frames older.
        let older = [Float](repeating: 0, count: delay + 63) + input
        #expect(output[3] == expected.indices.map { expected[$0] + older[$0] })
    }

    @Test("A cubic passes through a cubic, a line through a line")
    func fractional() throws {
        let ramp = (0..<2000).map { Float($0) * 0.001 }
        let line = try render(ramp, delay: 10.25)[1]
        for index in 100..<2000 { #expect(abs(line[index] - (Float(index) - 10.25) * 0.001) < 1e-6) }
        let cubic = (0..<2000).map { Float(pow(Double($0 - 1000) / 1000, 3)) }
        let curve = try render(cubic, delay: 10.75)[2]
        for index in 100..<2000 {
            #expect(abs(Double(curve[index]) - pow((Double(index) - 10.75 - 1000) / 1000, 3)) < 1e-6)
        }
    }

    @Test("A sine comes back within the interpolation's error")
    func sine() throws {
        let input = Signals.sine(4000, frequency: 1000)
        let output = try render(input, delay: 100.4)
        for index in 500..<4000 {
            let exact = sin(2 * Double.pi * 1000 * (Double(index) - Double(Float(100.4))) / 48000)
            // Linear: w^2 / 8 at most, w being radians a sample. Third order: below w^4 / 32.
            #expect(abs(Double(output[1][index]) - exact) < 0.0022)
            #expect(abs(Double(output[2][index]) - exact) < 1e-5)
        }
    }
}
