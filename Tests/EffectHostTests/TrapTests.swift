// Effects that trap, in every way and in each of their functions.

import EffectHost
import TestSupport
import Testing

@Suite("An effect that traps")
struct TrapTests {
    /// A way to trap, and the words for it.
    struct Misdeed: Sendable, CustomTestStringConvertible {
        let name: String
        let body: String
        var items: [String] = []
        let words: String

        var testDescription: String { name }
    }

    static let misdeeds = [
        Misdeed(name: "unreachable", body: "(unreachable)", words: "it reached code marked unreachable"),
        Misdeed(
            name: "division by zero", body: "(drop (i32.div_s (i32.const 1) (i32.const 0))) (unreachable)",
            words: "it divided an integer by zero"),
        Misdeed(
            name: "integer overflow",
            body: "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1))) (unreachable)",
            words: "an integer operation overflowed"),
        Misdeed(
            name: "conversion", body: "(drop (i32.trunc_f32_s (f32.const nan))) (unreachable)",
            words: "it converted a number outside the integer's range"),
        Misdeed(
            name: "load out of bounds", body: "(drop (i32.load (i32.const -4))) (unreachable)",
            words: "it accessed memory out of bounds"),
        Misdeed(
            name: "store out of bounds",
            body: "(f32.store offset=4294967295 (i32.const -1) (f32.const 1)) (unreachable)",
            words: "it accessed memory out of bounds"),
        Misdeed(
            name: "fill out of bounds",
            body: "(memory.fill (i32.const 1) (i32.const 0) (i32.const -1)) (unreachable)",
            words: "it accessed memory out of bounds"),
        Misdeed(
            name: "call of an empty element", body: "(call_indirect (i32.const 0)) (unreachable)",
            items: ["(table 1 funcref)"], words: "it called an empty table element"),
        Misdeed(
            name: "call beyond the table", body: "(call_indirect (i32.const 9)) (unreachable)",
            items: ["(table 1 funcref)"], words: "it accessed a table out of bounds"),
        Misdeed(
            name: "call with another signature", body: "(call_indirect (i32.const 0)) (unreachable)",
            items: ["(table 1 funcref)", "(elem (i32.const 0) $other)", "(func $other (param i32))"],
            words: "it called a function of another signature through a table"),
        Misdeed(
            name: "stack overflow", body: "(call $deeper) (unreachable)",
            items: ["(func $deeper (call $deeper) (call $deeper))"], words: "its stack overflowed"),
    ]

    @Test("is ended, and the fault names the function and the cause", arguments: misdeeds, Guest.Part.allCases)
    func isEnded(misdeed: Misdeed, part: Guest.Part) throws {
        var guest = Guest().with(part, misdeed.body)
        guest.items += misdeed.items
        let error = try #require(try Host.live(guest))
        #expect(error.fault?.function == part.function)
        #expect(error.description.hasPrefix("effect ‘guest’ trapped \(part.place): \(misdeed.words) in "))
        // The name section says which of its functions it was.
        let culprit = misdeed.name == "stack overflow" ? "deeper" : part.rawValue
        #expect(error.description.contains(culprit))
    }

    @Test("leaves its neighbours in the same process untouched")
    func leavesNeighbours() throws {
        let neighbour = try Host.player(Guest(), gain: 3)
        for misdeed in Self.misdeeds {
            var guest = Guest().with(.process, misdeed.body)
            guest.items += misdeed.items
            #expect(try Host.live(guest) != nil)
            #expect(neighbour.play([[1, 2], [3, 4]]) == [[3, 6], [9, 12]])
        }
    }

    @Test("with a deep recursion in between blocks has its whole stack again for the next")
    func stackIsGivenBack() throws {
        // Recurses a few thousand deep, which fits, and comes back.
        let guest = Guest().with(.process, "(call $dive (i32.const 4000))" + Guest.multiply + Guest.returnInput).adding(
            """
            (func $dive (param $depth i32) (if (local.get $depth)
              (then (call $dive (i32.sub (local.get $depth) (i32.const 1))))))
            """)
        let player = try Host.player(guest, gain: 2)
        for _ in 0..<20 { #expect(player.play([[1], [2]]) == [[2], [4]]) }
    }
}
