// The handles of one instance: what an index stands for, and what it can't be used for.

import CanonicalABI
import Testing

@Suite struct HandleTableTests {
    @Test func `indices begin at one, and the last one freed is the next one used`() throws {
        var table = HandleTable(limit: 10)
        #expect(try table.addOwn(100, resource: 0) == 1)
        #expect(try table.addOwn(101, resource: 0) == 2)
        #expect(try table.addOwn(102, resource: 0) == 3)
        #expect(try table.give(1, resource: 0) == 100)
        #expect(try table.give(3, resource: 0) == 102)
        #expect(try table.addOwn(103, resource: 0) == 3)
        #expect(try table.addOwn(104, resource: 0) == 1)
        #expect(try table.addOwn(105, resource: 0) == 4)
        #expect(table.count == 4)
    }

    @Test(arguments: [0, 2, 9, 10, 11, 1 << 28, .max] as [UInt32])
    func `an index that was never handed out is no handle`(index: UInt32) throws {
        var table = HandleTable(limit: 10)
        _ = try table.addOwn(100, resource: 0)
        var lent = HandleTable.Lent()
        #expect(brokenRule { _ = try table.representation(index, resource: 0) } == .noHandle(index))
        #expect(brokenRule { _ = try table.give(index, resource: 0) } == .noHandle(index))
        #expect(brokenRule { _ = try table.drop(index, resource: 0) } == .noHandle(index))
        #expect(brokenRule { _ = try table.lend(index, resource: 0, to: &lent) } == .noHandle(index))
        #expect(table.canGive(index, resource: 0) == false)
    }

    @Test func `a handle that was dropped or given away is none any more`() throws {
        var table = HandleTable(limit: 10)
        let given = try table.addOwn(100, resource: 0)
        let dropped = try table.addOwn(101, resource: 0)
        _ = try table.give(given, resource: 0)
        _ = try table.drop(dropped, resource: 0)
        #expect(brokenRule { _ = try table.give(given, resource: 0) } == .noHandle(given))
        #expect(brokenRule { _ = try table.drop(dropped, resource: 0) } == .noHandle(dropped))
        #expect(table.count == 0)
    }

    @Test func `a handle is for resources of its type only`() throws {
        var table = HandleTable(limit: 10)
        let index = try table.addOwn(100, resource: 7)
        var lent = HandleTable.Lent()
        #expect(brokenRule { _ = try table.representation(index, resource: 0) } == .otherResource(index))
        #expect(brokenRule { _ = try table.give(index, resource: 8) } == .otherResource(index))
        #expect(brokenRule { _ = try table.drop(index, resource: .max) } == .otherResource(index))
        #expect(brokenRule { _ = try table.lend(index, resource: 6, to: &lent) } == .otherResource(index))
        #expect(table.canGive(index, resource: 0) == false)
        #expect(try table.representation(index, resource: 7) == 100)
    }

    @Test func `a borrowed handle can be read, lent and dropped, and not given away`() throws {
        var table = HandleTable(limit: 10)
        let index = try table.addBorrow(100, resource: 0)
        var lent = HandleTable.Lent()
        #expect(try table.representation(index, resource: 0) == 100)
        #expect(try table.lend(index, resource: 0, to: &lent) == 100)
        table.endLending(to: &lent)
        #expect(brokenRule { _ = try table.give(index, resource: 0) } == .notOwned(index))
        #expect(table.canGive(index, resource: 0) == false)
        let dropped = try table.drop(index, resource: 0)
        #expect(dropped.representation == 100 && !dropped.wasOwn)
    }

    @Test func `a lent handle stays until its call has returned`() throws {
        var table = HandleTable(limit: 10)
        let own = try table.addOwn(100, resource: 0)
        let borrow = try table.addBorrow(101, resource: 0)
        var outer = HandleTable.Lent()
        var inner = HandleTable.Lent()
        #expect(try table.lend(own, resource: 0, to: &outer) == 100)
        #expect(try table.lend(own, resource: 0, to: &outer) == 100)
        #expect(try table.lend(own, resource: 0, to: &inner) == 100)
        #expect(try table.lend(borrow, resource: 0, to: &inner) == 101)
        #expect(brokenRule { _ = try table.drop(borrow, resource: 0) } == .lent(borrow))
        table.endLending(to: &inner)
        #expect(brokenRule { _ = try table.give(own, resource: 0) } == .lent(own))
        #expect(brokenRule { _ = try table.drop(own, resource: 0) } == .lent(own))
        #expect(table.canGive(own, resource: 0) == false)
        #expect(try table.drop(borrow, resource: 0).representation == 101)
        table.endLending(to: &outer)
        #expect(table.canGive(own, resource: 0) == true)
        #expect(try table.give(own, resource: 0) == 100)
    }

    @Test func `a full table says so, and takes another once one has gone`() throws {
        var table = HandleTable(limit: 3)
        for representation in 0..<3 { _ = try table.addOwn(UInt32(representation), resource: 0) }
        #expect(brokenRule { _ = try table.addOwn(9, resource: 0) } == .tooManyHandles(limit: 3))
        #expect(brokenRule { _ = try table.addBorrow(9, resource: 0) } == .tooManyHandles(limit: 3))
        _ = try table.give(2, resource: 0)
        #expect(try table.addBorrow(9, resource: 0) == 2)
        #expect(HandleTable.maximumLimit == 0x0fff_ffff)
    }

    @Test func `a table of none is full from the start`() {
        var table = HandleTable(limit: 0)
        #expect(brokenRule { _ = try table.addOwn(9, resource: 0) } == .tooManyHandles(limit: 0))
    }
}

@Suite struct RepresentationTableTests {
    @Test func `an object that was dropped keeps its number until it is released`() {
        var table = RepresentationTable(limit: 3)
        #expect(table.add() == 1)
        #expect(table.add() == 2)
        #expect(table.add() == 3)
        #expect(table.add() == nil)
        table.drop(2)
        table.drop(1)
        #expect(table.heldCount == 1)
        #expect([2, 3].map { table.isHeld($0) } == [false, true])
        #expect(table.add() == nil)
        #expect(table.nextReleased() == 1)
        #expect(table.add() == 1)
        #expect(table.nextReleased() == 2)
        #expect(table.nextReleased() == nil)
        #expect(table.add() == 2)
    }

    @Test func `an object that is given back is free at once`() {
        var table = RepresentationTable(limit: 1)
        #expect(table.add() == 1)
        table.take(1)
        #expect([0, 1, .max].allSatisfy { !table.isHeld($0) })
        #expect(table.nextReleased() == nil)
        #expect(table.add() == 1)
    }
}
