// Other programs' equalizer files as presets: what is taken over of each line, and what is said of it.

import EffectHost
import Foundation
import Presets
import TestSupport
import Testing

@Suite("Importing")
struct ImportTests {
    /// What an import of a text makes, with its bands as the preset has them.
    struct Imported {
        let report: ImportReport
        let preset: Preset?

        init(
            _ bytes: [UInt8], path: String = "folder/My Ears.txt", from format: ImportFormat? = nil,
            isLenient: Bool = false
        ) throws {
            let imported = try PresetImport(
                bytes: bytes, path: path, options: PresetImport.Options(format: format, isLenient: isLenient))
            report = imported.report
            preset = imported.preset
        }

        init(_ text: String, from format: ImportFormat? = nil, isLenient: Bool = false) throws {
            try self.init(Array(text.utf8), from: format, isLenient: isLenient)
        }

        /// A setting of the first equalizer, or of a later one.
        subscript(_ parameter: String, node: Int = 0) -> String? {
            guard let preset, node < preset.nodes.count else { return nil }
            switch preset.nodes[node].settings.first(where: { $0.parameter == parameter })?.value {
            case .text(let text): return text
            case .number(let number): return DisplayText.number(number)
            case .flag(let flag): return String(flag)
            case nil: return nil
            }
        }

        /// Type, frequency, gain and Q.
        func band(_ number: Int, node: Int = 0) -> [String?] {
            ["type", "frequency", "gain", "q"].map { self["\($0)\(number)", node] }
        }

        var outcomes: [ImportReport.Outcome] { report.lines.map(\.outcome) }

        func note(_ index: Int) -> String { report.lines[index].note }
    }

    static let autoEq = """
        Preamp: -6.1 dB
        Filter 1: ON LSC Fc 105 Hz Gain 5.8 dB Q 0.70
        Filter 2: ON PK Fc 2150 Hz Gain -3.4 dB Q 1.41
        Filter 3: ON HSC Fc 10000 Hz Gain -2 dB Q 0.7

        """

    private static let expected: [[String?]] = [
        ["low-shelf", "105 Hz", "5.8 dB", "0.7"], ["bell", "2150 Hz", "-3.4 dB", "1.41"],
        ["high-shelf", "10000 Hz", "-2 dB", "0.7"],
    ]

    private static func check(_ imported: Imported, sourceLocation: SourceLocation = #_sourceLocation) {
        for (index, band) in expected.enumerated() {
            #expect(imported.band(index + 1) == band, sourceLocation: sourceLocation)
        }
        #expect(imported["preamp"] == "-6.1 dB", sourceLocation: sourceLocation)
        #expect(imported.report.bandCount == 3, sourceLocation: sourceLocation)
    }

    @Test("takes over AutoEq's filters line by line, exactly, and says which band each became")
    func plain() throws {
        let imported = try Imported(Self.autoEq)
        Self.check(imported)
        #expect(imported.report.format == .autoEq)
        #expect(imported.outcomes == [.exact, .exact, .exact, .exact])
        #expect(imported.report.lines.map(\.number) == [1, 2, 3, 4])
        #expect(imported.note(1) == "band 1: low-shelf 105 Hz, 5.8 dB, Q 0.7")
        let preset = try #require(imported.preset)
        #expect(preset.name == "My Ears" && preset.tags == ["equalizer", "imported", "headphones"])
        #expect(preset.description?.contains("‘My Ears.txt’ (AutoEq parametric equalisation): 3 bands") == true)
        #expect(preset.nodes.map(\.id) == ["equalizer"])
        // What is written is a preset again, and the same one.
        let document = try PresetDocument.parse(Array(preset.json().utf8), path: "x.json")
        #expect(document.preset == preset)
    }

