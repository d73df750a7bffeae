// What is checked on the way from memory to memory, and the reads and writes themselves. Thread: the one that runs the
// effect.

import CRealtime
import CanonicalABI
import WasmEngine

extension KernelTransfer {
    /// A list or string that was found to lie within memory.
    struct Sequence: BitwiseCopyable {
        let address: UInt32
        let byteCount: UInt32
        let elementSize: UInt32
        let alignment: UInt32
        let isCopied: Bool
    }

    /// Notes who broke which rule. Always false, to be returned.
    @_noLocks
    mutating func fail(_ rule: KernelRule.Rule, isByTarget: Bool = false) -> Bool {
        let isScript = isIntoKernel != isByTarget
        self.rule = KernelRule(rule: rule, side: isScript ? .script : .kernel)
        return false
    }

    /// Reads a (pointer, length) and checks what it points to.
    @_noLocks
    mutating func checkedSequence(_ node: TransferNode, at address: UInt32) -> Sequence? {
        let pointer = load(address, size: 4)
        let count = load(address &+ 4, size: 4)
        let isText = node.isText
        let element = isText ? node : self.node(part(node, 0).node)
        let elementSize = isText ? 1 : element.size
        let alignment: UInt32 = isText ? 1 : UInt32(element.alignment)
        let byteCount = UInt64(count) * UInt64(elementSize)
        guard byteCount <= 1 << 28 - 1 else {
            _ = fail(.tooLong)
            return nil
        }
        guard holds(pointer, byteCount, alignment, in: source, isTarget: false) else { return nil }
        remaining &-= Int(truncatingIfNeeded: byteCount)
        guard remaining >= 0 else {
            _ = fail(.beyondAllowance)
            return nil
        }
        if isText {
            guard LinearMemoryView.holdsText(address: pointer, byteCount: count, memory: source) else {
                _ = fail(.badText)
                return nil
            }
        }
        return Sequence(
            address: pointer, byteCount: UInt32(truncatingIfNeeded: byteCount), elementSize: elementSize,
            alignment: alignment, isCopied: isText || element.isCopied)
    }

    /// Whether bytes lie within a memory, and where they should.
    @_noLocks
    mutating func holds(
        _ address: UInt32, _ byteCount: UInt64, _ alignment: UInt32, in memory: UnsafeMutableRawBufferPointer,
        isTarget: Bool
    ) -> Bool {
        guard address & (alignment &- 1) == 0 else { return fail(.misaligned, isByTarget: isTarget) }
        guard UInt64(address) + byteCount <= UInt64(truncatingIfNeeded: memory.count) else {
            return fail(.outOfBounds, isByTarget: isTarget)
        }
        return true
    }

    /// A variant's case, if its type has such a one.
    @_noLocks
    mutating func checkedCase(_ node: TransferNode, at address: UInt32) -> UInt32? {
        let index = load(address, size: UInt32(node.discriminantSize))
        guard index < node.partCount else {
            _ = fail(.badCase)
            return nil
        }
        return index
    }

    @_noLocks
    func isScalar(_ code: UInt32) -> Bool { code < 0xd800 || (code > 0xdfff && code < 0x11_0000) }

