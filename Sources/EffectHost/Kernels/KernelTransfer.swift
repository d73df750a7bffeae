// Moves values from one memory into another: a call's arguments into a kernel, its result back. Thread: the one that
// runs the effect; nothing here allocates, locks or throws. Where something is wrong, `rule` says what, and the answer
// is false.
// Source: CanonicalABI.md, "Loading", "Storing", "Flat Lowering"; here in one pass, from memory to memory.

import CanonicalABI
import WasmEngine

/// One transfer: between the script's memory and that of a kernel.
struct KernelTransfer {
    /// Bytes that all lists and strings of one call may take together, each way: a value that points to the same
    /// megabytes a thousand times is stopped before a thousand copies of it are made.
    static var allowance: Int { @_noLocks get { 64 << 20 } }

    let call: HostCall
    let kernel: UnsafeMutablePointer<KernelInstance>
    /// Whether values go from the script to the kernel, whose allocator then says where; else from the kernel to the
    /// script, one after the other from `heap` on.
    let isIntoKernel: Bool
    let sourceMemory: WasmMemory
    let targetMemory: WasmMemory

    var source: UnsafeMutableRawBufferPointer
    var target: UnsafeMutableRawBufferPointer
    /// Where the next list or string goes in the script's memory, and where there is no room any more.
    var heap: UInt64 = 0
    var heapEnd: UInt64 = 0
    var remaining = KernelTransfer.allowance

    var rule: KernelRule?
    /// What the kernel's allocator ran into.
    var trap: WasmTrap?

    @_noLocks
    init(
        _ call: HostCall, from source: WasmMemory, to target: WasmMemory, kernel: UnsafeMutablePointer<KernelInstance>,
        isIntoKernel: Bool
    ) {
        self.call = call
        self.kernel = kernel
        self.isIntoKernel = isIntoKernel
        sourceMemory = source
        targetMemory = target
        self.source = call.bytes(of: source)
        self.target = call.bytes(of: target)
    }

    @_noLocks
    func node(_ index: UInt32) -> TransferNode { kernel.pointee.nodes[Int(index)] }

    @_noLocks
    func part(_ node: TransferNode, _ index: UInt32) -> TransferPart {
        kernel.pointee.parts[Int(node.firstPart &+ index)]
    }

    // MARK: - Memory to memory

    /// Copies one value. Both addresses have been checked to hold one.
    @_noLocks
    mutating func copy(_ index: UInt32, from address: UInt32, to destination: UInt32) -> Bool {
        let node = node(index)
        if node.isCopied {
            copyBytes(from: address, to: destination, count: Int(node.size))
            return true
        }
        switch node.kind {
        case .plain, .signed: return true
        case .bool:
            store(load(address, size: 1) == 0 ? 0 : 1, at: destination, size: 1)
            return true
        case .char:
            let code = load(address, size: 4)
            store(code, at: destination, size: 4)
            return isScalar(code) || fail(.badCharacter)
        case .flags:
            store(load(address, size: node.size) & node.extra, at: destination, size: node.size)
            return true
        case .string, .list:
            guard let pointer = copySequence(node, at: address) else { return false }
            store(pointer, at: destination, size: 4)
            store(load(address &+ 4, size: 4), at: destination &+ 4, size: 4)
            return true
        case .record:
            for index in 0..<node.partCount {
                let part = part(node, index)
                guard copy(part.node, from: address &+ part.offset, to: destination &+ part.offset) else {
                    return false
                }
            }
            return true
        case .variant:
            guard let index = checkedCase(node, at: address) else { return false }
            store(index, at: destination, size: UInt32(node.discriminantSize))
            let payload = part(node, index)
            guard payload.node != TransferPart.none else { return true }
            return copy(payload.node, from: address &+ payload.offset, to: destination &+ payload.offset)
        case .own, .borrow:
            guard let handle = passHandle(node, load(address, size: 4)) else { return false }
            store(handle, at: destination, size: 4)
            return true
        }
    }

