// What a live session promises on a stage, on a device with a clock, over a minute: no xrun of its own, nothing heard of
// what effects and users do to it, and rest when there is nothing to hear. `Scripts/run-tests` runs this suite by itself,
// as it must have the machine's processors when it wants them.

import Foundation
import TestSupport
import Testing

@Suite(
    "A live session on stage", .serialized,
    .enabled(if: XrunWatch.isAvailable, "pulseaudio, its ALSA plugin, parec or aplay isn't installed"),
    .enabled(if: MachineWitness.isRealtimeGranted, "this user may not have real-time priority, which it is about"))
struct LiveStageTests {
    private static let native = ["filter cutoff=8kHz", "compressor", "chorus mix=20%", "gain level=-1dB"]
    /// As in Benchmarks/sink.py: sixteen effects, four of them scripts.
    private static let sixteen =
        (native + native + native + ["tremolo depth=20%", "biquad", "phaser", "wah"]).joined(separator: " | ")
    private static let periods = ["--period", "128", "--periods", "3", "--name", "live", "--json"]

    private let live: LiveShell
    private var shell: Shell { live.shell }

    init() throws { live = try LiveShell(isRealtime: true) }

    @Test("plays sixteen effects, four of them scripts, for a minute in periods of 128 without an xrun of its own")
    func minute() throws {
        try shell.sound("in.wav", seconds: 2)
        try live.start(Self.periods + ["--chain", Self.sixteen, "--input", "in.wav", "--loop"])
        let watch = try XrunWatch(live, periodFrames: 128, periodCount: 3)
        try watch.poll(until: .now + .seconds(60))
        let verdict = try watch.finish()
        live.send(SIGTERM)
        let outcome = try live.end()
        #expect(outcome.status == 0, "\(outcome.error)")
        let report = try JSON(outcome.text)
        print("sixteen effects for a minute: load \(Self.percentiles(report)); \(verdict)")
        #expect(verdict.unexplained == [], "\(verdict)")
        #expect(report["faults"].count == 0, "\(outcome.error)\n\(verdict)")
        // 60 s are 22,500 periods.
        #expect(report["load"]["periodCount"].number ?? 0 > 20_000)
        #expect(report["isRealtime"].number == 1)
    }

    /// A load's distribution in percent of the period.
    private static func percentiles(_ report: JSON) -> String {
        let period = report["load"]["periodNanoseconds"].number ?? 1
        return [("median", "median"), ("99 %", "percentile99"), ("99.9 %", "percentile999"), ("most", "maximum")].map {
            let share = (report["load"]["period"]["\($0.1)Nanoseconds"].number ?? 0) / period * 100
            return "\($0.0) \(String(format: "%.1f", share)) %"
        }.joined(separator: ", ")
    }

    @Test("is heard without a step that the sound hasn't got, whatever effects and users do to it for half a minute")
    func torment() throws {
        let torment = try Torment(live)
        try live.start(Self.periods + torment.arguments)
        let watch = try XrunWatch(live, periodFrames: 128, periodCount: 3)
        let flood = ParameterFlood(try live.client(), change: Torment.change)
        // Two rounds of every preset with every deed.
        for number in 0..<24 { try torment.act(number, watch) }
        let changes = flood.finish()
        let verdict = try watch.finish()
        live.send(SIGTERM)
        let outcome = try live.end()
        #expect(outcome.status == 0, "\(outcome.error)")
        let report = try JSON(outcome.text)
        print("half a minute of torment: load \(Self.percentiles(report)); \(verdict)")
        #expect(verdict.unexplained == [], "\(verdict)")
        #expect(changes.refusal == nil)
        // Few changes would prove little; on a machine that has nothing else to do it is all of them.
        #expect(Double(changes.changeCount) > 0.5 * ParameterFlood.changesPerSecond * changes.seconds)
        try torment.checkFaults(report)
        try torment.checkSound()
        torment.checkGrowth()
    }

    @Test("costs little when there is nothing to hear, and is back with the sound")
    func rests() throws {
        let source = try NullSink(isRealtime: true)
        try shell.sound("in.wav", seconds: 60)
        // What no tail keeps awake for ten seconds, and enough of it.
        let chain = Self.native + Self.native + Self.native + Array(repeating: "tremolo depth=20%", count: 8)
        try live.start(
            Self.periods + [
                "--chain", chain.joined(separator: " | "), "--capture", try live.addCapture(from: source),
            ])
        func play() throws -> RunningProgram {
            var program = Program("/usr/bin/aplay", ["-q", "-D", NullSink.playbackName, shell.folder.file("in.wav")])
            program.environment = source.environment
            return try program.start()
        }
        func spentSeconds(in seconds: UInt32) throws -> Double {
            let before = try live.processorSeconds()
            sleep(seconds)
            return try live.processorSeconds() - before
        }
        var player = try play()
        try live.wait("until it is heard") {
            try live.status()["meters"]["output"][0]["peak"].number ?? -200 > -60
        }
        let playing = try spentSeconds(in: 3)
        player.send(SIGKILL)
        _ = player.wait()
        try live.wait("until it rests") { try live.status()["state"].text == "idle" }
        let resting = try spentSeconds(in: 3)
        player = try play()
        try live.wait("until it is heard again") {
            try live.status()["meters"]["output"][0]["peak"].number ?? -200 > -60
        }
        #expect(try live.status()["state"].text == "playing")
        player.send(SIGKILL)
        _ = player.wait()
        live.send(SIGTERM)
        #expect(try live.end().status == 0)
        print("at rest \(resting / 3 * 100) % of a processor, playing \(playing / 3 * 100) %")
        // Waiting for both devices, resampling one of them, and asking fifty times a second what happened.
        #expect(resting < playing / 4, "\(resting) s, playing \(playing) s")
    }
}
