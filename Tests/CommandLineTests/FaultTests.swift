// Effects that fail while they render: the program names them, the place and the cause, and writes nothing.

import Foundation
import TestSupport
import Testing

@Suite("An effect that fails in a render")
struct FaultTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.sound("in.wav", seconds: 0.5)
    }

    /// A guest that does this from frame 4,096 on, which is in the fifth block.
    private static func guest(_ body: String) -> Guest {
        Guest().with(
            .process,
            "(if (i64.ge_u (local.get $position) (i64.const 4096)) (then \(body)))" + Guest.multiply
                + Guest.returnInput)
    }

    static let faults = [
        ("(unreachable)", "trapped in process: it reached code marked unreachable in process"),
        (Guest.endlessLoop, "ran longer than its limit of 200 ms in process"),
        ("(drop (i32.load (i32.const -1)))", "trapped in process: it accessed memory out of bounds in process"),
        (
            "(return (i32.const 2))",
            "broke the canonical ABI in process: its result's two words at address 2 is misaligned"
        ),
        (
            "(i32.store (i32.const 32) (i32.const 64)) (i32.store (i32.const 36) (i32.const 5)) (return (i32.const 32))",
            "returned 5 samples in process, expected 2048, as many as its input has"
        ),
    ]

    @Test("stops it: status 70, the effect, the frame and the cause, and no file", arguments: faults)
    func stops(body: String, words: String) throws {
        try shell.effect(Self.guest(body), "bad.wasm")
        let outcome = try shell.cajon(
            "render", "in.wav", "-o", "out.wav", "--chain", "gain | ./bad.wasm | gain", "--time-limit", "200")
        #expect(outcome.status == 70)
        #expect(outcome.error.hasPrefix("cajon: effect ‘bad’ (./bad.wasm) \(words)"), "\(outcome.error)")
        #expect(outcome.error.contains(", at frame 4096 (0.085 s); nothing was written (--on-fault bypass"))
        #expect(try shell.names() == ["bad.wasm", "in.wav"])
    }

    @Test("is bypassed on request: the rest sounds as if it weren't there", arguments: faults)
    func bypassed(body: String, words: String) throws {
        try shell.effect(Self.guest(body), "bad.wasm")
        let outcome = try shell.cajon(
            "render", "in.wav", "-o", "out.wav", "--chain", "./bad.wasm gain=0.5 | gain level=-6dB", "--time-limit",
            "200", "--on-fault", "bypass")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("warning: effect ‘bad’ (./bad.wasm) \(words)"), "\(outcome.error)")
        #expect(outcome.error.contains("at frame 4096 (0.085 s); it was bypassed from there on"))
        try shell.cajon("render", "in.wav", "-o", "without.wav", "--chain", "gain level=-6dB")
        // 5 ms after the fault, 240 frames of four bytes, nothing of the effect is left.
        let same = 4 * (24_000 - 4_096 - 240)
        #expect(try shell.folder.read("out.wav").suffix(same) == shell.folder.read("without.wav").suffix(same))
    }

    @Test("is in the JSON, with its node, its effect and the frame")
    func json() throws {
        try shell.effect(Self.guest("(unreachable)"), "bad.wasm")
        let outcome = try shell.cajon(
            "render", "in.wav", "-o", "out.wav", "--chain", "x: ./bad.wasm", "--on-fault", "bypass", "--json")
        let fault = try JSON(outcome.text)["files"][0]["faults"][0]
        #expect(fault["node"].text == "x")
        #expect(fault["effect"].text == "./bad.wasm")
        #expect(fault["frame"].number == 4_096)
        #expect(fault["cause"].text?.hasPrefix("trapped in process: ") == true)
    }

    @Test("says which file it was rendering, when there are several")
    func severalFiles() throws {
        try shell.effect(Self.guest("(unreachable)"), "bad.wasm")
        try shell.sound("short.wav", seconds: 0.05)
        let outcome = try shell.cajon("render", "short.wav", "in.wav", "-d", "out", "--chain", "./bad.wasm")
        #expect(outcome.status == 70)
        #expect(outcome.error.contains("cajon: in.wav: effect ‘bad’ (./bad.wasm) trapped in process"))
        #expect(try shell.folder.names(below: "out") == ["short.wav"])
    }

    @Test("as it is set up is named as well", arguments: [Guest.Part.configure, .setParameter])
    func settingUp(part: Guest.Part) throws {
        try shell.effect(Guest().with(part, "(unreachable)"), "bad.wasm")
        let outcome = try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "./bad.wasm")
        #expect(outcome.status == 70)
        #expect(outcome.error.contains("node ‘bad’: effect ‘./bad.wasm’ trapped in "))
        #expect(try shell.names() == ["bad.wasm", "in.wav"])
    }

    @Test("before it is even described is refused with the chain")
    func loading() throws {
        try shell.effect(Guest().with(.start, "(unreachable)"), "bad.wasm")
        let outcome = try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "gain | ./bad.wasm")
        #expect(outcome.status == 65)
        #expect(outcome.error.contains("trapped while starting: it reached code marked unreachable"))
        #expect(outcome.error.hasSuffix("  gain | ./bad.wasm\n         ^~~~~~~~~~\n"))
    }

    @Test("to keep to finite numbers is silent there, and the report says so")
    func nonFinite() throws {
        try shell.effect(
            Self.guest(
                "(f32.store (local.get $input) (f32.const nan)) (return (call $give (local.get $input) (local.get $count)))"
            ).adding(
                """
                (func $give (param $input i32) (param $count i32) (result i32)
                  (i32.store (i32.const 32) (local.get $input)) (i32.store (i32.const 36) (local.get $count))
                  (global.set $isSpent (i32.const 1)) (i32.const 32))
                """), "bad.wasm")
        let outcome = try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "./bad.wasm")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("warning: ‘bad’ put out NaN or infinity in 20 blocks, which became silence"))
        // The first four blocks are as they were; everything from the fifth on is silence.
        let wave = try shell.folder.read("in.wav").dropFirst(Wave.headerByteCount)
        let output = try shell.folder.read("out.wav").suffix(wave.count)
        #expect(output.prefix(4 * 4_096) == wave.prefix(4 * 4_096))
        #expect(output.dropFirst(4 * 4_096).allSatisfy { $0 == 0 })
    }

    @Test("to be brief in its log is cut off, and the sound goes on")
    func chatter() throws {
        let guest = Guest().with(
            .process,
            """
            (local.set $j (i32.const 500))
            (loop $again (call $log (i32.const 1) (i32.const 8192) (i32.const 14))
              (br_if $again (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))
            \(Guest.returnInput)
            """
        ).adding("(data (i32.const 8192) \"spam \\1b[31mspam!\")")
        try shell.effect(guest, "bad.wasm")
        let outcome = try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "./bad.wasm")
        #expect(outcome.status == 0)
        let lines = outcome.error.split(separator: "\n").filter { $0.hasPrefix("cajon: bad: ") }
        #expect(lines.count == 100)
        #expect(lines.first == "cajon: bad: info: spam  [31mspam")
        #expect(lines.last == "cajon: bad: its log goes on, and is shown no further")
        let quiet = try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "./bad.wasm", "-q")
        #expect(quiet.error == "")
    }

    @Test("to fall silent is cut off after ten minutes")
    func endlessTail() throws {
        try shell.sound("tiny.wav", seconds: 0.1, channelCount: 1, sampleRate: 1_000)
        var guest = Guest().with(
            .process, "(f32.store (local.get $input) (f32.const 0.5))" + Guest.returnInput)
        for tail in [UInt32.max, UInt32.max - 1] {
            guest.tailFrames = tail
            try shell.effect(guest, "bad.wasm")
            let outcome = try shell.cajon("render", "tiny.wav", "-o", "out.wav", "--chain", "./bad.wasm", "--json")
            #expect(outcome.status == 0)
            let frames = try #require(JSON(outcome.text)["files"][0]["outputFrames"].number)
            // A click at the start of each block of 1,024 frames; the last is the last one within 600 s after the input.
            #expect(frames == 100 + 585 * 1_024 + 1)
        }
    }
}
