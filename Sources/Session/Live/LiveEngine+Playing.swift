// A period's sound: one graph, or one giving way to another, or one ringing out beside another. Audio thread only.

import AudioGraph
import CRealtime
import Realtime

extension LiveEngine {
    enum Direction { case `in`, out }

    /// Makes the period's output.
    @_noLocks
    mutating func play(_ input: AudioBlock, _ output: MutableAudioBlock) {
        guard let incoming else {
            playCurrent(input, output)
            if outgoing != nil { addTail(output) }
            return
        }
        if swap.isSequential {
            handOver(to: incoming, input, output)
        } else {
            crossfade(to: incoming, input, output)
        }
    }

    @_noLocks
    private mutating func playCurrent(_ input: AudioBlock, _ output: MutableAudioBlock) {
        let reserved = outgoing == nil || tail.isOver ? 0 : outgoing!.pointee.plan.usualNanoseconds
        render(current, input, output, reserving: reserved)
        if arrivalFrame < fades.shortFrames {
            fade(output, .in, fades.shortCosines, fades.shortFrames, at: arrivalFrame)
            arrivalFrame += output.frameCount
        }
    }

    /// Renders a plan within the period's budget.
    ///
    /// - Parameter reserved: nanoseconds to be left for another.
    @_noLocks
    private func render(
        _ plan: UnsafeMutablePointer<LivePlan>, _ input: AudioBlock, _ output: MutableAudioBlock,
        reserving reserved: UInt64 = 0
    ) {
        plan.pointee.plan.budgetNanoseconds = budgetNanoseconds
        let deadline = budgetNanoseconds == 0 ? 0 : periodStart &+ budgetNanoseconds &- min(reserved, budgetNanoseconds)
        plan.pointee.plan.render(position: position, input: input, output: output, deadline: deadline)
    }

    /// One after the other, where the processor can't do both at once.
    @_noLocks
    private mutating func handOver(
        to incoming: UnsafeMutablePointer<LivePlan>, _ input: AudioBlock, _ output: MutableAudioBlock
    ) {
        render(current, input, output)
        fade(output, .out, fades.shortCosines, fades.shortFrames, at: swap.frame)
        swap.frame += output.frameCount
        guard swap.frame >= fades.shortFrames else { return }
        complete(incoming)
        arrivalFrame = 0
    }

    @_noLocks
    private mutating func crossfade(
        to incoming: UnsafeMutablePointer<LivePlan>, _ input: AudioBlock, _ output: MutableAudioBlock
    ) {
        let frameCount = input.frameCount
        let sinceStart = swap.frame - swap.windowStart
        swap.measure(frameCount: frameCount)
        let old = current.pointee.output.block(frameCount: frameCount)
        let new = incoming.pointee.output.block(frameCount: frameCount)
        let oldInput =
            swap.oldFadesInput
            ? faded(input, .out, fades.longFrames, at: sinceStart + swap.oldLatency, current.pointee.input) : input
        render(current, oldInput, old, reserving: incoming.pointee.plan.usualNanoseconds)
        let fadeStart = swap.newFadesInput ? swap.windowStart - swap.newLatency : 0
        let fadeFrames = swap.newFadesInput ? fades.longFrames : fades.shortFrames
        let newInput =
            (swap.newFadesInput || swap.newBeginsSoftly) && swap.frame < fadeStart + fadeFrames
            ? faded(input, .in, fadeFrames, at: swap.frame - fadeStart, incoming.pointee.input) : input
        render(incoming, newInput, new)
        swap.compare(old.base, new.base, channelCount: channelCount, frameCount: frameCount)

        let length = Int64(fades.longFrames)
        let oldGains = gains.block(frameCount: frameCount).base
        let newGains = otherGains.block(frameCount: frameCount).base
        if !swap.oldFadesInput {
            cajon_fade_out_gains(oldGains, fades.longCosines, length, Int64(sinceStart), swap.likeness, frameCount)
        }
        if swap.newFadesInput {
            let untilWindow = Int64(sinceStart + fades.shortFrames)
            cajon_fade_in_gains(newGains, fades.shortCosines, Int64(fades.shortFrames), untilWindow, 1, frameCount)
        } else {
            cajon_fade_in_gains(newGains, fades.longCosines, length, Int64(sinceStart), swap.likeness, frameCount)
        }
        var channel = 0
        while channel < channelCount {
            // SAFETY: all four blocks hold so many channels of so many frames.
            let offset = channel * frameCount
            if swap.oldFadesInput {
                cajon_copy(output.base + offset, old.base + offset, frameCount)
            } else {
                cajon_copy_along(output.base + offset, old.base + offset, oldGains, frameCount)
            }
            cajon_add_along(output.base + offset, new.base + offset, newGains, frameCount)
            channel += 1
        }
        swap.frame += frameCount
        if swap.frame >= swap.windowStart + fades.longFrames { complete(incoming) }
    }

