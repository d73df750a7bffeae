// A guest without code: memory, an allocator that may do what it shouldn't, and whatever else a test has it do.

import CanonicalABI

/// Owns its memory, which begins filled with something else than zeros.
final class SimulatedGuest: GuestMemory {
    enum Misbehaviour: CaseIterable {
        case none
        /// Each allocation moves the host's view of the memory and grows it; what is written to the old one is lost.
        case moves
        case misaligned
        /// Begins within memory, ends one byte after it.
        case beyondTheEnd
        case outOfBounds
        /// Everything at one place.
        case overlaps
        case traps
    }

    /// A call of the allocator, with the spec's parameters.
    struct Request: Equatable {
        let old: UInt32
        let oldByteCount: UInt32
        let alignment: UInt32
        let byteCount: UInt32
    }

    private var memory: UnsafeMutableRawBufferPointer
    private var abandoned: [UnsafeMutableRawBufferPointer] = []
    private var next: UInt32 = 8
    var misbehaviour = Misbehaviour.none
    /// The call of the allocator, counted from 0, from which on it misbehaves.
    var misbehavesFrom = 0
    var context = CanonicalContext()
    private(set) var requests: [Request] = []
    /// What the allocator does besides.
    var whileAllocating: (() throws(CanonicalABIError) -> Void)?

    init(byteCount: Int = 1 << 20) {
        memory = .allocate(byteCount: byteCount, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0xa5)
    }

    deinit {
        memory.deallocate()
        for buffer in abandoned { buffer.deallocate() }
    }

    var view: LinearMemoryView { LinearMemoryView(memory, context: context) }

    func reallocate(_ address: UInt32, oldByteCount: UInt32, alignment: UInt32, byteCount: UInt32)
        throws(CanonicalABIError) -> UInt32
    {
        requests.append(
            Request(old: address, oldByteCount: oldByteCount, alignment: alignment, byteCount: byteCount))
        try whileAllocating?()
        switch requests.count > misbehavesFrom ? misbehaviour : .none {
        case .none: break
        case .moves: move()
        case .misaligned: if alignment > 1 { return next | 1 }
        case .beyondTheEnd: return (UInt32(memory.count) - byteCount) / alignment * alignment + alignment
        case .outOfBounds: return ~(alignment - 1)
        case .overlaps: return 8
        case .traps: throw CanonicalABIError(.allocationFailed("unreachable"), while: "calling cabi_realloc")
        }
        let new = (next + alignment - 1) / alignment * alignment
        next = new + byteCount
        precondition(Int(next) <= memory.count, "the test needs more memory")
        let kept = Int(min(oldByteCount, byteCount))
        (memory.baseAddress! + Int(new)).copyMemory(from: memory.baseAddress! + Int(address), byteCount: kept)
        // What was there is nobody's any more.
        (memory.baseAddress! + Int(address)).initializeMemory(as: UInt8.self, repeating: 0xdd, count: Int(oldByteCount))
        return new
    }

    private func move() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: memory.count + 4_096, alignment: 16)
        larger.initializeMemory(as: UInt8.self, repeating: 0x5a)
        larger.copyMemory(from: UnsafeRawBufferPointer(memory))
        memory.initializeMemory(as: UInt8.self, repeating: 0xee)
        abandoned.append(memory)
        memory = larger
    }

    func write(_ bytes: [UInt8], at address: Int) {
        UnsafeMutableRawBufferPointer(rebasing: memory[address...]).copyBytes(from: bytes)
    }

    func read(_ address: UInt32, count: Int) -> [UInt8] { Array(memory[Int(address)..<Int(address) + count]) }
}

/// What a body threw, if it was of the canonical ABI.
func brokenKind(_ body: () throws -> Void) -> CanonicalABIError.Kind? {
    do {
        try body()
        return nil
    } catch {
        return (error as? CanonicalABIError)?.kind
    }
}

/// The rule that a body broke.
func brokenRule(_ body: () throws -> Void) -> CanonicalABIError.Rule? {
    do {
        try body()
        return nil
    } catch let rule as CanonicalABIError.Rule {
        return rule
    } catch {
        guard case .broken(let rule) = (error as? CanonicalABIError)?.kind else { return nil }
        return rule
    }
}
