// `--set`: changes to a resolved preset.

import EffectHost
import Presets
import Testing

@Suite("Overrides")
struct OverrideTests {
    private func preset() throws -> ResolvedPreset {
        try PresetDocument.parse(chain: "low: filter cutoff=800 | compressor").resolve(using: TestCatalog())
    }

    @Test(
        "An override sets a parameter",
        arguments: ["low.cutoff=2.5kHz", " low . cutoff = 2.5 kHz ", "low.cutoff='2.5 kHz'", "low.cutoff=\"2500\""])
    func sets(text: String) throws {
        var preset = try preset()
        var expected = preset.nodes
        try preset.apply(override: text)
        #expect(preset.nodes[0].values[1] == 2500)
        #expect(preset.nodes[0].values[0] == expected.removeFirst().values[0])
        #expect(Array(preset.nodes[1...]) == expected)
    }

    @Test("The node's own mix and bypass are set apart from the effect's parameters")
    func controls() throws {
        var preset = try preset()
        try preset.apply(override: "compressor.@mix=40%")
        try preset.apply(override: "compressor.mix=30%")
        try preset.apply(override: "low.@bypass=on")
        #expect(preset.nodes[1].mix == 0.4)
        #expect(preset.nodes[1].values[10] == 30)
        #expect(preset.nodes[0].isBypassed)
        try preset.apply(override: "low.@bypass=off")
        #expect(!preset.nodes[0].isBypassed)
    }

    @Test(
        "A faulty override says where, and changes nothing",
        arguments: [
            (
                "lwo.cutoff=1",
                """
                --set: there is no node "lwo"; expected low or compressor; did you mean "low"?
                  lwo.cutoff=1
                  ^~~
                """
            ),
            (
                "low.cuttof=1",
                """
                --set: effect "Filter" has no parameter "cuttof"; expected type, cutoff, resonance, gain or slope; did you mean "cutoff"?
                  low.cuttof=1
                      ^~~~~~
                """
            ),
            (
                "low.cutoff=3dB",
                """
                --set: cutoff can't be given in "dB"; expected a number in Hz or kHz, from 10 Hz to 20 kHz
                  low.cutoff=3dB
                             ^~~
                """
            ),
            (
                "low.type=lowpas",
                """
                --set: found "lowpas"; expected low-pass, high-pass, band-pass, notch, peak, low-shelf, high-shelf or all-pass; did you mean "low-pass"?
                  low.type=lowpas
                           ^~~~~~
                """
            ),
            (
                "low.cutoff",
                """
                --set: found the end; expected = and a value: node.parameter=value
                  low.cutoff
                            ^
                """
            ),
            (
                "cutoff=1.5",
                """
                --set: found "="; expected a point before the parameter: node.parameter=value
                  cutoff=1.5
                        ^
                """
            ),
            (
                ".cutoff=1",
                """
                --set: found "."; expected a node's id
                  .cutoff=1
                  ^
                """
            ),
            (
                "low.cutoff=",
                """
                --set: found the end; expected a value
                  low.cutoff=
                             ^
                """
            ),
            (
                "low.bypass=on",
                """
                --set: effect "Filter" has no parameter "bypass"; expected type, cutoff, resonance, gain or slope; did you mean "@bypass"?
                  low.bypass=on
                      ^~~~~~
                """
            ),
            (
                "low.@mix=140%",
                """
                --set: 140% is out of range; expected a number from 0 to 1, or 0% to 100%
                  low.@mix=140%
                           ^~~~
                """
            ),
        ])
    func faults(text: String, message: String) throws {
        var preset = try preset()
        let before = preset
        let error = #expect(throws: PresetError.self) { try preset.apply(override: text) }
        #expect(error?.description == message)
        #expect(preset == before)
    }
}
