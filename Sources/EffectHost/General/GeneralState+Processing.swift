// One block through one component. The thread that runs the effect, never the audio thread: wasmtime passes every sample
// as a value of 32 bytes in memory of its own.

import CRealtime
import CanonicalABI
import Realtime
import Synchronization
import WasmEngine

extension GeneralState {
    /// Says where a block's samples are to be written.
    ///
    /// False when the effect has failed before. The deadline holds to `finish`.
    mutating func acquire(
        frameCount: UInt32, deadline: cajon_deadline, destination: UnsafeMutablePointer<cajon_step_destination>
    ) -> Bool {
        guard !hasFailed else { return false }
        grant(until: deadline)
        inputSampleCount = channelCount * Int(frameCount)
        sidechainSampleCount = sidechainChannelCount * Int(frameCount)
        precondition(
            inputSampleCount <= buffers.capacity && sidechainSampleCount <= buffers.sidechainCapacity,
            "a block is no longer than the effect was configured for")
        destination.pointee.input = buffers.input
        destination.pointee.sidechain = sidechainSampleCount == 0 ? nil : buffers.sidechain
        return true
    }

    /// Runs the effect on what was written. `output` is valid until the next call.
    mutating func process(position: UInt64, output: UnsafeMutablePointer<UnsafePointer<Float>?>) -> Bool {
        do {
            try processFrame.set(.u64(position), at: 0, in: store)
        } catch {
            preconditionFailure("a number can always be passed")
        }
        // SAFETY: `acquire` found the buffers to have so many samples.
        processFrame.setFloats(UnsafeBufferPointer(start: buffers.input, count: inputSampleCount), at: 1)
        processFrame.setFloats(UnsafeBufferPointer(start: buffers.sidechain, count: sidechainSampleCount), at: 2)
        if let trap = store.call(&processFrame) { return fail(.trapped(trap)) }
        logOutput()

        let result = UnsafeMutableBufferPointer(start: buffers.output, count: inputSampleCount)
        guard let sampleCount = processFrame.copyFloats(to: result) else {
            preconditionFailure("the result is a list of numbers, as the contract was held against")
        }
        guard sampleCount == inputSampleCount else { return fail(.wrongLength(sampleCount: sampleCount)) }
        if cajon_has_non_finite(buffers.output, sampleCount) {
            guest.pointee.nonFiniteBlockCount.add(1, ordering: .relaxed)
            if policy.endsAtNonFinite {
                return fail(.notFinite(sample: result.firstIndex { !$0.isFinite } ?? sampleCount))
            }
            cajon_zero(buffers.output, sampleCount)
        }
        output.pointee = UnsafePointer(buffers.output)
        return true
    }

    /// Lets the effect collect garbage where that belongs to the block.
    mutating func finish() {
        if !hasFailed, policy.collectsWithinBlock {
            if grantedTicks != 0 { grant(deadlines.blockTicks) }
            collect()
        }
        endGrant()
    }

    /// Sets a parameter. False when the effect has failed, now or before.
    mutating func setParameter(index: UInt32, value: Float, deadline: cajon_deadline) -> Bool {
        guard !hasFailed else { return false }
        grant(until: deadline)
        do {
            try parameterFrame.set(.u32(index), at: 0, in: store)
            try parameterFrame.set(.f32(value), at: 1, in: store)
        } catch {
            preconditionFailure("a number can always be passed")
        }
        if let trap = store.call(&parameterFrame) { return fail(.trapped(trap), in: .setParameter) }
        logOutput()
        endGrant()
        return true
    }

    /// Collects garbage between blocks, where that doesn't belong to the block. False when the effect has failed, now or
    /// before.
    mutating func maintain(deadline: cajon_deadline) -> Bool {
        guard !hasFailed else { return false }
        guard !policy.collectsWithinBlock else { return true }
        grant(until: deadline)
        collect()
        endGrant()
        return !hasFailed
    }

    private mutating func collect() {
        guard collectFrame != nil else { return }
        if let trap = store.call(&collectFrame!) { _ = fail(.trapped(trap), in: .collect) }
        logOutput()
    }

    /// Notes what ended the effect. Always false, to be returned.
    mutating func fail(_ failure: Failure, in function: EffectFunction = .process) -> Bool {
        self.failure = failure
        failedFunction = function
        hasFailed = true
        endGrant()
        return false
    }

    /// Gives the effect that much time from now on.
    mutating func grant(_ ticks: UInt64) {
        grantedTicks = ticks
        grantedNanoseconds = 0
        store.setDeadline(ticks: ticks)
    }

    /// Gives the effect time until a deadline; without one, the limit of a block.
    private mutating func grant(until deadline: cajon_deadline) {
        guard deadline.moment != 0 else { return grant(deadlines.blockTicks) }
        let now = cajon_monotonic_nanoseconds()
        grantedTicks = 0
        grantedNanoseconds = deadline.moment > now ? deadline.moment - now : 0
        grantNanoseconds = now
        store.setDeadline(nanoseconds: deadline.moment, grace: deadline.grace, now: now)
    }

    /// Nothing of the effect runs until it is given time again.
    private func endGrant() {
        if grantedTicks == 0 { store.endDeadline() }
    }
}
