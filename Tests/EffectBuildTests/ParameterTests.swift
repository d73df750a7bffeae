// How parameters move: on a grid counted from the stream's start, so that block sizes leave no trace.
import Foundation
import Testing

@Suite struct ParameterTests {
    /// Its output is where its parameters stand: the sum of three, whatever comes in.
    private static let probe = """
        @main struct Probe: Effect {
            enum Parameter: Int, CaseIterable { case level, pitch, steps, slow }
            static let descriptor = Descriptor(name: "Probe", version: "1.0.0", summary: "Says where it is.")
            static func describe(_ parameter: Parameter) -> ParameterDescription {
                switch parameter {
                case .level: .decibels("level", "Level", -10...10, initial: 0)
                case .pitch: .hertz("pitch", "Pitch", 1...1024, initial: 1)
                case .steps: .count("steps", "Steps", 0...5, initial: 0)
                case .slow: .continuous("slow", "Slow", .none, 0...1, initial: 0, glideMilliseconds: 200)
                }
            }
            var ramps = (Ramp(), Ramp(), Ramp(), Ramp())
            mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) throws(Refusal) -> Timing {
                if format.channelCount != 4 { throw Refusal("needs 4 channels") }
                return Timing(latencyFrames: Int(parameters[.steps]), tailFrames: format.frames(milliseconds: 10))
            }
            mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
                ramps.0.move(to: parameters[.level], parameters)
                ramps.1.move(to: parameters[.pitch], parameters)
                ramps.2.move(to: Float(parameters.count(.steps)), parameters)
                ramps.3.move(to: parameters[.slow], parameters)
                return .still
            }
            mutating func process(_ block: Block) {
                write(ramps.0, block, 0)
                write(ramps.1, block, 1)
                write(ramps.2, block, 2)
                write(ramps.3, block, 3)
            }
            func write(_ ramp: Ramp, _ block: Block, _ channel: Int) {
                block[channel].map { _, frame in
                    block.isSteady ? Float4(repeating: ramp.start) : ramp.vector(at: block.offset + frame)
                }
            }
            mutating func reset() {}
        }
        """

    private func probe() throws -> NativeEffect {
        let effect = try BuiltEffects.native(fixture: Self.probe)
        try effect.configure(channels: 4)
        return effect
    }

    private func silence(_ count: Int) -> [[Float]] {
        [[Float]](repeating: [Float](repeating: 0, count: count), count: 4)
    }

    @Test("A change leaves the same bytes whatever the block sizes")
    func blockSizes() throws {
        let changes: [NativeEffect.Change] = [
            .init(0, "level", 3), .init(5, "pitch", 700), .init(333, "level", -10), .init(400, "steps", 4),
            .init(401, "pitch", 2), .init(1003, "slow", 1), .init(3000, "level", 10), .init(3001, "level", 0),
        ]
        let input = silence(20000)
        let reference = try probe().render(input, blocks: [4096], changes: changes)
        for blocks in [[1], [16], [17], [64], [128], [512], [8192], [3, 100, 7, 16, 1]] {
            #expect(try probe().render(input, blocks: blocks, changes: changes) == reference, "blocks \(blocks)")
        }
        #expect(Set(reference[0]).count > 100)
    }

    @Test("A glide takes its time, 20 ms unless stated otherwise, and ends exactly at its goal")
    func glideTime() throws {
        let output = try probe().render(
            silence(24000), changes: [.init(100, "level", 8), .init(100, "slow", 1)])
        let arrival = try #require(output[0].firstIndex(of: 8))
        // The change waits for the grid, at most 16 frames; 20 ms are 960.
        #expect((100 + 960...100 + 960 + 16).contains(arrival))
        #expect(output[0][arrival...].allSatisfy { $0 == 8 })
        #expect(output[0][..<112].allSatisfy { $0 == 0 })
        let slowArrival = try #require(output[3].firstIndex(of: 1))
        #expect((100 + 9600...100 + 9600 + 16).contains(slowArrival))
        // A straight line: no frame moves farther than its share.
        #expect(Signals.largestStep(output[0]) < 8.0 / 960 * 1.01)
    }

    @Test("A logarithmic parameter passes equal ratios in equal times")
    func logarithmicGlide() throws {
        let output = try probe().render(silence(2000), changes: [.init(16, "pitch", 1024)])
        // Sixty control periods for ten octaves; half way it has passed five.
        #expect(abs(output[1][16 + 480] - 32) < 0.01)
        #expect(abs(output[1][16 + 96] - 2) < 0.001)
        #expect(output[1].last == 1024)
    }

    @Test("A parameter set before the stream starts is there at once")
    func noGlideBeforeStart() throws {
        let effect = try BuiltEffects.native(fixture: Self.probe)
        effect.set("level", 5)
        try effect.configure(channels: 4)
        effect.set("pitch", 512)
        let output = effect.process(silence(64))
        #expect(output[0].allSatisfy { $0 == 5 })
        #expect(output[1].allSatisfy { $0 == 512 })
    }

    @Test("Reset ends every glide where it was going, and restarts the grid")
    func reset() throws {
        let effect = try probe()
        _ = effect.process(silence(37))
        effect.set("level", -4)
        _ = effect.process(silence(100))
        effect.reset()
        let afterReset = effect.render(silence(300), changes: [.init(50, "level", 2)])
        let new = try BuiltEffects.native(fixture: Self.probe)
        new.set("level", -4)
        try new.configure(channels: 4)
        #expect(new.render(silence(300), changes: [.init(50, "level", 2)]) == afterReset)
        #expect(afterReset[0][0] == -4)
    }

    @Test("Values are held to the range, whole where they are stepped; NaN and unknown indices change nothing")
    func values() throws {
        let effect = try probe()
        effect.set("level", 1000)
        effect.set("steps", 2.6)
        effect.set("slow", .nan)
        effect.function("cajon_set_parameter_entry", as: (@convention(c) (UInt32, Float) -> Void).self)(77, 1)
        let output = effect.process(silence(4))
        #expect(output.map(\.first) == [10, 1, 3, 0])
        effect.set("level", -.infinity)
        #expect(effect.render(silence(2000))[0].last == -10)
    }

    @Test("Configure says latency and tail with the parameters as they stand, or why it can't")
    func configure() throws {
        let effect = try BuiltEffects.native(fixture: Self.probe)
        effect.set("steps", 4)
        #expect(try effect.configure(channels: 4) == NativeEffect.Timing(latencyFrames: 4, tailFrames: 480))
        #expect(throws: NativeEffect.Refused(reason: "needs 4 channels")) { try effect.configure(channels: 2) }
        #expect(throws: NativeEffect.Refused.self) { try effect.configure(rate: 0, channels: 4) }
        #expect(throws: NativeEffect.Refused.self) { try effect.configure(rate: .nan, channels: 4) }
        #expect(throws: NativeEffect.Refused.self) { try effect.configure(channels: 0) }
        try effect.configure(channels: 4)
        #expect(effect.process(silence(4))[2] == [4, 4, 4, 4])
    }
}
