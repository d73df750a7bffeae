// Four shipped effects as their descriptors stood when these tests were written, and a few that exist only here. Values, any
// thread.

import EffectHost
import Presets

/// A catalog without files: a few effects by name, one in a file, and one file that is no effect.
struct TestCatalog: EffectCatalog {
    private static let named = ["chorus": chorus, "compressor": compressor, "filter": filter, "gain": gain]

    var knownNames: [String] { Self.named.keys.sorted() }

    func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor {
        if case .name(let name) = reference, let descriptor = Self.named[name] { return descriptor }
        switch reference {
        case .file(let path) where path.hasSuffix("broken.wasm"):
            throw .unusable(reason: "byte 0: found \"BM\", expected a Wasm module")
        case .file(let path) where path.hasSuffix("echo.wasm") || path.hasSuffix("echo.js"): return Self.echo
        default: throw .notFound
        }
    }

    static let filter = EffectDescriptor(
        name: "Filter", version: "1.0.0", summary: "",
        parameters: [
            choice(
                "type",
                ["low-pass", "high-pass", "band-pass", "notch", "peak", "low-shelf", "high-shelf", "all-pass"]),
            number("cutoff", .hertz, 10, 20000, 1000, .logarithmic),
            number("resonance", .none, 0.1, 40, 0.70710678, .logarithmic),
            number("gain", .decibels, -30, 30, 0),
            choice("slope", ["12-db", "24-db"]),
        ])

    static let compressor = EffectDescriptor(
        name: "Compressor", version: "1.0.0", summary: "", hasSidechain: true,
        parameters: [
            number("threshold", .decibels, -60, 0, -18),
            number("ratio", .ratio, 1, 100, 4, .logarithmic),
            number("knee", .decibels, 0, 36, 6),
            number("attack", .milliseconds, 0.1, 500, 10, .logarithmic),
            number("release", .milliseconds, 1, 5000, 120, .logarithmic),
            number("makeup", .decibels, -24, 36, 0),
            number("auto-makeup", .percent, 0, 100, 0),
            number("link", .percent, 0, 100, 100),
            number("sidechain-highpass", .hertz, 10, 1000, 10, .logarithmic),
            number("lookahead", .milliseconds, 0, 10, 0),
            number("mix", .percent, 0, 100, 100),
        ])

    static let chorus = EffectDescriptor(
        name: "Chorus", version: "1.0.0", summary: "",
        parameters: [
            EffectParameter(
                id: "voices", name: "Voices", unit: .none, scale: .stepped, minimum: 1, maximum: 6, initial: 2),
            number("rate", .hertz, 0.01, 10, 0.6, .logarithmic),
            number("depth", .milliseconds, 0, 10, 3),
            number("delay", .milliseconds, 2, 40, 8),
            number("feedback", .percent, -90, 90, 0),
            number("spread", .percent, 0, 100, 100),
            number("mix", .percent, 0, 100, 50),
        ])

    static let gain = EffectDescriptor(
        name: "Gain", version: "1.0.0", summary: "",
        parameters: [
            number("level", .decibels, -96, 24, 0),
            number("pan", .percent, -100, 100, 0),
            number("width", .percent, 0, 200, 100),
            choice("invert", ["none", "both", "left", "right"]),
            choice("mute", ["off", "on"]),
        ])

    static let echo = EffectDescriptor(
        name: "Echo", version: "0.1.0", summary: "",
        parameters: [number("time", .seconds, 0.001, 2, 0.25), number("phase", .degrees, -180, 180, 0)])

    static func number(
        _ id: String, _ unit: ParameterUnit, _ minimum: Float, _ maximum: Float, _ initial: Float,
        _ scale: ParameterScale = .linear
    ) -> EffectParameter {
        EffectParameter(
            id: id, name: id, unit: unit, scale: scale, minimum: minimum, maximum: maximum, initial: initial)
    }

    static func choice(_ id: String, _ choices: [String]) -> EffectParameter {
        EffectParameter(
            id: id, name: id, unit: .none, scale: .stepped, minimum: 0, maximum: Float(choices.count - 1), initial: 0,
            choices: choices)
    }
}
