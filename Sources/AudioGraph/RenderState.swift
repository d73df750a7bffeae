// Everything a render touches: the program's tables and all memory it works on, allocated once. Made and destroyed on
// any thread but the rendering one; in between it belongs to the thread that renders.

import CRealtime
import Foundation

/// The memory of a render plan. Nothing in it is counted, locked or shared.
struct RenderState: ~Copyable {
    /// How a node is doing.
    struct NodeState {
        var isFailed = false
        /// The first frame of the block in which the node failed.
        var failurePosition: UInt64 = 0
        /// The step has an output out that it hasn't been told is read.
        var needsFinish = false
        var nanoseconds: UInt64 = 0
        /// In the block at hand, or the last one.
        var blockNanoseconds: UInt64 = 0
        var cost = NodeCost()
        var mix: NodeMix
        /// How far the current crossing from one sound to another has come, in frames; at the end of the window when
        /// there is none.
        var declickFrame: Int
    }

    /// How long a crossing between a node's output and its input takes when it fails or starts again.
    static let declickSeconds = 0.005
    /// How long a change of mix, or a bypass, takes while the plan runs.
    static let mixSeconds = 0.02

    let channelCount: Int
    let maximumFrames: Int
    /// Whether mix, bypass and steps may change.
    let isLive: Bool

    // The program. Counts are kept apart, since the pointers don't.
    let operations: UnsafeMutablePointer<RenderProgram.Operation>
    let operationCount: Int
    let nodes: UnsafeMutablePointer<RenderProgram.NodeLayout>
    let nodeCount: Int
    let edges: UnsafeMutablePointer<RenderProgram.EdgeLayout>
    let edgeCount: Int
    let lineLayouts: UnsafeMutablePointer<RenderProgram.LineLayout>
    let taps: UnsafeMutablePointer<RenderProgram.TapLayout>
    let tapCount: Int
    let outputEdges: RenderProgram.EdgeRange

    // What it works on.
    let nodeStates: UnsafeMutablePointer<NodeState>
    let views: UnsafeMutablePointer<PlanarView>
    let viewCount: Int
    let lines: UnsafeMutablePointer<DelayLine>
    let lineCount: Int
    let delayMemory: UnsafeMutablePointer<Float>
    let delaySampleCount: Int
    /// One block per shared buffer.
    let buffers: UnsafeMutablePointer<Float>
    let bufferCount: Int
    /// One block: where an input is summed that has no other place to go.
    let scratch: UnsafeMutablePointer<Float>
    /// One channel of zeros, which stands for all.
    let silence: UnsafeMutablePointer<Float>
    /// Falls from 1 to 0 as half a period of a cosine.
    let declickWindow: UnsafeMutablePointer<Float>
    let declickFrames: Int
    /// Rises from 0 to 1 as half a period of a cosine.
    let mixWindow: UnsafeMutablePointer<Float>
    let mixFrames: Int
    /// One channel: the mix at each frame of the block, while it changes.
    let mixCurve: UnsafeMutablePointer<Float>
    /// By node and channel: the last frame it put out.
    let lastFrames: UnsafeMutablePointer<Float>
    /// By node and channel: what a crossing started from, less what it goes to.
    let declickOffsets: UnsafeMutablePointer<Float>

    /// The length of the block being rendered.
    var frameCount = 0
    var failedNodeCount = 0
    var measuresTime = false
    var budgetNanoseconds: UInt64 = 0
    /// The first frame of the block to come, if the stream goes on.
    var nextPosition: UInt64 = 0
    /// See the properties of the same names in `RenderPlan`.
    var copiedSampleCount: UInt64 = 0
    var bufferedSampleCount: UInt64 = 0
    var nonFiniteInputBlockCount: UInt64 = 0
    var nonFiniteSumBlockCount: UInt64 = 0

