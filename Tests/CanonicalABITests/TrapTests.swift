import CanonicalABI
import ComponentTestSupport
import TestSupport
import Testing

/// One test for each thing that the spec makes a trap.
@Suite struct TrapTests {
    @Test func `a misaligned pointer is refused`() {
        let guest = SimulatedGuest()
        #expect(brokenKind { _ = try guest.view.load(.u32, at: 2) } == .misaligned(address: 2, alignment: 4))
    }

    @Test func `a record that reaches past the end of memory is refused`() {
        let guest = SimulatedGuest(byteCount: 64)
        #expect(
            brokenKind { _ = try guest.view.load(.u64, at: 64) }
                == .outOfBounds(address: 64, byteCount: 8, memorySize: 64))
        #expect(
            brokenKind { _ = try guest.view.load(.u32, at: .max & ~3) }
                == .outOfBounds(address: .max & ~3, byteCount: 4, memorySize: 64))
    }

    @Test func `a list whose length lies is refused before anything is read`() {
        let guest = SimulatedGuest(byteCount: 64)
        guest.write([8, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], at: 0)
        #expect(brokenKind { _ = try guest.view.load(.list(.f32), at: 0) } == .tooLong(byteCount: 0xffff_ffff * 4))
        guest.write([8, 0, 0, 0, 0xff, 0, 0, 0], at: 0)
        #expect(
            brokenKind { _ = try guest.view.load(.list(.f32), at: 0) }
                == .outOfBounds(address: 8, byteCount: 0xff * 4, memorySize: 64))
    }

    @Test func `values that lie over one another take no more than the host allows for all of them`() throws {
        let guest = SimulatedGuest(byteCount: 1_024)
        // A list of three strings, each of the same 100 bytes.
        let string: [UInt8] = [0, 2, 0, 0, 100, 0, 0, 0]
        guest.write([8, 0, 0, 0, 3, 0, 0, 0] + string + string + string, at: 0)
        guest.write([UInt8](repeating: 0x61, count: 100), at: 512)
        let type = ValueType.list(.string)
        #expect(throws: Never.self) { try LinearMemoryView(guest.view.bytes).load(type, at: 0) }
        #expect(throws: Never.self) { try LinearMemoryView(guest.view.bytes, liftingLimit: 324).load(type, at: 0) }
        #expect(
            brokenKind { _ = try LinearMemoryView(guest.view.bytes, liftingLimit: 323).load(type, at: 0) }
                == .beyondAllowance(limit: 323))
    }

    @Test func `a string that is not UTF-8 is refused`() {
        let guest = SimulatedGuest(byteCount: 64)
        guest.write([8, 0, 0, 0, 2, 0, 0, 0, 0xc3, 0x28], at: 0)
        #expect(brokenKind { _ = try guest.view.load(.string, at: 0) } == .invalidUTF8(address: 8, byteCount: 2))
    }

    @Test func `a surrogate and a number beyond Unicode are no characters`() {
        let guest = SimulatedGuest(byteCount: 64)
        guest.write([0x00, 0xd8, 0, 0, 0x00, 0x00, 0x11, 0x00], at: 0)
        #expect(brokenKind { _ = try guest.view.load(.char, at: 0) } == .invalidCharacter(0xd800))
        #expect(brokenKind { _ = try guest.view.load(.char, at: 4) } == .invalidCharacter(0x11_0000))
    }

    @Test func `a case that the type lacks is refused, in memory and as a core value`() {
        let guest = SimulatedGuest(byteCount: 64)
        guest.write([3], at: 0)
        let type = ValueType.enumeration(["a", "b", "c"])
        #expect(brokenKind { _ = try guest.view.load(type, at: 0) } == .invalidCase(3, count: 3))
        #expect(
            brokenKind {
                var values: ArraySlice<CoreValue> = [.i32(.max)]
                _ = try guest.view.liftFlat(type, from: &values)
            } == .invalidCase(.max, count: 3))
    }

    @Test(arguments: SimulatedGuest.Misbehaviour.allCases)
    func `memory from the guest's allocator is not trusted`(misbehaviour: SimulatedGuest.Misbehaviour) {
        var guest = SimulatedGuest(byteCount: 64)
        guest.misbehaviour = misbehaviour
        let function = FunctionType([.init("samples", .list(.u32))])
        let found = brokenKind { _ = try guest.lowerArguments([.list([.u32(1), .u32(2)])], of: function) }
        switch misbehaviour {
        case .none, .moves, .overlaps: #expect(found == nil)
        case .misaligned: #expect(found == .misaligned(address: 9, alignment: 4))
        case .beyondTheEnd: #expect(found == .outOfBounds(address: 60, byteCount: 8, memorySize: 64))
        case .outOfBounds: #expect(found == .outOfBounds(address: 0xffff_fffc, byteCount: 8, memorySize: 64))
        case .traps: #expect(found == .allocationFailed("unreachable"))
        }
    }

    @Test func `memory for nothing is checked too`() {
        var guest = SimulatedGuest(byteCount: 64)
        guest.misbehaviour = .misaligned
        let function = FunctionType([.init("samples", .list(.u32))])
        #expect(
            brokenKind { _ = try guest.lowerArguments([.list([])], of: function) }
                == .misaligned(address: 9, alignment: 4))
        guest.misbehaviour = .outOfBounds
        #expect(
            brokenKind { _ = try guest.lowerArguments([.list([])], of: function) }
                == .outOfBounds(address: 0xffff_fffc, byteCount: 0, memorySize: 64))
    }

    /// Whatever the allocator answers from whichever request on, the host neither crashes nor writes elsewhere; if all
    /// answers were sound, the value is there.
    @Test(arguments: SimulatedGuest.Misbehaviour.allCases)
    func `a hostile allocator harms nobody else`(misbehaviour: SimulatedGuest.Misbehaviour) throws {
        var generator = ComponentGenerator(seed: 0xbad)
        for round in 0..<2_000 {
            var guest = SimulatedGuest(byteCount: 1 << 14)
            guest.context.stringEncoding = StringEncoding.allCases[round % 3]
            guest.misbehaviour = misbehaviour
            guest.misbehavesFrom = generator.random.chance(0.5) ? 0 : Int.random(in: 0...5, using: &generator.random)
            let function = generator.functionType()
            let arguments = generator.arguments(of: function)
            do {
                let core = try guest.lowerArguments(arguments, of: function)
                let lifted = try guest.view.liftParameters(of: function, from: core)
                if misbehaviour == .none || misbehaviour == .moves { #expect(lifted == arguments) }
            } catch {
                let mayThrow = misbehaviour != .none && misbehaviour != .moves
                #expect(mayThrow, "\(error)")
            }
        }
    }

    @Test func `an address for a result is the guest's, and checked`() {
        var guest = SimulatedGuest(byteCount: 64)
        let function = FunctionType([], result: .tuple([.u64, .u64]))
        let result = Value.members([.u64(1), .u64(2)])
        for (address, expected): (UInt32, CanonicalABIError.Kind) in [
            (4, .misaligned(address: 4, alignment: 8)), (56, .outOfBounds(address: 56, byteCount: 16, memorySize: 64)),
        ] {
            #expect(
                brokenKind {
                    _ = try guest.lowerResult(result, of: function, coreArguments: [.i32(address)])
                } == expected)
            #expect(brokenKind { _ = try guest.view.liftResult(of: function, from: [.i32(address)]) } == expected)
        }
    }

    @Test func `parameters in memory are where the guest says, and checked`() {
        let guest = SimulatedGuest(byteCount: 64)
        let function = FunctionType((0..<17).map { .init("p\($0)", .u32) })
        #expect(
            brokenKind { _ = try guest.view.liftParameters(of: function, from: [.i32(2)]) }
                == .misaligned(address: 2, alignment: 4))
        #expect(
            brokenKind { _ = try guest.view.liftParameters(of: function, from: [.i32(0)]) }
                == .outOfBounds(address: 0, byteCount: 68, memorySize: 64))
    }

    @Test func `elements without a size are counted all the same`() {
        let guest = SimulatedGuest(byteCount: 64)
        guest.write([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], at: 0)
        #expect(
            brokenKind { _ = try guest.view.load(.list(.record([])), at: 0) } == .tooLong(byteCount: 0xffff_ffff))
    }

    @Test func `a float list is checked without allocating, for the audio thread`() {
        #expect(LinearMemoryView.holdsFloatList(address: 0, count: 16, memorySize: 64))
        #expect(LinearMemoryView.holdsFloatList(address: 64, count: 0, memorySize: 64))
        #expect(!LinearMemoryView.holdsFloatList(address: 2, count: 1, memorySize: 64))
        #expect(!LinearMemoryView.holdsFloatList(address: 4, count: 16, memorySize: 64))
        #expect(!LinearMemoryView.holdsFloatList(address: 0xffff_fffc, count: 0xffff_ffff, memorySize: 64))
        #expect(!LinearMemoryView.holdsFloatList(address: 0, count: 1 << 26, memorySize: 1 << 40))
    }
}