    /// Texts that say the same in odd ways.
    static let oddTexts: [(String, String)] = [
        ("lower case", autoEq.lowercased()),
        ("upper case", autoEq.uppercased()),
        (
            "tabs, blanks and no numbers",
            """
            \t preamp :\t-6.1dB \t
            Filter:ON\tLSC\tFc105Hz   Gain 5.8dB Q0.70   \t
              Filter   2 :  ON PK Fc   2150  Hz Gain  -3.4 dB   Q 1.41
            Filter: ON HSC Gain -2 dB Q 0.7 Fc 10000
            """
        ),
        ("thousands", autoEq.replacing("2150", with: "2,150").replacing("10000", with: "10,000.0")),
        ("points between thousands", autoEq.replacing("2150", with: "2.150").replacing("10000", with: "10.000")),
        (
            "no-break spaces",
            autoEq.replacing("10000 Hz", with: "10\u{A0}000\u{A0}Hz").replacing("2150", with: "2\u{202F}150")
        ),
        (
            "decimal commas",
            autoEq.replacing("6.1", with: "6,1").replacing("5.8", with: "5,8").replacing("0.70", with: "0,70")
                .replacing("3.4", with: "3,400").replacing("1.41", with: "1,41").replacing("10000", with: "10.000,0")
        ),
        ("a minus sign", autoEq.replacing("-", with: "\u{2212}")),
        (
            "several preamps",
            "Preamp: -4 dB\nPreamp: -3,2 dB\nPreamp: +1.1 dB\n" + autoEq.replacing("Preamp: -6.1 dB\n", with: "")
        ),
        ("comments", "# by hand\n\n" + autoEq.replacing("Filter 2", with: "// two\n   #three\nFilter 2")),
        ("exponents and kHz", autoEq.replacing("2150 Hz", with: "2.15 kHz").replacing("10000", with: "1e4")),
        (
            "Room EQ Wizard's modal",
            autoEq.replacing("PK", with: "Modal").replacing("1.41", with: "1.41 T60 target 300 ms")
        ),
    ]

    @Test("accepts odd but legal texts", arguments: oddTexts.indices)
    func odd(index: Int) throws {
        let (name, text) = Self.oddTexts[index]
        let imported = try Imported(text)
        #expect(imported.report.refusals == [], "\(name)")
        Self.check(imported)
    }

    /// The same text as other programs store it.
    static let encodings: [(String, [UInt8])] = {
        func utf16(_ text: String, isBig: Bool) -> [UInt8] {
            ("\u{FEFF}" + text).utf16.flatMap { unit -> [UInt8] in
                let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
                return isBig ? bytes.reversed() : bytes
            }
        }
        let windows = "# Größe 10\u{A0}000\n" + autoEq.replacing("10000", with: "10\u{A0}000")
        let returns = windows.replacing("\n", with: "\r\n")
        return [
            ("UTF-8", Array(windows.utf8)), ("UTF-8 with its mark", [0xEF, 0xBB, 0xBF] + Array(windows.utf8)),
            ("Windows line ends", Array(returns.utf8)),
            ("old Macintosh's", Array(windows.replacing("\n", with: "\r").utf8)),
            ("UTF-16, little", utf16(returns, isBig: false)), ("UTF-16, big", utf16(returns, isBig: true)),
            ("Latin-1", returns.unicodeScalars.map { UInt8($0.value) }),
            ("no line end at the end", Array(windows.utf8.dropLast())),
        ]
    }()

    @Test("accepts every encoding that Windows programs write", arguments: encodings.indices)
    func encoding(index: Int) throws {
        let imported = try Imported(Self.encodings[index].1)
        #expect(imported.report.refusals == [], "\(Self.encodings[index].0)")
        Self.check(imported)
        #expect(imported.report.lines.map(\.number) == [2, 3, 4, 5])
    }

