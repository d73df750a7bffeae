// Who may take how long. Nothing here depends on how fast the machine is: what is compared are the deadlines handed out.

import AudioGraph
import CRealtime
import Testing

@Suite("Deadlines")
struct DeadlineTests {
    /// A thousand seconds: no machine is so busy that this is used up.
    private static let ample: UInt64 = 1_000_000_000_000

    private static func rig() throws -> Rig {
        let rig = try Rig(
            .chain(["a", "b", "c"].map { GraphNode($0) }), ["a": .gain(1), "b": .gain(1), "c": .gain(1)],
            maximumFrames: 64, purpose: .live)
        for step in rig.steps.values { step.keepsDeadlines = true }
        return rig
    }

    private static func spin(nanoseconds: UInt64) {
        let end = cajon_monotonic_nanoseconds() + nanoseconds
        while cajon_monotonic_nanoseconds() < end {}
    }

    private static func deadlines(_ rig: Rig) -> [UInt64] {
        ["a", "b", "c"].map { rig.steps[$0]?.deadlines.last ?? 0 }
    }

    @Test("aren't set without a budget")
    func none() throws {
        let rig = try Self.rig()
        _ = rig.render(noise(frameCount: 128), blocks: [64])
        #expect(Self.deadlines(rig) == [0, 0, 0])
    }

    @Test("leave the nodes that come after their usual time")
    func reserve() throws {
        let rig = try Self.rig()
        rig.plan.budgetNanoseconds = Self.ample
        // What a node takes at least is known, since it takes it on purpose.
        rig.steps["b"]?.onProcess = { Self.spin(nanoseconds: 400_000) }
        rig.steps["c"]?.onProcess = { Self.spin(nanoseconds: 200_000) }
        _ = rig.render(noise(frameCount: 640), blocks: [64])
        let usual = rig.plan.usualNanoseconds
        #expect(usual >= 600_000)
        let end = cajon_monotonic_nanoseconds() + Self.ample
        rig.deadline = end
        _ = rig.render(noise(frameCount: 64), blocks: [64])
        let deadlines = Self.deadlines(rig)
        #expect(deadlines[2] == end)
        #expect(deadlines[1] <= end - 200_000)
        #expect(deadlines[0] <= deadlines[1] - 400_000)
        #expect(deadlines[0] >= end - usual)
    }

    @Test("count from the block's start when only a budget is given")
    func budget() throws {
        let rig = try Self.rig()
        rig.plan.budgetNanoseconds = Self.ample
        let before = cajon_monotonic_nanoseconds()
        _ = rig.render(noise(frameCount: 64), blocks: [64])
        let after = cajon_monotonic_nanoseconds()
        #expect((before + Self.ample...after + Self.ample).contains(Self.deadlines(rig)[2]))
    }

    @Test("are never so short that a healthy step couldn't end, however late it is")
    func floor() throws {
        let rig = try Self.rig()
        rig.plan.budgetNanoseconds = Self.ample
        _ = rig.render(noise(frameCount: 64), blocks: [64])
        // Long past.
        rig.deadline = 1
        let before = cajon_monotonic_nanoseconds()
        _ = rig.render(noise(frameCount: 64), blocks: [64])
        for deadline in Self.deadlines(rig) { #expect(deadline >= before + Self.ample / 16) }
    }

    @Test("come with a grace in which a step that was kept from running can do all that it usually does")
    func grace() throws {
        let rig = try Self.rig()
        rig.plan.budgetNanoseconds = Self.ample
        rig.steps["b"]?.onProcess = { Self.spin(nanoseconds: 400_000) }
        _ = rig.render(noise(frameCount: 640), blocks: [64])
        #expect(rig.steps["a"]?.graces.last.map { $0 >= Self.ample / 16 } == true)
        #expect(rig.steps["b"]?.graces.last.map { $0 >= 400_000 + Self.ample / 16 } == true)
    }

    @Test("stop a step that never ends early enough for the others")
    func runaway() throws {
        let rig = try Self.rig()
        let budget: UInt64 = 200_000_000
        rig.plan.budgetNanoseconds = budget
        rig.steps["c"]?.onProcess = { Self.spin(nanoseconds: 5_000_000) }
        _ = rig.render(noise(frameCount: 640), blocks: [64])
        let step = try #require(rig.steps["a"])
        step.failingProcess = step.processCount
        step.onProcess = {
            while cajon_monotonic_nanoseconds() < step.deadlines.last! {}
        }
        let end = cajon_monotonic_nanoseconds() + budget
        rig.deadline = end
        _ = rig.render(noise(frameCount: 64), blocks: [64])
        #expect(rig.plan.failedNodes.map(\.id) == ["a"])
        #expect(step.deadlines.last! <= end - 5_000_000 || step.deadlines.last! > end)
        #expect(rig.steps["c"]?.processCount == 11)
        // What it took in its last block isn't what it usually takes.
        #expect(rig.plan.usualNanoseconds < budget)
    }

    @Test("hold for parameters, too")
    func parameters() throws {
        let rig = try Self.rig()
        let answer1 = rig.plan.setParameter(node: 0, index: 0, value: 1)
        #expect(answer1)
        #expect(rig.steps["a"]?.parameterDeadlines == [0])
        rig.plan.budgetNanoseconds = Self.ample
        let before = cajon_monotonic_nanoseconds()
        let answer2 = rig.plan.setParameter(node: 0, index: 0, value: 1)
        #expect(answer2)
        let after = cajon_monotonic_nanoseconds()
        let deadline = try #require(rig.steps["a"]?.parameterDeadlines.last)
        #expect((before + Self.ample / 16...after + Self.ample / 16).contains(deadline))
    }

    @Test("of a node that works in every eighth block only reckon with that block")
    func bursts() throws {
        let rig = try Self.rig()
        rig.plan.budgetNanoseconds = Self.ample
        var count = 0
        rig.steps["c"]?.onProcess = {
            count += 1
            if count % 8 == 0 { Self.spin(nanoseconds: 800_000) }
        }
        _ = rig.render(noise(frameCount: 64 * 160), blocks: [64])
        // The mean alone would be 100,000.
        #expect(rig.plan.usualNanoseconds > 500_000)
    }
}
