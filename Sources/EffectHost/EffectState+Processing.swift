// One block through one effect: the hop into and out of its memory. Thread: the audio thread's own. Nothing here
// allocates, locks, frees or waits.
//
// The order is the canonical ABI's: the guest allocates, the address is checked, the memory's base is fetched anew
// (the guest may have grown it), the caller writes the samples there, the guest processes, what it returns is checked,
// the caller reads, and only then may the guest free it.

import CRealtime
import CanonicalABI
import Realtime
import Synchronization
import WasmEngine

extension EffectState {
    /// Asks the effect for room for a block, and says where its samples are to be written.
    ///
    /// False when the effect has failed, now or before. The deadline holds to `finish`.
    @_noLocks
    mutating func acquire(
        frameCount: UInt32, deadline: cajon_deadline, destination: UnsafeMutablePointer<cajon_step_destination>
    ) -> Bool {
        guard !hasFailed else { return false }
        grant(until: deadline)
        meterPace.advance(frameCount)
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
            guest.pointee.nonFiniteBlockCount.add(1, ordering: .relaxed)
            if policy.endsAtNonFinite { return fail(.notFinite(sample: Self.firstNonFinite(result, sampleCount))) }
            // The list is the host's to use until post-return, so it may be silenced where it lies.
            cajon_zero(result, Int(sampleCount))
        }
        guest.pointee.memoryByteCount.store(bytes.count, ordering: .relaxed)
        output.pointee = UnsafePointer(result)
        return true
    }

    /// Lets the effect free what it returned, and collect garbage where that belongs to the block.
    @_noLocks
    mutating func finish() {
        if !hasFailed, let postReturn = functions.processPostReturn {
            if grantedTicks != 0 { grant(deadlines.blockTicks) }
            values[0] = RawValue(u32: resultAddress)
            if let trap = callWithin(postReturn, count: 1) { _ = fail(.trapped(trap), in: .postReturn) }
        }
        if !hasFailed, policy.collectsWithinBlock, let collect = functions.collect {
            if grantedTicks != 0 { grant(deadlines.blockTicks) }
            if let trap = store.call(collect, values, count: 0) { _ = fail(.trapped(trap), in: .collect) }
        }
        endGrant()
    }

    /// Sets a parameter. False when the effect has failed, now or before.
    @_noLocks
    mutating func setParameter(index: UInt32, value: Float, deadline: cajon_deadline) -> Bool {
        guard !hasFailed else { return false }
        grant(until: deadline)
        values[0] = RawValue(u32: index)
        values[1] = RawValue(f32: value)
        if let trap = store.call(functions.setParameter, values, count: 2) {
            return fail(.trapped(trap), in: .setParameter)
        }
        endGrant()
        return true
    }

    /// Does between blocks what doesn't belong to one and seems to fit before the deadline: reads the meters, and
    /// collects garbage. False when the effect has failed, now or before.
    @_noLocks
    mutating func maintain(deadline: cajon_deadline) -> Bool {
        guard !hasFailed else { return false }
        guard !policy.collectsWithinBlock else { return true }
        return readMeters(deadline: deadline) && collect(deadline: deadline)
    }

    @_noLocks
    private mutating func collect(deadline: cajon_deadline) -> Bool {
        guard let collect = functions.collect else { return true }
        let start = cajon_monotonic_nanoseconds()
        if deadline.moment != 0 {
            let left = deadline.moment > start ? deadline.moment &- start : 0
            guard
                left > 0,
                collectionPace.isDue(nanosecondsLeft: left, memoryByteCount: store.bytes(of: memory).count)
            else {
                guest.pointee.skippedCollectionCount.add(1, ordering: .relaxed)
                return true
            }
        }
        grant(until: deadline)
        if let trap = store.call(collect, values, count: 0) { return fail(.trapped(trap), in: .collect) }
        endGrant()
        collectionPace.note(nanoseconds: cajon_monotonic_nanoseconds() &- start)
        return true
    }

    @_noLocks
    private mutating func allocate(sampleCount: UInt32) -> UInt32? {
        values[0] = RawValue()
        values[1] = RawValue()
        values[2] = RawValue(u32: 4)
        values[3] = RawValue(u32: sampleCount &* 4)
        if let trap = callWithin(allocator, count: 4) {
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

    /// Reads the meters, if it is time. False when the effect failed.
    @_noLocks
    private mutating func readMeters(deadline: cajon_deadline) -> Bool {
        guard guest.pointee.meters.count > 0, let read = functions.readMeters else { return true }
        let start = cajon_monotonic_nanoseconds()
        let left: UInt64? = deadline.moment == 0 ? nil : deadline.moment > start ? deadline.moment &- start : 0
        guard meterPace.isDue(nanosecondsLeft: left) else { return true }
        grant(until: deadline)
        if let trap = store.call(read.call, values, count: 1) { return fail(.trapped(trap), in: .readMeters) }
        resultAddress = values[0].u32
        let bytes = store.bytes(of: memory)
        guard LinearMemoryView.holdsFloatList(address: resultAddress, count: 2, memorySize: bytes.count) else {
            return fail(.badResultAddress(resultAddress), in: .readMeters)
        }
        // SAFETY: the guard found these eight bytes to be within the memory that `bytes` spans, and aligned.
        let pair = (bytes.baseAddress! + Int(resultAddress)).assumingMemoryBound(to: UInt32.self)
        let (address, count) = (pair[0], pair[1])
        guard LinearMemoryView.holdsFloatList(address: address, count: count, memorySize: bytes.count) else {
            return fail(.badReadings(address: address, count: count), in: .readMeters)
        }
        guard Int(count) == guest.pointee.meters.count else {
            return fail(.wrongReadings(count: count), in: .readMeters)
        }
        let numbers = samples(at: address, bytes.baseAddress)!
        var index = 0
        while index < guest.pointee.meters.count {
            guest.pointee.meters.set(index, to: numbers[index])
            index &+= 1
        }
        if let postReturn = read.postReturn {
            values[0] = RawValue(u32: resultAddress)
            if let trap = callWithin(postReturn, count: 1) { return fail(.trapped(trap), in: .postReturn) }
        }
        endGrant()
        meterPace.note(nanoseconds: cajon_monotonic_nanoseconds() &- start)
        return true
    }

    /// Calls `cabi_realloc` or a post-return function: within those, the effect may not call out.
    /// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#component-instance-state
    @_noLocks
    func callWithin(_ function: WasmFunction, count: Int) -> WasmTrap? {
        guest.pointee.mayCallOut = false
        let trap = store.call(function, values, count: count)
        guest.pointee.mayCallOut = true
        return trap
    }

    /// Notes what ended the effect. Always false, to be returned.
    @_noLocks
    mutating func fail(_ failure: Failure, in function: EffectFunction = .process) -> Bool {
        self.failure = failure
        failedFunction = function
        hasFailed = true
        endGrant()
        return false
    }

    /// Gives the effect that much time from now on.
    @_noLocks
    mutating func grant(_ ticks: UInt64) {
        grantedTicks = ticks
        grantedNanoseconds = 0
        store.setDeadline(ticks: ticks)
    }

    /// Gives the effect time until a deadline; without one, the limit of a block.
    @_noLocks
    private mutating func grant(until deadline: cajon_deadline) {
        guard deadline.moment != 0 else { return grant(deadlines.blockTicks) }
        let now = cajon_monotonic_nanoseconds()
        grantedTicks = 0
        grantedNanoseconds = deadline.moment > now ? deadline.moment &- now : 0
        grantNanoseconds = now
        store.setDeadline(nanoseconds: deadline.moment, grace: deadline.grace, now: now)
    }

    /// Nothing of the effect runs until it is given time again.
    @_noLocks
    private func endGrant() {
        if grantedTicks == 0 { store.endDeadline() }
    }

    /// Tells other threads how much memory the effect has.
    @_noLocks
    func publishMemorySize() {
        guest.pointee.memoryByteCount.store(store.bytes(of: memory).count, ordering: .relaxed)
    }

    /// The place of the first NaN or infinity; `count` when there is none.
    @_noLocks
    private static func firstNonFinite(_ samples: UnsafePointer<Float>, _ count: UInt32) -> UInt32 {
        var index: UInt32 = 0
        // SAFETY: the caller has found so many samples to lie there.
        while index < count && samples[Int(index)].bitPattern & 0x7f80_0000 != 0x7f80_0000 { index &+= 1 }
        return index
    }

    /// SAFETY: every caller has found the address to be within the memory that begins at `base`, and aligned.
    @_noLocks
    private func samples(at address: UInt32, _ base: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Float>? {
        (base! + Int(address)).assumingMemoryBound(to: Float.self)
    }
}
