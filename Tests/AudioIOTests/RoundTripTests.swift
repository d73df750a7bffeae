import AudioIO
import Foundation
import Realtime
import TestSupport
import Testing

@Suite struct RoundTripTests {
    static let integerFormats: [(AudioFileFormat, Int)] = [
        (AudioFileFormat(.wav, .pcmU8), 8), (AudioFileFormat(.wav, .pcm16), 16), (AudioFileFormat(.wav, .pcm24), 24),
        (AudioFileFormat(.wav, .pcm32), 24), (AudioFileFormat(.wav, .pcm16, byteOrder: .big), 16),
        (AudioFileFormat(.wavExtensible, .pcm16), 16), (AudioFileFormat(.wavExtensible, .pcm24), 24),
        (AudioFileFormat(.rf64, .pcm16), 16), (AudioFileFormat(.rf64, .pcm24), 24), (AudioFileFormat(.w64, .pcm16), 16),
        (AudioFileFormat(.w64, .pcm24), 24), (AudioFileFormat(.aiff, .pcmS8), 8), (AudioFileFormat(.aiff, .pcm16), 16),
        (AudioFileFormat(.aiff, .pcm24), 24), (AudioFileFormat(.aiff, .pcm16, byteOrder: .little), 16),
        (AudioFileFormat(.aiff, .pcm32), 24), (AudioFileFormat(.au, .pcmS8), 8), (AudioFileFormat(.au, .pcm16), 16),
        (AudioFileFormat(.au, .pcm24), 24), (AudioFileFormat(.au, .pcm32), 24), (AudioFileFormat(.caf, .pcmS8), 8),
        (AudioFileFormat(.caf, .pcm16), 16), (AudioFileFormat(.caf, .pcm24), 24), (AudioFileFormat(.caf, .alac16), 16),
        (AudioFileFormat(.flac, .pcmS8), 8), (AudioFileFormat(.flac, .pcm16), 16),
        (AudioFileFormat(.flac, .pcm24), 24),
    ]

    @Test(arguments: integerFormats.indices, [1, 2, 6])
    func `integers of a format's own depth come back exactly`(index: Int, channelCount: Int) throws {
        let (format, bits) = Self.integerFormats[index]
        let folder = try TemporaryFolder()
        let sound = Sound.noise(channels: channelCount, frames: 5_003, bits: bits)
        let summary = try write(sound, to: folder.file("a"), format)
        #expect(summary.clippedSampleCount == 0)
        #expect(summary.info.frameCount == 5_003)
        let (info, back) = try read(folder.file("a"))
        #expect(back == sound)
        #expect(info.format.container == format.container)
        #expect(info.format.sampleType == format.sampleType)
        #expect(info.frameCount == 5_003)
        #expect(try folder.names() == ["a"])
    }

    @Test(
        arguments: [AudioContainer.wav, .wavExtensible, .rf64, .w64, .aiff, .au, .caf, .mat5],
        [SampleType.float32, .float64])
    func `floats come back bit for bit, over full scale and not finite ones too`(
        container: AudioContainer, type: SampleType
    ) throws {
        let folder = try TemporaryFolder()
        var sound = Sound.noise(channels: 2, frames: 40_000)
        sound.channels[0][7] = 3.5
        sound.channels[1][8] = -.infinity
        sound.channels[1][9] = .leastNonzeroMagnitude
        let summary = try write(sound, to: folder.file("a"), AudioFileFormat(container, type))
        #expect(summary.overFullScaleSampleCount == 2)
        #expect(summary.nonFiniteSampleCount == 1)
        #expect(summary.clippedSampleCount == 0)
        #expect(try read(folder.file("a")).sound == sound)
    }

