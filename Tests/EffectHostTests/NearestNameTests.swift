// Suggestions for mistyped names.

import EffectHost
import Testing

@Suite("NearestName")
struct NearestNameTests {
    private static let names = ["type", "cutoff", "resonance", "gain", "slope", "sidechain-high-pass", "lookahead"]

    @Test(
        "The name that was meant is found",
        arguments: [
            ("cutof", "cutoff"), ("ctuoff", "cutoff"), ("cut-off", "cutoff"), ("CutOff", "cutoff"), ("typ", "type"),
            ("tpye", "type"), ("resonnance", "resonance"), ("res", "resonance"), ("gian", "gain"),
            ("look_ahead", "lookahead"), ("sidechain high pass", "sidechain-high-pass"),
            ("sidechain", "sidechain-high-pass"),
        ])
    func finds(typed: String, meant: String) {
        #expect(NearestName.nearest(to: typed, among: Self.names) == meant)
    }

    @Test(
        "Nothing is suggested when nothing is near",
        arguments: ["", "-", "q", "frequency", "re", "zzzz", String(repeating: "cutoff", count: 20)])
    func findsNothing(typed: String) {
        #expect(NearestName.nearest(to: typed, among: Self.names) == nil)
    }

    @Test(
        "The distance counts insertions, deletions, substitutions and swaps",
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1),
            ("abcd", "badc", 2), ("kitten", "sitting", 3), ("ca", "abc", 3),
        ])
    func distance(first: String, second: String, distance: Int) {
        #expect(NearestName.distance(first, second) == distance)
        #expect(NearestName.distance(second, first) == distance)
    }

    @Test("The nearest of several wins, and of equals the first")
    func order() {
        #expect(NearestName.nearest(to: "gate", among: ["late", "gates", "gate-2"]) == "late")
        #expect(NearestName.nearest(to: "filter-22", among: ["filter", "filter-2"]) == "filter-2")
        #expect(NearestName.nearest(to: "x", among: []) == nil)
    }
}
