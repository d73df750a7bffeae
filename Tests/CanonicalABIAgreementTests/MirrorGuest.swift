// The memory and the allocator of an `AgreementComponent`, without its code. One thread at a time.

import CanonicalABI
import Glibc

/// A guest for our own implementation, with the memory that the other implementation's guest has.
final class MirrorGuest: GuestMemory {
    /// What an allocator may do wrong: the component's `lie` has these numbers.
    enum Lie: UInt32, CaseIterable { case misaligned = 1, beyondTheEnd, outOfBounds, overlaps, traps }

    let memory: UnsafeMutableRawBufferPointer
    let context: CanonicalContext
    private(set) var next = UInt32(AgreementComponent.arenaAddress)
    var lie: Lie?
    /// Answers that are right before those that are not.
    var liesAfter = 0

    /// A memory of zeros, with something else where values will lie: what is between them is nobody's.
    init(_ context: CanonicalContext) {
        self.context = context
        memory = .allocate(byteCount: AgreementComponent.memorySize, alignment: 16)
        memset(memory.baseAddress!, 0, memory.count)
        memset(memory.baseAddress! + AgreementComponent.resultAddress, 0xa5, 4_096)
    }

    /// A memory that begins so, and is zero behind; the allocator goes on there.
    init(_ context: CanonicalContext, words: [UInt64]) {
        self.context = context
        memory = .allocate(byteCount: AgreementComponent.memorySize, alignment: 16)
        memset(memory.baseAddress!, 0, memory.count)
        words.withUnsafeBytes { memory.copyMemory(from: $0) }
        next = UInt32(8 * words.count)
    }

    deinit { memory.deallocate() }

    var view: LinearMemoryView { LinearMemoryView(memory, context: context) }

    func reallocate(_ address: UInt32, oldByteCount: UInt32, alignment: UInt32, byteCount: UInt32)
        throws(CanonicalABIError) -> UInt32
    {
        if let lie {
            if liesAfter > 0 {
                liesAfter -= 1
            } else if let answer = try answer(lie, alignment, byteCount) {
                return answer
            }
        }
        let new = (next + alignment - 1) & ~(alignment - 1)
        guard Int(new) + Int(byteCount) <= memory.count else { throw Self.trap }
        next = new + byteCount
        (memory.baseAddress! + Int(new))
            .copyMemory(from: memory.baseAddress! + Int(address), byteCount: Int(min(oldByteCount, byteCount)))
        return new
    }

    private func answer(_ lie: Lie, _ alignment: UInt32, _ byteCount: UInt32) throws(CanonicalABIError) -> UInt32? {
        switch lie {
        case .misaligned: alignment > 1 ? next | 1 : nil
        case .beyondTheEnd: (UInt32(memory.count) - byteCount) & ~(alignment - 1) + alignment
        case .outOfBounds: 0 &- alignment
        case .overlaps: UInt32(AgreementComponent.arenaAddress)
        case .traps: throw Self.trap
        }
    }

    private static let trap = CanonicalABIError(.allocationFailed("unreachable"), while: "calling cabi_realloc")

    // MARK: - Looking

    /// What is in use.
    var wordCount: Int { (Int(next) + 7) / 8 }

    /// The memory that is in use; the allocator goes on behind the last of these.
    var words: [UInt64] { Array(memory.bindMemory(to: UInt64.self).prefix(wordCount)) }

    subscript(word address: Int) -> UInt64 {
        get { memory.loadUnaligned(fromByteOffset: address, as: UInt64.self) }
        set { memory.storeBytes(of: newValue, toByteOffset: address, as: UInt64.self) }
    }

    /// Notes core values as the component does.
    func note(_ flats: [CoreValue]) {
        self[word: AgreementComponent.nextAddress] = UInt64(next)
        self[word: AgreementComponent.resultPointerAddress] = UInt64(AgreementComponent.resultAddress)
        for (index, value) in flats.enumerated() {
            self[word: AgreementComponent.flatsAddress + 8 * index] = value.word
        }
    }

    func noteResult(_ results: [CoreValue]) {
        if let value = results.first { self[word: AgreementComponent.flatResultAddress] = value.word }
    }

    /// Where a result in memory lies.
    var resultPointer: UInt32 { UInt32(truncatingIfNeeded: self[word: AgreementComponent.resultPointerAddress]) }

    /// What is noted, as a core function with these parameters takes it.
    func noted(_ types: [CoreType]) -> [CoreValue] {
        types.enumerated().map { CoreValue(word: self[word: AgreementComponent.flatsAddress + 8 * $0], $1) }
    }
}
