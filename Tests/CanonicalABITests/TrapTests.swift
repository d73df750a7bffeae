import CanonicalABI
import Testing

/// One test for each thing that the spec makes a trap.
@Suite struct TrapTests {
    private func kind(_ body: () throws -> Void) -> CanonicalABIError.Kind? {
        do {
            try body()
            return nil
        } catch {
            return (error as? CanonicalABIError)?.kind
        }
    }

    @Test func `a misaligned pointer is refused`() {
        let guest = BumpGuest()
        #expect(kind { _ = try guest.view.load(.u32, at: 2) } == .misaligned(address: 2, alignment: 4))
    }

    @Test func `a record that reaches past the end of memory is refused`() {
        let guest = BumpGuest(byteCount: 64)
        #expect(
            kind { _ = try guest.view.load(.u64, at: 64) }
                == .outOfBounds(address: 64, byteCount: 8, memorySize: 64))
        #expect(
            kind { _ = try guest.view.load(.u32, at: .max & ~3) }
                == .outOfBounds(address: .max & ~3, byteCount: 4, memorySize: 64))
    }

    @Test func `a list whose length lies is refused before anything is read`() {
        let guest = BumpGuest(byteCount: 64)
        guest.write([8, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], at: 0)
        #expect(kind { _ = try guest.view.load(.list(.f32), at: 0) } == .tooLong(byteCount: 0xffff_ffff * 4))
        guest.write([8, 0, 0, 0, 0xff, 0, 0, 0], at: 0)
        #expect(
            kind { _ = try guest.view.load(.list(.f32), at: 0) }
                == .outOfBounds(address: 8, byteCount: 0xff * 4, memorySize: 64))
    }

    @Test func `values that lie over one another take no more than the host allows for all of them`() throws {
        let guest = BumpGuest(byteCount: 1_024)
        // A list of three strings, each of the same 100 bytes.
        let string: [UInt8] = [0, 2, 0, 0, 100, 0, 0, 0]
        guest.write([8, 0, 0, 0, 3, 0, 0, 0] + string + string + string, at: 0)
        let type = ValueType.list(.string)
        #expect(throws: Never.self) { try LinearMemoryView(guest.view.bytes).load(type, at: 0) }
        #expect(throws: Never.self) { try LinearMemoryView(guest.view.bytes, liftingLimit: 324).load(type, at: 0) }
        #expect(
            kind { _ = try LinearMemoryView(guest.view.bytes, liftingLimit: 323).load(type, at: 0) }
                == .beyondAllowance(limit: 323))
    }

    @Test func `a string that is not UTF-8 is refused`() {
        let guest = BumpGuest(byteCount: 64)
        guest.write([8, 0, 0, 0, 2, 0, 0, 0, 0xc3, 0x28], at: 0)
        #expect(kind { _ = try guest.view.load(.string, at: 0) } == .invalidUTF8(address: 8, byteCount: 2))
    }

    @Test func `a surrogate and a number beyond Unicode are no characters`() {
        let guest = BumpGuest(byteCount: 64)
        guest.write([0x00, 0xd8, 0, 0, 0x00, 0x00, 0x11, 0x00], at: 0)
        #expect(kind { _ = try guest.view.load(.char, at: 0) } == .invalidCharacter(0xd800))
        #expect(kind { _ = try guest.view.load(.char, at: 4) } == .invalidCharacter(0x11_0000))
    }

    @Test func `a case that the type lacks is refused, in memory and as a core value`() {
        let guest = BumpGuest(byteCount: 64)
        guest.write([3], at: 0)
        let type = ValueType.enumeration(["a", "b", "c"])
        #expect(kind { _ = try guest.view.load(type, at: 0) } == .invalidCase(3, count: 3))
        #expect(
            kind {
                var values: ArraySlice<CoreValue> = [.i32(.max)]
                _ = try guest.view.liftFlat(type, from: &values)
            } == .invalidCase(.max, count: 3))
    }

    @Test(arguments: [BumpGuest.Misbehaviour.misaligned, .outOfBounds, .traps])
    func `memory from the guest's allocator is not trusted`(misbehaviour: BumpGuest.Misbehaviour) {
        var guest = BumpGuest(byteCount: 64)
        guest.misbehaviour = misbehaviour
        let function = FunctionType([.init("samples", .list(.u32))])
        let found = kind { _ = try guest.lowerArguments([.list([.u32(1), .u32(2)])], of: function) }
        switch misbehaviour {
        case .misaligned: #expect(found == .misaligned(address: 9, alignment: 4))
        case .outOfBounds: #expect(found == .outOfBounds(address: 64, byteCount: 8, memorySize: 64))
        default: #expect(found == .allocationFailed("unreachable"))
        }
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
