// Who may call whom, when; and what becomes of a resource that is dropped.

import CanonicalABI
import Testing

@Suite struct ComponentStoreTests {
    @Test func `a call goes through its phases, and leaving is for code that runs`() throws {
        let world = TestWorld(instanceCount: 1)
        let state = world.state(0)
        #expect(state.pointee.phase == .idle)
        #expect(brokenRule { try state.pointee.checkMayLeave() } == .mayNotLeave)
        try state.pointee.enter()
        #expect(brokenRule { try state.pointee.leave() } == .mayNotLeave)
        state.pointee.start()
        try state.pointee.leave()
        #expect(brokenRule { try state.pointee.leave() } == .mayNotLeave)
        state.pointee.receive()
        #expect(brokenRule { try state.pointee.leave() } == .mayNotLeave)
        state.pointee.comeBack()
        try state.pointee.checkMayLeave()
        try state.pointee.returned()
        #expect(brokenRule { try state.pointee.leave() } == .mayNotLeave)
        state.pointee.postReturn()
        #expect(brokenRule { try state.pointee.leave() } == .mayNotLeave)
        state.pointee.exit()
        #expect(state.pointee.phase == .idle)
    }

    @Test func `an instance is not called while it starts, runs, waits, returns or frees`() throws {
        let world = TestWorld(instanceCount: 1, isReady: false)
        let state = world.state(0)
        func isRefused() -> Bool { brokenRule { try state.pointee.enter() } == .reentered }
        #expect(isRefused())
        // Its start functions may call out.
        try state.pointee.leave()
        state.pointee.comeBack()
        state.pointee.ready()
        try state.pointee.enter()
        #expect(isRefused())
        state.pointee.start()
        #expect(isRefused())
        try state.pointee.leave()
        #expect(isRefused())
        state.pointee.receive()
        #expect(isRefused())
        state.pointee.comeBack()
        try state.pointee.returned()
        #expect(isRefused())
        state.pointee.postReturn()
        #expect(isRefused())
        state.pointee.exit()
        #expect(!isRefused())
    }

    @Test func `after a trap nothing of the store is called, whoever trapped`() throws {
        let world = TestWorld()
        try world.run(0)
        world.store.pointee.trap()
        for number in 0..<3 {
            let state = world.state(number)
            #expect(brokenRule { try state.pointee.enter() } == .trapped)
            #expect(brokenRule { try state.pointee.leave() } == .trapped)
            let type = world.resources[number]
            let instance = UInt32(number)
            #expect(brokenRule { _ = try world.store.pointee.newResource(1, type, in: instance) } == .trapped)
            #expect(brokenRule { _ = try world.store.pointee.beginDrop(1, type, in: instance) } == .trapped)
            #expect(brokenRule { _ = try world.store.pointee.beginDrop(representation: 1, type) } == .trapped)
        }
    }

    @Test func `who goes on after a trap gets nowhere`() throws {
        let world = TestWorld()
        try world.run(0)
        try world.state(0).pointee.leave()
        try world.run(1)
        world.store.pointee.trap()
        #expect(brokenRule { try world.state(1).pointee.returned() } == .trapped)
        world.state(1).pointee.postReturn()
        world.state(1).pointee.exit()
        world.state(0).pointee.receive()
        world.state(0).pointee.comeBack()
        world.state(0).pointee.start()
        #expect((0..<3).allSatisfy { world.state($0).pointee.phase == .trapped })
    }

    // MARK: - Borrowing

    @Test func `a call that returns with a handle it borrowed has trapped`() throws {
        let world = TestWorld()
        let state = world.state(1)
        try state.pointee.enter()
        let first = try state.pointee.lowerBorrow(500, world.resources[0])
        let second = try state.pointee.lowerBorrow(500, world.host)
        state.pointee.start()
        #expect(brokenRule { try state.pointee.returned() } == .borrowsLeft(count: 2))
        #expect(try world.store.pointee.beginDrop(first, world.resources[0], in: 1).action == .nothing)
        #expect(brokenRule { try state.pointee.returned() } == .borrowsLeft(count: 1))
        #expect(try world.store.pointee.beginDrop(second, world.host, in: 1).action == .nothing)
        try state.pointee.returned()
        #expect(state.pointee.handles.count == 0)
    }

