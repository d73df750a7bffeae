// One graph in place of another while it plays: no click, no gap, no echo lost or doubled.

import Foundation
import Session
import TestSupport
import Testing

@Suite("A swap of graphs while they play")
struct LiveSwapTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let old: @Sendable () -> LiveNode
        let new: @Sendable () -> LiveNode
    }

    private static func echo(_ level: Float, gain: Float = 1) -> LiveNode {
        LiveRig.node("n", .echo(9_600, level), gain: gain, tailFrames: 9_600)
    }

    static let cases: [Case] = [
        Case(testDescription: "equal", old: { LiveRig.node("n", .gain) }, new: { LiveRig.node("n", .gain) }),
        Case(
            testDescription: "quieter", old: { LiveRig.node("n", .gain) }, new: { LiveRig.node("n", .gain, gain: 0.1) }),
        Case(
            testDescription: "louder", old: { LiveRig.node("n", .gain, gain: 0.1) }, new: { LiveRig.node("n", .gain) }),
        Case(
            testDescription: "upside down", old: { LiveRig.node("n", .gain) },
            new: { LiveRig.node("n", .gain, gain: -1) }),
        Case(testDescription: "later", old: { LiveRig.node("n", .gain) }, new: { LiveRig.node("n", .delay(27)) }),
        Case(
            testDescription: "much later", old: { LiveRig.node("n", .gain) }, new: { LiveRig.node("n", .delay(5_000)) }),
        Case(testDescription: "sooner", old: { LiveRig.node("n", .delay(1_000)) }, new: { LiveRig.node("n", .gain) }),
        Case(testDescription: "echo by the same echo", old: { echo(0.5) }, new: { echo(0.5) }),
        Case(testDescription: "echo by a quieter one", old: { echo(0.5) }, new: { echo(0.25, gain: 0.8) }),
        Case(testDescription: "echo by none", old: { echo(0.5) }, new: { LiveRig.node("n", .gain) }),
        Case(testDescription: "none by echo", old: { LiveRig.node("n", .gain) }, new: { echo(0.5) }),
        Case(
            testDescription: "late with a tail by late with a tail",
            old: { LiveRig.node("n", .delay(500), tailFrames: 9_600) },
            new: { LiveRig.node("n", .delay(1_700), tailFrames: 9_600) }),
        Case(
            testDescription: "late with a tail by none",
            old: { LiveRig.node("n", .delay(1_700), tailFrames: 9_600) }, new: { LiveRig.node("n", .gain) }),
    ]

    @Test(
        "makes no step greater than the sine's own on either side, plus 1 %", arguments: cases,
        [110.0, 440, 997, 5_000])
    func click(swap: Case, hertz: Double) throws {
        let rig = LiveRig(try LiveRig.graph([swap.old()]))
        let sine = LiveRig.sine(hertz)
        let before = rig.play(24_000, sine)
        try rig.controller.swap(to: LiveRig.graph("new", [swap.new()]))
        let during = rig.play(48_000, sine)
        let after = rig.play(24_000, sine)
        #expect(rig.events.contains(.swapped(to: "new")))
        // Once all echoes have come: the steady state on either side.
        let own = max(LiveRig.greatestStep(before[12_000...]), LiveRig.greatestStep(after))
        // A sine that is sampled never shows its steepest step exactly; 1 % covers it down to these pitches.
        let all = Array(before[12_000...]) + during + after
        #expect(LiveRig.greatestStep(all) <= own * 1.01, "\(LiveRig.greatestStep(all) / own)")
    }

    @Test("of equal graphs can't be told from none", arguments: [false, true])
    func equal(hasTail: Bool) throws {
        func node() -> LiveNode { hasTail ? Self.echo(0.5) : LiveRig.node("n", .gain) }
        let sound: (Int) -> Float = { frame in
            Float(sin(Double(frame) * 0.05)) * 0.3 + Float(sin(Double(frame) * 0.31)) * 0.2
        }
        let plain = LiveRig(try LiveRig.graph([node()]))
        let expected = plain.play(96_000, sound)
        let rig = LiveRig(try LiveRig.graph([node()]))
        var heard = rig.play(24_000, sound)
        try rig.controller.swap(to: LiveRig.graph("new", [node()]))
        heard += rig.play(96_000 - heard.count, sound)
        let greatest = zip(heard, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        // A few roundings of gains that add up to 1.
        #expect(greatest < 1e-6)
        #expect(rig.events.contains(.swapped(to: "new")))
    }

    @Test("of sounds that have nothing in common keeps their power")
    func equalPower() throws {
        var energies = [Double](repeating: 0, count: 30)
        for number in 0..<24 as Range<UInt64> {
            let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .noise(number * 2 + 1))]))
            rig.play(1_280) { _ in 0 }
            try rig.controller.swap(to: LiveRig.graph([LiveRig.node("n", .noise(number * 7_919 + 2))]))
            let heard = rig.play(30 * 256) { _ in 0 }
            for part in 0..<30 {
                energies[part] += heard[part * 256..<(part + 1) * 256].reduce(0) { $0 + Double($1) * Double($1) }
            }
        }
        // Uniform noise has a mean square of 1/3. The mean of 6,144 of them strays by 1.1 %; four times that.
        for (part, energy) in energies.enumerated() {
            #expect(abs(energy / (24 * 256) * 3 - 1) < 0.045, "part \(part)")
        }
    }

    @Test("lets what was echo on, as long and as loud as it would have")
    func tailRings() throws {
        let burst: (Int) -> Float = { frame in (12_000..<12_100).contains(frame) ? 0.5 : 0 }
        let plain = LiveRig(try LiveRig.graph([Self.echo(0.5)]))
        let expected = plain.play(48_000, burst)
        let rig = LiveRig(try LiveRig.graph([Self.echo(0.5)]))
        var heard = rig.play(12_160, burst)
        try rig.controller.swap(to: LiveRig.graph("dry", [LiveRig.node("n", .gain)]))
        heard += rig.play(48_000 - heard.count, burst)
        #expect(expected[12_000 + 9_600 + 50] == 0.25)
        let greatest = zip(heard, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        #expect(greatest < 1e-6)
        try rig.play(until: { $0.events.contains(.retired("graph")) })
        #expect(!rig.controller.isRinging)
    }

    @Test("that comes during another waits, and gives way to a newer one")
    func newestWins() throws {
        let rig = LiveRig(try LiveRig.graph("first", [LiveRig.node("n", .gain)]))
        rig.play(1_280) { _ in 1 }
        for (name, gain) in [("second", 0.5), ("third", 0.25), ("fourth", 0.75), ("fifth", -1)] as [(String, Float)] {
            try rig.controller.swap(to: LiveRig.graph(name, [LiveRig.node("n", .gain, gain: gain)]))
        }
        try rig.play(until: { !$0.controller.isSwapping && !$0.controller.isRinging }) { _ in 1 }
        #expect(
            rig.events == [
                .superseded("third"), .superseded("fourth"), .swapped(to: "second"), .retired("first"),
                .swapped(to: "fifth"), .retired("second"),
            ])
        #expect(rig.play(128) { _ in 1 } == Array(repeating: -1, count: 128))
        #expect(rig.controller.playing.name == "fifth")
    }

    @Test("while a tail still rings cuts that short without a click")
    func cutsTail() throws {
        func long() -> LiveNode { LiveRig.node("n", .echo(4_800, 0.9), tailFrames: 480_000) }
        let rig = LiveRig(try LiveRig.graph([long()]))
        let sine = LiveRig.sine(300)
        let before = rig.play(24_000, sine)
        var heard: [Float] = []
        for number in 0..<6 {
            try rig.controller.swap(to: LiveRig.graph("\(number)", [long()]))
            heard += rig.play(6_000, sine)
        }
        #expect(rig.events.contains(.retired("graph")))
        #expect(rig.events.contains(.swapped(to: "5")))
        // An echo that is cut leaves less, never more.
        #expect(LiveRig.greatestStep(heard) <= LiveRig.greatestStep(before[12_000...]) * 1.01)
    }

    @Test("doesn't wait for a tail that can't be heard any more")
    func silentTail() throws {
        // What a script's graph is: nobody says that it has no tail.
        func open(_ name: String) throws -> LiveGraph {
            try LiveRig.graph(name, [LiveRig.node("n", .gain, tailFrames: 480_000)])
        }
        let rig = LiveRig(try open("first"))
        let sine = LiveRig.sine(300)
        for name in ["second", "third"] {
            rig.play(12_800, sine)
            let start = rig.frame
            try rig.controller.swap(to: open(name))
            while !rig.events.contains(.swapped(to: name)), rig.frame < start + 48_000 { rig.play(128, sine) }
            // 20 ms in which inputs stay as they are, 50 ms of fading, and two periods for messages and rounding.
            #expect(rig.frame - start <= 960 + 2_400 + 3 * 128, "\(name)")
            // The earlier one still has its ten seconds, and says nothing.
            #expect(rig.controller.isRinging)
        }
    }

    @Test("after another and another, at any moment of each other, makes no step that their sounds don't have")
    func oneAfterAnother() throws {
        let kinds: [(String) throws -> LiveGraph] = [
            { try LiveRig.graph($0, [LiveRig.node("n", .gain)]) },
            { try LiveRig.graph($0, [LiveRig.node("n", .gain, gain: 0.2)]) },
            { try LiveRig.graph($0, [LiveRig.node("n", .gain, gain: -1)]) },
            { try LiveRig.graph($0, [LiveRig.node("n", .delay(27))]) },
            { try LiveRig.graph($0, [LiveRig.node("n", .delay(1_700))]) },
            { try LiveRig.graph($0, [LiveRig.node("n", .delay(500), tailFrames: 9_600)]) },
            { try LiveRig.graph($0, [Self.echo(0.5)]) },
        ]
        for seed in 0..<8 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let rig = LiveRig(try kinds[0]("first"))
            let sine = LiveRig.sine([110, 440, 997, 5_000][Int(seed % 4)])
            var heard = rig.play(12_000, sine)
            let own = LiveRig.greatestStep(heard)
            for number in 0..<40 {
                let kind = try #require(kinds.randomElement(using: &generator))
                try rig.controller.swap(to: kind("\(number)"))
                heard += rig.play(Int.random(in: 1...9_600, using: &generator), sine)
            }
            heard += rig.play(24_000, sine)
            #expect(rig.controller.playing.name == "39")
            // Beside one sound an echo of half of it may be heard, in whatever phase.
            #expect(LiveRig.greatestStep(heard) <= own * 1.5 * 1.01, "seed \(seed)")
        }
    }

    @Test("where the processor can't do both plays one after the other, without a click")
    func sequential() throws {
        // A budget of a picosecond and less: whatever two graphs cost is too much.
        let rig = LiveRig(
            try LiveRig.graph([LiveRig.node("n", .gain)]), settings: LiveSettings(budgetShare: 1e-6))
        let sine = LiveRig.sine(300)
        let before = rig.play(24_000, sine)
        try rig.controller.swap(to: LiveRig.graph("new", [LiveRig.node("n", .gain, gain: -1)]))
        let during = rig.play(24_000, sine)
        #expect(rig.events == [.swapped(to: "new"), .retired("graph")])
        #expect(LiveRig.greatestStep(before + during) <= LiveRig.greatestStep(before) * 1.01)
        #expect(during.last == -sine(rig.frame - 1))
    }

    @Test("refuses a graph made for another format")
    func otherFormat() throws {
        let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .gain)]))
        let other = try LiveRig.graph([LiveRig.node("n", .gain, maximumFrames: 64)], maximumFrames: 64)
        #expect(throws: LiveError.self) { try rig.controller.swap(to: other) }
    }
}
