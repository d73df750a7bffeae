import AudioIO
import Testing

@Suite struct OutputFormatTests {
    private func resolve(
        _ input: AudioFileFormat, _ path: String, format: String? = nil, bits: String? = nil, rate: Int = 48_000,
        channels: Int = 2
    ) throws -> AudioFileFormat {
        try OutputFormat.resolve(
            input: input, outputPath: path, format: format, bits: bits, sampleRate: rate, channelCount: channels
        ).file
    }

    private static let float = AudioFileFormat(.wav, .float32)

    @Test func `without a word the input's format stays`() throws {
        for format in [
            AudioFileFormat(.wav, .pcm24), AudioFileFormat(.flac, .pcm16),
            AudioFileFormat(.aiff, .pcm16, byteOrder: .little),
            AudioFileFormat(.wav, .pcm16, byteOrder: .big), AudioFileFormat(.ogg, .opus),
            AudioFileFormat(.caf, .alac16),
            AudioFileFormat(.wav, .ulaw), AudioFileFormat(.mpeg, .mpegLayerIII), AudioFileFormat(.rf64, .float64),
        ] {
            #expect(try resolve(format, "-") == format)
            #expect(try resolve(format, "/dev/null") == format)
            #expect(try resolve(format, "folder.d/name") == format)
            #expect(try resolve(format, ".hidden") == format)
        }
    }

    @Test(
        arguments: [
            ("a.wav", AudioFileFormat(.wav, .float32)), ("a.FLAC", AudioFileFormat(.flac, .pcm24)),
            ("a.aif", AudioFileFormat(.aiff, .float32)), ("x.y/a.caf", AudioFileFormat(.caf, .float32)),
            ("a.ogg", AudioFileFormat(.ogg, .vorbis)), ("a.opus", AudioFileFormat(.ogg, .opus)),
            ("a.mp3", AudioFileFormat(.mpeg, .mpegLayerIII)), ("a.au", AudioFileFormat(.au, .float32)),
            ("a.w64", AudioFileFormat(.w64, .float32)), ("a.rf64", AudioFileFormat(.rf64, .float32)),
            ("a.voc", AudioFileFormat(.voc, .pcm16)),
        ])
    func `the extension chooses the container and the nearest sample type`(path: String, expected: AudioFileFormat)
        throws
    {
        #expect(try resolve(Self.float, path) == expected)
    }

    @Test func `the nearest sample type loses nothing if it can`() throws {
        #expect(try resolve(AudioFileFormat(.wav, .pcmU8), "a.aiff") == AudioFileFormat(.aiff, .pcmU8))
        #expect(try resolve(AudioFileFormat(.wav, .pcmU8), "a.flac") == AudioFileFormat(.flac, .pcmS8))
        #expect(try resolve(AudioFileFormat(.flac, .pcmS8), "a.wav") == AudioFileFormat(.wav, .pcmU8))
        #expect(try resolve(AudioFileFormat(.wav, .pcm32), "a.flac") == AudioFileFormat(.flac, .pcm24))
        #expect(try resolve(AudioFileFormat(.wav, .float64), "a.flac") == AudioFileFormat(.flac, .pcm24))
        #expect(try resolve(AudioFileFormat(.ogg, .vorbis), "a.wav") == AudioFileFormat(.wav, .pcm16))
        #expect(try resolve(AudioFileFormat(.mpeg, .mpegLayerIII), "a.flac") == AudioFileFormat(.flac, .pcm16))
        #expect(try resolve(AudioFileFormat(.caf, .alac24), "-") == AudioFileFormat(.caf, .pcm24))
        #expect(try resolve(AudioFileFormat(.ogg, .opus), "a.ogg") == AudioFileFormat(.ogg, .opus))
    }

    @Test func `options win over the extension`() throws {
        #expect(try resolve(Self.float, "a.wav", format: "flac") == AudioFileFormat(.flac, .pcm24))
        #expect(try resolve(Self.float, "a.xyz", format: "WAV", bits: "16") == AudioFileFormat(.wav, .pcm16))
        #expect(try resolve(Self.float, "a.flac", bits: "16") == AudioFileFormat(.flac, .pcm16))
        #expect(try resolve(Self.float, "-", bits: "64F") == AudioFileFormat(.wav, .float64))
        #expect(try resolve(Self.float, "-", bits: "8") == AudioFileFormat(.wav, .pcmU8))
        #expect(try resolve(Self.float, "a.aiff", bits: "8") == AudioFileFormat(.aiff, .pcmU8))
        #expect(try resolve(Self.float, "-", format: "vorbis") == AudioFileFormat(.ogg, .vorbis))
    }

    @Test func `more than two channels make an extensible WAV of what was none`() throws {
        #expect(try resolve(AudioFileFormat(.flac, .pcm16), "a.wav", channels: 6).container == .wavExtensible)
        #expect(try resolve(AudioFileFormat(.wav, .pcm16), "a.wav", channels: 6).container == .wav)
        #expect(try resolve(AudioFileFormat(.wavExtensible, .pcm16), "a.wav").container == .wavExtensible)
    }

    @Test(
        arguments: [
            ("a.m4a", nil, nil, 48_000, 2, "m4a", "--format"), ("a.wav", "wma", nil, 48_000, 2, "'wma'", "flac"),
            ("a.wav", nil, "20", 48_000, 2, "'20'", "32f"), ("a.flac", nil, "32f", 48_000, 2, "'32f'", "24-bit"),
            ("a.mp3", nil, "16", 48_000, 2, "'16'", "layer III"), ("a.opus", nil, nil, 44_100, 2, "44100", "48000"),
            ("a.mp3", nil, nil, 96_000, 2, "96000", "48000"),
            ("a.mp3", nil, nil, 48_000, 6, "6 channels", "2 channels"),
            ("a.flac", nil, nil, 48_000, 9, "9 channels", "8 channels"),
            ("a.opus", nil, "16", 48_000, 2, "'16'", "Opus"),
        ] as [(String, String?, String?, Int, Int, String, String)])
    func `what doesn't exist is a usage error that says what does`(
        path: String, format: String?, bits: String?, rate: Int, channels: Int, found: String, advice: String
    ) {
        let error = failure {
            _ = try resolve(Self.float, path, format: format, bits: bits, rate: rate, channels: channels)
        }
        #expect(error?.kind == .usage)
        #expect(error?.exitStatus == 64)
        #expect(error?.description.contains(found) == true, "\(error?.description ?? "no error")")
        #expect(error?.description.contains(advice) == true, "\(error?.description ?? "no error")")
        #expect(error?.path == path)
    }

    @Test func `an unusual input that can't be written asks for a format`() {
        let error = failure { _ = try resolve(AudioFileFormat(.mpeg, .mpegLayerII), "-", rate: 44_100, channels: 9) }
        #expect(error?.kind == .usage)
    }

    @Test func `a format knows what it does to bits`() {
        #expect(OutputFormat(AudioFileFormat(.wav, .pcm16)).losesBits)
        #expect(OutputFormat(AudioFileFormat(.wav, .pcm24)).integerBits == 24)
        #expect(!OutputFormat(AudioFileFormat(.wav, .pcm32)).losesBits)
        #expect(!OutputFormat(Self.float).losesBits)
        #expect(OutputFormat(AudioFileFormat(.ogg, .opus)).isLossy)
        #expect(!OutputFormat(Self.float).isLossy)
    }
}
