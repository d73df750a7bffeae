// Values as people type them, and as they are shown.

import EffectHost
import Presets
import TestSupport
import Testing

@Suite("ParameterValue")
struct ParameterValueTests {
    /// A parameter of each unit with a wide range.
    private static func wide(_ unit: ParameterUnit) -> EffectParameter {
        TestCatalog.number("p", unit, -1_000_000, 1_000_000, 0)
    }

    struct Reading: Sendable, CustomTestStringConvertible {
        let text: String
        let unit: ParameterUnit
        let value: Float
        init(_ text: String, _ unit: ParameterUnit, _ value: Float) {
            (self.text, self.unit, self.value) = (text, unit, value)
        }
        var testDescription: String { "\(text) in \(unit)" }
    }

    @Test(
        "A number with or without a unit is converted to the parameter's own unit",
        arguments: [
            Reading("800", .hertz, 800), Reading("800Hz", .hertz, 800), Reading("800 hz", .hertz, 800),
            Reading("2.5kHz", .hertz, 2500), Reading("2.5 KHZ", .hertz, 2500), Reading("  2.5   kHz ", .hertz, 2500),
            Reading("2.5\u{A0}kHz", .hertz, 2500), Reading(".5kHz", .hertz, 500), Reading("1.kHz", .hertz, 1000),
            Reading("1e3", .hertz, 1000), Reading("1E+3Hz", .hertz, 1000), Reading("25e-1kHz", .hertz, 2500),
            Reading("-18", .decibels, -18), Reading("-18dB", .decibels, -18), Reading("+3 DB", .decibels, 3),
            Reading("\u{2212}18 dB", .decibels, -18), Reading("-0", .decibels, 0), Reading("0.1", .decibels, 0.1),
            Reading("12", .milliseconds, 12), Reading("12ms", .milliseconds, 12), Reading("0.5s", .milliseconds, 500),
            Reading("250us", .milliseconds, 0.25), Reading("250 µs", .milliseconds, 0.25),
            Reading("0.1ms", .milliseconds, 0.1),
            Reading("0.5", .seconds, 0.5), Reading("0.5s", .seconds, 0.5), Reading("12ms", .seconds, 0.012),
            Reading("300ms", .seconds, 0.3), Reading("250us", .seconds, 0.00025),
            Reading("40", .percent, 40), Reading("40%", .percent, 40), Reading("40 %", .percent, 40),
            Reading("0.7", .none, 0.7), Reading("70%", .none, 0.7), Reading("40%", .none, 0.4),
            Reading("4", .ratio, 4), Reading("4:1", .ratio, 4), Reading("2.5 : 1", .ratio, 2.5),
            Reading("3", .semitones, 3), Reading("3st", .semitones, 3), Reading("-3 semitones", .semitones, -3),
            Reading("1 semitone", .semitones, 1),
            Reading("90", .degrees, 90), Reading("90°", .degrees, 90), Reading("90 deg", .degrees, 90),
            Reading("-45degrees", .degrees, -45),
        ])
    func reads(reading: Reading) throws {
        #expect(try ParameterValue.parse(reading.text, for: Self.wide(reading.unit)) == reading.value)
    }

    @Test(
        "What is no number in a fitting unit is refused",
        arguments: [
            ("", .hertz, PresetProblem.Kind.badNumber), (" ", .hertz, .badNumber), ("kHz", .hertz, .badNumber),
            ("nan", .hertz, .badNumber), ("inf", .decibels, .badNumber), ("-infinity", .decibels, .badNumber),
            ("0x10", .none, .badNumber), ("1.2.3", .none, .badNumber), ("2,5kHz", .hertz, .badNumber),
            ("1,000", .hertz, .badNumber), ("--3", .decibels, .badNumber), ("- 3", .decibels, .badNumber),
            ("٣", .none, .badNumber), ("1e999", .hertz, .outOfRange), ("1e39", .hertz, .outOfRange),
            ("-18dB.", .decibels, .badNumber), ("18dBm", .decibels, .wrongUnit), ("12ms", .hertz, .wrongUnit),
            ("800Hz", .milliseconds, .wrongUnit), ("40%", .decibels, .wrongUnit), ("4:2", .ratio, .badNumber),
            ("4:", .ratio, .wrongUnit), ("3 e", .none, .wrongUnit), ("90 rad", .degrees, .wrongUnit),
            ("3 dB loud", .decibels, .wrongUnit), ("on", .hertz, .badNumber), ("1 k Hz Hz", .hertz, .wrongUnit),
        ] as [(String, ParameterUnit, PresetProblem.Kind)])
    func refuses(text: String, unit: ParameterUnit, kind: PresetProblem.Kind) {
        let error = #expect(throws: PresetError.self) { try ParameterValue.parse(text, for: Self.wide(unit)) }
        #expect(error?.problems.map(\.kind) == [kind])
        #expect(error?.problems.first?.expected != nil)
    }

    @Test("The ends of the range belong to it, the next number does not")
    func range() throws {
        let cutoff = TestCatalog.filter.parameters[1]
        #expect(try ParameterValue.parse("10", for: cutoff) == 10)
        #expect(try ParameterValue.parse("20kHz", for: cutoff) == 20_000)
        let error = #expect(throws: PresetError.self) { try ParameterValue.parse("20.1kHz", for: cutoff) }
        #expect(error?.problems.first?.message == "20.1kHz is out of range; expected 10 Hz to 20 kHz")
        #expect(throws: PresetError.self) { try ParameterValue.parse("9.99", for: cutoff) }
        let attack = TestCatalog.compressor.parameters[3]
        #expect(try ParameterValue.parse("0.1ms", for: attack) == 0.1)
    }

