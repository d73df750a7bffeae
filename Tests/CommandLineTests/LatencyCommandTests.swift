// `cajon latency`, as its user has it.

import Foundation
import TestSupport
import Testing

@Suite("A latency without a sound card")
struct LatencyCommandTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    @Test("is not measured where nothing comes back: status 69, and what to do", arguments: ["null", "file"])
    func nothing(playback: String) throws {
        let device = playback == "file" ? "file:FILE=\(shell.folder.file("played.raw")),FORMAT=raw" : playback
        let outcome = try shell.program(["latency", "--playback", device, "--capture", "null"]).run()
        #expect(outcome.status == 69)
        #expect(outcome.text == "")
        let lines = outcome.error.split(separator: "\n").map(String.init)
        let (first, last) = (lines.first ?? "", lines.last ?? "")
        #expect(first.hasPrefix("cajon: plays bursts of noise at -20 dBFS on \(device) for "))
        let advice =
            "cajon: null: no signal on capture; connect an output of \(device) to an input of it, or "
            + "turn up the output, the input or --level"
        #expect(last == advice)
        // All of it was played: at 48 kHz, half a second, 16 bursts, and two and a half seconds.
        if playback == "file" { #expect(try shell.folder.read("played.raw").count > 8 * 48_000 * 6) }
    }

    @Test("says so in JSON, too, and nothing else on standard error")
    func json() throws {
        let outcome = try shell.program(
            ["latency", "--playback", "null", "--capture", "null", "--repetitions", "1", "--json"]
        ).run()
        #expect(outcome.status == 69)
        #expect(outcome.error.split(separator: "\n").count == 1)
        let report = try JSON(outcome.text)
        #expect(report["connections"].count == 0)
        #expect(report["failure"].text?.hasPrefix("null: no signal on capture") == true)
        #expect(report["devices"]["sampleRate"].number == 48_000)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let words: String

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private static let devices = ["--playback", "null", "--capture", "null"]

    @Test(
        "is refused, with the reason",
        arguments: [
            Refusal(arguments: ["--capture", "null"], status: 64, words: "--playback"),
            Refusal(arguments: ["--playback", "null"], status: 64, words: "--capture"),
            Refusal(arguments: devices + ["--level", "0"], status: 64, words: "--level is -60 to -1 dBFS"),
            Refusal(arguments: devices + ["--level", "nan"], status: 64, words: "--level is -60 to -1 dBFS"),
            Refusal(arguments: devices + ["--repetitions", "0"], status: 64, words: "--repetitions"),
            Refusal(arguments: devices + ["--channels", "65"], status: 64, words: "--channels"),
            Refusal(arguments: devices + ["--periods", "1"], status: 64, words: "--periods"),
            Refusal(arguments: devices + ["--period", "0"], status: 64, words: "--period"),
            Refusal(
                arguments: devices + ["--channels", "64", "--repetitions", "100"], status: 64,
                words: "fewer --channels or --repetitions"),
            Refusal(
                arguments: ["--playback", "hw:31", "--capture", "null"], status: 69, words: "hw:31: there is no such"),
            Refusal(
                arguments: ["--playback", "null", "--capture", "nonsense"], status: 69,
                words: "nonsense: there is no capture device of that name"),
        ])
    func refuses(refusal: Refusal) throws {
        let outcome = try shell.program(["latency"] + refusal.arguments).run()
        #expect(outcome.status == refusal.status, "\(outcome.error)")
        #expect(outcome.error.contains(refusal.words), "\(outcome.error)")
        #expect(outcome.text == "")
    }
}

@Suite(
    "A latency through a sound server", .serialized,
    .enabled(if: NullSink.isAvailable, "pulseaudio, its ALSA plugin or parec isn't installed"))
struct LatencyServerTests {
    private let live: LiveShell

    init() throws { live = try LiveShell() }

    private func measure(_ arguments: String...) throws -> Program.Outcome {
        try live.shell.program(
            [
                "latency", "--playback", NullSink.playbackName, "--capture", NullSink.captureName,
                // Periods that a busy machine can keep to.
                "--period", "1024", "--periods", "4", "--repetitions", "3",
            ] + arguments, environment: live.environment
        ).run()
    }

    @Test("is measured, through resampling and without, and told in lines")
    func text() throws {
        for clock in ["automatic", "shared"] {
            let outcome = try measure("--clock", clock)
            #expect(outcome.status == 0, "\(outcome.error)")
            let lines = outcome.text.split(separator: "\n").map(String.init)
            #expect(lines.first?.firstMatch(of: /^round trip +[0-9]+\.[0-9]{2} ms +[0-9]+\.[0-9]{2} frames/) != nil)
            #expect(lines.contains { $0.hasPrefix("computed ") } && lines.contains { $0.hasPrefix("difference ") })
            // The monitor hears exactly what is played; what is resampled between clocks on a busy machine, less exactly.
            for channel in 1...2 where clock == "shared" {
                #expect(
                    lines.contains {
                        $0.hasPrefix("output \(channel) came back on input \(channel): -20.")
                            || $0.hasPrefix("output \(channel) came back on input \(channel): -19.9")
                    }, "\(outcome.text)")
            }
            let last = lines.last ?? ""
            #expect(last.hasPrefix("48 kHz, 4 × 1024 frames"))
            #expect(last.contains("capture resampled") == (clock == "automatic"))
            #expect(outcome.error.contains("plays bursts of noise at -20 dBFS"))
        }
    }

    @Test("is measured in JSON: what is played ahead at least, each channel on its own, at the level asked")
    func json() throws {
        let outcome = try measure("--json", "--level", "-30", "--clock", "shared")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error == "")
        let report = try JSON(outcome.text)
        #expect(report["failure"].text == nil)
        #expect(report["devices"]["periodFrames"].number == 1_024)
        let measured = try #require(report["measuredFrames"]["median"].number)
        #expect(measured >= 4_096)
        let computed = try #require(report["computedFrames"]["median"].number)
        // The devices' own figures are right to a few frames, give or take what a busy machine is late by.
        #expect(abs(measured - computed) < 1_024)
        #expect(abs((report["differenceFrames"].number ?? .infinity) - (measured - computed)) < 1e-6)
        #expect(report["connections"].count == 2)
        for connection in 0..<2 {
            #expect(
                report["connections"][connection]["output"].number == report["connections"][connection]["input"].number)
            #expect(abs((report["connections"][connection]["levelDecibels"].number ?? 0) + 30) < 1)
        }
    }
}
