// What users and effects do to a session to make it click, and what must be heard of it: nothing. Used by one test.

import Foundation
import TestSupport
import Testing

/// A sine through presets that follow one another every second, in each of which an effect does its worst; Benchmarks/soak.py
/// does the same for minutes.
final class Torment {
    private static let hertz = 1_000.0
    private static let amplitude = 0.25
    private static let sampleRate = 48_000.0
    /// Of the level, in dB: what changes at random.
    private static let quietest = -12.0

    private static let common =
        #"{"id":"level","effect":"gain"},{"id":"tone","effect":"filter","parameters":{"cutoff":"8kHz"}}"#
    private static let presets = [
        "plain": "",
        "late": #",{"id":"squeeze","effect":"compressor","parameters":{"threshold":"0dB","lookahead":"5ms"}}"#,
        "scripted": #",{"id":"swing","effect":"tremolo","parameters":{"depth":"20%"}}"#,
    ]
    private static let names = ["plain", "late", "scripted"]
    private static let deeds = ["loops", "traps", "floods", "grows"]

    private let live: LiveShell
    /// From the first second on.
    private var connection: RawClient?
    private var residents: [Int] = []
    private var threads: [Int] = []
    private var descriptors: [Int] = []
    private var failing: [String] = []

    init(_ live: LiveShell) throws {
        self.live = live
        let shell = live.shell
        // Loud sound sets it off; silence doesn't, so a session takes it in. The sound is halved until then.
        func write(_ deed: String, _ instructions: String) throws {
            let body = "(if (f32.gt (f32.load (local.get $input)) (f32.const 0.01)) (then \(instructions)))"
            try shell.effect(Guest().with(.process, Guest.multiply + body + Guest.returnInput), "\(deed).wasm")
        }
        try write("loops", "(loop $ever (br $ever))")
        try write("traps", "(unreachable)")
        try write("floods", "(f32.store (local.get $input) (f32.const nan))")
        // A mebibyte for each block, until there is no more.
        try write("grows", "(drop (memory.grow (i32.const 16)))")
        for (name, further) in Self.presets {
            let nodes = "[\(Self.common)\(further)]"
            try shell.folder.write(#"{"format":1,"name":"\#(name)","nodes":\#(nodes)}"#, "\(name).json")
        }
        // Ten seconds are whole cycles: over and over it is one sine.
        let samples = (0..<480_000).flatMap { frame -> [Float] in
            let sample = Float(Self.amplitude * sin(2 * Double.pi * Self.hertz * Double(frame % 48) / Self.sampleRate))
            return [sample, sample]
        }
        try shell.folder.write(Wave.floats(samples, channelCount: 2), "sine.wav")
    }

    /// Of the session.
    var arguments: [String] {
        ["--preset", "./plain.json", "--input", "sine.wav", "--loop", "--record", "heard.wav"]
    }

    /// One of a thousand a second.
    static func change(_ generator: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: #"{"do":"set","target":"level.level","number":\#(Double.random(in: quietest...0, using: &generator))}"#
        case 1:
            #"{"do":"set","target":"tone.cutoff","number":\#(Double.random(in: 4_000...12_000, using: &generator))}"#
        case 2: #"{"do":"set","target":"level.@mix","number":\#(Double.random(in: 0...1, using: &generator))}"#
        default: #"{"do":"bypass","node":"level","to":"\#(generator.chance(0.5) ? "on" : "off")"}"#
        }
    }

    /// A second: another preset, with an effect in it that does its worst.
    func act(_ number: Int, _ watch: XrunWatch) throws {
        let start = ContinuousClock.now
        let folder = live.shell.folder.path
        let connection = try connection ?? live.client()
        self.connection = connection
        let (name, deed) = (Self.names[number % 3], Self.deeds[number % 4])
        let id = "\(deed)-\(number)"
        for request in [
            ["do": "load", "preset": "./\(name).json", "directory": folder],
            ["do": "insert", "effect": "\(id): ./\(deed).wasm gain=0.5", "after": "level", "directory": folder],
        ] {
            let reply = try connection.ask(request)
            #expect(reply["ok"].number == 1, "\(request): \(reply["error"]["message"].text ?? "no error")")
        }
        if deed != "grows" {
            failing.append(id)
            // What keeps failing is out soon; if not, the next preset waits for it.
            try watch.poll(until: start + .seconds(20)) {
                let nodes = try connection.ask(["do": "status"])["status"]["nodes"]
                return (0..<nodes.count).contains { nodes[$0]["id"].text == id && nodes[$0]["state"].text == "out" }
            }
        }
        try watch.poll(until: start + .seconds(1))
        let status = try live.processFile("status")
        func figure(_ name: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
            return Int(line.split { !$0.isNumber }.first ?? "") ?? 0
        }
        residents.append(figure("VmRSS"))
        threads.append(figure("Threads"))
        descriptors.append(try live.descriptorCount())
    }

