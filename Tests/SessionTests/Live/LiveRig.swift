// A live engine driven by hand: sound in, sound out, one period after another. One test thread at a time.

import AudioGraph
import Foundation
import Realtime
import Session
import Testing

/// An engine and its controller, without a device.
final class LiveRig {
    static let sampleRate = 48_000.0

    var engine: LiveEngine
    let controller: LiveController
    let periodFrames: Int
    let channelCount: Int
    private let input: AudioBuffer
    private let output: AudioBuffer
    private(set) var frame = 0
    /// All that the controller told.
    private(set) var events: [LiveEvent] = []

    /// Without a budget, so that a busy machine changes nothing.
    init(
        _ graph: LiveGraph, periodFrames: Int = 128, settings: LiveSettings = LiveSettings(budgetShare: 0)
    ) {
        controller = LiveController(graph, settings: settings)
        engine = controller.makeEngine()
        self.periodFrames = periodFrames
        channelCount = graph.format.channelCount
        input = AudioBuffer(channelCount: channelCount, frameCapacity: periodFrames)
        output = AudioBuffer(channelCount: channelCount, frameCapacity: periodFrames)
    }

    static func format(maximumFrames: Int = 128) -> RenderFormat {
        RenderFormat(sampleRate: sampleRate, channelCount: 2, maximumFrames: maximumFrames)
    }

    /// A node that runs a kernel, and makes it anew when it has failed.
    static func node(
        _ id: String, _ kernel: LiveStep.Kernel, gain: Float = 1, tailFrames: Int = 0, mix: Float = 1,
        isBypassed: Bool = false, maximumFrames: Int = 128,
        configure: @escaping @Sendable (LiveStep) -> Void = { _ in },
        remakeLatency: Int? = nil, remake: @escaping @Sendable (LiveStep) throws -> Void = { _ in }
    ) -> LiveNode {
        let step = LiveStep(kernel, maximumFrames: maximumFrames)
        try? step.setParameter(index: 0, value: gain)
        configure(step)
        return LiveNode(
            id, effectName: "step", ranges: [-4...4], values: [gain], mix: mix, isBypassed: isBypassed,
            latencyFrames: kernel.latencyFrames, tailFrames: tailFrames, effect: step,
            make: { values in
                let step = LiveStep(kernel, maximumFrames: maximumFrames)
                try step.setParameter(index: 0, value: values[0])
                try remake(step)
                return LiveNode.Made(effect: step, latencyFrames: remakeLatency ?? kernel.latencyFrames)
            })
    }

    /// A chain of nodes.
    static func graph(_ name: String, _ nodes: [LiveNode], maximumFrames: Int = 128) throws -> LiveGraph {
        try LiveGraph(
            name: name,
            .chain(
                nodes.map { GraphNode($0.id, hasSidechain: $0.hasSidechain, mix: $0.mix, isBypassed: $0.isBypassed) }),
            format: format(maximumFrames: maximumFrames), nodes: nodes)
    }

    static func graph(_ nodes: [LiveNode], maximumFrames: Int = 128) throws -> LiveGraph {
        try graph("graph", nodes, maximumFrames: maximumFrames)
    }

    /// Plays whole periods of a sound, at least so many frames, polling after each. Returns what the first channel heard.
    @discardableResult
    func play(_ frames: Int, polls: Bool = true, _ sound: (_ frame: Int) -> Float) -> [Float] {
        var heard: [Float] = []
        heard.reserveCapacity(frames + periodFrames)
        let block = input.block(frameCount: periodFrames)
        let result = output.block(frameCount: periodFrames)
        while heard.count < frames {
            for index in 0..<periodFrames {
                let sample = sound(frame + index)
                for channel in 0..<channelCount { block.base[channel * periodFrames + index] = sample }
            }
            engine.render(input: AudioBlock(block), output: result)
            heard += UnsafeBufferPointer(start: result.base, count: periodFrames)
            frame += periodFrames
            if polls { events += controller.poll() }
        }
        return heard
    }

    func poll() { events += controller.poll() }

    /// Plays silence until something is the case, at most for 30 s.
    func play(until condition: (LiveRig) -> Bool, _ sound: (_ frame: Int) -> Float = { _ in 0 }) throws {
        let limit = Date.now + 30
        while !condition(self) {
            try #require(Date.now < limit, "what was waited for did not come; told: \(events)")
            play(periodFrames, sound)
            // Something made on another thread may be awaited: leave it a processor.
            Thread.sleep(forTimeInterval: 0.0005)
        }
    }

    static func sine(_ hertz: Double, _ amplitude: Float = 0.5) -> (Int) -> Float {
        { frame in amplitude * Float(sin(2 * Double.pi * hertz * Double(frame) / sampleRate)) }
    }

    static func greatestStep(_ samples: ArraySlice<Float>) -> Float {
        zip(samples, samples.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
    }
    static func greatestStep(_ samples: [Float]) -> Float { greatestStep(samples[...]) }
}