    /// Copies what a (pointer, length) at an address stands for; returns where it went.
    @_noLocks
    private mutating func copySequence(_ node: TransferNode, at address: UInt32) -> UInt32? {
        guard let sequence = checkedSequence(node, at: address) else { return nil }
        guard let destination = allocate(sequence.byteCount, alignment: sequence.alignment) else { return nil }
        if sequence.isCopied {
            copyBytes(from: sequence.address, to: destination, count: Int(sequence.byteCount))
            return destination
        }
        let element = part(node, 0).node
        var offset: UInt32 = 0
        while offset < sequence.byteCount {
            guard copy(element, from: sequence.address &+ offset, to: destination &+ offset) else { return nil }
            offset &+= sequence.elementSize
        }
        return destination
    }

    // MARK: - Memory to core values

    /// Turns one value into core values, from `slot` on; says where the next ones go.
    @_noLocks
    mutating func lower(
        _ index: UInt32, from address: UInt32, to slots: UnsafeMutablePointer<RawValue>, _ slot: inout Int
    ) -> Bool {
        let node = node(index)
        switch node.kind {
        case .plain:
            put(load64(address, size: node.size), slots, &slot)
            return true
        case .signed:
            let bits = load(address, size: node.size)
            let value = node.size == 1 ? Int32(Int8(truncatingIfNeeded: bits)) : Int32(Int16(truncatingIfNeeded: bits))
            put(UInt64(UInt32(bitPattern: value)), slots, &slot)
            return true
        case .bool:
            put(load(address, size: 1) == 0 ? 0 : 1, slots, &slot)
            return true
        case .char:
            let code = load(address, size: 4)
            put(UInt64(code), slots, &slot)
            return isScalar(code) || fail(.badCharacter)
        case .flags:
            put(UInt64(load(address, size: node.size) & node.extra), slots, &slot)
            return true
        case .string, .list:
            guard let pointer = copySequence(node, at: address) else { return false }
            put(UInt64(pointer), slots, &slot)
            put(UInt64(load(address &+ 4, size: 4)), slots, &slot)
            return true
        case .record:
            for index in 0..<node.partCount {
                let part = part(node, index)
                guard lower(part.node, from: address &+ part.offset, to: slots, &slot) else { return false }
            }
            return true
        case .variant:
            guard let index = checkedCase(node, at: address) else { return false }
            let end = slot &+ Int(node.flatCount)
            put(UInt64(index), slots, &slot)
            let payload = part(node, index)
            if payload.node != TransferPart.none {
                guard lower(payload.node, from: address &+ payload.offset, to: slots, &slot) else { return false }
            }
            // Cases share their places: those that this one doesn't need are zero. All bits are zero-extended, so a
            // place that an i32 shares with an i64 needs no more than this.
            while slot < end { put(0, slots, &slot) }
            return true
        case .own, .borrow:
            guard let handle = passHandle(node, load(address, size: 4)) else { return false }
            put(UInt64(handle), slots, &slot)
            return true
        }
    }

    @_noLocks
    private func put(_ bits: UInt64, _ slots: UnsafeMutablePointer<RawValue>, _ slot: inout Int) {
        slots[slot] = RawValue(u64: bits)
        slot &+= 1
    }

    // MARK: - A core value to memory

    /// Stores a result that is one core value. The address has been checked.
    @_noLocks
    mutating func lift(_ index: UInt32, from value: RawValue, to address: UInt32) -> Bool {
        let node = node(index)
        switch node.kind {
        case .plain, .signed:
            store64(value.u64, at: address, size: node.size)
            return true
        case .bool:
            store(value.u32 == 0 ? 0 : 1, at: address, size: 1)
            return true
        case .char:
            store(value.u32, at: address, size: 4)
            return isScalar(value.u32) || fail(.badCharacter)
        case .flags:
            store(value.u32 & node.extra, at: address, size: node.size)
            return true
        case .record:
            let part = part(node, 0)
            return lift(part.node, from: value, to: address &+ part.offset)
        case .variant:
            store(value.u32, at: address, size: UInt32(node.discriminantSize))
            return value.u32 < node.partCount || fail(.badCase)
        case .own, .borrow:
            guard let handle = passHandle(node, value.u32) else { return false }
            store(handle, at: address, size: 4)
            return true
        case .string, .list: return fail(.outOfBounds)
        }
    }
}