    @Test("A wrong unit names the right one")
    func wrongUnit() {
        let error = #expect(throws: PresetError.self) {
            try ParameterValue.parse("12ms", for: TestCatalog.filter.parameters[1])
        }
        #expect(
            error?.problems.first?.message
                == "cutoff can't be given in \"ms\"; expected a number in Hz or kHz, from 10 Hz to 20 kHz")
    }

    @Test(
        "A choice is named, whatever the case, spaces and hyphens, or by the number in its name",
        arguments: [("12 dB", Float(0)), ("24dB", 1), ("24-DB", 1), ("24_db", 1), ("24", 1), ("12.0", 0)])
    func choices(text: String, value: Float) throws {
        #expect(try ParameterValue.parse(text, for: TestCatalog.filter.parameters[4]) == value)
    }

    @Test("A minus sign is not lost among the hyphens that are ignored")
    func signedChoices() throws {
        let parameter = TestCatalog.choice("p", ["6 dB", "-6 dB", "low-cut"])
        #expect(try ParameterValue.parse("-6dB", for: parameter) == 1)
        #expect(try ParameterValue.parse("6dB", for: parameter) == 0)
        #expect(try ParameterValue.parse("-6", for: parameter) == 1)
        #expect(try ParameterValue.parse("Low Cut", for: parameter) == 2)
    }

    @Test("A choice's index is not its name", arguments: ["0", "1", "36", "", "dB"])
    func noIndex(text: String) {
        let error = #expect(throws: PresetError.self) {
            try ParameterValue.parse(text, for: TestCatalog.filter.parameters[4])
        }
        #expect(error?.problems.map(\.kind) == [.unknownChoice])
    }

    @Test(
        "A switch takes its choices' names and on, off, true, false",
        arguments: [("on", Float(1)), ("OFF", 0), ("true", 1), ("False", 0)])
    func switches(text: String, value: Float) throws {
        #expect(try ParameterValue.parse(text, for: TestCatalog.gain.parameters[4]) == value)
        #expect(try ParameterValue.parse(text, for: TestCatalog.choice("p", ["normal", "inverted"])) == value)
        let plain = EffectParameter(
            id: "p", name: "p", unit: .none, scale: .stepped, minimum: 0, maximum: 1, initial: 0)
        #expect(try ParameterValue.parse(text, for: plain) == value)
        #expect(throws: PresetError.self) { try ParameterValue.parse(text, for: TestCatalog.gain.parameters[3]) }
    }

    @Test("A stepped parameter takes whole numbers only")
    func stepped() throws {
        let voices = TestCatalog.chorus.parameters[0]
        #expect(try ParameterValue.parse("3", for: voices) == 3)
        let error = #expect(throws: PresetError.self) { try ParameterValue.parse("2.5", for: voices) }
        #expect(error?.problems.first?.message == "2.5 is not a whole number; expected a whole number from 1 to 6")
    }

    @Test(
        "Values are shown with their unit",
        arguments: [
            Reading("800 Hz", .hertz, 800), Reading("2.5 kHz", .hertz, 2500), Reading("20 kHz", .hertz, 20_000),
            Reading("999.9 Hz", .hertz, 999.9), Reading("1.2346 kHz", .hertz, 1234.56),
            Reading("-18 dB", .decibels, -18),
            Reading("0.1 dB", .decibels, 0.1), Reading("0 dB", .decibels, -0.0), Reading("12 ms", .milliseconds, 12),
            Reading("1.5 s", .milliseconds, 1500), Reading("500 ms", .seconds, 0.5), Reading("2 s", .seconds, 2),
            Reading("0 s", .seconds, 0), Reading("40%", .percent, 40), Reading("33.333%", .percent, 33.333_332),
            Reading("4:1", .ratio, 4), Reading("3 st", .semitones, 3), Reading("-90°", .degrees, -90),
            Reading("0.70711", .none, 0.707_106_77), Reading("123456", .none, 123_456),
            Reading("inf", .none, .infinity),
        ])
    func shows(reading: Reading) {
        #expect(ParameterValue.format(reading.value, for: Self.wide(reading.unit)) == reading.text)
    }

    @Test("A choice is shown by its name, what is none by its number")
    func showsChoices() {
        let slope = TestCatalog.filter.parameters[4]
        #expect(ParameterValue.format(1, for: slope) == "24-db")
        #expect(ParameterValue.format(2, for: slope) == "2")
        #expect(ParameterValue.format(0.5, for: slope) == "0.5")
    }

    @Test("What is shown can be typed, and means the same to five digits")
    func showsWhatItReads() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let parameter = Self.wide(ParameterUnit.allCases.randomElement(using: &random)!)
            let value =
                Float.random(in: -3...3, using: &random) * [0.001, 1, 1000, 100_000].randomElement(using: &random)!
            let copy = try ParameterValue.parse(ParameterValue.format(value, for: parameter), for: parameter)
            // Half a unit in the fifth digit.
            #expect(abs(copy - value) <= abs(value) * 0.5001e-4, "\(value) \(parameter.unit)")
        }
    }
}
