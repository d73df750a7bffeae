// The files that `cajon plot` writes, and what it says when it can't.

import Foundation
import TestSupport
import Testing

@Suite("A picture")
struct PlotPictureTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    @Test("is the same bytes each time, as SVG and as PNG", arguments: ["svg", "png"])
    func deterministic(format: String) throws {
        for command in [
            ["response", "--chain", "filter | chorus", "--phase", "--group-delay"], ["impulse", "--chain", "cabinet"],
            ["curve", "--chain", "limiter", "--x", "-20..0"],
        ] {
            let one = try shell.program(["plot"] + command + ["-o", "one.\(format)"]).run()
            #expect(one.status == 0, "\(one.error)")
            let two = try shell.program(["plot"] + command + ["-o", "-", "--format", format]).run()
            #expect(two.output == (try shell.folder.read("one.\(format)")))
            #expect(one.text == "")
        }
    }

    @Test("comes beside the numbers, in the size, theme and words that are asked for")
    func options() throws {
        let outcome = try shell.cajon(
            "plot", "response", "--preset", "telephone", "-o", "x.PNG", "--json", "--size", "640x360", "--scale", "1",
            "--theme", "dark", "--title", "On the <phone>", "--x", "100..10k", "--y", "-40..6")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try JSON(outcome.text)["curves"][0]["hertz"][0].number == 100)
        let bytes = try shell.folder.read("x.PNG")
        #expect(bytes[16..<24].elementsEqual([0, 0, 2, 128, 0, 0, 1, 104]))
        let svg = try shell.cajon(
            "plot", "response", "--preset", "telephone", "-o", "-", "--format", "svg", "--title", "On the <phone>")
        #expect(svg.text.contains("<title>On the &lt;phone&gt;: Frequency response, by an impulse of"))
    }

    static let mistakes = [
        Mistake("response", "--chain", "gain", status: 64, says: "give --output FILE for a picture, or --json"),
        Mistake("response", "-o", "x.svg", status: 64, says: "give --preset or --chain"),
        Mistake(
            "response", "--chain", "gain", "-o", "x.gif", status: 64, says: "ends in ‘.gif’; expected .svg or .png"),
        Mistake("response", "--chain", "gain", "-o", "x", status: 64, says: "has no ending; expected .svg or .png"),
        Mistake("response", "--chain", "gain", "-o", "-", status: 64, says: "say with --format svg or --format png"),
        Mistake(
            "response", "--chain", "gain", "-o", "-", "--json", "--format", "svg", status: 64,
            says: "--json and the picture can't both go to standard output"),
        Mistake(
            "response", "--chain", "gain", "-o", "x.svg", "--size", "10x10", status: 64, says: "'10x10' is invalid"),
        Mistake(
            "response", "--chain", "gain", "-o", "x.svg", "--x", "20k..20", status: 64, says: "'20k..20' is invalid"),
        Mistake(
            "response", "--chain", "gain", "-o", "x.svg", "--x", "-5..20", status: 64, says: "begin above 0 Hz"),
        Mistake(
            "response", "--chain", "gain", "-o", "x.svg", "--x", "30k..40k", status: 64,
            says: "with 48 kHz there are no frequencies above 24 kHz"),
        Mistake("response", "--chain", "gain", "-o", "x.svg", "--into", "3", status: 64, says: "--into is 1 to 2"),
        Mistake(
            "response", "--chain", "gain", "-o", "x.svg", "--channels", "0", status: 64, says: "--channels is 1 to 32"),
        Mistake(
            "curve", "--chain", "gain", "-o", "x.svg", "--x", "-200..0", status: 64, says: "--x is within -120..24 dBFS"
        ),
        Mistake(
            "response", "--chain", "gain", "--vary", "gain.level", "-o", "x.svg", status: 64,
            says: "--vary gain.level: expected node.parameter=value,value"),
        Mistake(
            "response", "--chain", "gain", "--vary", "gain.levl=1,2", "-o", "x.svg", status: 65,
            says: "--vary", "did you mean \"level\"?"),
        Mistake(
            "response", "--chain", "gain", "--chain", "gain", "--set", "gain.level=1", "-o", "x.svg", status: 64,
            says: "--set and --vary work with one preset or chain"),
        Mistake("response", "--chain", "gian", "-o", "x.svg", status: 65, says: "there is no effect \"gian\""),
        Mistake("response", "--preset", "nosuch", "-o", "x.svg", status: 66, says: "nosuch"),
        Mistake("response", "--chain", "gain", "-o", "no/x.svg", status: 74, says: "no/x.svg", "there is no folder"),
        Mistake("response", "--chain", "gain", "-o", "folder.svg", status: 74, says: "it is a folder"),
        Mistake("waveform", "no.wav", "-o", "x.svg", status: 66, says: "no.wav"),
        Mistake("waveform", "empty.wav", "-o", "x.svg", status: 65, says: "empty.wav"),
        Mistake(
            "loudness", "nothing.wav", "-o", "x.svg", status: 65, says: "holds no sound, so there is nothing to draw"),
        Mistake(
            "spectrum", "in.wav", "-o", "x.svg", "--window", "1000", status: 64, says: "--window is a power of two"),
        Mistake("spectrum", "in.wav", "-o", "x.svg", "--set", "a.b=1", status: 64, says: "give --preset or --chain"),
        Mistake("waveform", "in.wav", "-o", "in.wav", "--format", "png", status: 64, says: "both read and written"),
        Mistake(
            "waveform", "in.wav", "-o", "x.svg", "--size", "200x160", status: 64, says: "has no room for 2 panels"),
    ]

    /// A command line that is wrong, and how the program answers.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let words: [String]

        init(_ arguments: String..., status: Int32, says words: String...) {
            (self.arguments, self.status, self.words) = (arguments, status, words)
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test("that can't be drawn is an error in words, and leaves what was there", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        try shell.sound("in.wav")
        try shell.folder.write([], "empty.wav")
        try shell.folder.write(Wave.floats([], channelCount: 2), "nothing.wav")
        try shell.folder.write(Array("before".utf8), "x.svg")
        try FileManager.default.createDirectory(
            atPath: shell.folder.file("folder.svg"), withIntermediateDirectories: true)
        let names = try shell.names()
        let outcome = try shell.program(["plot"] + mistake.arguments).run()
        #expect(outcome.status == mistake.status)
        for words in mistake.words { #expect(outcome.error.contains(words), "\(outcome.error)") }
        #expect(outcome.text == "")
        #expect(try shell.names() == names)
        #expect(try shell.folder.read("x.svg") == Array("before".utf8))
    }

    @Test("of an effect that fails isn't drawn")
    func fault() throws {
        try shell.effect(Guest().with(.process, "(unreachable)"), "bad.wasm")
        let outcome = try shell.cajon("plot", "response", "--chain", "./bad.wasm", "-o", "x.svg")
        #expect(outcome.status == 70)
        #expect(outcome.error.contains("nothing was drawn"), "\(outcome.error)")
        #expect(try shell.names() == ["bad.wasm"])
    }
}
