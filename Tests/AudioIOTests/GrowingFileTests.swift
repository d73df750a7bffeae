// Files that are worth keeping unfinished: recordings.
import AudioIO
import Glibc
import TestSupport
import Testing

@Suite struct GrowingFileTests {
    private let folder: TemporaryFolder
    private static let sound = Sound.noise(channels: 2, frames: 30_000, bits: 16)
    private static let formats = [
        AudioFileFormat(.wav, .float32), AudioFileFormat(.wav, .pcm16), AudioFileFormat(.aiff, .pcm24),
        AudioFileFormat(.caf, .float32), AudioFileFormat(.w64, .pcm24), AudioFileFormat(.au, .float32),
    ]

    init() throws { folder = try TemporaryFolder() }

    private func writer(
        _ format: AudioFileFormat, wavByteLimit: Int64 = AudioFileWriter.standardWavByteLimit
    ) throws -> AudioFileWriter {
        try AudioFileWriter(
            path: folder.file("a"), format: OutputFormat(format), sampleRate: 48_000, channelCount: 2, grows: true,
            isDithered: false, wavByteLimit: wavByteLimit)
    }

    /// What a process that ends at this very moment leaves behind.
    private func copy() throws -> Sound {
        try folder.write(try bytes(folder.file("a")), "copy")
        return try read(folder.file("copy")).sound
    }

    @Test(arguments: formats)
    func `has its name from the start, and is whole whenever it has been settled`(format: AudioFileFormat) throws {
        var writer = try writer(format)
        #expect(try folder.names() == ["a"])
        try writer.settle()
        for _ in 0..<3 {
            try write(Self.sound, to: &writer, blockFrameCount: 1_000)
            try writer.settle()
        }
        let threefold = Sound(channels: Self.sound.channels.map { $0 + $0 + $0 })
        #expect(try copy() == threefold)
        let summary = try writer.commit()
        #expect(summary.info.frameCount == 90_000)
        #expect(try read(folder.file("a")).sound == threefold)
    }

    @Test func `stays when its writer is dropped, and plays up to where it was settled`() throws {
        func record() throws {
            var writer = try writer(AudioFileFormat(.wav, .float32))
            try write(Self.sound, to: &writer, blockFrameCount: 1_000)
            try writer.settle()
            try write(Self.sound, to: &writer, blockFrameCount: 1_000)
        }
        try record()
        let (_, back) = try read(folder.file("a"))
        #expect(back.frameCount >= 30_000)
        #expect(back.channels.map { Array($0.prefix(30_000)) } == Self.sound.channels)
    }

    @Test func `becomes an RF64 on its way, where a WAV can't say how long it is`() throws {
        var writer = try writer(AudioFileFormat(.wav, .float32), wavByteLimit: 300_000)
        try write(Self.sound, to: &writer, blockFrameCount: 1_000)
        try writer.settle()
        #expect(Array(try bytes(folder.file("a")).prefix(4)) == Array("RIFF".utf8))
        try write(Self.sound, to: &writer, blockFrameCount: 1_000)
        try writer.settle()
        #expect(Array(try bytes(folder.file("a")).prefix(4)) == Array("RF64".utf8))
        #expect(try copy().frameCount == 60_000)
        try write(Self.sound, to: &writer, blockFrameCount: 1_000)
        _ = try writer.commit()
        #expect(try read(folder.file("a")).sound.frameCount == 90_000)
    }

    @Test func `keeps what there was room for, when the disk is full`() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 100_001, rlim_max: 100_001)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            signal(SIGXFSZ, SIG_IGN)
            for format in GrowingFileTests.formats {
                let tests = try GrowingFileTests()
                var writer = try tests.writer(format)
                let error = failure {
                    for _ in 0..<2 {
                        try write(GrowingFileTests.sound, to: &writer, blockFrameCount: 1_000)
                        try writer.settle()
                    }
                }
                guard error?.systemError == EFBIG, let summary = writer.salvage() else { exit(1) }
                let back = try read(tests.folder.file("a")).sound
                let byteCount = format.sampleType == .float32 ? 8 : format.sampleType == .pcm16 ? 4 : 6
                // All but a header, and what was lost in the buffer with the write that failed.
                guard back.frameCount == summary.info.frameCount, back.frameCount > 60_000 / byteCount else { exit(2) }
                for (channel, samples) in back.channels.enumerated() {
                    let expected = GrowingFileTests.sound.channels[channel]
                    guard zip(samples, expected + expected).allSatisfy(==) else { exit(3) }
                }
            }
        }
    }

    @Test func `leaves nothing when there was no room at all`() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 10, rlim_max: 10)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            signal(SIGXFSZ, SIG_IGN)
            let tests = try GrowingFileTests()
            var writer = try tests.writer(AudioFileFormat(.wav, .float32))
            let error = failure {
                try write(GrowingFileTests.sound, to: &writer, blockFrameCount: 1_000)
                try writer.settle()
            }
            guard error?.systemError == EFBIG, writer.salvage() == nil, try tests.folder.names().isEmpty else {
                exit(1)
            }
        }
    }

    @Test func `doesn't touch a file that is there`() throws {
        try folder.write(Array("mine".utf8), "a")
        #expect(throws: AudioIOError.self) { _ = try writer(AudioFileFormat(.wav, .float32)) }
        #expect(try bytes(folder.file("a")) == Array("mine".utf8))
    }
}
