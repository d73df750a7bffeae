// An instance on its way to the audio thread: touched once before sound depends on it. Set-up only.

import CRealtime
import Realtime
import Synchronization

extension EffectInstance {
    /// Blocks that are run; the first few are when code and memory are touched for the first time.
    private static let warmingBlockCount = 8

    /// Runs some blocks of silence, and resets: what a first block costs has been paid then, and the sound is the same to
    /// the bit as without. Call it when the instance is configured, and before it is anybody else's.
    ///
    /// What the effect writes to its log meanwhile is dropped. Does nothing for a component that is run as a whole.
    /// Thread: the caller's; not the audio thread.
    ///
    /// Errors: the effect failed.
    package func warmUp() throws(EffectError) {
        guard case .core(let context) = body else { return }
        guard let format else { preconditionFailure("an effect is configured before it is warmed up") }
        keepLog()
        let channelCount = Int(context.pointee.effect.channelCount)
        let sidechainChannelCount = Int(context.pointee.effect.sidechainChannelCount)
        let frameCount = format.maximumFrameCount
        let leastFrameCount = 2 * (descriptor?.quantum ?? 0)
        let blockCount = max(Self.warmingBlockCount, (leastFrameCount + frameCount - 1) / max(frameCount, 1))
        let mode = FlushToZero()
        var isAlive = true
        for block in 0..<blockCount where isAlive {
            isAlive = playSilence(
                context, position: block * frameCount, frameCount: frameCount, channelCount: channelCount,
                sidechainChannelCount: sidechainChannelCount)
        }
        mode.end()
        guard isAlive else { throw pendingError() }
        try reset()
        _ = context.pointee.effect.guest.pointee.log.drain()
        context.pointee.effect.guest.pointee.nonFiniteBlockCount.store(0, ordering: .relaxed)
    }

    /// One block as a plan runs it; false when the effect failed.
    private func playSilence(
        _ context: UnsafeMutablePointer<StepContext>, position: Int, frameCount: Int, channelCount: Int,
        sidechainChannelCount: Int
    ) -> Bool {
        var destination = cajon_step_destination()
        guard
            context.pointee.acquire(
                frameCount: UInt32(frameCount), deadline: cajon_deadline(), destination: &destination)
        else {
            return false
        }
        // SAFETY: `acquire` gave room for every channel's frames.
        if let input = destination.input { cajon_zero(input, channelCount * frameCount) }
        if let sidechain = destination.sidechain { cajon_zero(sidechain, sidechainChannelCount * frameCount) }
        var output: UnsafePointer<Float>?
        guard context.pointee.process(position: UInt64(position), output: &output) else { return false }
        context.pointee.finish()
        return context.pointee.effect.maintain(deadline: cajon_deadline())
    }
}
