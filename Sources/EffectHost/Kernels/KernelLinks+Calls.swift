// A script's call of a kernel, from the arguments in the script's memory to the result in it. Thread: the one that runs
// the effect. Nothing here allocates, locks, frees or waits.

import CanonicalABI
import WasmEngine

extension KernelLinks {
    /// What a call answers besides the bytes that its result needs.
    enum Answer {
        /// There are no kernels yet: the script is being loaded.
        static var notLinked: Int32 { @_noLocks get { -1 } }
        /// The host refuses the call, which ends the effect; `failure` says why.
        static var refused: Int32 { @_noLocks get { -2 } }
    }

    /// Calls a function of a kernel.
    ///
    /// - Parameters:
    ///   - arguments: where in the script's memory the tuple of arguments lies.
    ///   - result: where the result goes.
    ///   - heap: where the result's lists and strings go, `capacity` bytes.
    /// - Returns: the bytes that the lists and strings need. When that is more than `capacity`, nothing was written and
    ///   the result waits for `fetch`; it is forgotten at the next call.
    @_noLocks
    mutating func run(
        _ call: HostCall, kernel index: UInt32, function: UInt32, arguments: UInt32, result: UInt32, heap: UInt32,
        capacity: UInt32
    ) -> Int32 {
        guard discard(call) else { return Answer.refused }
        guard index < UInt32(truncatingIfNeeded: kernelCount) else { return refuse(.unknownFunction) }
        current = Int(index)
        let kernel = kernels + current
        guard function < UInt32(truncatingIfNeeded: kernel.pointee.callableCount) else {
            return refuse(.unknownFunction)
        }
        place = .function(Int(function))
        let callable = kernel.pointee.callables[Int(function)]
        guard passArguments(call, callable, kernel, at: arguments) else { return Answer.refused }
        if let trap = call.call(callable.function, values, count: callable.slotCount) {
            return stop(.trapped(trap))
        }
        kernel.pointee.endLending()
        guard callable.result != TransferPart.none else { return 0 }
        if callable.returnsResultInMemory {
            pending = Pending(kernel: current, function: Int(function), address: values[0].u32)
            return fetch(call, result: result, heap: heap, capacity: capacity)
        }
        var transfer = KernelTransfer(
            call, from: kernel.pointee.memory, to: scriptMemory, kernel: kernel, isIntoKernel: false)
        let node = transfer.node(callable.result)
        let returned = values[0]
        guard
            transfer.holds(result, UInt64(node.size), UInt32(node.alignment), in: transfer.target, isTarget: true),
            transfer.lift(callable.result, from: returned, to: result)
        else { return stop(transfer) }
        return postReturn(call, callable) ? 0 : Answer.refused
    }

    /// Copies the waiting result, if there is room for it. Answers as `run`; -1 when none is waiting.
    @_noLocks
    mutating func fetch(_ call: HostCall, result: UInt32, heap: UInt32, capacity: UInt32) -> Int32 {
        guard let pending else { return Answer.notLinked }
        current = pending.kernel
        place = .function(pending.function)
        let kernel = kernels + current
        let callable = kernel.pointee.callables[pending.function]
        var transfer = KernelTransfer(
            call, from: kernel.pointee.memory, to: scriptMemory, kernel: kernel, isIntoKernel: false)
        let node = transfer.node(callable.result)
        transfer.heap = UInt64(heap)
        transfer.heapEnd = UInt64(heap) + UInt64(capacity)
        guard
            transfer.holds(
                pending.address, UInt64(node.size), UInt32(node.alignment), in: transfer.source, isTarget: false),
            transfer.holds(result, UInt64(node.size), UInt32(node.alignment), in: transfer.target, isTarget: true),
            transfer.holds(heap, UInt64(capacity), 1, in: transfer.target, isTarget: true),
            transfer.measure(callable.result, at: pending.address)
        else { return stop(transfer) }
        let needed = transfer.heap &- UInt64(heap)
        // The allowance for one call is far below what the answer can hold.
        guard needed <= UInt64(capacity) else { return Int32(truncatingIfNeeded: needed) }
        transfer.heap = UInt64(heap)
        transfer.remaining = KernelTransfer.allowance
        guard transfer.copy(callable.result, from: pending.address, to: result) else { return stop(transfer) }
        self.pending = nil
        values[0] = RawValue(u32: pending.address)
        return postReturn(call, callable) ? Int32(truncatingIfNeeded: needed) : Answer.refused
    }

