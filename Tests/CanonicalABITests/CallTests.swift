// Whole calls between guests and the host, and what a guest must not do in the middle of one.

import CanonicalABI
import Testing

@Suite struct CallTests {
    private let text = FunctionType([.init("text", .string)], result: .string)

    private func guest(_ number: UInt32, of world: TestWorld, _ encoding: StringEncoding = .utf8) -> SimulatedGuest {
        let guest = SimulatedGuest(byteCount: 1 << 12)
        guest.context = world.context(number, encoding)
        return guest
    }

    /// Lowers a string by itself, and returns where its two words lie.
    private func place(_ string: String, in guest: inout SimulatedGuest) throws(CanonicalABIError) -> [CoreValue] {
        let place = try guest.reallocate(0, oldByteCount: 0, alignment: 4, byteCount: 8)
        try guest.store(.string(string), as: .string, at: place)
        return [.i32(place)]
    }

    @Test func `post-return is called once, with what the function returned, and may not leave`() throws {
        let world = TestWorld(instanceCount: 1)
        var guest = guest(0, of: world)
        let result = try guest.beginExport(text, [.string("in")]) { guest, _ throws(CanonicalABIError) in
            try place("out", in: &guest)
        }
        #expect(result.value == .string("out"))
        var calls: [[CoreValue]] = []
        try guest.endExport(result) { guest, values throws(CanonicalABIError) in
            calls.append(values)
            #expect(world.state(0).pointee.phase == .freeing)
            #expect(brokenRule { try world.state(0).pointee.checkMayLeave() } == .mayNotLeave)
            #expect(brokenRule { try world.state(0).pointee.enter() } == .reentered)
        }
        #expect(calls == [result.coreResults])
        #expect(world.state(0).pointee.phase == .idle)
    }