    /// Room in the target's memory.
    @_noLocks
    mutating func allocate(_ byteCount: UInt32, alignment: UInt32) -> UInt32? {
        guard isIntoKernel else {
            let address = (heap &+ UInt64(alignment) &- 1) & ~(UInt64(alignment) &- 1)
            heap = address &+ UInt64(byteCount)
            // `measure` has found that there is room; the same steps lead to the same place.
            guard heap <= heapEnd else {
                _ = fail(.outOfBounds, isByTarget: true)
                return nil
            }
            return UInt32(truncatingIfNeeded: address)
        }
        // SAFETY: the tuple's four values lie on this stack until the call returns.
        var values = (RawValue(), RawValue(), RawValue(u32: alignment), RawValue(u32: byteCount))
        let address: UInt32? = withUnsafeMutablePointer(to: &values) { pointer in
            let slots = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: RawValue.self)
            guard let allocator = kernel.pointee.allocator else { return nil }
            trap = call.call(allocator, slots, count: 4)
            return trap == nil ? slots[0].u32 : nil
        }
        guard let address else {
            if trap == nil { _ = fail(.outOfBounds, isByTarget: true) }
            return nil
        }
        // The kernel may have grown its memory, which may have moved.
        target = call.bytes(of: targetMemory)
        guard holds(address, UInt64(byteCount), alignment, in: target, isTarget: true) else { return nil }
        return address
    }

    /// Turns a handle of one side into what the other side gets for it.
    @_noLocks
    mutating func passHandle(_ node: TransferNode, _ index: UInt32) -> UInt32? {
        do {
            return try kernel.pointee.pass(
                index, resource: node.extra, isOwn: node.isOwn, isIntoKernel: isIntoKernel)
        } catch {
            switch error {
            case .tooManyHandles: _ = fail(.tooManyHandles)
            default: _ = fail(.badHandle)
            }
            return nil
        }
    }

    // MARK: - How much room a result needs

    /// Checks a value, and moves `heap` on by what its lists and strings need; nothing is written.
    @_noLocks
    mutating func measure(_ index: UInt32, at address: UInt32) -> Bool {
        let node = node(index)
        if node.isCopied { return true }
        switch node.kind {
        case .plain, .signed, .bool, .flags: return true
        case .char: return isScalar(load(address, size: 4)) || fail(.badCharacter)
        case .string, .list:
            guard let sequence = checkedSequence(node, at: address) else { return false }
            let alignment = UInt64(sequence.alignment)
            heap = ((heap &+ alignment &- 1) & ~(alignment &- 1)) &+ UInt64(sequence.byteCount)
            if sequence.isCopied { return true }
            let element = part(node, 0).node
            var offset: UInt32 = 0
            while offset < sequence.byteCount {
                guard measure(element, at: sequence.address &+ offset) else { return false }
                offset &+= sequence.elementSize
            }
            return true
        case .record:
            for index in 0..<node.partCount {
                let part = part(node, index)
                guard measure(part.node, at: address &+ part.offset) else { return false }
            }
            return true
        case .variant:
            guard let index = checkedCase(node, at: address) else { return false }
            let payload = part(node, index)
            return payload.node == TransferPart.none || measure(payload.node, at: address &+ payload.offset)
        case .own, .borrow:
            let index = load(address, size: 4)
            return kernel.pointee.kernelHandles.canGive(index, resource: node.extra) || fail(.badHandle)
        }
    }

    // MARK: - Bytes
    //
    // SAFETY, for all below: every caller has found the address and its bytes to lie within the memory.

    @_noLocks
    func load(_ address: UInt32, size: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: load64(address, size: size)) }

    @_noLocks
    func load64(_ address: UInt32, size: UInt32) -> UInt64 {
        let bytes = UnsafeRawPointer(source.baseAddress! + Int(address))
        switch size {
        case 1: return UInt64(bytes.loadUnaligned(as: UInt8.self))
        case 2: return UInt64(bytes.loadUnaligned(as: UInt16.self))
        case 4: return UInt64(bytes.loadUnaligned(as: UInt32.self))
        default: return bytes.loadUnaligned(as: UInt64.self)
        }
    }

    @_noLocks
    func store(_ value: UInt32, at address: UInt32, size: UInt32) { store64(UInt64(value), at: address, size: size) }

    @_noLocks
    func store64(_ value: UInt64, at address: UInt32, size: UInt32) {
        let bytes = target.baseAddress! + Int(address)
        switch size {
        case 1: bytes.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
        case 2: bytes.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
        case 4: bytes.storeBytes(of: UInt32(truncatingIfNeeded: value), as: UInt32.self)
        default: bytes.storeBytes(of: value, as: UInt64.self)
        }
    }

    @_noLocks
    func copyBytes(from address: UInt32, to destination: UInt32, count: Int) {
        (target.baseAddress! + Int(destination)).copyMemory(from: source.baseAddress! + Int(address), byteCount: count)
    }
}
