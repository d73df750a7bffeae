// One block through one effect: the hop into and out of its memory. Thread: the audio thread's own. Nothing here
// allocates, locks, frees or waits.
//
// The order is the canonical ABI's: the guest allocates, the address is checked, the memory's base is fetched anew
// (the guest may have grown it), the caller writes the samples there, the guest processes, what it returns is checked,
// the caller reads, and only then may the guest free it.

import CRealtime
import CanonicalABI
import Realtime
import WasmEngine

extension EffectState {
    /// Asks the effect for room for a block, and says where its samples are to be written.
    ///
    /// False when the effect has failed, now or before.
    @_noLocks
    mutating func acquire(frameCount: UInt32, destination: UnsafeMutablePointer<cajon_step_destination>) -> Bool {
        guard !hasFailed else { return false }
        grant(deadlines.blockTicks)
        inputSampleCount = channelCount &* frameCount
        sidechainSampleCount = sidechainChannelCount &* frameCount
        guard let input = allocate(sampleCount: inputSampleCount),
            let sidechain = allocate(sampleCount: sidechainSampleCount)
        else { return false }
        inputAddress = input
        sidechainAddress = sidechain
        // The second allocation may have grown the memory, never shrunk it, so what was checked still holds; the base
        // is fetched after both.
        let base = store.bytes(of: memory).baseAddress
        destination.pointee.input = samples(at: input, base)
        destination.pointee.sidechain = sidechainSampleCount == 0 ? nil : samples(at: sidechain, base)
        return true
    }

    /// Runs the effect on what was written. `output` is valid until `finish`.
    @_noLocks
    mutating func process(position: UInt64, output: UnsafeMutablePointer<UnsafePointer<Float>?>) -> Bool {
        values[0] = RawValue(u64: position)
        values[1] = RawValue(u32: inputAddress)
        values[2] = RawValue(u32: inputSampleCount)
        values[3] = RawValue(u32: sidechainAddress)
        values[4] = RawValue(u32: sidechainSampleCount)
        if let trap = store.call(functions.process, values, count: 5) { return fail(.trapped(trap)) }
        resultAddress = values[0].u32

        let bytes = store.bytes(of: memory)
        // The result is a (pointer, length): eight bytes, aligned as two floats are.
        guard LinearMemoryView.holdsFloatList(address: resultAddress, count: 2, memorySize: bytes.count) else {
            return fail(.badResultAddress(resultAddress))
        }
        // SAFETY: the guard found these eight bytes to be within the memory that `bytes` spans, and aligned.
        let pair = (bytes.baseAddress! + Int(resultAddress)).assumingMemoryBound(to: UInt32.self)
        let (address, sampleCount) = (pair[0], pair[1])
        guard LinearMemoryView.holdsFloatList(address: address, count: sampleCount, memorySize: bytes.count) else {
            return fail(.badOutput(address: address, sampleCount: sampleCount))
        }
        guard sampleCount == inputSampleCount else { return fail(.wrongLength(sampleCount: sampleCount)) }
        let result = samples(at: address, bytes.baseAddress)!
        if cajon_has_non_finite(result, Int(sampleCount)) {
            // The list is the host's to use until post-return, so it may be silenced where it lies.
            cajon_zero(result, Int(sampleCount))
            nonFiniteBlockCount &+= 1
        }
        output.pointee = UnsafePointer(result)
        return true
    }

    /// Lets the effect free what it returned, and collect garbage.
    @_noLocks
    mutating func finish() {
        if !hasFailed, let postReturn = functions.processPostReturn {
            grant(deadlines.blockTicks)
            values[0] = RawValue(u32: resultAddress)
            if let trap = store.call(postReturn, values, count: 1) { _ = fail(.trapped(trap), in: .postReturn) }
        }
        if !hasFailed, let collect = functions.collect {
            grant(deadlines.blockTicks)
            if let trap = store.call(collect, values, count: 0) { _ = fail(.trapped(trap), in: .collect) }
        }
    }

    /// Sets a parameter. False when the effect has failed, now or before.
    @_noLocks
    mutating func setParameter(index: UInt32, value: Float) -> Bool {
        guard !hasFailed else { return false }
        grant(deadlines.blockTicks)
        values[0] = RawValue(u32: index)
        values[1] = RawValue(f32: value)
        guard let trap = store.call(functions.setParameter, values, count: 2) else { return true }
        return fail(.trapped(trap), in: .setParameter)
    }

    @_noLocks
    private mutating func allocate(sampleCount: UInt32) -> UInt32? {
        values[0] = RawValue()
        values[1] = RawValue()
        values[2] = RawValue(u32: 4)
        values[3] = RawValue(u32: sampleCount &* 4)
        if let trap = store.call(allocator, values, count: 4) {
            _ = fail(.trapped(trap), in: .allocate)
            return nil
        }
        let address = values[0].u32
        guard
            LinearMemoryView.holdsFloatList(
                address: address, count: sampleCount, memorySize: store.bytes(of: memory).count)
        else {
            _ = fail(.badAllocation(address: address, sampleCount: sampleCount), in: .allocate)
            return nil
        }
        return address
    }

    /// Notes what ended the effect. Always false, to be returned.
    @_noLocks
    mutating func fail(_ failure: Failure, in function: EffectFunction = .process) -> Bool {
        self.failure = failure
        failedFunction = function
        hasFailed = true
        return false
    }

    /// Gives the effect that much time from now on.
    @_noLocks
    mutating func grant(_ ticks: UInt64) {
        grantedTicks = ticks
        store.setDeadline(ticks: ticks)
    }

    /// SAFETY: every caller has found the address to be within the memory that begins at `base`, and aligned.
    @_noLocks
    private func samples(at address: UInt32, _ base: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Float>? {
        (base! + Int(address)).assumingMemoryBound(to: Float.self)
    }
}