    @Test func `NaN passes through a float file`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.wav")
        try write(Sound(channels: [[0.5, .nan, 0.25]]), to: path, AudioFileFormat(.wav, .float32))
        let back = try read(path).sound.channels[0]
        #expect(back[0] == 0.5 && back[1].isNaN && back[2] == 0.25)
    }

    @Test(
        arguments: [
            AudioFileFormat(.ogg, .vorbis), AudioFileFormat(.ogg, .opus), AudioFileFormat(.mpeg, .mpegLayerIII),
            AudioFileFormat(.wav, .ulaw), AudioFileFormat(.au, .alaw), AudioFileFormat(.wav, .imaADPCM),
            AudioFileFormat(.wav, .msADPCM),
        ])
    func `lossy codes keep length and sound`(format: AudioFileFormat) throws {
        let folder = try TemporaryFolder()
        let sound = Sound.sine(hertz: 1_000, amplitude: 0.5, channels: 2, frames: 48_000)
        try write(sound, to: folder.file("a"), format)
        let (info, back) = try read(folder.file("a"))
        #expect(info.format == format)
        // ADPCM fills its last block up.
        #expect(abs(back.frameCount - sound.frameCount) < (format.container == .mpeg ? 2_400 : 2_048))
        #expect(abs(level(back.channels[0], hertz: 1_000) - -6.02) < 0.5)
    }

    @Test func `what is not finite never reaches an encoder`() throws {
        let folder = try TemporaryFolder()
        var sound = Sound.sine(hertz: 440, amplitude: 0.5, channels: 2, frames: 20_000)
        for frame in stride(from: 100, to: 19_000, by: 37) {
            sound.channels[0][frame] = [.nan, .infinity, -.infinity, 1e30][frame % 4]
        }
        for format in [
            AudioFileFormat(.ogg, .vorbis), AudioFileFormat(.ogg, .opus), AudioFileFormat(.mpeg, .mpegLayerIII),
            AudioFileFormat(.wav, .ulaw), AudioFileFormat(.wav, .msADPCM), AudioFileFormat(.flac, .pcm16),
        ] {
            try write(sound, to: folder.file("a"), format)
            let back = try read(folder.file("a")).sound
            #expect(back.channels.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(format.displayName)")
        }
    }

    @Test(
        arguments: [
            AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wav, .float32), AudioFileFormat(.flac, .pcm24),
            AudioFileFormat(.aiff, .pcm24), AudioFileFormat(.caf, .float32),
        ])
    func `the bytes don't depend on the block length`(format: AudioFileFormat) throws {
        let folder = try TemporaryFolder()
        let sound = Sound.noise(channels: 2, frames: 9_001)
        try write(sound, to: folder.file("reference"), format)
        let reference = try bytes(folder.file("reference"))
        for length in [1, 17, 64, 128, 512, 4_096, 100_000] {
            try write(sound, to: folder.file("b"), format, blockFrameCount: length)
            #expect(try bytes(folder.file("b")) == reference, "blocks of \(length)")
        }
        for length in [1, 17, 4_096, 50_000] {
            #expect(try read(folder.file("reference"), blockFrameCount: length).sound == read(folder.file("b")).sound)
        }
    }

    @Test func `a part of a block can be written`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.wav")
        let format = OutputFormat(AudioFileFormat(.wav, .float32))
        var writer = try AudioFileWriter(path: path, format: format, sampleRate: 8_000, channelCount: 2)
        let samples: [Float] = [0, 1, 2, 3, 10, 11, 12, 13].map { $0 / 16 }
        try samples.withUnsafeBufferPointer {
            try writer.write(.init(base: $0.baseAddress!, channelCount: 2, frameCount: 4), frames: 1..<3)
        }
        _ = try writer.commit()
        #expect(try read(path).sound.channels == [[1.0 / 16, 2.0 / 16], [11.0 / 16, 12.0 / 16]])
    }

    @Test(arguments: [AudioContainer.wav, .aiff, .au, .caf, .w64, .rf64, .flac])
    func `a file of no frames is a file`(container: AudioContainer) throws {
        let folder = try TemporaryFolder()
        try write(Sound(channels: [[], []]), to: folder.file("a"), AudioFileFormat(container, .pcm16))
        let (info, back) = try read(folder.file("a"))
        #expect(info.channelCount == 2)
        #expect(back.frameCount == 0)
    }

    @Test func `many channels need little memory and keep their order`() throws {
        let folder = try TemporaryFolder()
        let sound = Sound.noise(channels: 1_024, frames: 50, bits: 16)
        try write(sound, to: folder.file("a.wav"), AudioFileFormat(.wav, .pcm16))
        #expect(try read(folder.file("a.wav"), blockFrameCount: 13).sound == sound)
    }

    @Test func `a WAV that outgrows its length field becomes an RF64`() throws {
        let folder = try TemporaryFolder()
        for (type, channels, frames) in [(SampleType.pcm16, 2, 30_001), (.pcm24, 1, 40_001), (.float32, 2, 20_000)] {
            let sound = Sound.noise(channels: channels, frames: frames, bits: 16)
            let short = Sound.noise(channels: channels, frames: 100, bits: 16)
            let path = folder.file("a.wav")
            let limit: Int64 = 100_000
            try write(sound, to: path, AudioFileFormat(.wav, type), expectedFrameCount: frames, wavByteLimit: limit)
            #expect(Array(try bytes(path).prefix(4)) == Array("RF64".utf8))
            let (info, back) = try read(path)
            #expect(info.format.container == .rf64)
            #expect(info.frameCount == frames)
            #expect(back == sound)

            // Room was left, but not needed.
            let summary = try write(
                short, to: path, AudioFileFormat(.wav, type), expectedFrameCount: frames, wavByteLimit: limit)
            let size = try bytes(path).count
            #expect(summary.byteCount == Int64(size))
            #expect(
                Array(try bytes(path).prefix(8)) == Array("RIFF".utf8)
                    + (0..<4).map { UInt8((size - 8) >> (8 * $0) & 255) })
            #expect(try read(path).info.format == AudioFileFormat(.wav, type))
            #expect(try read(path).sound == short)
        }
    }

    @Test func `a WAV that was said to be short and isn't is an error, not a wrong file`() throws {
        let folder = try TemporaryFolder()
        let sound = Sound.noise(channels: 2, frames: 600_000)
        let error = failure {
            try write(
                sound, to: folder.file("a.wav"), AudioFileFormat(.wav, .pcm16), expectedFrameCount: 10,
                wavByteLimit: 2_000_000)
        }
        #expect(error?.kind == .io)
        #expect(error?.message.contains("rf64") == true)
        #expect(try folder.names().isEmpty)
    }

    @Test func `reports name rate, channels, length and format`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.flac")
        try write(
            Sound.noise(channels: 3, frames: 22_050, sampleRate: 44_100), to: path, AudioFileFormat(.flac, .pcm24))
        let info = try read(path).info
        #expect(info.path == path)
        #expect(info.sampleRate == 44_100)
        #expect(info.seconds == 0.5)
        #expect(info.format.displayName == "FLAC, 24-bit")
    }
}