    /// A plan's input on its way in or out.
    ///
    /// - Parameters:
    ///   - length: of the fade; that of one of the tables.
    ///   - frame: how far the fade is at the block's start; it may begin later.
    @_noLocks
    private func faded(
        _ input: AudioBlock, _ direction: Direction, _ length: Int, at frame: Int, _ buffer: borrowing AudioBuffer
    ) -> AudioBlock {
        let frameCount = input.frameCount
        let gains = gains.block(frameCount: frameCount).base
        let cosines = length == fades.longFrames ? fades.longCosines : fades.shortCosines
        switch direction {
        case .in: cajon_fade_in_gains(gains, cosines, Int64(length), Int64(frame), swap.likeness, frameCount)
        case .out: cajon_fade_out_gains(gains, cosines, Int64(length), Int64(frame), swap.likeness, frameCount)
        }
        let result = buffer.block(frameCount: frameCount)
        var channel = 0
        while channel < channelCount {
            // SAFETY: both blocks hold so many channels of so many frames.
            let offset = channel * frameCount
            cajon_copy_along(result.base + offset, input.base + offset, gains, frameCount)
            channel += 1
        }
        return AudioBlock(result)
    }

    /// Lets what rings out be heard beside what plays.
    @_noLocks
    private mutating func addTail(_ output: MutableAudioBlock) {
        guard let outgoing, !tail.isOver else { return }
        let frameCount = output.frameCount
        let silence = outgoing.pointee.input.block(frameCount: frameCount)
        let sound = outgoing.pointee.output.block(frameCount: frameCount)
        render(outgoing, AudioBlock(silence), sound)
        if tail.cutFrame >= 0 { fade(sound, .out, fades.shortCosines, fades.shortFrames, at: tail.cutFrame) }
        cajon_add(output.base, sound.base, output.sampleCount)
        let isSilent = cajon_peak(sound.base, sound.sampleCount) <= Self.silentPeak
        tail.advance(by: frameCount, isSilent: isSilent, cutFrames: fades.shortFrames)
    }

    /// Fades a block where it lies, as one that nothing takes the place of.
    @_noLocks
    func fade(
        _ block: MutableAudioBlock, _ direction: Direction, _ cosines: UnsafePointer<Float>, _ length: Int,
        at frame: Int
    ) {
        let frameCount = block.frameCount
        let gains = gains.block(frameCount: frameCount).base
        switch direction {
        case .in: cajon_fade_in_gains(gains, cosines, Int64(length), Int64(frame), 1, frameCount)
        case .out: cajon_fade_out_gains(gains, cosines, Int64(length), Int64(frame), 1, frameCount)
        }
        var channel = 0
        while channel < block.channelCount {
            // SAFETY: the block holds so many channels of so many frames.
            cajon_scale_along(block.base + channel * frameCount, gains, frameCount)
            channel += 1
        }
    }
}