    @Test("reads a number by its separators, and says so where there are two ways to")
    func numbers() throws {
        for (text, hertz) in [
            ("63,5", 63.5), ("1,000", 1_000), ("1.000", 1_000), ("12.500", 12_500), ("63.500", 63.5),
            ("105,250", 105.25),
            ("0.500e3", 500), ("1,234.5", 1_234.5), ("1.234,5", 1_234.5), ("1000.", 1_000), ("12,34", 12.34),
        ] {
            let imported = try Imported("Filter: ON NO Fc \(text) Hz Q 3")
            #expect(imported["frequency1"] == DisplayText.number(hertz) + " Hz", "\(text)")
        }
        #expect(
            try Imported("Filter: ON NO Fc 12.500 Hz Q 3").note(0).contains(
                "‘12.500’ read as 12500, as Equalizer APO does"))
        for text in ["1,23,456", "1.2.3", "1,234,5", "--5", "1e999", "1,,5", "0x10", "1'000", "٣"] {
            let imported = try Imported("Preamp: 0 dB\nFilter: ON NO Fc \(text) Hz Q 3")
            #expect(imported.report.refusals.map(\.number) == [2], "\(text)")
        }
    }

    @Test("gives each type its shape, and the width that Equalizer APO gives it where it has none")
    func types() throws {
        for (line, band) in [
            ("PEQ Fc 100 Hz Gain 3 dB Q 5", ["bell", "100 Hz", "3 dB", "5"]),
            ("LP Fc 100 Hz", ["low-pass", "100 Hz", nil, "0.70711"]),
            ("LPQ Fc 100 Hz Q 0.4", ["low-pass", "100 Hz", nil, "0.4"]),
            ("HP Fc 30 Hz", ["high-pass", "30 Hz", nil, "0.70711"]),
            ("HPQ Fc 30 Hz Q 2", ["high-pass", "30 Hz", nil, "2"]),
            ("BP Fc 1000 Hz", ["band-pass", "1000 Hz", nil, "0.70711"]),
            ("NO Fc 50 Hz", ["notch", "50 Hz", nil, "30"]),
            ("AP Fc 900 Hz Q 0.707", ["all-pass", "900 Hz", nil, "0.707"]),
            // S = 0.9; S = 6 / 12.
            ("LS Fc 300 Hz Gain 0 dB", ["low-shelf", "300 Hz", "0 dB", "0.67082"]),
            ("HSC 6 dB Fc 300 Hz Gain 0 dB", ["high-shelf", "300 Hz", "0 dB", "0.5"]),
            // One octave at a low frequency: Q = 1 / (2 sinh(ln 2 / 2)).
            ("PK Fc 100 Hz Gain 1 dB BW Oct 1", ["bell", "100 Hz", "1 dB", "1.41417"]),
        ] as [(String, [String?])] {
            let imported = try Imported("Filter: ON " + line)
            #expect(imported.band(1) == band, "\(line)")
            #expect(imported.outcomes == [.exact], "\(line)")
        }
        // 2 sinh(ln 2 / 2 w / sin w) at w = 2 pi 16 / 48: another Q at another rate.
        let wide = try Imported("Filter: ON PK Fc 16000 Hz Gain 1 dB BW Oct 1")
        #expect(wide.outcomes == [.approximated] && wide.note(0).contains("at 48 kHz"))
        #expect(wide["q1"] == "0.53203")
    }

    @Test("takes LS and HS with a width for corners, as Equalizer APO does, unless told that it is AutoEq's")
    func corners() throws {
        // 10^(|gain| / 80 / S), S = 1/2.
        let slope = try Imported("Filter: ON LS 6dB Fc 100 Hz Gain -8 dB\nFilter: ON HS 6 dB Fc 1000 Hz Gain 8 dB")
        #expect(slope["frequency1"] == "158.48932 Hz" && slope["frequency2"] == "630.95734 Hz")
        // 1/S = (1/Q^2 - 2) / (A + 1/A) + 1, which is 1 for this Q.
        let text = "Filter: ON LS Fc 100 Hz Gain 8 dB Q 0.70710678118654752"
        let corner = try Imported(text)
        #expect(corner["frequency1"] == "125.89254 Hz" && corner.note(0).contains("states its corner"))
        let centre = try Imported(text, from: .autoEq)
        #expect(centre["frequency1"] == "100 Hz" && centre.note(0).contains("taken as LSC"))
    }

    @Test("holds what the equalizer can't do, and calls it approximated")
    func held() throws {
        let imported = try Imported(
            """
            Filter: ON PK Fc 5 Hz Gain 40 dB Q 0.01
            Filter: ON NO Fc 30000 Hz Q 100
            Preamp: -70 dB
            """)
        #expect(imported.band(1) == ["bell", "10 Hz", "30 dB", "0.1"])
        #expect(imported.band(2) == ["notch", "24000 Hz", nil, "40"])
        #expect(imported["preamp"] == "-60 dB")
        #expect(imported.outcomes == [.approximated, .approximated, .approximated])
        #expect(imported.note(0).contains("gain 40 dB held at 30 dB; frequency 5 Hz held at 10 Hz; Q 0.01 held at 0.1"))
        #expect(imported.note(2).contains("preamp -70 dB held at -60 dB"))
    }

    @Test("keeps bands that are off, and says that empty ones are none")
    func off() throws {
        let imported = try Imported(
            """
            Filter 1: OFF PK Fc 100 Hz Gain 3 dB Q 2
            Filter 2: ON PK Fc 200 Hz Gain 3 dB Q 2
            Filter 3: OFF None
            Filter 4: ON None
            Filter 5: OFF
            """)
        #expect(imported.band(1) == ["off", "100 Hz", "3 dB", "2"])
        #expect(imported.band(2) == ["bell", "200 Hz", "3 dB", "2"])
        #expect(imported.outcomes == [.exact, .exact, .leftOut, .leftOut, .leftOut])
        #expect(imported.report.bandCount == 2)
    }

    @Test("makes several equalizers in a row of more than 32 bands")
    func chain() throws {
        let lines = (1...70).map { "Filter \($0): ON PK Fc \(100 * $0) Hz Gain 1 dB Q 2" }
        let imported = try Imported("Preamp: -3 dB\n" + lines.joined(separator: "\n"))
        #expect(imported.preset?.nodes.map(\.id) == ["equalizer", "equalizer-2", "equalizer-3"])
        #expect(imported.band(6, node: 2) == ["bell", "7000 Hz", "1 dB", "2"] && imported["type7", 2] == nil)
        #expect(imported["preamp"] == "-3 dB" && imported["preamp", 1] == nil)
        #expect(throws: ImportError(.tooManyBands, path: "x")) {
            try PresetImport(
                bytes: Array(String(repeating: "Filter: ON LP Fc 99 Hz\n", count: ImportLimits.bands + 1).utf8),
                path: "x")
        }
    }

    @Test("gives bands and levels to the channels that are selected")
    func channels() throws {
        let imported = try Imported(
            """
            Preamp: -2 dB
            Channel: L
            Preamp: -5 dB
            Filter: ON PK Fc 100 Hz Gain 3 dB Q 2
            Channel: 2 C
            Filter: ON LP Fc 9000 Hz
            Channel: LFE
            Filter: ON LP Fc 100 Hz
            Channel: l, r
            Filter: ON HP Fc 20 Hz
            """)
        #expect(imported["channel1"] == "left" && imported["channel2"] == "right" && imported["channel3"] == nil)
        #expect(imported["type3"] == "high-pass" && imported["preamp"] == "-2 dB")
        // A low and a high shelf alike are a level.
        #expect(imported.band(4) == ["low-shelf", "1000 Hz", "-5 dB", "0.70711"])
        #expect(imported.band(5) == ["high-shelf", "1000 Hz", "-5 dB", "0.70711"])
        #expect(imported["channel4"] == "left" && imported["channel5"] == "left")
        #expect(
            imported.outcomes == [
                .exact, .exact, .exact, .exact, .exact, .exact, .leftOut, .leftOut, .exact, .exact,
            ])
        #expect(imported.report.notes == ["bands of one channel act on all where the sound isn't stereo"])
    }

    /// Lines that would be missed, and what is said of them.
    static let refused: [(String, String)] = [
        ("Include: other.txt", "another file"), ("Convolution: hall.wav", "another file"),
        ("Copy: L=L+0.5*R", "can't do that"), ("Delay: 5 ms", "can't do that"),
        ("VSTPlugin: Library x.dll", "can't do that"),
        ("LoudnessCorrection: State 1", "can't do that"), ("If: sampleRate == 48000", "only Equalizer APO knows"),
        ("EndIf:", "only Equalizer APO knows"), ("Eval: a=1", "only Equalizer APO knows"),
        ("Filter: ON PK Fc 100 Hz Gain `a` dB Q 1", "only Equalizer APO knows"),
        ("Device: Speakers", "some devices"), ("Stage: pre-mix", "another stage"),
        ("Filter: ON IIR Order 2 Coefficients 1 0 0 1 0 0", "no filter type ‘IIR’"),
        ("Filter: ON PK Fc 100 Hz Q 1", "Gain is missing"), ("Filter: ON PK Gain 1 dB Q 1", "Fc is missing"),
        ("Filter: ON PK Fc 100 Hz Gain 1 dB", "Q or BW Oct is missing"),
        ("Filter: ON PK Fc 100 Hz Gain x dB Q 1", "expected a number behind Gain, found ‘x’"),
        ("Filter: ON PK Fc 100 Hz Gain 1 dB Q 1 Order 1", "‘Order’ is not understood"),
        ("Filter: ON PK Fc 100 Hz Gain 1 dB Q 1 Q 2", "given twice"), ("Filter: PK Fc 100 Hz", "expected ON or OFF"),
        ("Filter: ON PK Fc -5 Hz Gain 1 dB Q 1", "no number that can stand here"),
        ("Filter: ON PK Fc 100 Hz Gain 1 dB Q -1", "no number that can stand here"),
        ("Filter: ON LSC 24 dB Fc 100 Hz Gain 30 dB", "as steep"), ("Filter 1 ON PK Fc 100 Hz", "colon is missing"),
        ("Preamp: loud", "expected a number"), ("Preamp: -3 dB 5", "not understood"), ("Preamp: 1e6 dB", "no number"),
        ("GraphicEQ: 20 -1; 30", "has no gain"), ("GraphicEQ:", "expected points"), ("GraphicEQ: 0 3", "can't be"),
        ("Channel:", "expected channels"),
    ]

    @Test(
        "stops at lines that change the sound, all told by number, and leaves them out if it may",
        arguments: refused.indices)
    func refusals(index: Int) throws {
        let (line, reason) = Self.refused[index]
        let text = "Preamp: -1 dB\n\n\(line)\nFilter: ON LP Fc 99 Hz\n\(line)\n"
        let imported = try Imported(text)
        #expect(imported.preset == nil)
        #expect(imported.report.refusals.map(\.number) == [3, 5])
        #expect(imported.note(1).contains(reason), "\(imported.note(1))")
        #expect(imported.note(1).hasSuffix("--lenient goes on without it"))
        let lenient = try Imported(text, isLenient: true)
        #expect(lenient.preset != nil && lenient.outcomes == [.exact, .leftOut, .exact, .leftOut])
    }

    @Test("reports what Equalizer APO ignores as well, and goes on")
    func ignored() throws {
        let imported = try Imported(
            "Room EQ V5.20\nDated: 1 May\nEqualiser: Generic\nStage: post-mix capture\nDevice: all\n" + Self.autoEq)
        #expect(imported.outcomes.prefix(5) == [.leftOut, .leftOut, .leftOut, .exact, .exact])
        Self.check(imported)
    }

    @Test("holds a file to the format that was named")
    func named() throws {
        #expect(try Imported("GraphicEQ: 20 1; 30 1", from: .autoEq).report.refusals.count == 1)
        #expect(try Imported(Self.autoEq, from: .graphic).report.refusals.map(\.number) == [2, 3, 4])
        #expect(try Imported("Channel: L\n" + Self.autoEq, from: .autoEq).report.refusals.map(\.number) == [1])
        Self.check(try Imported(Self.autoEq, from: .equalizerAPO))
        #expect(try Imported("Channel: all\n" + Self.autoEq).report.format == .equalizerAPO)
        #expect(try Imported("Preamp: 1 dB\nGraphicEQ: 20 1; 30 1").report.format == .graphic)
    }

    @Test("refuses what is no such file")
    func nothing() {
        func kind(_ bytes: [UInt8], isLenient: Bool = false) -> ImportError.Kind? {
            do {
                _ = try PresetImport(bytes: bytes, path: "x", options: PresetImport.Options(isLenient: isLenient))
                return nil
            } catch { return error.kind }
        }
        #expect(kind([]) == .unknownFormat)
        #expect(kind(Array("hello\nworld: 5\n# Preamp: 3 dB".utf8)) == .unknownFormat)
        #expect(kind(Array("RIFF\0\0".utf8)) == .notText("the character 0"))
        #expect(kind([0xFF, 0xFE, 0x50]) == .notText("UTF-16 with half a character"))
        #expect(kind([UInt8](repeating: 0x20, count: ImportLimits.fileBytes + 1)) == .tooLarge)
        #expect(kind([UInt8](repeating: 0x0A, count: ImportLimits.lines + 1)) == .tooManyLines)
        #expect(kind(Array("Filter: ON XX Fc 5".utf8), isLenient: true) == .nothingLeft)
    }

    @Test("calls a preset by its file")
    func names() throws {
        for (path, name) in [
            ("a/HD 650 ParametricEQ.txt", "HD 650"), ("Zero: RED GraphicEQ.txt", "Zero: RED"), ("config", "config"),
            (".txt", ".txt"), ("x/\u{1B}[31m\u{202E}.txt", "[31m"), ("\u{1B}", "Imported"),
        ] {
            let imported = try Imported(Array(Self.autoEq.utf8), path: path)
            let preset = try #require(imported.preset)
            #expect(preset.name == name)
            #expect(try PresetDocument.parse(Array(preset.json().utf8), path: "x.json").preset == preset)
        }
    }
}
