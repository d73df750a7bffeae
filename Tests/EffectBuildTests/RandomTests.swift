// The SDK's random numbers: the published generator, the same on every run.
import Foundation
import Testing

@Suite struct RandomTests {
    private static let dice = """
        @main struct Dice: Effect {
            enum Parameter: Int, CaseIterable { case seed }
            static let descriptor = Descriptor(name: "Dice", version: "1.0.0", summary: "Noise.")
            static func describe(_ parameter: Parameter) -> ParameterDescription {
                .count("seed", "Seed", 0...1000, initial: 42)
            }
            var unit = Random(seed: 0)
            var bipolar = Random(seed: 0)
            mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing { Timing() }
            mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
                unit = Random(seed: UInt64(parameters.count(.seed)))
                bipolar = unit
                return .still
            }
            mutating func process(_ block: Block) {
                for frame in 0..<block.frameCount {
                    block[0][frame] = unit.unit()
                    block[1][frame] = bipolar.bipolar()
                }
            }
            mutating func reset() {}
        }
        """

    private func roll(seed: Float, count: Int) throws -> [[Float]] {
        let effect = try BuiltEffects.native(fixture: Self.dice)
        effect.set("seed", seed)
        try effect.configure()
        return effect.render([[Float]](repeating: [Float](repeating: 0, count: count), count: 2))
    }

    @Test("The numbers are those of PCG-XSH-RR 64/32")
    func published() throws {
        // The reference implementation's steps, with the default increment.
        var state: UInt64 = 0
        func next() -> UInt32 {
            let old = state
            state = old &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let mixed = UInt32(truncatingIfNeeded: ((old >> 18) ^ old) >> 27)
            let turn = Int(old >> 59)
            return turn == 0 ? mixed : (mixed >> turn) | (mixed << (32 - turn))
        }
        _ = next()
        state &+= 42
        _ = next()
        let expected = (0..<1000).map { _ in Float(next() >> 8) / Float(1 << 24) }
        #expect(try roll(seed: 42, count: 1000)[0] == expected)
    }

    @Test("Numbers fill their range evenly, and another seed gives others")
    func distribution() throws {
        let output = try roll(seed: 7, count: 100_000)
        #expect(output[0].allSatisfy { (0..<1).contains($0) })
        #expect(output[1].allSatisfy { (-1..<1).contains($0) })
        var bins = [Int](repeating: 0, count: 10)
        for value in output[0] { bins[Int(value * 10)] += 1 }
        // Five standard deviations of a binomial count: sqrt(100000 * 0.1 * 0.9) = 95.
        #expect(bins.allSatisfy { abs($0 - 10000) < 475 })
        #expect(try roll(seed: 7, count: 100)[0] == Array(output[0].prefix(100)))
        #expect(try roll(seed: 8, count: 100)[0] != Array(output[0].prefix(100)))
    }
}
