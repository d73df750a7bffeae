// What a Faust program's controls become.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A Faust program's controls")
struct FaustInterfaceTests {
    private func parameters(_ interface: String, more: String = "", size: Int = 64) throws -> [EffectParameter] {
        try FaustFixture(size: size, interface: interface, more: more).module().descriptor.parameters
    }

    @Test("become parameters with their ranges, units and scales")
    func kinds() throws {
        let found = try parameters(
            #"""
            {"type": "hslider", "label": "Cut-Off Freq", "index": 0, "meta": [{"1": ""}, {"unit": "Hz"}, {"scale": "log"},
             {"style": "knob"}, {"tooltip": "where it cuts"}], "init": 1000, "min": 20, "max": 20000, "step": 1},
            {"type": "vslider", "label": "Drive", "index": 4, "meta": [{"unit": "dB"}], "init": 0, "min": -20, "max": 20,
             "step": 0.1},
            {"type": "nentry", "label": "Stages", "index": 8, "init": 2, "min": 1, "max": 4, "step": 1},
            {"type": "nentry", "label": "Ratio", "index": 12, "init": 2.5, "min": 1, "max": 4, "step": 0.5},
            {"type": "checkbox", "label": "bypass", "index": 16},
            {"type": "button", "label": "Hold!", "index": 20},
            {"type": "hslider", "label": "Kind", "index": 24, "meta": [{"style": "menu{'white':10; 'pink' : 20;'sine':30}"}],
             "init": 20, "min": 0, "max": 100, "step": 1},
            {"type": "hslider", "label": "length", "index": 28, "meta": [{"unit": "m"}], "init": 1, "min": 0, "max": 9,
             "step": 0.1},
            {"type": "hslider", "label": "secret", "index": 32, "meta": [{"hidden": "1"}], "init": 1, "min": 0, "max": 9,
             "step": 0.1},
            {"type": "hslider", "label": "fixed", "index": 36, "init": 3, "min": 3, "max": 3, "step": 0.1},
            {"type": "hslider", "label": "mix", "index": 40, "meta": [{"unit": "%"}, {"scale": "exp"}], "init": 150, "min": 0,
             "max": 100, "step": 1},
            {"type": "hbargraph", "label": "level", "index": 44, "min": 0, "max": 1}
            """#)
        #expect(
            found.map(\.id) == [
                "cut-off-freq", "drive", "stages", "ratio", "bypass", "hold", "kind", "length", "mix",
            ])
        #expect(found.map(\.name)[7] == "length (m)")
        #expect(found.map(\.unit) == [.hertz, .decibels, .none, .none, .none, .none, .none, .none, .percent])
        let scales: [ParameterScale] = [
            .logarithmic, .linear, .stepped, .linear, .stepped, .stepped, .stepped, .linear, .linear,
        ]
        #expect(found.map(\.scale) == scales)
        #expect(found[4].choices == ["off", "on"])
        #expect(found[6].choices == ["white", "pink", "sine"] && found[6].initial == 1)
        #expect(found[0].minimum == 20 && found[0].maximum == 20_000 && found[0].initial == 1_000)
        // An initial value beyond the range is at its end.
        #expect(found[8].initial == 100)
    }

    @Test("that share a label are told apart by their groups, and else by numbers")
    func names() throws {
        func group(_ label: String, _ items: String) -> String {
            #"{"type": "hgroup", "label": "\#(label)", "items": [\#(items)]}"#
        }
        let found = try parameters(
            [
                group("Left", FaustFixture.slider("gain", at: 0)), group("Right", FaustFixture.slider("gain", at: 4)),
                group("0x00", FaustFixture.slider("depth [unit:Hz]", at: 8)),
                FaustFixture.slider("", at: 12), FaustFixture.slider("☃", at: 16),
                FaustFixture.slider("0x7f823c7cbeb0", at: 20),
                FaustFixture.slider("fixture gain", at: 24),
            ].joined(separator: ","))
        #expect(Set(found.map(\.id)).count == found.count)
        #expect(found[0].id == "left-gain" && found[0].name == "Left gain")
        #expect(found[1].id == "right-gain")
        #expect(found.allSatisfy { !$0.name.isEmpty })
    }

    @Test("that ask for MIDI, or for voices, are played all the same, and that is said")
    func warnings() throws {
        let module = try FaustFixture(
            interface: FaustFixture.slider("a", at: 0, #""meta": [{"midi": "ctrl 7"}],"#)
        ).module()
        #expect(module.loadLog.count == 1 && module.loadLog[0].message.contains("MIDI"))
    }

    @Test("say who made the program")
    func descriptor() throws {
        let descriptor = try FaustFixture().module().descriptor
        #expect(descriptor.name == "fixture" && descriptor.summary.contains("by Somebody"))
    }

    @Test("get what they are sent, each choice its own value")
    func choices() throws {
        let interface =
            #"{"type": "nentry", "label": "k", "index": 0, "meta": [{"style": "radio{'a':0.25;'b':0.5}"}], "#
            + #""init": 0.25, "min": 0, "max": 1, "step": 0.25}"#
        for isDouble in [false, true] {
            let module = try FaustFixture(isDouble: isDouble, size: 64, interface: interface).module()
            let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 1, maximumFrameCount: 64)
            let first = try EffectRig(module, format).process(.impulse(channelCount: 1, frameCount: 4))
            let second = try EffectRig(module, format, values: [1]).process(.impulse(channelCount: 1, frameCount: 4))
            #expect(first[0, 0] == 0.25 && second[0, 0] == 0.5)
        }
    }
}
