// One graph giving way to another: which of them fades where, and how far it has come. Audio thread only; a trivial
// value.

import AudioGraph
import CRealtime

/// The plan of a cross-fade, made when it begins.
///
/// The new plan first runs unheard (the pre-roll), then both are heard for a window that begins at `windowStart`, 50 ms.
/// There are two places to fade a plan: at its output, or at its input.
///
/// - The old plan fades at its *output* if it has no tail to speak of. If it has one, it fades at its *input*, as much
///   earlier as its latency is, so that its echoes ring on when the direct sound is gone.
/// - The new plan fades at its *output*, after it has been given the whole input during the pre-roll (faded in if it has
///   a tail, so that echoes don't begin with a click): filters, compressors and delays stand as if it had long played. Only when both have tails does it fade at its *input*. Then each sound
///   goes into either plan in shares that add up to one, so its echoes aren't heard twice; with two equal linear presets
///   the swap can't be heard at all, which no fade of outputs could do.
struct LiveSwap {
    /// What a tail must exceed to be kept: it would be faded with the direct sound otherwise.
    private static var shortestTailSeconds: Double { @_noLocks get { 0.05 } }
    /// How long the new plan runs before its sound is compared with the old one's.
    private static var settlingSeconds: Double { @_noLocks get { 0.01 } }
    private static var preRollSeconds: Double { @_noLocks get { 0.02 } }

    let oldFadesInput: Bool
    let newFadesInput: Bool
    /// Its input is faded in when the pre-roll begins, since it may be heard again later.
    let newBeginsSoftly: Bool
    /// The old plan is silenced and given up before the new one begins, because the processor can't do both.
    let isSequential: Bool
    let oldLatency: Int
    let newLatency: Int
    /// Where the window begins, in frames since the swap did.
    let windowStart: Int
    /// From where to where both outputs are compared.
    let settledFrame: Int
    let comparedFrame: Int
    var frame = 0
    var correlation = cajon_correlation()
    /// How alike both sounds are: see `cajon_fade_out_gains`.
    var likeness: Float = 1
    var isMeasured = false

    /// No swap.
    @_noLocks
    init() {
        oldFadesInput = false
        newFadesInput = false
        newBeginsSoftly = false
        isSequential = false
        oldLatency = 0
        newLatency = 0
        windowStart = 0
        settledFrame = 0
        comparedFrame = 0
    }

    /// Both plans belong to the engine; blocks have up to `maximumFrames`.
    @_noLocks
    init(
        old: UnsafeMutablePointer<LivePlan>, new: UnsafeMutablePointer<LivePlan>, sampleRate: Double, shortFrames: Int,
        maximumFrames: Int, budgetNanoseconds: UInt64
    ) {
        let shortestTail = Int(sampleRate * Self.shortestTailSeconds)
        oldFadesInput = old.pointee.tailFrames > shortestTail
        let newHasTail = new.pointee.tailFrames > shortestTail
        newFadesInput = oldFadesInput && newHasTail
        newBeginsSoftly = newHasTail && !newFadesInput
        isSequential =
            budgetNanoseconds > 0
            && old.pointee.plan.meanNanoseconds &+ new.pointee.plan.meanNanoseconds > budgetNanoseconds
        oldLatency = old.pointee.latencyFrames
        newLatency = new.pointee.latencyFrames
        settledFrame = newLatency + Int(sampleRate * Self.settlingSeconds)
        if newFadesInput {
            comparedFrame = 0
            // Whatever the new effects make of silence comes in softly before the window, and inputs fade before
            // outputs do.
            windowStart = max(shortFrames, max(oldLatency, newLatency))
        } else {
            let preRoll = newLatency + Int(sampleRate * Self.preRollSeconds)
            comparedFrame = (preRoll + maximumFrames - 1) / maximumFrames * maximumFrames
            windowStart = comparedFrame + (oldFadesInput ? oldLatency : 0)
        }
    }

    /// Takes in both outputs of a block of the pre-roll, as far as the new plan has settled.
    @_noLocks
    mutating func compare(_ old: UnsafePointer<Float>, _ new: UnsafePointer<Float>, channelCount: Int, frameCount: Int)
    {
        guard frame < comparedFrame, frame + frameCount > settledFrame else { return }
        let first = max(0, settledFrame - frame)
        var channel = 0
        while channel < channelCount {
            // SAFETY: both blocks hold so many channels of so many frames, and `first` is one of them.
            let offset = channel * frameCount + first
            cajon_correlate(&correlation, old + offset, new + offset, frameCount - first)
            channel += 1
        }
    }

    /// Settles how alike the two are, before the first block in which either may fade.
    @_noLocks
    mutating func measure(frameCount: Int) {
        guard !isMeasured, frame + frameCount > comparedFrame else { return }
        isMeasured = true
        // Two plans that share out the input are taken for alike: there was nothing yet to compare.
        likeness = newFadesInput ? 1 : cajon_coherence(&correlation)
    }
}
