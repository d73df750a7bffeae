import AudioIO
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct DestinationTests {
    private static let format = AudioFileFormat(.wav, .pcm16)
    private static let sound = Sound.noise(channels: 2, frames: 30_000, bits: 16)

    private func writer(_ path: String, _ format: AudioFileFormat = DestinationTests.format) throws -> AudioFileWriter {
        try AudioFileWriter(
            path: path, format: OutputFormat(format), sampleRate: 48_000, channelCount: 2,
            expectedFrameCount: Self.sound.frameCount)
    }

    @Test func `a file appears only when it is whole`() throws {
        let folder = try TemporaryFolder()
        var writer = try writer(folder.file("a.wav"))
        try write(Self.sound, to: &writer, blockFrameCount: 4_096)
        let names = try folder.names()
        #expect(names.count == 1)
        #expect(names[0].hasPrefix(".a.wav.") && names[0].hasSuffix(".partial"))
        _ = try writer.commit()
        #expect(try folder.names() == ["a.wav"])
        #expect(try read(folder.file("a.wav")).sound == Self.sound)
    }

    @Test(arguments: [AudioFileFormat(.wav, .pcm16), AudioFileFormat(.flac, .pcm16), AudioFileFormat(.ogg, .vorbis)])
    func `a writer that is dropped leaves nothing, and an existing file as it was`(format: AudioFileFormat) throws {
        let folder = try TemporaryFolder()
        try put([1, 2, 3], folder.file("a"))
        do {
            var writer = try writer(folder.file("a"), format)
            try write(Self.sound, to: &writer, blockFrameCount: 4_096)
        }
        #expect(try folder.names() == ["a"])
        #expect(try bytes(folder.file("a")) == [1, 2, 3])
        do { _ = try writer(folder.file("b"), format) }
        #expect(try folder.names() == ["a"])
    }

    @Test func `an existing file's permissions are kept, a new one's follow the mask`() throws {
        let folder = try TemporaryFolder()
        try put([1], folder.file("old.wav"))
        chmod(folder.file("old.wav"), 0o640)
        try write(Self.sound, to: folder.file("old.wav"), Self.format)
        try write(Self.sound, to: folder.file("new.wav"), Self.format)
        try put([1], folder.file("plain"))
        var status = stat()
        stat(folder.file("old.wav"), &status)
        #expect(status.st_mode & 0o7777 == 0o640)
        stat(folder.file("plain"), &status)
        let usual = status.st_mode
        stat(folder.file("new.wav"), &status)
        #expect(status.st_mode == usual)
    }

    @Test func `the input can be the output`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.wav")
        try write(Self.sound, to: path, Self.format)
        var reader = try AudioFileReader(path: path)
        var writer = try writer(path)
        let half = try read(&reader, limit: 15_000)
        try write(half, to: &writer, blockFrameCount: 100)
        let rest = try read(&reader)
        try write(rest, to: &writer, blockFrameCount: 100)
        _ = try writer.commit()
        #expect(half.frameCount + rest.frameCount == Self.sound.frameCount)
        #expect(try read(path).sound == Self.sound)
    }

    @Test func `symbolic links are written through`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("real"), withIntermediateDirectories: false)
        try put([1], folder.file("real/a.wav"))
        symlink("real/a.wav", folder.file("link.wav"))
        symlink("link.wav", folder.file("second.wav"))
        symlink("real/new.wav", folder.file("dangling.wav"))
        symlink("circle.wav", folder.file("circle.wav"))
        try write(Self.sound, to: folder.file("second.wav"), Self.format)
        try write(Self.sound, to: folder.file("dangling.wav"), Self.format)
        #expect(try read(folder.file("real/a.wav")).sound == Self.sound)
        #expect(try read(folder.file("real/new.wav")).sound == Self.sound)
        var status = stat()
        lstat(folder.file("second.wav"), &status)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
        let error = failure { try write(Self.sound, to: folder.file("circle.wav"), Self.format) }
        #expect(error?.systemError == ELOOP)
    }

    @Test func `folders and missing folders are named`() throws {
        let folder = try TemporaryFolder()
        let aFolder = failure { try write(Self.sound, to: folder.path, Self.format) }
        #expect(aFolder?.kind == .io)
        #expect(aFolder?.message.contains("folder") == true)
        let trailing = failure { try write(Self.sound, to: folder.path + "/", Self.format) }
        #expect(trailing?.systemError == EISDIR)
        let missing = failure { try write(Self.sound, to: folder.file("no/a.wav"), Self.format) }
        #expect(missing?.message.contains("create it") == true)
        #expect(missing?.exitStatus == 74)
        let underFile = failure { try write(Self.sound, to: "/etc/passwd/a.wav", Self.format) }
        #expect(underFile?.kind == .io)
        // Nobody, root included, makes files there.
        let refused = failure { try write(Self.sound, to: "/proc/self/a.wav", Self.format) }
        #expect(refused?.kind == .io)
        let long = failure { try write(Self.sound, to: folder.file(String(repeating: "x", count: 300)), Self.format) }
        #expect(long?.systemError == ENAMETOOLONG)
        #expect(try folder.names().isEmpty)
    }

    @Test func `a name as long as names may be works`() throws {
        let folder = try TemporaryFolder()
        let name = String(repeating: "ä", count: 125) + ".wav"
        try write(Self.sound, to: folder.file(name), Self.format)
        #expect(try folder.names() == [name])
    }

    @Test(
        arguments: [
            AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wav, .float32), AudioFileFormat(.flac, .pcm16),
            AudioFileFormat(.au, .pcm16), AudioFileFormat(.ogg, .vorbis), AudioFileFormat(.aiff, .pcm24),
        ])
    func `a full disk is an error, at the latest at the end`(format: AudioFileFormat) throws {
        for frames in [0, 10, 30_000] {
            let error = failure { try write(Sound.noise(channels: 2, frames: frames), to: "/dev/full", format) }
            #expect(error?.kind == .io)
            #expect(error?.systemError == ENOSPC)
            #expect(error?.message.contains("full") == true)
        }
    }

    @Test func `a file that may not grow is an error and leaves nothing`() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            signal(SIGXFSZ, SIG_IGN)
            let folder = try TemporaryFolder()
            for format in [
                AudioFileFormat(.wav, .pcm16), AudioFileFormat(.flac, .pcm24), AudioFileFormat(.caf, .float32),
            ] {
                let error = failure {
                    try write(Sound.noise(channels: 2, frames: 60_000), to: folder.file("a"), format)
                }
                guard error?.systemError == EFBIG, try folder.names().isEmpty else { exit(1) }
            }
        }
    }

    @Test func `devices are written directly`() throws {
        let summary = try write(Self.sound, to: "/dev/null", Self.format)
        #expect(summary.info.frameCount == Self.sound.frameCount)
        try write(Self.sound, to: "/dev/null", AudioFileFormat(.flac, .pcm16))
        var status = stat()
        stat("/dev/null", &status)
        #expect(status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func `a signal removes unfinished files and ends the process`() async throws {
        let folder = "/tmp/cajon-signal-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try put([7], "\(folder)/a.wav")
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let folder = "/tmp/cajon-signal-\(getppid())"
            PartialFiles.removeOnSignals()
            var first = try AudioFileWriter(
                path: "\(folder)/a.wav", format: OutputFormat(AudioFileFormat(.wav, .pcm16)), sampleRate: 48_000,
                channelCount: 2)
            var second = try AudioFileWriter(
                path: "\(folder)/b.flac", format: OutputFormat(AudioFileFormat(.flac, .pcm16)), sampleRate: 48_000,
                channelCount: 2)
            try write(Sound.noise(channels: 2, frames: 100_000), to: &first, blockFrameCount: 512)
            try write(Sound.noise(channels: 2, frames: 100_000), to: &second, blockFrameCount: 512)
            guard try FileManager.default.contentsOfDirectory(atPath: folder).count == 3 else { exit(1) }
            kill(getpid(), SIGTERM)
            sleep(10)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.wav"])
        #expect(try bytes("\(folder)/a.wav") == [7])
    }

    @Test func `a signal that was ignored stays ignored`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGHUP, SIG_IGN)
            PartialFiles.removeOnSignals()
            kill(getpid(), SIGHUP)
            usleep(50_000)
        }
    }

    @Test func `more files than the list has room for work too`() throws {
        let folder = try TemporaryFolder()
        func open(_ left: Int) throws {
            guard left > 0 else { return }
            let writer = try AudioFileWriter(
                path: folder.file("\(left).au"), format: OutputFormat(AudioFileFormat(.au, .pcm16)), sampleRate: 8_000,
                channelCount: 1)
            try open(left - 1)
            _ = try writer.commit()
        }
        try open(300)
        #expect(try folder.names().count == 300)
    }
}