    @Test func `who implements a resource borrows its representation, and has nothing to drop`() throws {
        let world = TestWorld()
        let state = world.state(1)
        try state.pointee.enter()
        #expect(try state.pointee.lowerBorrow(0xffff_ffff, world.resources[1]) == 0xffff_ffff)
        state.pointee.start()
        #expect(state.pointee.handles.count == 0)
        try state.pointee.returned()
    }

    @Test func `a borrowed handle is no result, of an export or of an import`() throws {
        let world = TestWorld()
        let state = world.state(0)
        try world.run(0)
        let index = try world.store.pointee.newResource(1, world.resources[0], in: 0)
        try state.pointee.leave()
        state.pointee.receive()
        #expect(brokenRule { _ = try state.pointee.lowerBorrow(1, world.host) } == .borrowReturned)
        state.pointee.comeBack()
        try state.pointee.returned()
        #expect(brokenRule { _ = try state.pointee.liftBorrow(index, world.resources[0]) } == .borrowReturned)
    }

    @Test func `what was lent can be given away and dropped when the call is over, not before`() throws {
        let world = TestWorld()
        let state = world.state(0)
        let type = world.resources[0]
        try world.run(0)
        let index = try world.store.pointee.newResource(500, type, in: 0)
        try state.pointee.leave()
        #expect(try state.pointee.liftBorrow(index, type) == 500)
        #expect(brokenRule { _ = try state.pointee.liftOwn(index, type) } == .lent(index))
        state.pointee.comeBack()
        #expect(try world.store.pointee.beginDrop(index, type, in: 0).action == .callDestructor(100))
    }

    // MARK: - Dropping

