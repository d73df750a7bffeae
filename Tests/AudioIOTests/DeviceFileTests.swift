// Devices without hardware or clock: ALSA's null device, and its file device, which writes what was played.

import AudioIO
import Foundation
import Realtime
import TestSupport
import Testing

@Suite("A device without a clock")
struct DeviceFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func request(format: String = "FLOAT_LE", channels: Int = 2) -> DeviceRequest {
        var request = DeviceRequest(playback: "file:FILE=\(folder.file("played")),FORMAT=raw")
        request.sampleRate = 48_000
        request.channelCount = channels
        request.sampleFormat = DeviceSampleFormat(name: format)
        return request
    }

    @Test("exchanges sound as fast as one likes: null captures silence")
    func null() throws {
        var rig = DeviceRig(try AudioDevice.open(DeviceRequest(capture: "null", playback: "null")))
        #expect(rig.device.grant.clock == .none)
        #expect(rig.device.grant.sampleRate == 48_000)
        #expect(rig.device.grant.periodFrames == 128)
        #expect(rig.device.grant.warnings.isEmpty)
        try rig.device.start()
        for _ in 0..<1_000 {
            let isExchanged = rig.round { channel, frame in Float(channel + frame) / 128 }
            #expect(isExchanged)
        }
        #expect(rig.events.isEmpty)
        #expect(rig.captured.allSatisfy { $0.count == 128_000 && $0.allSatisfy { $0 == 0 } })
        #expect(rig.device.counters == DeviceCounters())
    }

    @Test("captures only, or plays only")
    func oneWay() throws {
        for request in [DeviceRequest(capture: "null"), DeviceRequest(playback: "null")] {
            var rig = DeviceRig(try AudioDevice.open(request))
            try rig.device.start()
            for _ in 0..<10 {
                let isExchanged = rig.round()
                #expect(isExchanged)
            }
            #expect(rig.events.isEmpty)
        }
    }

    @Test("gets exactly the floats that were played, to the last frame, and nothing before them")
    func exactFloats() throws {
        var sound = Sound.noise(channels: 2, frames: 128 * 40 + 17).channels
        sound[0][5] = -0.0
        sound[1][7] = Float(bitPattern: 700)
        sound[1][8] = 3.5
        do {
            var rig = DeviceRig(try AudioDevice.open(request()))
            #expect(rig.device.grant.clock == .none)
            #expect(rig.device.grant.playback?.sampleFormat == "FLOAT_LE")
            try rig.device.start()
            rig.play(sound)
            rig.device.drain()
            rig.device.close()
        }
        let bytes = try folder.read("played")
        let expected = (0..<sound[0].count).flatMap { frame in
            (0..<2).flatMap { withUnsafeBytes(of: sound[$0][frame].bitPattern.littleEndian, Array.init) }
        }
        let isExact = bytes == expected
        #expect(isExact)
    }

    @Test("of 16 or 24 bits gets the bytes that a file of as many bits would have, dither and all")
    func sameAsFile() throws {
        let sound = Sound(channels: Sound.noise(channels: 2, frames: 9_999).channels.map { $0.map { $0 * 0.1 } })
        for (name, type, width) in [("S16_LE", SampleType.pcm16, 2), ("S24_3LE", .pcm24, 3)] {
            do {
                var rig = DeviceRig(try AudioDevice.open(request(format: name)))
                try rig.device.start()
                rig.play(sound.channels)
            }
            let played = try folder.read("played")
            let path = folder.file("file-\(name).wav")
            try write(sound, to: path, AudioFileFormat(.wav, type))
            let file = [UInt8](try Data(contentsOf: URL(filePath: path)))
            #expect(played.count == 9_999 * 2 * width)
            let isSame = file.suffix(played.count).elementsEqual(played)
            #expect(isSame, "\(name)")
        }
    }

    @Test("captures what a file holds, exactly")
    func capturesFile() throws {
        let sound = Sound.noise(channels: 2, frames: 128 * 20).channels
        let bytes = (0..<sound[0].count).flatMap { frame in
            (0..<2).flatMap { withUnsafeBytes(of: sound[$0][frame].bitPattern.littleEndian, Array.init) }
        }
        try folder.write(bytes, "input")
        let configuration = """
            <confdir:alsa.conf>
            pcm.fromfile { type file slave.pcm null file "/dev/null" infile "\(folder.file("input"))" format raw }
            """
        var request = DeviceRequest(capture: "fromfile", playback: "null")
        request.sampleFormat = DeviceSampleFormat(.float32)
        var rig = DeviceRig(try AudioDevice.open(request, with: .configured(configuration)))
        try rig.device.start()
        for _ in 0..<20 { _ = rig.round() }
        let isExact = rig.captured == sound
        #expect(isExact)
    }

    @Test("behind a converter that would cut bits off is given integers at once, with dither")
    func converter() throws {
        let configuration = """
            <confdir:alsa.conf>
            pcm.sixteen { type plug slave { pcm "null" format S16_LE } }
            """
        var request = DeviceRequest(playback: "sixteen")
        let opener = PCMOpener.configured(configuration)
        #expect(try AudioDevice.open(request, with: opener).grant.playback?.sampleFormat == "S16_LE")
        // Asked for by name, floats are what is given.
        request.sampleFormat = DeviceSampleFormat(.float32)
        let grant = try AudioDevice.open(request, with: opener).grant
        #expect(grant.playback?.sampleFormat == "FLOAT_LE")
        #expect(grant.playback?.stages.last == "Null PCM")
    }

    @Test("that is misspelt is absent, and the message says where to look")
    func misspelt() throws {
        do throws(DeviceError) {
            _ = try AudioDevice.open(DeviceRequest(playback: "nul"))
            Issue.record("it was opened")
        } catch {
            #expect(error.kind == .absent)
            #expect(error.description.hasPrefix("nul: there is no playback device of that name"), "\(error)")
            #expect(error.description.contains("cajon devices"))
        }
    }

    @Test("in a configuration that makes no sense says what ALSA says of it")
    func badConfiguration() throws {
        for text in ["pcm.x {", "pcm.x { type fnord }"] {
            do throws(DeviceError) {
                _ = try AudioDevice.open(DeviceRequest(playback: "x"), with: .configured(text))
                Issue.record("it was opened")
            } catch {
                #expect(error.exitStatus == 69)
                #expect(error.message.count > 40, "\(error)")
            }
        }
    }
}
