// Which impulse response the convolver takes, and what it says of those it can't.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The convolver's impulse response")
struct ConvolverAssetTests {
    private typealias Bench = ConvolverBench

    private static func response(_ value: Float, channelCount: Int = 1, frameCount: Int = 3) -> PlanarSound {
        PlanarSound(channelCount: channelCount, frameCount: frameCount) { _, frame in frame == 0 ? value : 0 }
    }

    /// The convolver as a user has it who grants a folder.
    private struct Files {
        let folder: TemporaryFolder
        let module: EffectModule

        init(_ sound: PlanarSound) throws {
            folder = try TemporaryFolder("cajon-convolver")
            module = try StagedEffects.loader(granting: URL(filePath: folder.path))
                .load(path: StagedEffects.modulePath("convolver"), name: "convolver")
            try write(sound, "impulse.wav")
        }

        func write(_ sound: PlanarSound, _ name: String) throws {
            try folder.write(ConvolverAssetTests.wav(sound, rate: 48_000), name)
        }

        func rig() throws -> EffectRig {
            try EffectRig(
                module, EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 512),
                values: module.descriptor.values(Bench.plain))
        }
    }

    /// A WAV file of floats.
    private static func wav(_ sound: PlanarSound, rate: Int) -> [UInt8] {
        func bytes<Value>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        var data: [UInt8] = []
        for frame in 0..<sound.frameCount {
            for channel in 0..<sound.channelCount { data += bytes(sound[channel, frame].bitPattern.littleEndian) }
        }
        let width = 4 * sound.channelCount
        let format =
            bytes(UInt16(3)) + bytes(UInt16(sound.channelCount)) + bytes(UInt32(rate)) + bytes(UInt32(rate * width))
            + bytes(UInt16(width)) + bytes(UInt16(32))
        let body = Array("WAVEfmt ".utf8) + bytes(UInt32(16)) + format + Array("data".utf8) + bytes(UInt32(data.count))
        return Array("RIFF".utf8) + bytes(UInt32(body.count + data.count)) + body + data
    }

    private static func gain(_ rig: EffectRig) throws -> Float {
        try rig.process(.impulse(channelCount: 2, frameCount: 1))[0, 0]
    }

    @Test("is its own unless the user grants another of that name")
    func own() throws {
        let own = try StagedEffects.module("convolver")
        let rig = try EffectRig(
            own, EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 512))
        #expect(rig.timing.tailFrameCount == 28_799)
        #expect(try Self.gain(Files(Self.response(0.25)).rig()) == 0.25)
    }

    @Test("is the one that the options name, then and after each new start")
    func named() throws {
        let files = try Files(Self.response(0.25))
        let rig = try files.rig()
        try files.write(Self.response(0.75), "halls/größe.wav")
        let texts = [#"{"impulse":"halls/größe.wav"}"#, #" { "impulse" : "halls\/gr\u00f6\u00DFe.wav" } "#]
        for text in texts {
            try rig.instance.setOptions(text)
            try rig.configure(rig.format)
            #expect(try Self.gain(rig) == 0.75)
            try rig.configure(rig.format)
            #expect(try Self.gain(rig) == 0.75)
            try rig.instance.setOptions("{}")
            try rig.configure(rig.format)
            #expect(try Self.gain(rig) == 0.25)
        }
    }

    @Test(
        "is refused in words when the options are none that it knows, and stays what it was",
        arguments: [
            (#"{"impulses": "a.wav"}"#, "doesn't know"), (#"{"impulse": 3}"#, "should be a text"),
            (#"{"impulse": "a.wav", "gain": 3}"#, "doesn't know"), (#"["impulse"]"#, "no JSON object"),
            (#"{"impulse": "a.wav""#, "no JSON object"), (#"{"impulse": "\ud800"}"#, "should be a text"),
            (#"{"impulse": "\#(String(repeating: "a", count: 1_025))"}"#, "too long"),
        ])
    func badOptions(json: String, word: String) throws {
        let bench = try Bench(Self.response(0.25))
        let rig = try bench.rig()
        let error = #expect(throws: EffectError.self) { try rig.instance.setOptions(json) }
        #expect(error?.description.contains(word) == true, "\(error.map { "\($0)" } ?? "taken")")
        try rig.configure(rig.format)
        #expect(try Self.gain(rig) == 0.25)
        let refusal = #expect(throws: EffectError.self) { try rig.instance.receive("1") }
        #expect(refusal?.description.contains("no messages") == true)
    }

    @Test("is refused in words when it isn't there, isn't a sound, or names a place elsewhere")
    func unreadable() throws {
        let files = try Files(Self.response(1))
        let rig = try files.rig()
        try files.folder.write("no sound", "text.wav")
        for (name, word) in [("gone.wav", "isn't there"), ("text.wav", "can't be read"), ("../impulse.wav", "no name")]
        {
            try rig.instance.setOptions("{\"impulse\":\"\(name)\"}")
            let error = #expect(throws: EffectError.self, "\(name)") { try rig.configure(rig.format) }
            #expect(error?.description.contains(word) == true, "\(error.map { "\($0)" } ?? "taken")")
        }
    }

    @Test("is refused in words with a number of channels that has no meaning", arguments: [3, 5, 8])
    func channels(count: Int) throws {
        let refusal = try Bench(Self.response(1, channelCount: count)).refusal()
        #expect(refusal?.contains("takes 1, 2, or 4") == true)
    }

    @Test("is refused in words when it is empty, or has samples that are no sound")
    func noSound() throws {
        #expect(try Bench(PlanarSound(channelCount: 1, frameCount: 0)).refusal()?.isEmpty == false)
        for poison: Float in [.nan, .infinity, -.infinity, 1e30] {
            var response = Bench.room(channelCount: 2, frameCount: 20_000, seed: 2)
            response[1, 15_000] = poison
            let bench = try Bench(response)
            #expect(try bench.refusal()?.contains("no numbers") == true, "\(poison)")
            // What isn't used doesn't matter.
            #expect(try bench.refusal(["length": 0.1]) == nil)
        }
        #expect(try Bench(Self.response(1)).refusal(["start": 100])?.contains("‘start’") == true)
    }

    @Test("may last 10 s in true stereo, and is refused in words when memory doesn't hold it")
    func long() throws {
        let bench = try Bench(Bench.room(channelCount: 4, frameCount: 480_000, seed: 3))
        for rate: Float in [48_000, 96_000] {
            let rig = try bench.rig(rate: rate)
            #expect(rig.instance.memoryByteCount < 64 << 20)
            #expect(try rig.process(.noise(channelCount: 2, frameCount: 10_000, seed: 1)).isFinite)
        }
        #expect(try bench.refusal(rate: 192_000)?.contains("too long") == true)
        #expect(try bench.refusal(["length": 3], rate: 192_000) == nil)
        #expect(try bench.refusal(channelCount: 64)?.contains("too long") == true)
    }
}
