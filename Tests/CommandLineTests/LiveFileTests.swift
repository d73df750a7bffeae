// `cajon live` on devices without a clock: what it plays, to the bit, and what it says when it can't.

import Foundation
import TestSupport
import Testing

@Suite("A live session without a sound card")
struct LiveFileTests {
    private let live: LiveShell
    private var shell: Shell { live.shell }

    init() throws {
        live = try LiveShell(hasSink: false)
        try live.shell.sound("in.wav", seconds: 1.5)
    }

    private func cajon(_ arguments: [String]) throws -> Program.Outcome {
        try shell.program(arguments, environment: live.environment).run()
    }

    /// ALSA's own configuration, and a device that writes what it is played to a file.
    private func writeConfiguration() throws {
        try shell.folder.write(
            """
            </usr/share/alsa/alsa.conf>
            pcm.tofile { type file slave.pcm null file "\(shell.folder.file("played.raw"))" format raw }
            """, "alsa.conf")
    }

    @Test(
        "plays what a render writes, to the bit",
        arguments: [
            "filter cutoff=2kHz | compressor lookahead=5ms | chorus", "tremolo | tape-delay | gain", "biquad | phaser",
        ])
    func equalsOffline(chain: String) throws {
        try writeConfiguration()
        var environment = live.environment
        environment["ALSA_CONFIG_PATH"] = shell.folder.file("alsa.conf")
        let played = try shell.program(
            [
                "live", "--chain", chain, "--input", "in.wav", "--playback", "tofile", "--sample-format", "FLOAT_LE",
                "--period", "1024", "--no-control", "--no-midi", "--json",
            ], environment: environment
        ).run()
        #expect(played.status == 0, "\(played.error)")
        #expect(try JSON(played.text)["faults"].count == 0)
        let rendered = try shell.cajon("render", "in.wav", "-o", "out.wav", "--bits", "32f", "--chain", chain)
        #expect(rendered.status == 0)
        let live = try shell.folder.read("played.raw")
        let offline = try Recorded(shell.folder.read("out.wav")).samples
        let sound = stride(from: 0, to: live.count - 3, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(live[place + $1]) << (8 * UInt32($1)) })
        }
        // Before the sound there is what the device was filled with, and the graph's latency.
        let first = try #require(offline.firstIndex { $0 != 0 })
        let start = try #require(sound.firstIndex { $0 != 0 }) - first
        #expect(start >= 0 && start % 2 == 0)
        let count = min(offline.count, sound.count - start)
        // Where the tail has died away, one of the two may end a little earlier.
        #expect(count * 10 > offline.count * 9)
        #expect(offline[..<count].elementsEqual(sound[start..<start + count]))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let words: String

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "says what is in the way, and plays nothing",
        arguments: [
            Refusal(
                arguments: ["--chain", "gain", "--playback", "hw:31"], status: 69, words: "hw:31: there is no such"),
            Refusal(arguments: ["--chain", "gain", "--playback", "nonsense"], status: 69, words: "nonsense: "),
            Refusal(
                arguments: ["--chain", "gian", "--playback", "null", "--no-capture"], status: 65, words: "did you mean"),
            Refusal(arguments: ["--preset", "nope", "--playback", "null", "--no-capture"], status: 66, words: "nope"),
            Refusal(
                arguments: ["--chain", "gain", "--playback", "null", "--input", "gone.wav"], status: 66,
                words: "gone.wav"),
            Refusal(
                arguments: ["--chain", "gain", "--playback", "null", "--input", "in.wav", "--record", "in.wav"],
                status: 74, words: "in.wav: the file exists"),
            Refusal(
                arguments: ["--chain", "gain", "--playback", "null", "--input", "in.wav", "--name", "No Name"],
                status: 64, words: "No Name"),
            Refusal(arguments: ["--chain", "gain", "--budget", "0"], status: 64, words: "--budget"),
            Refusal(
                arguments: ["--chain", "gain", "--input", "in.wav", "--rate", "44100"], status: 64, words: "--input"),
        ])
    func refuses(refusal: Refusal) throws {
        let outcome = try cajon(["live"] + refusal.arguments)
        #expect(outcome.status == refusal.status, "\(outcome.error)")
        #expect(outcome.error.contains(refusal.words), "\(outcome.error)")
        #expect(outcome.text == "")
    }

    @Test("keeps what there was room for of a recording, plays on, and says so at its end")
    func fullDisk() throws {
        try shell.sound("long.wav", seconds: 10)
        let outcome = try shell.program(
            [
                "live", "--chain", "gain", "--playback", "null", "--input", "long.wav", "--record", "out.wav",
                "--no-midi", "--no-control",
            ], through: "ulimit -f 1000; " + Shell.plainly
        ).run()
        #expect(outcome.status == 74, "\(outcome.error)")
        #expect(
            outcome.error.contains("cajon: the recording") && outcome.error.contains("\nplayed "), "\(outcome.error)")
        // Once when it happens, and once as the reason for the status.
        let words =
            "the recording has ended: out.wav: the file would be larger than the system allows here; out.wav has"
        #expect(outcome.error.components(separatedBy: words).count == 3, "\(outcome.error)")
        let again = try shell.cajon("render", "out.wav", "-o", "again.wav", "--chain", "gain", "--bits", "32f")
        #expect(again.status == 0)
        #expect(!again.error.contains("cut short"))
        // A disk's blocks are counted in half or whole kibibytes.
        #expect(try Recorded(shell.folder.read("again.wav")).frameCount > 50_000)
    }

    @Test("is not found by those who would drive it, when there is none")
    func noSession() throws {
        let outcome = try cajon(["control", "status"])
        #expect(outcome.status == 69)
        #expect(outcome.error.contains("cajon live"))
    }
}