    init(_ program: RenderProgram, format: RenderFormat, purpose: RenderPurpose) {
        isLive = purpose == .live
        channelCount = format.channelCount
        maximumFrames = format.maximumFrames
        operations = Self.table(program.operations)
        operationCount = program.operations.count
        nodes = Self.table(program.nodes)
        nodeCount = program.nodes.count
        edges = Self.table(program.edges)
        edgeCount = program.edges.count
        lineLayouts = Self.table(program.lines)
        taps = Self.table(program.taps)
        tapCount = program.taps.count
        outputEdges = program.outputEdges

        declickFrames = max(1, Int((format.sampleRate * Self.declickSeconds).rounded()))
        let declickFrames = declickFrames
        declickWindow = Self.table(
            (0..<declickFrames).map { Float(0.5 + 0.5 * cos(Double.pi * Double($0) / Double(declickFrames))) })
        mixFrames = max(1, Int((format.sampleRate * Self.mixSeconds).rounded()))
        let mixFrames = mixFrames
        mixWindow = Self.table(
            (0..<mixFrames).map { Float(0.5 - 0.5 * cos(Double.pi * Double($0) / Double(mixFrames))) })
        mixCurve = Self.zeros(maximumFrames)
        nodeStates = Self.table(
            program.nodes.map { node in
                NodeState(
                    mix: NodeMix(level: node.mix, isBypassed: node.isBypassed, frameCount: mixFrames),
                    declickFrame: declickFrames)
            })
        let blockSampleCount = channelCount * maximumFrames
        buffers = Self.zeros(program.bufferCount * blockSampleCount)
        bufferCount = program.bufferCount
        scratch = Self.zeros(blockSampleCount)
        silence = Self.zeros(maximumFrames)
        lastFrames = Self.zeros(nodeCount * channelCount)
        declickOffsets = Self.zeros(nodeCount * channelCount)
        views = Self.table(
            Array(repeating: PlanarView(base: UnsafePointer(silence), stride: 0), count: program.viewCount))
        viewCount = program.viewCount

        delaySampleCount = Self.delaySampleCount(program, format: format)
        delayMemory = Self.zeros(delaySampleCount)
        var next = delayMemory
        lineCount = program.lines.count
        var lines: [DelayLine] = []
        for layout in program.lines {
            lines.append(
                DelayLine(
                    base: next, maximumDelay: layout.maximumDelay, channelCount: format.channelCount,
                    maximumFrames: format.maximumFrames))
            next += DelayLine.sampleCount(
                maximumDelay: layout.maximumDelay, channelCount: format.channelCount,
                maximumFrames: format.maximumFrames)
        }
        self.lines = Self.table(lines)
    }

    deinit {
        operations.deallocate()
        nodes.deallocate()
        edges.deallocate()
        lineLayouts.deallocate()
        taps.deallocate()
        nodeStates.deallocate()
        views.deallocate()
        lines.deallocate()
        delayMemory.deallocate()
        buffers.deallocate()
        scratch.deallocate()
        silence.deallocate()
        declickWindow.deallocate()
        mixWindow.deallocate()
        mixCurve.deallocate()
        lastFrames.deallocate()
        declickOffsets.deallocate()
    }

    /// The samples that a program's delay lines hold together.
    static func delaySampleCount(_ program: RenderProgram, format: RenderFormat) -> Int {
        program.lines.reduce(0) {
            $0
                + DelayLine.sampleCount(
                    maximumDelay: $1.maximumDelay, channelCount: format.channelCount,
                    maximumFrames: format.maximumFrames)
        }
    }

    /// Forgets all sound: delay lines, crossings, last frames; a mix that moves is where it was going. Failed nodes stay failed; counters and times stay.
    mutating func reset() {
        delayMemory.update(repeating: 0, count: delaySampleCount)
        lastFrames.update(repeating: 0, count: nodeCount * channelCount)
        for index in 0..<nodeCount {
            nodeStates[index].declickFrame = declickFrames
            nodeStates[index].mix.settle(frameCount: mixFrames)
        }
    }

    /// SAFETY: `Element` is trivial for every table here, so deallocating without deinitialising is right.
    private static func table<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
        return memory
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
        memory.initialize(repeating: 0, count: count)
        return memory
    }
}
