// A guest without code: memory and a bump allocator, enough to lift and lower against.

import CanonicalABI

/// Owns its memory; may be told to misbehave.
final class BumpGuest: GuestMemory {
    enum Misbehaviour { case none, misaligned, outOfBounds, traps }

    private let memory: UnsafeMutableRawBufferPointer
    private var next: UInt32 = 8
    var misbehaviour = Misbehaviour.none
    private(set) var allocations: [(byteCount: UInt32, alignment: UInt32)] = []

    init(byteCount: Int = 1 << 20) {
        memory = .allocate(byteCount: byteCount, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { memory.deallocate() }

    var view: LinearMemoryView { LinearMemoryView(memory) }

    func allocate(byteCount: UInt32, alignment: UInt32) throws(CanonicalABIError) -> UInt32 {
        allocations.append((byteCount, alignment))
        switch misbehaviour {
        case .none: break
        case .misaligned: return next | 1
        case .outOfBounds: return UInt32(memory.count) & ~7
        case .traps: throw CanonicalABIError(.allocationFailed("unreachable"), while: "calling cabi_realloc")
        }
        let address = (next + alignment - 1) / alignment * alignment
        next = address + byteCount
        return address
    }

    func write(_ bytes: [UInt8], at address: Int) {
        UnsafeMutableRawBufferPointer(rebasing: memory[address...]).copyBytes(from: bytes)
    }
}