    @Test func `a guest that calls out of post-return has trapped`() throws {
        let world = TestWorld(instanceCount: 2)
        var guest = guest(0, of: world)
        let result = try guest.beginExport(FunctionType([]), []) { _, _ throws(CanonicalABIError) in [] }
        #expect(
            brokenRule {
                try guest.endExport(result) { guest, _ throws(CanonicalABIError) in
                    _ = try guest.beginImport(FunctionType([]), [])
                }
            } == .mayNotLeave)
        #expect(world.state(0).pointee.phase == .trapped && world.state(1).pointee.phase == .trapped)
    }

    @Test func `a guest that calls out of its allocator has trapped, for arguments and for results`() throws {
        for isResult in [false, true] {
            let world = TestWorld(instanceCount: 1)
            var guest = guest(0, of: world)
            let other = self.guest(0, of: world)
            func callOut() throws(CanonicalABIError) {
                #expect(world.state(0).pointee.phase == (isResult ? .receiving : .entering))
                var other = other
                _ = try other.beginImport(FunctionType([]), [])
            }
            if !isResult { guest.whileAllocating = callOut }
            var wasCalled = false
            let rule = brokenRule {
                _ = try guest.beginExport(text, [.string("in")]) { guest, core throws(CanonicalABIError) in
                    wasCalled = true
                    let out = try place("", in: &guest)
                    _ = try guest.beginImport(text, core + out)
                    guest.whileAllocating = callOut
                    return try guest.endImport(.string("out"), of: text, core + out)
                }
            }
            #expect(rule == .mayNotLeave)
            #expect(wasCalled == isResult)
            #expect(world.state(0).pointee.phase == .trapped)
        }
    }

    @Test func `a guest is not called again after it trapped, and neither is its neighbour`() throws {
        let world = TestWorld(instanceCount: 2)
        var guest = guest(0, of: world)
        var neighbour = self.guest(1, of: world)
        let trap = CanonicalABIError(.functionTrapped("unreachable"), while: "calling it")
        #expect(throws: trap) {
            _ = try guest.beginExport(FunctionType([]), []) { _, _ throws(CanonicalABIError) in throw trap }
        }
        for _ in 0..<2 {
            #expect(
                brokenRule {
                    _ = try neighbour.beginExport(FunctionType([]), []) { _, _ throws(CanonicalABIError) in
                        Issue.record("it was called")
                        return []
                    }
                } == .trapped)
        }
    }

    @Test func `a guest that the host calls back has trapped`() throws {
        let world = TestWorld(instanceCount: 1)
        var guest = guest(0, of: world)
        #expect(
            brokenRule {
                _ = try guest.beginExport(FunctionType([]), []) { guest, _ throws(CanonicalABIError) in
                    _ = try guest.beginImport(FunctionType([]), [])
                    _ = try guest.beginExport(FunctionType([]), []) { _, _ throws(CanonicalABIError) in [] }
                    return []
                }
            } == .reentered)
    }

    @Test func `a bad result ends the guest before its post-return is called`() throws {
        let world = TestWorld(instanceCount: 1)
        var guest = guest(0, of: world)
        #expect(
            brokenKind {
                _ = try guest.beginExport(text, [.string("in")]) { _, _ throws(CanonicalABIError) in [.i32(2)] }
            } == .misaligned(address: 2, alignment: 4))
        #expect(brokenRule { try world.state(0).pointee.enter() } == .trapped)
    }

    /// Instance 0 makes a resource, lends it to instance 1, gives it away to it, and gets another text back; each has
    /// its own encoding, and its own number for the resource.
    @Test func `a guest calls another: text is recoded, handles change their numbers, each frees its own`() throws {
        let world = TestWorld(instanceCount: 2)
        var caller = guest(0, of: world, .latin1OrUTF16)
        var callee = guest(1, of: world, .utf16)
        callee.context.sourceEncoding = .latin1OrUTF16
        caller.context.sourceEncoding = .utf16
        let type = world.resources[0]
        let function = FunctionType(
            [.init("text", .string), .init("lent", .borrow(resource: 0)), .init("given", .own(resource: 0))],
            result: .tuple([.string, .own(resource: 0)]))
        var freed = 0

        let returned = try caller.beginExport(FunctionType([]), []) { caller, _ throws(CanonicalABIError) in
            var core: [CoreValue] = []
            do throws(CanonicalABIError.Rule) {
                _ = try world.store.pointee.newResource(700, type, in: 0)
                core = [
                    .i32(try world.store.pointee.newResource(500, type, in: 0)),
                    .i32(try world.store.pointee.newResource(501, type, in: 0)),
                ]
            } catch { throw CanonicalABIError(error, while: "making resources") }
            let (pointer, length) = try caller.storeString("Größe", from: .latin1)
            let out = try caller.reallocate(0, oldByteCount: 0, alignment: 4, byteCount: 12)
            core = [.i32(pointer), .i32(length)] + core + [.i32(out)]

            let arguments = try caller.beginImport(function, core)
            #expect(arguments == [.string("Größe"), .handle(500), .handle(501)])
            let result = try callee.beginExport(function, arguments) { callee, core throws(CanonicalABIError) in
                #expect(core[1...] == [.i32(5), .i32(1), .i32(2)])
                world.dropBorrows(of: 1, below: 2)
                let place = try callee.reallocate(0, oldByteCount: 0, alignment: 4, byteCount: 12)
                let (pointer, length) = try callee.storeString("☃", from: .utf16)
                for (offset, word) in [pointer, length, 2].enumerated() {
                    callee.write(withUnsafeBytes(of: word.littleEndian) { Array($0) }, at: Int(place) + 4 * offset)
                }
                return [.i32(place)]
            }
            #expect(try caller.endImport(result.value, of: function, core) == [])
            #expect(world.state(1).pointee.phase == .returned)
            try callee.endExport(result) { _, _ throws(CanonicalABIError) in freed += 1 }
            // The text came as Latin-1 or UTF-16 has it, and the resource under the number that it left.
            #expect(try caller.view.load(.string, at: out) == .string("☃"))
            #expect(caller.read(out + 8, count: 4) == [3, 0, 0, 0])
            return []
        }
        try caller.endExport(returned)
        #expect(freed == 1)
        #expect(world.state(0).pointee.handles.count == 3 && world.state(1).pointee.handles.count == 0)
        #expect(world.state(0).pointee.phase == .idle && world.state(1).pointee.phase == .idle)
    }

    @Test func `a forged handle among the arguments of an import ends the store`() throws {
        for type in [ValueType.own(resource: 1), .borrow(resource: 1)] {
            let world = TestWorld(instanceCount: 1)
            var guest = guest(0, of: world)
            let function = FunctionType([.init("handle", type)])
            let found = brokenKind {
                _ = try guest.beginExport(FunctionType([]), []) { guest, _ throws(CanonicalABIError) in
                    _ = try guest.beginImport(function, [.i32(7)])
                    return []
                }
            }
            #expect(found == .broken(.noHandle(7)))
            #expect(world.state(0).pointee.phase == .trapped)
        }
    }

    @Test func `each rule has its words`() {
        let rules: [CanonicalABIError.Rule] = [
            .noHandle(7), .otherResource(7), .notOwned(7), .lent(7), .tooManyHandles(limit: 7), .borrowsLeft(count: 7),
            .borrowReturned, .reentered, .mayNotLeave, .trapped,
        ]
        #expect(Set(rules.map(\.description)).count == rules.count)
        #expect(
            CanonicalABIError(.lent(7), while: "reading own").description
                == "reading own: handle 7 is lent to a call that has not returned")
    }
}