    @Test func `a destructor of one's own runs in the middle of the call`() throws {
        let world = TestWorld()
        try world.run(0)
        let index = try world.store.pointee.newResource(500, world.resources[0], in: 0)
        let drop = try world.store.pointee.beginDrop(index, world.resources[0], in: 0)
        #expect(drop.action == .callDestructor(100) && drop.representation == 500)
        // It may call out, too.
        try world.state(0).pointee.checkMayLeave()
        try world.store.pointee.endDrop(drop)
        #expect(world.state(0).pointee.phase == .running)
        #expect(
            brokenRule { _ = try world.store.pointee.beginDrop(index, world.resources[0], in: 0) } == .noHandle(index))
    }

    /// Instance 0 holds an own of a resource that instance 1 implements.
    private func worldWithForeignOwn(_ type: (TestWorld) -> ResourceType) throws -> (TestWorld, UInt32) {
        let world = TestWorld()
        try world.state(0).pointee.enter()
        let index = try world.state(0).pointee.lowerOwn(500, type(world))
        world.state(0).pointee.start()
        return (world, index)
    }

    @Test func `a destructor elsewhere is a call out of the one and into the other`() throws {
        let (world, index) = try worldWithForeignOwn { $0.resources[1] }
        let drop = try world.store.pointee.beginDrop(index, world.resources[1], in: 0)
        #expect(drop.action == .callDestructor(101) && drop.representation == 500)
        #expect(world.state(0).pointee.phase == .out && world.state(1).pointee.phase == .running)
        #expect(brokenRule { try world.state(0).pointee.enter() } == .reentered)
        try world.store.pointee.endDrop(drop)
        #expect(world.state(0).pointee.phase == .running && world.state(1).pointee.phase == .idle)
    }

    @Test func `a destructor is not called in an instance that is in the middle of a call, nor is its absence seen`()
        throws
    {
        for hasDestructor in [true, false] {
            let world = TestWorld()
            let type =
                hasDestructor ? world.resources[1] : world.store.pointee.makeResourceType(implementer: 1)
            try world.run(1)
            try world.state(1).pointee.leave()
            try world.state(0).pointee.enter()
            let index = try world.state(0).pointee.lowerOwn(500, type)
            world.state(0).pointee.start()
            #expect(brokenRule { _ = try world.store.pointee.beginDrop(index, type, in: 0) } == .reentered)
        }
    }

    @Test func `without a destructor nothing is to be done, and all is as before`() throws {
        let world = TestWorld()
        let type = world.store.pointee.makeResourceType(implementer: 1)
        try world.state(0).pointee.enter()
        let index = try world.state(0).pointee.lowerOwn(500, type)
        world.state(0).pointee.start()
        let drop = try world.store.pointee.beginDrop(index, type, in: 0)
        #expect(drop.action == .nothing)
        try world.store.pointee.endDrop(drop)
        #expect(world.state(0).pointee.phase == .running && world.state(1).pointee.phase == .idle)
    }

    @Test func `the host is told what a guest drops, and gets back what a guest gives away`() throws {
        let (world, index) = try worldWithForeignOwn { $0.host }
        let drop = try world.store.pointee.beginDrop(index, world.host, in: 0)
        #expect(drop.action == .tellHost && drop.representation == 500)
        try world.store.pointee.endDrop(drop)
        try world.state(0).pointee.returned()
        world.state(0).pointee.exit()

        let (other, given) = try worldWithForeignOwn { $0.host }
        try other.state(0).pointee.leave()
        #expect(try other.state(0).pointee.liftOwn(given, other.host) == 500)
        #expect(other.state(0).pointee.handles.count == 0)
    }

    @Test func `the host drops what it owns of a guest`() throws {
        let world = TestWorld()
        let drop = try world.store.pointee.beginDrop(representation: 500, world.resources[2])
        #expect(drop.action == .callDestructor(102) && drop.representation == 500)
        #expect(world.state(2).pointee.phase == .running)
        try world.store.pointee.endDrop(drop)
        #expect(world.state(2).pointee.phase == .idle)
    }

    @Test func `handles are neither made nor dropped while an instance allocates or frees, and can be read`() throws {
        let world = TestWorld()
        let type = world.resources[0]
        try world.run(0)
        let index = try world.store.pointee.newResource(500, type, in: 0)
        try world.state(0).pointee.leave()
        world.state(0).pointee.receive()
        #expect(brokenRule { _ = try world.store.pointee.newResource(1, type, in: 0) } == .mayNotLeave)
        #expect(brokenRule { _ = try world.store.pointee.beginDrop(index, type, in: 0) } == .mayNotLeave)
        #expect(try world.store.pointee.representation(index, type, in: 0) == 500)
    }

    @Test func `types that look alike are different`() throws {
        let world = TestWorld()
        let one = world.store.pointee.makeResourceType(implementer: 0, destructor: 1)
        let other = world.store.pointee.makeResourceType(implementer: 0, destructor: 1)
        #expect(one != other)
        try world.run(0)
        let index = try world.store.pointee.newResource(500, one, in: 0)
        #expect(brokenRule { _ = try world.store.pointee.representation(index, other, in: 0) } == .otherResource(index))
        #expect(brokenRule { _ = try world.store.pointee.beginDrop(index, other, in: 0) } == .otherResource(index))
    }

    @Test func `an instance holds no more handles than the host allows`() throws {
        let world = TestWorld(handleLimit: 2)
        try world.run(0)
        for _ in 0..<2 { _ = try world.store.pointee.newResource(1, world.resources[0], in: 0) }
        #expect(
            brokenRule { _ = try world.store.pointee.newResource(1, world.resources[0], in: 0) }
                == .tooManyHandles(limit: 2))
    }
}
