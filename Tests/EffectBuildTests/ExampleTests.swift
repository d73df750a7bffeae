// The example in C keeps the same rules as the effects in Swift.
import Foundation
import Testing

@Suite struct ExampleTests {
    @Test("It describes itself")
    func descriptor() throws {
        let effect = try BuiltEffects.native("examples/tremolo")
        #expect(effect.name == "Tremolo")
        #expect(effect.parameters.map(\.id) == ["rate", "depth"])
        #expect(effect.parameters.map(\.range) == [0.1...20, 0...100])
        #expect(effect.parameters.map(\.unit) == [1, 5])
        #expect(effect.parameters.map(\.scale) == [1, 0])
    }

    @Test("It swings at its rate, as deep as it is told")
    func swing() throws {
        let effect = try BuiltEffects.native("examples/tremolo")
        effect.set("rate", 10)
        effect.set("depth", 80)
        try effect.configure(channels: 1)
        let output = effect.render([[Float](repeating: 1, count: 48000)])[0]
        for (index, level) in output.enumerated() {
            let exact = 1 - 0.8 * (0.5 - 0.5 * cos(2 * Double.pi * 10 * Double(index) / 48000))
            // The line between two points of the grid, 16 frames apart, stays this close to the cosine; the points
            // themselves come one period late.
            #expect(abs(Double(level) - exact) < 0.4 * 2 * .pi * 10 * 17 / 48000)
        }
    }

    @Test("Block sizes leave no trace, and reset is as new")
    func blockSizes() throws {
        let input = [Signals.noise(4000), Signals.noise(4000, seed: 2)]
        let effect = try BuiltEffects.native("examples/tremolo")
        func render(_ blocks: [Int]) throws -> [[Float]] {
            effect.set("rate", 5)
            effect.set("depth", 50)
            effect.reset()
            return effect.render(
                input, blocks: blocks, changes: [.init(777, "depth", 100), .init(1500, "rate", 20)])
        }
        try effect.configure()
        let reference = try render([4096])
        for blocks in [[1], [17], [64], [128], [512]] { #expect(try render(blocks) == reference, "blocks \(blocks)") }
    }
}