    /// Each failure was told once: the first, and one after each of three restarts. Nothing else failed.
    func checkFaults(_ report: JSON) throws {
        var counts: [String: Int] = [:]
        for index in 0..<report["faults"].count { counts[report["faults"][index]["node"].text ?? "", default: 0] += 1 }
        #expect(counts == Dictionary(uniqueKeysWithValues: failing.map { ($0, 4) }))
    }

    /// No step beyond what a sine and its fades have, and no gap.
    func checkSound() throws {
        let sound = try Recorded(live.shell.folder.read("heard.wav"))
        let own = 2 * Self.amplitude * sin(.pi * Self.hertz / Self.sampleRate)
        #expect(sound.largestStep <= Float(Self.greatestStep), "\(sound.largestStep), the sine's own \(own)")
        // Ten cycles reach what is the least that all gains together leave, 0.9 of it where fades meet.
        let least = Float(0.9 * Self.amplitude * pow(10, Self.quietest / 20) * 0.5 * 0.8)
        let gaps = stride(from: 4_800, to: sound.frameCount - 9_600, by: 480).filter {
            sound.peak($0..<$0 + 480) < least
        }
        #expect(gaps == [])
        #expect(sound.frameCount > 20 * 48_000)
    }

    /// The most by which two frames may differ: a sine's own step is 2 A sin(π f / R); whatever turns it down by a gain g
    /// adds at most A times the greatest step of g, and gains in a row are all at most 1, so their parts add up. Fades run
    /// along half a cosine of N frames, whose steepest step is π / 2N of its height.
    private static var greatestStep: Double {
        let own = 2 * amplitude * sin(.pi * hertz / sampleRate)
        // Decibels glide along a line for 20 ms; at 0 dB one is ln 10 / 20.
        let level = -quietest / (0.02 * sampleRate) * log(10) / 20
        // Between the sound and what is left of it, in 20 ms: by the mix and the bypass, which is one fade.
        let mix = Double.pi / (2 * 0.02 * sampleRate) * (1 - pow(10, quietest / 20))
        // An effect that halves the sound fails, and its input takes its place within 5 ms.
        let fault = Double.pi / (2 * 0.005 * sampleRate) * 0.5
        // In 50 ms from one preset to the next, perhaps opposed; the angle runs along half a cosine, too.
        let swap = 2 * Double.pi * Double.pi / (4 * 0.05 * sampleRate)
        // Between 4 and 12 kHz the filter's phase at 1 kHz moves by less than 0.4, at most twice as steeply as a line.
        let tone = 2 * 0.4 / (0.02 * sampleRate)
        // A fifth of the level, five times a second.
        let swing = 0.2 * Double.pi * 5 / sampleRate
        // 1 % for the filter's own answer to being moved.
        return 1.01 * own + amplitude * (level + mix + fault + swap + tone + swing)
    }

    /// The second round leaves nothing behind that the first one didn't.
    func checkGrowth() {
        #expect(residents.count == 24)
        // When every deed was done once, pools and caches are filled. The least of what then comes has no grown memory in
        // it; a leak of an instance for each preset is more, and Benchmarks/soak.py finds smaller ones.
        let (first, second) = (residents[4..<12].min() ?? 0, residents[12...].min() ?? 0)
        #expect(second <= first + 2_048, "\(residents) KiB")
        #expect(threads[12...].max() ?? 0 <= threads[..<12].max() ?? 0, "\(threads)")
        #expect(descriptors[12...].max() ?? 0 <= descriptors[..<12].max() ?? 0, "\(descriptors)")
    }
}
