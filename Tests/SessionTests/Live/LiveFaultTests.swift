// Effects that fail while they play: heard as little as possible, told once, started again three times.

import Foundation
import Session
import Testing

@Suite("An effect that fails while it plays")
struct LiveFaultTests {
    private struct Unexpected: Error {}

    private static func faults(_ rig: LiveRig) -> Int {
        rig.events.count { if case .fault = $0 { true } else { false } }
    }

    @Test("is told, made anew with its parameters as they stand, and plays again without a click")
    func restarts() throws {
        let rig = LiveRig(
            try LiveRig.graph([
                LiveRig.node("before", .gain), LiveRig.node("bad", .gain, gain: -1) { $0.failsAfter = 100 },
            ])
        )
        let sine = LiveRig.sine(300)
        var heard = rig.play(6_400, sine)
        try rig.controller.setParameter(node: "bad", index: 0, value: -0.5)
        heard += rig.play(6_400, sine)
        try rig.play(until: { $0.events.contains(.restarted(node: "bad", count: 1)) }, { sample in sine(sample) })
        // Eight blocks of warming up count as well.
        guard case .fault(let fault) = rig.events.first else { throw Unexpected() }
        #expect(fault.frame == 92 * 128)
        #expect(fault.description == "effect ‘bad’ (step) fell over, at frame 11776 (0.245 s)")
        #expect(Self.faults(rig) == 1)
        let after = rig.play(6_400, sine)
        #expect(zip(after[480...], (rig.frame - after.count + 480)...).allSatisfy { $0 == sine($1) * -0.5 })
        #expect(rig.controller.playing.node("bad")?.state == .playing)
        // From -0.5 to 1 times the sine within 5 ms: at most 1.5·0.5·π/480 a frame beyond the sine's own 0.0196.
        #expect(LiveRig.greatestStep(heard) < 0.0197 + 0.0050)
    }

    @Test("is given up after three restarts, and its input plays on")
    func givesUp() throws {
        let rig = LiveRig(
            try LiveRig.graph([
                LiveRig.node("bad", .gain, gain: 0.5, configure: { $0.failsAfter = 20 }) { $0.failsAfter = 5 }
            ]))
        try rig.play(until: { $0.events.contains { if case .gaveUp = $0 { true } else { false } } }) { _ in 1 }
        #expect(Self.faults(rig) == 4)
        #expect(
            rig.events.filter { if case .restarted = $0 { true } else { false } }
                == (1...3).map { .restarted(node: "bad", count: $0) })
        #expect(rig.events.last == .gaveUp(node: "bad", reason: "it was restarted 3 times and failed again"))
        #expect(rig.controller.playing.node("bad")?.state == .out)
        #expect(rig.play(1_280) { _ in 1 }.suffix(640) == Array(repeating: 1, count: 640)[...])
        rig.play(48_000) { _ in 1 }
        #expect(Self.faults(rig) == 4)
    }

    @Test("stays out when it can't be started again, or comes back with another latency", arguments: [true, false])
    func cannotRestart(throwsError: Bool) throws {
        struct Refusal: Error, CustomStringConvertible { var description: String { "no such luck" } }
        let rig = LiveRig(
            try LiveRig.graph([
                LiveRig.node("bad", .delay(10), configure: { $0.failsAfter = 20 }, remakeLatency: 11) { _ in
                    if throwsError { throw Refusal() }
                }
            ]))
        try rig.play(until: { $0.events.count >= 2 })
        let reason =
            throwsError
            ? "it can't be started again: no such luck" : "started again it has a latency of 11 frames instead of 10"
        #expect(rig.events.last == .gaveUp(node: "bad", reason: reason))
    }

    @Test("is forgiven earlier failures after a minute of good playing")
    func forgives() throws {
        let rig = LiveRig(
            try LiveRig.graph([
                LiveRig.node("bad", .gain, configure: { $0.failsAfter = 20 }) { $0.failsAfter = 24_000 }
            ]), settings: LiveSettings(budgetShare: 0, idles: false))
        // Each life is 24,000 periods, 64 s: of five restarts none is the fourth in a row.
        for number in 1...5 {
            try rig.play(until: { Self.faults($0) == number && $0.controller.playing.node("bad")?.state == .playing })
            rig.play(24_000 * 128 - 50_000) { _ in 0 }
        }
        #expect(!rig.events.contains { if case .gaveUp = $0 { true } else { false } })
        #expect(rig.events.contains(.restarted(node: "bad", count: 1)))
        #expect(!rig.events.contains(.restarted(node: "bad", count: 3)))
    }

    @Test("on silence, before it was ever heard, keeps its graph from playing")
    func failsWarmingUp() {
        #expect(throws: RenderError.self) {
            _ = try LiveRig.graph([LiveRig.node("bad", .gain) { $0.failsAfter = 3 }])
        }
    }
}
