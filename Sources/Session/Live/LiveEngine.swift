// All that the audio thread touches while it plays. Made on the control thread, moved to the audio thread, which owns it
// from then on; freed when that thread has ended.

import AudioGraph
import CRealtime
package import Realtime
import Synchronization

/// Plays a graph, block by block, and changes it as the controller asks.
///
/// Nothing it does allocates, frees, locks or waits. With one graph and no swap, the output is the graph's, bit for bit.
package struct LiveEngine: ~Copyable {
    /// Below this a block counts as silent: -120 dBFS, what 20 bits can't show.
    static var silentPeak: Float { @_noLocks get { 1e-6 } }

    package let channelCount: Int
    /// The longest block `render` takes.
    package let maximumFrames: Int
    let sampleRate: Double
    let budgetShare: Double
    let idles: Bool

    /// Keeps the rings and the graphs; never touched on the audio thread.
    private let link: LiveLink
    let commands: SPSCRing<LiveCommand>.Consumer
    let notices: SPSCRing<LiveNotice>.Producer
    let measurements: SPSCRing<LiveMeasurement>.Producer
    let counters: UnsafeMutablePointer<LiveCounters>

    let fades: LiveFades
    /// One channel each: gains of a block.
    let gains: AudioBuffer
    let otherGains: AudioBuffer

    /// The first frame of the next block.
    var position: UInt64 = 0
    /// When the period at hand began, and what it may take.
    var periodStart: UInt64 = 0
    var budgetNanoseconds: UInt64 = 0

    /// What is heard; during a swap, what was.
    var current: UnsafeMutablePointer<LivePlan>
    /// What takes its place.
    var incoming: UnsafeMutablePointer<LivePlan>?
    var swap = LiveSwap()
    /// What is ringing out.
    var outgoing: UnsafeMutablePointer<LivePlan>?
    var tail = LiveTail(tailFrames: 0, latencyFrames: 0, sampleRate: 0, isHeard: false)
    /// What comes when that is gone.
    var waiting: UnsafeMutablePointer<LivePlan>?
    /// A swap that is done and that the controller hasn't been told of; 0 for none.
    var unreportedSwap: UInt32 = 0
    /// How far a plan has come in that had to wait for the other's end; at the fade's length when there is none.
    var arrivalFrame: Int
    /// How far the sound has fallen that is to end, in frames; below 0 while it isn't.
    var fadeOutFrame = -1

    var silentInputFrames = 0
    var silentOutputFrames = 0
    /// The next node to be maintained.
    var maintainedNode = 0

    init(_ graph: LiveGraph, link: LiveLink, settings: LiveSettings) {
        let format = graph.format
        channelCount = format.channelCount
        maximumFrames = format.maximumFrames
        sampleRate = format.sampleRate
        budgetShare = settings.budgetShare
        idles = settings.idles
        self.link = link
        commands = link.commands.consumer
        notices = link.notices.producer
        measurements = link.measurements.producer
        counters = link.counters
        fades = LiveFades(sampleRate: format.sampleRate)
        arrivalFrame = fades.shortFrames
        gains = AudioBuffer(channelCount: 1, frameCapacity: format.maximumFrames)
        otherGains = AudioBuffer(channelCount: 1, frameCapacity: format.maximumFrames)
        current = graph.plan
    }

    /// Renders one period and counts its frames.
    ///
    /// Thread: the audio thread. A block without frames does nothing.
    ///
    /// - Parameters:
    ///   - input: the graph's channels, up to `maximumFrames` frames.
    ///   - output: of the input's shape, not overlapping it.
    @_noLocks
    package mutating func render(input: AudioBlock, output: MutableAudioBlock) {
        precondition(input.channelCount == channelCount && output.channelCount == channelCount)
        precondition(input.frameCount == output.frameCount && input.frameCount <= maximumFrames)
        guard input.frameCount > 0 else { return }
        periodStart = cajon_monotonic_nanoseconds()
        let periodNanoseconds = UInt64(Double(input.frameCount) / sampleRate * 1e9)
        budgetNanoseconds = UInt64(Double(periodNanoseconds) * budgetShare)
        let mode = FlushToZero()
        let inputPeak = measure(input, isOutput: false)
        noteInput(inputPeak, frameCount: input.frameCount)
        receiveCommands()
        let rests = isAtRest(inputPeak)
        if rests {
            cajon_zero(output.base, output.sampleCount)
        } else {
            play(input, output)
            fadeOut(output)
        }
        let outputPeak = measure(AudioBlock(output), isOutput: true)
        silentOutputFrames = outputPeak <= Self.silentPeak ? silentOutputFrames + input.frameCount : 0
        position &+= UInt64(input.frameCount)
        tellNotices()
        measurePeriod(input.frameCount, periodNanoseconds: periodNanoseconds, rests: rests)
        mode.end()
    }

    /// Lets effects do what need not be done within a period, one after another, as long as there is time.
    ///
    /// Thread: the audio thread, when the period's output is written.
    /// - Parameter deadline: on the clock of `cajon_monotonic_nanoseconds`; 0 for no limit but each effect's own.
    @_noLocks
    package mutating func maintain(until deadline: UInt64) {
        let mode = FlushToZero()
        var left = current.pointee.nodeCount
        while left > 0, deadline == 0 || cajon_monotonic_nanoseconds() < deadline {
            if maintainedNode >= current.pointee.nodeCount { maintainedNode = 0 }
            _ = current.pointee.plan.maintain(node: maintainedNode, deadline: deadline)
            maintainedNode += 1
            left -= 1
        }
        mode.end()
    }

    /// Whether this period can go without rendering.
    @_noLocks
    private func isAtRest(_ inputPeak: Float) -> Bool {
        if fadeOutFrame >= fades.longFrames { return true }
        guard idles, incoming == nil, outgoing == nil, waiting == nil, inputPeak <= Self.silentPeak else {
            return false
        }
        let gap = Int(sampleRate * LiveTail.gapSeconds)
        let longest = Int(sampleRate * LiveTail.longestSeconds)
        // An infinite tail, too, is over when nothing has been heard for as long as any tail is kept.
        let tail = current.pointee.latencyFrames + min(current.pointee.tailFrames, longest)
        let isInfinite = current.pointee.hasInfiniteTail
        return silentInputFrames >= tail && silentOutputFrames >= (isInfinite ? longest : gap)
    }

    /// The end of all sound, once it is asked for.
    @_noLocks
    private mutating func fadeOut(_ output: MutableAudioBlock) {
        guard fadeOutFrame >= 0 else { return }
        fade(output, .out, fades.longCosines, fades.longFrames, at: fadeOutFrame)
        fadeOutFrame += output.frameCount
        // Partner: the acquiring load in `LiveController.isFadedOut`.
        if fadeOutFrame >= fades.longFrames { counters.pointee.isFadedOut.store(1, ordering: .releasing) }
    }
}

// SAFETY: the engine is the only one that touches the plans it holds, and it can't be copied, so it moves to another
// thread as a whole. The rings are made for two threads.
extension LiveEngine: @unchecked Sendable {}
