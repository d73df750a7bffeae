// The shipped effects in JavaScript, as their descriptors stand. Values, any thread.

import EffectHost

extension TestCatalog {
    static let scripted: [String: EffectDescriptor] = [
        "tremolo": script(
            "tremolo",
            [
                number("rate", .hertz, 0.05, 20, 5, .logarithmic),
                number("depth", .percent, 0, 100, 60),
                choice("shape", ["sine", "triangle", "square"]),
                number("phase", .degrees, 0, 180, 0),
            ]),
        "bitcrusher": script(
            "bitcrusher",
            [
                number("bits", .none, 1, 16, 8),
                number("rate", .hertz, 100, 48000, 12000, .logarithmic),
                choice("dither", ["off", "on"]),
                number("mix", .percent, 0, 100, 100),
            ]),
        "phaser": script(
            "phaser",
            [
                choice("stages", ["4", "6", "8", "10", "12"]),
                number("rate", .hertz, 0.01, 10, 0.4, .logarithmic),
                number("depth", .semitones, 0, 36, 18),
                number("centre", .hertz, 100, 4000, 800, .logarithmic),
                number("feedback", .percent, -90, 90, 30),
                number("phase", .degrees, 0, 180, 90),
                number("mix", .percent, 0, 100, 50),
            ]),
        "tape-delay": script(
            "tape-delay",
            [
                number("time", .milliseconds, 20, 1300, 350, .logarithmic),
                number("feedback", .percent, 0, 90, 40),
                number("low-cut", .hertz, 20, 1000, 120, .logarithmic),
                number("high-cut", .hertz, 500, 16000, 4000, .logarithmic),
                number("drive", .decibels, 0, 24, 6),
                number("wow", .percent, 0, 100, 30),
                number("flutter", .percent, 0, 100, 30),
                number("mix", .percent, 0, 100, 35),
            ]),
        "wah": script(
            "wah",
            [
                number("sensitivity", .decibels, 0, 48, 20),
                number("attack", .milliseconds, 1, 100, 8, .logarithmic),
                number("release", .milliseconds, 10, 1000, 120, .logarithmic),
                number("frequency", .hertz, 100, 2000, 350, .logarithmic),
                number("range", .semitones, -36, 48, 30),
                number("resonance", .none, 0.5, 12, 4, .logarithmic),
                number("mix", .percent, 0, 100, 100),
            ]),
        "cabinet": script(
            "cabinet",
            [
                number("position", .percent, 0, 100, 30), number("level", .decibels, -24, 12, 0),
                number("mix", .percent, 0, 100, 100),
            ]),
        "biquad": script(
            "biquad",
            [
                choice(
                    "type",
                    ["low-pass", "high-pass", "band-pass", "notch", "peak", "low-shelf", "high-shelf", "all-pass"]),
                number("frequency", .hertz, 20, 20000, 1000, .logarithmic),
                number("q", .none, 0.1, 20, 0.707, .logarithmic),
                number("gain", .decibels, -24, 24, 0),
            ]),
    ]

    private static func script(_ name: String, _ parameters: [EffectParameter]) -> EffectDescriptor {
        EffectDescriptor(name: name, version: "1.0.0", summary: "", quantum: 128, parameters: parameters)
    }
}
