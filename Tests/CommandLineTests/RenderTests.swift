// Renders that work.

import Foundation
import TestSupport
import Testing

@Suite("A render")
struct RenderTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    /// Renders, which must work; what was said.
    @discardableResult
    private func render(_ arguments: String..., input: Program.Input = .nothing) throws -> Program.Outcome {
        var program = shell.program(["render"] + arguments)
        program.input = input
        let outcome = try program.run()
        #expect(outcome.status == 0, "\(outcome.error)")
        return outcome
    }

    @Test("through nothing but a gain of 0 dB gives back the samples")
    func identity() throws {
        let wave = try shell.sound("in.wav")
        let outcome = try render("in.wav", "-o", "out.wav", "--chain", "gain")
        let output = try shell.folder.read("out.wav")
        #expect(output.suffix(wave.count - Wave.headerByteCount) == wave.dropFirst(Wave.headerByteCount))
        #expect(outcome.text == "")
        #expect(
            outcome.error.hasPrefix(
                "out.wav: 0.25 s, stereo, 48 kHz, WAV, 16-bit\n  peak -8.7 dBFS, RMS -11.7 dBFS, rendered in "))
        #expect(outcome.error.contains("x real time)\n  gain"))
        #expect(try shell.names() == ["in.wav", "out.wav"])
    }

    @Test("says what the effects' meters show at its end")
    func meters() throws {
        try shell.sound("in.wav")
        let outcome = try render("in.wav", "-o", "out.wav", "--chain", "squash: compressor threshold=-60 | gain")
        #expect(outcome.error.contains("\n  squash  Reduction  "), "\(outcome.error)")
        let json = try JSON(
            render("in.wav", "-o", "out.wav", "--chain", "squash: compressor threshold=-60 | gain", "--json").text)
        #expect(json["files"][0]["nodes"][0]["meters"][0].keys == ["meter", "value"])
        #expect(json["files"][0]["nodes"][0]["meters"][0]["meter"]["id"].text == "reduction")
        #expect(json["files"][0]["nodes"][0]["meters"][0]["value"].number ?? 0 > 10)
        #expect(!json["files"][0]["nodes"][1].keys.contains("meters"))
    }

    @Test("gives the same bytes whatever the block size", arguments: ["1", "17", "64", "512", "4096", "1048576"])
    func blockSize(frames: String) throws {
        try shell.sound("in.wav")
        let chain = "filter cutoff=1kHz slope=24-db | gain level=-3dB width=150%"
        try render("in.wav", "-o", "a.wav", "--chain", chain)
        try render("in.wav", "-o", "b.wav", "--chain", chain, "--block-size", frames)
        #expect(try shell.folder.read("a.wav") == shell.folder.read("b.wav"))
    }

    @Test("gives the same bytes whatever the number of jobs")
    func jobs() throws {
        let names = (0..<7).map { "in-\($0).wav" }
        for (index, name) in names.enumerated() {
            try shell.sound(name, seconds: 0.1 * Double(index + 1), channelCount: 1 + index % 3)
        }
        for (folder, jobs) in [("one", "1"), ("four", "4")] {
            var program = shell.program(
                ["render"] + names + ["-d", "\(folder)/deeper", "--chain", "filter | chorus", "-j", jobs])
            program.input = .nothing
            let outcome = try program.run()
            #expect(outcome.status == 0)
            for name in names { #expect(outcome.error.contains("\(folder)/deeper/\(name): ")) }
        }
        for name in names {
            #expect(try shell.folder.read("one/deeper/\(name)") == shell.folder.read("four/deeper/\(name)"))
        }
        #expect(try shell.folder.names(below: "four/deeper") == names)
    }

    @Test("from standard input and to standard output gives the samples it gives from file to file")
    func pipes() throws {
        let wave = try shell.sound("in.wav")
        try render("in.wav", "-o", "out.wav", "--chain", "gain level=-6dB")
        let expected = try shell.folder.read("out.wav").suffix(wave.count - Wave.headerByteCount)
        let piped = try render("-", "-o", "-", "--chain", "gain level=-6dB", input: .bytes(wave))
        #expect(piped.output.suffix(expected.count) == expected)
        #expect(piped.output.starts(with: Array("RIFF".utf8)))
        #expect(piped.error.hasPrefix("standard output: "))
        let redirected = try render(
            "-", "-o", "-", "--chain", "gain level=-6dB", "-q", input: .file(shell.folder.file("in.wav")))
        #expect(redirected.output.suffix(expected.count) == expected)
        #expect(redirected.error == "")
        try render("-", "-o", "piped.wav", "--chain", "gain level=-6dB", input: .bytes(wave))
        #expect(try shell.folder.read("piped.wav").suffix(expected.count) == expected)
    }

    @Test("takes values with units, and overrides of a chain and of a preset alike")
    func values() throws {
        try shell.sound("in.wav")
        try render("in.wav", "-o", "a.wav", "--chain", "filter cutoff=2.5kHz resonance=2 | gain level=-6")
        try render("in.wav", "-o", "b.wav", "--chain", "filter cutoff=2500 resonance=2.0|gain level='-6 dB'")
        try render(
            "in.wav", "-o", "c.wav", "--chain", "low: filter | gain", "--set", "low.cutoff=2500Hz", "--set",
            "low.resonance=2", "--set", "gain.level=-6dB")
        try shell.folder.write(
            """
            { "format": 1, "name": "Mine", "nodes": [
              { "id": "low", "effect": "filter", "parameters": { "cutoff": 800, "resonance": 2 } },
              { "id": "gain", "effect": "gain", "parameters": { "level": "-6 dB" } } ] }
            """, "mine.json")
        try render("in.wav", "-o", "d.wav", "--preset", "mine.json", "--set", "low.cutoff=2.5kHz")
        let first = try shell.folder.read("a.wav")
        for name in ["b.wav", "c.wav", "d.wav"] { #expect(try shell.folder.read(name) == first, "\(name)") }
    }

    @Test("through every shipped preset works")
    func presets() throws {
        try shell.sound("in.wav")
        let list = try JSON(shell.cajon("preset", "list", "--json").text)
        #expect(list.count >= 6)
        for index in 0..<list.count {
            let name = try #require(list[index]["name"].text)
            try render("in.wav", "-o", "\(name).wav", "--preset", name, "-q")
        }
    }

    @Test("takes the output's format from its name, or from --format and --bits")
    func formats() throws {
        try shell.sound("in.wav")
        #expect(try render("in.wav", "-o", "a.flac", "--chain", "gain").error.contains("FLAC, 16-bit"))
        #expect(try shell.folder.read("a.flac").starts(with: Array("fLaC".utf8)))
        #expect(try render("in.wav", "-o", "b.wav", "--bits", "32f", "--chain", "gain").error.contains("float"))
        #expect(
            try render("in.wav", "-d", "out", "--format", "aiff", "--chain", "gain").error.contains("out/in.aiff: "))
        #expect(try shell.folder.read("out/in.aiff").starts(with: Array("FORM".utf8)))
    }

    @Test("that is quiet says nothing")
    func quiet() throws {
        try shell.sound("in.wav")
        for flag in ["-q", "--quiet"] {
            let outcome = try render("in.wav", "-o", "out.wav", "--chain", "gain", flag)
            #expect(outcome.text == "")
            #expect(outcome.error == "")
        }
    }

    @Test("says in JSON what it did")
    func json() throws {
        try shell.sound("in.wav")
        let outcome = try render("in.wav", "-o", "out.wav", "--chain", "filter | low: gain level=6dB", "--json")
        #expect(outcome.error == "")
        let json = try JSON(outcome.text)
        #expect(json.keys == ["failures", "files"])
        #expect(json["failures"].count == 0)
        let file = json["files"][0]
        #expect(
            file.keys == [
                "faults", "input", "inputFrames", "latencyFrames", "nodes", "output", "outputFrames", "peakDecibels",
                "preset", "rmsDecibels", "seconds", "speed", "warnings",
            ])
        #expect(file["inputFrames"].number == 12_000)
        #expect(file["input"]["path"].text == "in.wav")
        #expect(file["input"]["sampleRate"].number == 48_000)
        #expect(file["input"]["channelCount"].number == 2)
        #expect(file["output"]["info"]["path"].text == "out.wav")
        #expect(file["output"]["clippedSampleCount"].number == 0)
        #expect((0..<2).map { file["nodes"][$0]["id"].text } == ["filter", "low"])
        #expect((0..<2).map { file["nodes"][$0]["effect"].text } == ["filter", "gain"])
        #expect(file["faults"].count == 0)
        // 12,000 of 32,767 is 8.7 dB down; 6 dB louder it is 2.7.
        #expect(abs(try #require(file["peakDecibels"].number) + 2.7) < 0.1)
    }

    @Test("that fails says so in JSON too")
    func jsonFailures() throws {
        try shell.sound("in.wav")
        let outcome = try shell.cajon("render", "in.wav", "nope.wav", "-d", "out", "--chain", "gain", "--json")
        #expect(outcome.status == 66)
        let json = try JSON(outcome.text)
        #expect(json["files"].count == 1)
        #expect(json["failures"][0].text?.hasPrefix("nope.wav: there is no such file") == true)
    }

    @Test("warns when samples clip, and says what to do")
    func clipping() throws {
        try shell.sound("in.wav")
        let outcome = try render("in.wav", "-o", "out.wav", "--chain", "gain level=24dB")
        #expect(outcome.error.contains("warning: "))
        #expect(outcome.error.contains("samples clipped; lower the level by 15.3 dB or write --bits 32f"))
    }

    @Test("finds the user's own effects before those that came with the program")
    func ownEffects() throws {
        try shell.sound("in.wav")
        try shell.effect(Guest(), "data/cajon/effects/twice.wasm")
        try shell.effect(Guest().describing { $0.name = "Mine" }, "data/cajon/effects/gain.wasm")
        let data: [String: String?] = ["XDG_DATA_HOME": shell.folder.file("data")]
        let list = try shell.cajon("effect", "list", environment: data)
        #expect(list.text.contains("twice"))
        #expect(list.text.contains("filter"))
        #expect(try shell.cajon("effect", "show", "gain", environment: data).text.hasPrefix("Mine 1.0.0\n"))
        #expect(
            try shell.cajon("render", "in.wav", "-o", "o.wav", "--chain", "twice gain=2", environment: data).status == 0
        )
    }

    @Test("shows how far it is, on a terminal only, and takes that away when it is done")
    func progress() throws {
        let wave = Wave(seconds: 1, channelCount: 2, sampleRate: 48_000).bytes
        var program = shell.program(
            ["render", "-", "-o", "out.wav", "--chain", "gain"], environment: ["TERM": "xterm"])
        program.input = .pipe
        program.error = .terminal
        let running = try program.start()
        // The bar is drawn at most ten times a second, so the sound comes in pieces that far apart.
        for start in stride(from: 0, to: wave.count, by: wave.count / 4 + 1) {
            try running.write(wave[start..<min(wave.count, start + wave.count / 4 + 1)])
            usleep(150_000)
        }
        running.closeInput()
        let outcome = running.wait()
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("█"))
        #expect(outcome.error.contains("x real time"))
        #expect(outcome.error.contains(" left"))
        // Whatever was drawn last was erased before the report.
        let report = try #require(outcome.error.components(separatedBy: "\u{1b}[K").last)
        #expect(report.hasPrefix("out.wav: 1.00 s, stereo"))
    }

    @Test("draws nothing for a terminal that can't be drawn on, or when it is to be quiet")
    func noProgress() throws {
        for (term, flags) in [("dumb", []), ("xterm", ["-q"])] {
            try shell.sound("in.wav")
            var program = shell.program(
                ["render", "in.wav", "-o", "out.wav", "--chain", "gain"] + flags, environment: ["TERM": term])
            program.error = .terminal
            #expect(try !program.run().error.contains("\u{1b}"))
        }
    }
}
