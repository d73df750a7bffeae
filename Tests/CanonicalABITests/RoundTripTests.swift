// Values of every type, into a guest and out of it again.

import CanonicalABI
import ComponentTestSupport
import Testing

@Suite struct RoundTripTests {
    /// 500 functions for each of the nine pairs of encodings: what the host passes to an instance, and the instance
    /// passes on through an import, comes back equal; so does what comes back from there, and is returned.
    @Test(arguments: StringEncoding.allCases, StringEncoding.allCases)
    func `what is lowered and lifted comes back equal, handles included`(
        encoding: StringEncoding, source: StringEncoding
    ) throws {
        var generator = ComponentGenerator(seed: 0xca10)
        generator.owned = [0, 1, 2]
        // A guest gets no handle to pass on when it borrows a resource of its own, which is number 1.
        generator.borrowed = [0, 2]
        for round in 0..<500 {
            let world = TestWorld(instanceCount: 2)
            var guest = SimulatedGuest(byteCount: 1 << 16)
            guest.context = world.context(1, encoding, from: source)
            guest.misbehaviour = round % 4 == 0 ? .moves : .none
            let function = generator.functionType()
            let arguments = generator.arguments(of: function)
            let answer = function.result.map { generator.value(of: $0) }
            let passedOn = FunctionType(function.parameters)
            let fetch = FunctionType([], result: function.result)

            let returned = try guest.beginExport(function, arguments) {
                guest, core throws(CanonicalABIError) in
                #expect(core.map(\.type) == function.exportedSignature.parameters)
                #expect(try guest.beginImport(passedOn, core) == arguments)
                _ = try guest.endImport(nil, of: passedOn, core)
                world.dropBorrows(of: 1, below: 1_000)

                let place = try guest.reallocate(
                    0, oldByteCount: 0, alignment: 8, byteCount: UInt32(function.result?.size ?? 0))
                let out = fetch.returnsResultInMemory ? [CoreValue.i32(place)] : []
                _ = try guest.beginImport(fetch, out)
                let results = try guest.endImport(answer, of: fetch, out)
                #expect(results.map(\.type) == fetch.importedSignature.results)
                return fetch.returnsResultInMemory ? out : results
            }
            #expect(returned.value == answer)
            try guest.endExport(returned)
            #expect(world.state(1).pointee.handles.count == 0)
            #expect(world.state(1).pointee.phase == .idle)
        }
    }

    @Test func `a value lies in memory as in registers`() throws {
        var generator = ComponentGenerator(seed: 0xca11)
        for _ in 0..<2_000 {
            var guest = SimulatedGuest(byteCount: 1 << 16)
            let type = generator.type()
            let value = generator.value(of: type)
            let place = try guest.reallocate(
                0, oldByteCount: 0, alignment: UInt32(type.alignment), byteCount: UInt32(type.size))
            try guest.store(value, as: type, at: place)
            #expect(try guest.view.load(type, at: place) == value)
            var core: [CoreValue] = []
            try guest.lowerFlat(value, as: type, to: &core)
            #expect(core.map(\.type) == type.flattened)
            var rest = core[...]
            #expect(try guest.view.liftFlat(type, from: &rest) == value)
            #expect(rest.isEmpty)
        }
    }

    @Test func `a NaN keeps its bits`() throws {
        var guest = SimulatedGuest()
        for bits: UInt32 in [0x7fc0_0000, 0x7f80_0001, 0xffff_ffff] {
            try guest.store(.f32(Float(bitPattern: bits)), as: .f32, at: 8)
            guard case .f32(let number) = try guest.view.load(.f32, at: 8) else { preconditionFailure() }
            #expect(number.bitPattern == bits)
        }
    }

    @Test func `an empty list still asks the guest for memory`() throws {
        var guest = SimulatedGuest()
        let core = try guest.lowerArguments([.list([])], of: FunctionType([.init("samples", .list(.f32))]))
        #expect(guest.requests == [.init(old: 0, oldByteCount: 0, alignment: 4, byteCount: 0)])
        #expect(core.count == 2 && core[1] == .i32(0))
    }

    @Test func `parameters beyond sixteen core values are asked memory for once, as a tuple`() throws {
        var guest = SimulatedGuest()
        let function = FunctionType((0..<17).map { .init("p\($0)", $0 == 3 ? .u64 : .u8) })
        let core = try guest.lowerArguments((0..<17).map { $0 == 3 ? .u64(3) : .u8(UInt8($0)) }, of: function)
        #expect(guest.requests == [.init(old: 0, oldByteCount: 0, alignment: 8, byteCount: 32)])
        #expect(core == [.i32(8)])
        #expect(guest.read(8, count: 17) == [0, 1, 2, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 3, 0, 0, 0, 0, 0, 0, 0, 4])
    }

    @Test func `narrow integers are cut to their width when lifted`() throws {
        let guest = SimulatedGuest()
        var values: ArraySlice<CoreValue> = [.i32(0x1_ff), .i32(0xffff_ff80), .i32(2)]
        #expect(try guest.view.liftFlat(.u8, from: &values) == .u8(0xff))
        #expect(try guest.view.liftFlat(.s8, from: &values) == .s8(-128))
        #expect(try guest.view.liftFlat(.bool, from: &values) == .bool(true))
    }
}
