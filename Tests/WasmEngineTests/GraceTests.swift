// How code that is late is told from code that was kept from running.
import Testing
import WasmEngine

@Suite struct GraceTests {
    /// Looks at code as often as it is due, and returns how often it was found running before its time was over.
    private func looks(_ grace: inout Grace, from start: UInt64, lateBy late: UInt64 = 0) -> (count: Int, end: UInt64) {
        var now = start
        for count in 0..<100 {
            guard let next = grace.nextLook(now) else { return (count, now) }
            now = next + late
        }
        return (100, now)
    }

    @Test func `without a grace the first look is the last`() {
        var grace = Grace()
        #expect(grace.nextLook(1_000) == nil)
    }

    @Test func `code that is seen running all the time is ended when the grace is over`() {
        var grace = Grace(nanoseconds: 400)
        let (count, end) = looks(&grace, from: 1_000)
        #expect(count == 4)
        #expect(end == 1_400)
    }

    @Test func `a stall counts for no more than two looks, however long it is`() {
        var grace = Grace(nanoseconds: 400)
        #expect(grace.nextLook(1_000) == 1_100)
        // The machine stood still for a thousand times the grace.
        #expect(grace.nextLook(401_000) != nil)
        #expect(grace.nextLook(401_100) != nil)
        #expect(grace.nextLook(401_200) == nil)
    }

    @Test func `looks that are always late still come to an end`() {
        var grace = Grace(nanoseconds: 400)
        #expect(looks(&grace, from: 1_000, lateBy: 1_000_000).count == 2)
    }

    @Test func `a grace too short to be divided is none`() {
        var grace = Grace(nanoseconds: 3)
        #expect(grace.nextLook(1_000) == nil)
    }
}
