// The promise that rendering allocates nothing, checked in two ways: by counting, and by RealtimeSanitizer.

import AudioGraph
import CRealtime
import CTestSupport
import Realtime
import TestSupport
import Testing

@Suite("The audio thread")
struct AudioThreadTests {
    /// A graph with everything in it that a plan can do.
    private static let graph = Graph(
        nodes: [
            GraphNode("slow"), GraphNode("duck", hasSidechain: true, mix: 0.5), GraphNode("dry", mix: 0),
            GraphNode("skipped", isBypassed: true), GraphNode("faulty"), GraphNode("late"),
        ],
        connections: [
            GraphConnection(from: .input, to: .node("slow")),
            GraphConnection(from: .node("slow"), to: .sidechain("duck")),
            GraphConnection(from: .input, to: .node("duck")),
            GraphConnection(from: .input, to: .node("dry"), gain: 0.5),
            GraphConnection(from: .node("duck"), to: .node("dry")),
            GraphConnection(from: .node("dry"), to: .node("skipped")),
            GraphConnection(from: .node("slow"), to: .node("skipped"), gain: -1),
            GraphConnection(from: .node("skipped"), to: .node("faulty")),
            GraphConnection(from: .node("faulty"), to: .node("late")),
            GraphConnection(from: .input, to: .node("late"), gain: 0.1),
            GraphConnection(from: .node("late"), to: .output),
            GraphConnection(from: .node("slow"), to: .output),
        ])
    private static let kernels: [String: TestKernel] = [
        "slow": .delay(300), "duck": .ducker, "dry": .smoother(0.5), "skipped": .delay(20), "faulty": .gain(-1),
        "late": .delay(7),
    ]

    /// Renders blocks of all lengths up to 128, with a fault, a restart, a NaN and times, inside `around`.
    private func exercise(_ around: (_ render: () -> Void) -> Void) throws {
        let rig = try Rig(Self.graph, Self.kernels, maximumFrames: 128)
        rig.steps["faulty"]?.failingProcess = 20
        rig.plan.measuresTime = true
        let input = noise(frameCount: 128).flatMap(\.self)
        var output = input
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { destination in
                // SAFETY: both arrays have two channels of 128 frames.
                let from = source.baseAddress!
                let to = destination.baseAddress!
                around {
                    for frameCount in 0...128 {
                        rig.plan.render(
                            position: UInt64(frameCount) * 128,
                            input: AudioBlock(base: from, channelCount: 2, frameCount: frameCount),
                            output: MutableAudioBlock(base: to, channelCount: 2, frameCount: frameCount))
                        if frameCount == 90 { rig.plan.restart(node: rig.plan.failedNodeCount == 1 ? 4 : 0) }
                    }
                }
            }
        }
        #expect(rig.steps["late"]?.processCount == 128)
        #expect(rig.plan.nodeIDs[4] == "faulty")
        #expect(rig.steps["faulty"]?.processCount == 21 + 128 - 90)
        #expect(rig.plan.failedNodeCount == 0)
    }

    @Test("neither allocates nor frees while it renders", .enabled(if: AudioThread.countsAllocations))
    func allocatesNothing() throws {
        #expect(try AudioThread.allocationCount(exercise) == 0)
    }

    @Test("would be seen to allocate", .enabled(if: AudioThread.countsAllocations))
    func allocationsAreCounted() throws {
        let before = cajon_thread_allocation_count()
        let array = [Int](repeating: Int(before), count: 1000)
        #expect(cajon_thread_allocation_count() > before)
        #expect(array.count == 1000)
    }

    @Test("passes RealtimeSanitizer while it renders", .enabled(if: AudioThread.isSanitized))
    func passesSanitizer() throws {
        try AudioThread.sanitized(exercise)
    }

    @Test("is ended by RealtimeSanitizer when a step allocates", .enabled(if: AudioThread.isSanitized))
    func sanitizerCatchesAllocation() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let rig = try Rig.chain(gains: [1], maximumFrames: 64)
            rig.steps["n0"]?.onProcess = { UnsafeMutablePointer<Float>.allocate(capacity: 64).deallocate() }
            let input = UnsafeMutablePointer<Float>.allocate(capacity: 256)
            input.initialize(repeating: 0, count: 256)
            cajon_enter_realtime()
            rig.plan.render(
                position: 0, input: AudioBlock(base: input, channelCount: 2, frameCount: 64),
                output: MutableAudioBlock(base: input + 128, channelCount: 2, frameCount: 64))
            cajon_exit_realtime()
        }
        let report = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(report.contains("RealtimeSanitizer") && report.contains("swift_slowAlloc"), "\(report)")
    }
}