    /// The script gives a handle back: the resource goes.
    @_noLocks
    mutating func drop(_ call: HostCall, kernel index: UInt32, resource: UInt32, handle: UInt32) -> Bool {
        guard index < UInt32(truncatingIfNeeded: kernelCount) else { return refuse(.unknownFunction) == 0 }
        current = Int(index)
        let kernel = kernels + current
        guard resource < UInt32(truncatingIfNeeded: kernel.pointee.resourceCount) else {
            return refuse(.unknownFunction) == 0
        }
        place = .destructor(resource: Int(resource))
        let representation: UInt32
        do {
            representation = try kernel.pointee.scriptHandles.give(handle, resource: resource)
        } catch {
            return refuse(.badHandle) == 0
        }
        guard let destructor = kernel.pointee.destructors[Int(resource)] else { return true }
        // A result may be waiting; what `values` hold is of no use any more.
        values[0] = RawValue(u32: representation)
        guard let trap = call.call(destructor, values, count: 1) else { return true }
        return stop(.trapped(trap)) == 0
    }

    // MARK: - Parts of a call

    @_noLocks
    private mutating func passArguments(
        _ call: HostCall, _ callable: KernelInstance.Callable, _ kernel: UnsafeMutablePointer<KernelInstance>,
        at address: UInt32
    ) -> Bool {
        var transfer = KernelTransfer(
            call, from: scriptMemory, to: kernel.pointee.memory, kernel: kernel, isIntoKernel: true)
        let tuple = transfer.node(callable.parameters)
        guard
            transfer.holds(address, UInt64(tuple.size), UInt32(tuple.alignment), in: transfer.source, isTarget: false)
        else {
            _ = stop(transfer)
            return false
        }
        // The kernel's allocator may not call out.
        mayCallOut = false
        defer { mayCallOut = true }
        if callable.passesParametersInMemory {
            guard let place = transfer.allocate(tuple.size, alignment: UInt32(tuple.alignment)),
                transfer.copy(callable.parameters, from: address, to: place)
            else {
                _ = stop(transfer)
                return false
            }
            values[0] = RawValue(u32: place)
            return true
        }
        var slot = 0
        for index in 0..<tuple.partCount {
            let part = transfer.part(tuple, index)
            guard transfer.lower(part.node, from: address &+ part.offset, to: values, &slot) else {
                _ = stop(transfer)
                return false
            }
        }
        return true
    }

    /// Lets the kernel free what it returned; its core result is in `values`.
    @_noLocks
    private mutating func postReturn(_ call: HostCall, _ callable: KernelInstance.Callable) -> Bool {
        guard let postReturn = callable.postReturn else { return true }
        mayCallOut = false
        defer { mayCallOut = true }
        guard let trap = call.call(postReturn, values, count: 1) else { return true }
        _ = stop(.trapped(trap))
        return false
    }

    /// Forgets a result that nobody fetched.
    @_noLocks
    private mutating func discard(_ call: HostCall) -> Bool {
        guard let pending else { return true }
        self.pending = nil
        current = pending.kernel
        place = .function(pending.function)
        values[0] = RawValue(u32: pending.address)
        return postReturn(call, kernels[current].callables[pending.function])
    }

    // MARK: - Failing

    /// Notes what went wrong. Always `refused`, to be returned.
    @_noLocks
    private mutating func stop(_ failure: Failure) -> Int32 {
        self.failure = failure
        return Answer.refused
    }

    @_noLocks
    private mutating func stop(_ transfer: KernelTransfer) -> Int32 {
        if let trap = transfer.trap { return stop(.trapped(trap)) }
        if let rule = transfer.rule { return stop(.broke(rule)) }
        return refuse(.outOfBounds)
    }

    @_noLocks
    private mutating func refuse(_ rule: KernelRule.Rule) -> Int32 {
        stop(.broke(KernelRule(rule: rule, side: .script)))
    }
}
