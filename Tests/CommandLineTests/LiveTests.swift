// `cajon live`, as its user has it: on a device with a clock, driven by `cajon control`.

import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite(
    "A live session", .serialized,
    .enabled(if: NullSink.isAvailable, "pulseaudio, its ALSA plugin or parec isn't installed"))
struct LiveTests {
    /// Periods that a busy machine can keep to.
    private static let calm = ["--period", "1024", "--periods", "4"]

    /// One and a half times the steepest that the sound itself has: 12,000 of 32,768 at 330 Hz.
    private static let steepest = Float(1.5 * 12_000 / 32_768 * 2 * Double.pi * 330 / 48_000)

    private let live: LiveShell
    private var shell: Shell { live.shell }

    init() throws {
        live = try LiveShell()
        try live.shell.sound("in.wav", seconds: 2)
    }

    private func start(_ arguments: String...) throws { try live.start(Self.calm + arguments) }

    @Test("plays until it is told to stop, fades out, and ends with status 0", arguments: [SIGTERM, SIGINT])
    func stops(signal: Int32) throws {
        try start("--chain", "gain", "--input", "in.wav", "--loop", "--record", "out.wav")
        try live.waitForRecording(seconds: 0.5)
        live.send(signal)
        let outcome = try live.end()
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error.contains("cajon: fading out"))
        let sound = try Recorded(shell.folder.read("out.wav"))
        #expect(sound.peak(sound.frameCount - 64..<sound.frameCount) == 0)
        #expect(sound.peak(0..<sound.frameCount / 2) > 0.1)
        #expect(sound.largestStep < Self.steepest)
        #expect(try shell.folder.names(below: "run/cajon") == [])
    }

    @Test("tells what effects measure")
    func meters() throws {
        try start("--chain", "gain | squash: compressor threshold=-60dB", "--input", "in.wav", "--loop")
        var reduction: Double?
        let limit = Date.now + 30
        while reduction ?? 0 < 10, Date.now < limit {
            reduction = try live.status()["nodes"][1]["meters"][0]["value"].number
        }
        #expect(reduction ?? 0 > 10)
        let status = try live.status()
        #expect(status["nodes"][1]["meters"][0]["meter"]["id"].text == "reduction")
        #expect(!status["nodes"][0].keys.contains("meters"))
        #expect(try live.control("status").text.contains("\nsquash  Reduction  "))
        #expect(try live.control("stop").status == 0)
        #expect(try live.end().status == 0)
    }

    @Test("does what it is told, and tells how it is")
    func control() throws {
        try start("--chain", "low: filter cutoff=2kHz | chorus", "--input", "in.wav", "--loop")
        #expect(try live.control("set", "low.cutoff", "800").text == "low.cutoff = 800 Hz\n")
        #expect(try live.control("get", "low.cutoff", "--json").text.contains("800"))
        let wrong = try live.control("set", "low.cutof", "800")
        #expect(wrong.status == 65)
        #expect(wrong.error.contains("did you mean \"cutoff\"?"))
        #expect(try live.control("bypass", "chorus").status == 0)
        #expect(try live.control("insert", "gain level=-6dB", "--before", "low").status == 0)
        #expect(try live.control("move", "gain", "--after", "chorus").status == 0)
        var status = try live.status()
        #expect((0..<3).map { status["nodes"][$0]["id"].text } == ["low", "chorus", "gain"])
        #expect(status["nodes"][1]["isBypassed"].number == 1)
        #expect(try live.control("remove", "chorus").status == 0)
        #expect(try live.control("save", "mine.json").status == 0)
        #expect(try live.control("load", "warm-strings").status == 0)
        #expect(try live.status()["preset"].text == "Warm strings")
        let missing = try live.control("load", "warm-string")
        #expect(missing.status == 66)
        #expect(missing.error.contains("warm-strings"))
        #expect(try live.control("load", "./mine.json").status == 0)
        status = try live.status()
        #expect((0..<2).map { status["nodes"][$0]["id"].text } == ["low", "gain"])
        #expect(try live.control("get", "low.cutoff").text.contains("800 Hz"))
        #expect(try live.control("stop").status == 0)
        #expect(try live.end().status == 0)
    }

    @Test("takes the names that an effect had before, and tells and saves those that it has")
    func formerNames() throws {
        let statement =
            Array("cajon:renames".utf8)
            + Array(#"{"names":["booster"],"parameters":{"level":"gain","volume":"gain"}}"#.utf8)
        let section = [0, UInt8(statement.count + 1), 13] + statement
        let effects = "home/.local/share/cajon/effects"
        try shell.folder.write(WasmEngine.wasm(fromText: Guest().text) + section, "\(effects)/multiplier.wasm")
        try shell.folder.write(
            """
            {"format": 1, "name": "Old", "nodes": [{"id": "a", "effect": "booster", "parameters": {"level": 0.5}}],
             "midi": [{"controller": 7, "target": "a.volume"}]}
            """, "old.json")
        try start("--preset", "./old.json", "--input", "in.wav", "--loop")
        #expect(try live.control("get", "a.level").text == live.control("get", "a.gain").text)
        #expect(try live.control("set", "a.volume", "0.25").text == "a.gain = 0.25\n")
        #expect(try live.control("insert", "booster volume=2").status == 0)
        #expect(try live.control("save", "new.json").status == 0)
        let saved = String(decoding: try shell.folder.read("new.json"), as: UTF8.self)
        #expect(saved.contains("\"format\": 2"))
        #expect(saved.contains("\"gain\": 0.25") && saved.contains("\"gain\": 2"))
        #expect(saved.contains("\"effect\": \"multiplier\"") && saved.contains("\"target\": \"a.gain\""))
        for name in ["level", "volume", "\"effect\": \"booster\""] { #expect(!saved.contains(name), "\(saved)") }
        #expect(try live.control("load", "./new.json").status == 0)
        #expect(try live.control("stop").status == 0)
        #expect(try live.end().status == 0)
    }

    @Test("ends no effect's misbehaviour by ending itself")
    func faults() throws {
        try shell.effect(Guest().with(.process, "(loop (br 0)) (unreachable)"), "loops.wasm")
        try shell.effect(Guest().with(.process, "(unreachable)"), "traps.wasm")
        let poison = Guest().with(
            .process, "(f32.store (local.get 1) (f32.const nan))" + Guest.returnInput)
        try shell.effect(poison, "poisons.wasm")
        let greedy = Guest().with(.process, "(drop (memory.grow (i32.const 100)))" + Guest.returnInput)
        try shell.effect(greedy, "grows.wasm")
        try start(
            "--chain", "gain", "--input", "in.wav", "--loop", "--record", "out.wav", "--json")
        for name in ["loops", "traps", "poisons"] {
            // What fails on silence is refused before it is heard; it plays behind a bypass and fails there.
            let loaded = try live.control("insert", "./\(name).wasm")
            #expect(loaded.status == 70, "\(name): \(loaded.error)\(loaded.text)")
        }
        #expect(try live.control("insert", "./grows.wasm").status == 0)
        try live.waitForRecording(seconds: 1)
        live.send(SIGTERM)
        let outcome = try live.end()
        #expect(outcome.status == 0)
        #expect(try Recorded(shell.folder.read("out.wav")).largestStep < Self.steepest)
    }

    @Test("goes on without an effect that fails while it plays, starts it again three times, and says so")
    func restarts() throws {
        // Loud sound ends it; silence doesn't.
        let touchy = Guest().with(
            .process, "(if (f32.gt (f32.load (local.get 1)) (f32.const 0.01)) (then (unreachable)))" + Guest.returnInput
        )
        try shell.effect(touchy, "touchy.wasm")
        try start("--chain", "./touchy.wasm | gain", "--input", "in.wav", "--loop", "--record", "out.wav")
        try live.wait("until the effect stays out") { try live.status()["nodes"][0]["state"].text == "out" }
        try live.waitForRecording(seconds: 1)
        live.send(SIGTERM)
        let outcome = try live.end()
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("plays again (restart 3 of 3)"), "\(outcome.error)")
        #expect(outcome.error.contains("‘touchy’ stays out"))
        #expect(outcome.error.components(separatedBy: "trapped in process").count == 5)
        #expect(try Recorded(shell.folder.read("out.wav")).largestStep < Self.steepest)
    }

    @Test("hears a script that is saved, keeps the old one while the new one is wrong, and says what is")
    func watches() throws {
        let script = { (level: String) in
            """
            class Level extends AudioWorkletProcessor {
                process(inputs, outputs) {
                    inputs[0].forEach((input, channel) => {
                        for (let i = 0; i < input.length; i++) outputs[0][channel][i] = input[i] * \(level);
                    });
                    return true;
                }
            }
            registerProcessor('level', Level);
            """
        }
        try shell.folder.write(script("0.5"), "level.js")
        try start("--chain", "./level.js", "--input", "in.wav", "--loop", "--watch")
        try shell.folder.write(script("0.25 +"), "level.js")
        try live.wait("for the complaint") {
            try live.control("status").text.contains("what was plays on")
        }
        #expect(try live.control("status").text.contains("SyntaxError"))
        try shell.folder.write(script("0.25"), "level.js")
        try live.wait("for the new script") { try live.control("status").text.contains("loaded level.js again") }
        live.send(SIGTERM)
        #expect(try live.end().status == 0)
    }

    @Test("waits for a device that has gone, and can still be ended")
    func deviceGoes() throws {
        try start("--chain", "gain", "--input", "in.wav", "--loop")
        live.stopSink()
        try live.wait("until it is missed") { try live.status()["state"].text == "waiting" }
        #expect(try live.control("set", "gain.level", "-6dB").status == 0)
        live.send(SIGTERM)
        let outcome = try live.end()
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("the sound device has gone"))
    }

    @Test("leaves what it has recorded when it is killed, but for the last second")
    func killed() throws {
        try start("--chain", "gain", "--input", "in.wav", "--loop", "--record", "out.wav")
        try live.waitForRecording(seconds: 2.5)
        live.send(SIGKILL)
        #expect(try live.end().status != 0)
        let again = try shell.cajon("render", "out.wav", "-o", "again.wav", "--chain", "gain", "--bits", "32f")
        #expect(again.status == 0)
        #expect(!again.error.contains("cut short"))
        #expect(try Recorded(shell.folder.read("again.wav")).frameCount >= 48_000)
    }

    @Test("tells all of it in JSON")
    func report() throws {
        try start("--chain", "gain", "--input", "in.wav", "--json")
        let outcome = try live.end()
        #expect(outcome.status == 0, "\(outcome.error)")
        let report = try JSON(outcome.text)
        #expect(report["load"]["periodCount"].number ?? 0 > 90)
        #expect(report["load"]["nodes"][0]["id"].text == "gain")
        #expect(report["status"]["periodFrames"].number == 1024)
        #expect(report["faults"].count == 0)
    }
}

/// A recording of 32-bit floats.
struct Recorded {
    let samples: [Float]
    let channelCount = 2

    init(_ bytes: [UInt8]) throws {
        guard let data = bytes.firstRange(of: Array("data".utf8)) else {
            throw Program.Failure(description: "no sound in the file")
        }
        let start = data.upperBound + 4
        samples = stride(from: start, to: bytes.count - 3, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) })
        }
    }

    var frameCount: Int { samples.count / channelCount }

    func peak(_ frames: Range<Int>) -> Float {
        samples[frames.lowerBound * channelCount..<frames.upperBound * channelCount].reduce(0) { max($0, abs($1)) }
    }

    /// The largest difference between one frame and the next.
    var largestStep: Float {
        guard samples.count > channelCount else { return 0 }
        return (channelCount..<samples.count).reduce(0) { max($0, abs(samples[$1] - samples[$1 - channelCount])) }
    }
}
