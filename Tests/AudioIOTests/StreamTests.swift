import AudioIO
import Foundation
import Glibc
import TestSupport
import Testing

/// Bytes that a thread feeds into a pipe, which is read as a path.
private struct Feed {
    let path: String
    private let readEnd: Int32
    private let thread: Thread

    init(_ bytes: [UInt8], pieceByteCount: Int = 5_000) {
        let (readEnd, writeEnd) = makePipe()
        self.readEnd = readEnd
        path = "/dev/fd/\(readEnd)"
        thread = Thread {
            signal(SIGPIPE, SIG_IGN)
            var start = 0
            while start < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Glibc.write(writeEnd, $0.baseAddress! + start, min(pieceByteCount, $0.count - start))
                }
                if count <= 0 { break }
                start += count
            }
            close(writeEnd)
        }
        thread.start()
    }

    func finish() { close(readEnd) }
}

/// What arrives at the other end of a pipe while something is written into it.
private func collect(_ write: (_ path: String) throws -> Void) throws -> [UInt8] {
    let (readEnd, writeEnd) = makePipe()
    let arrived = Arrived()
    let done = DispatchSemaphore(value: 0)
    Thread {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(readEnd, &buffer, buffer.count)
            if count <= 0 { break }
            arrived.bytes += buffer.prefix(count)
        }
        done.signal()
    }.start()
    defer { close(readEnd) }
    do {
        defer { close(writeEnd) }
        try write("/dev/fd/\(writeEnd)")
    }
    done.wait()
    return arrived.bytes
}

/// Written by one thread, read by another after a semaphore.
private final class Arrived: @unchecked Sendable {
    var bytes: [UInt8] = []
}

private func run(_ command: String) -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    do { try process.run() } catch { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
}

private func has(_ tool: String) -> Bool { run("command -v \(tool) >/dev/null 2>&1") == 0 }

@Suite struct StreamTests {
    private static let sound = Sound.noise(channels: 2, frames: 100_001, bits: 16)

    private func file(_ format: AudioFileFormat, _ sound: Sound = StreamTests.sound) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        try write(sound, to: folder.file("a"), format)
        return try bytes(folder.file("a"))
    }

    private func readPiped(_ bytes: [UInt8], piece: Int = 5_000) throws -> (info: AudioFileInfo, sound: Sound) {
        let feed = Feed(bytes, pieceByteCount: piece)
        defer { feed.finish() }
        return try read(feed.path)
    }

    @Test(
        arguments: [
            AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wav, .float32), AudioFileFormat(.wavExtensible, .pcm24),
            AudioFileFormat(.au, .pcm16), AudioFileFormat(.au, .float32), AudioFileFormat(.flac, .pcm16),
            AudioFileFormat(.aiff, .pcm16), AudioFileFormat(.caf, .float32), AudioFileFormat(.w64, .pcm24),
            AudioFileFormat(.rf64, .pcm16),
        ], [1, 7, 4_096])
    func `every format can be read from a pipe`(format: AudioFileFormat, piece: Int) throws {
        let sound = piece == 1 ? Sound.noise(channels: 2, frames: 5_001, bits: 16) : Self.sound
        let (info, back) = try readPiped(file(format, sound), piece: piece)
        #expect(info.format == format)
        #expect(info.frameCount == sound.frameCount)
        #expect(back == sound)
    }

    @Test func `lossy formats can be read from a pipe`() throws {
        for format in [
            AudioFileFormat(.ogg, .vorbis), AudioFileFormat(.ogg, .opus), AudioFileFormat(.mpeg, .mpegLayerIII),
        ] {
            let data = try file(format, Sound.sine(hertz: 500, amplitude: 0.5, channels: 2, frames: 48_000))
            let folder = try TemporaryFolder()
            try put(data, folder.file("a"))
            #expect(try readPiped(data).sound == read(folder.file("a")).sound)
        }
    }

    /// ffmpeg's, sox's and others' ways to say that the length isn't known.
    @Test(arguments: [0, 0x7FFF_F000, 0x7FFF_EFFC, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFDB] as [UInt32])
    func `a piped WAV of unknown length is read to its end`(size: UInt32) throws {
        var data = try file(AudioFileFormat(.wav, .pcm16))
        let little = (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * UInt32($0))) }
        data.replaceSubrange(4..<8, with: little)
        data.replaceSubrange(40..<44, with: little)
        let (info, back) = try readPiped(data)
        #expect(info.frameCount == nil)
        #expect(back == Self.sound)
        // The same bytes in a file.
        let folder = try TemporaryFolder()
        try put(data, folder.file("a.wav"))
        #expect(try read(folder.file("a.wav")).sound == Self.sound)
    }

    @Test func `a piped AU of unknown length is read to its end`() throws {
        var data = try file(AudioFileFormat(.au, .pcm24))
        data.replaceSubrange(8..<12, with: [255, 255, 255, 255])
        let (info, back) = try readPiped(data)
        #expect(info.frameCount == nil)
        #expect(back == Self.sound)
    }

    @Test func `a piped WAV that ends early is an error after what there was`() throws {
        let data = try file(AudioFileFormat(.wav, .pcm16))
        let feed = Feed(Array(data.prefix(data.count / 2)))
        defer { feed.finish() }
        var reader = try AudioFileReader(path: feed.path)
        let error = failure { _ = try read(&reader, blockFrameCount: 512) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("\(Self.sound.frameCount)") == true)
        #expect(reader.position > 49_000)
    }

    @Test func `what is no sound is refused before it is collected`() throws {
        #expect(readFailure("/dev/zero")?.kind == .badData)
        #expect(readFailure("/dev/null")?.kind == .badData)
        #expect(readFailure("/dev/null")?.message.contains("no bytes") == true)
        let feed = Feed(Array("this is not sound\n".utf8))
        defer { feed.finish() }
        let error = readFailure(feed.path)
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("found text") == true)
    }

    @Test(arguments: [AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wav, .float32), AudioFileFormat(.au, .pcm24)])
    func `a streamed file has an unknown length and all the sound`(format: AudioFileFormat) throws {
        let data = try collect { try write(Self.sound, to: $0, format) }
        let (info, back) = try readPiped(data)
        #expect(info.frameCount == nil)
        #expect(info.format == format)
        #expect(back == Self.sound)
        if format.container == .wav {
            #expect(Array(data[4..<8]) == [255, 255, 255, 255])
            #expect(Array(data.prefix(4)) == Array("RIFF".utf8))
        }
        let folder = try TemporaryFolder()
        try put(data, folder.file("a"))
        #expect(try read(folder.file("a")).sound == Self.sound)
    }

    @Test(arguments: [AudioFileFormat(.flac, .pcm16), AudioFileFormat(.aiff, .pcm16), AudioFileFormat(.caf, .float32)])
    func `a format that must be sought in goes down a pipe as the file it would be`(format: AudioFileFormat) throws {
        let data = try collect { try write(Self.sound, to: $0, format) }
        #expect(try data == file(format))
    }

    @Test func `a streamed file without frames is a file`() throws {
        let data = try collect { try write(Sound(channels: [[]]), to: $0, AudioFileFormat(.wav, .pcm16)) }
        #expect(try readPiped(data).sound.frameCount == 0)
    }

    @Test func `a reader that goes away is an error and no signal`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGPIPE, SIG_DFL)
            for format in [AudioFileFormat(.wav, .pcm16), AudioFileFormat(.flac, .pcm16)] {
                let (readEnd, writeEnd) = makePipe()
                let path = "/dev/fd/\(writeEnd)"
                var writer = try AudioFileWriter(
                    path: path, format: OutputFormat(format), sampleRate: 48_000, channelCount: 2)
                close(readEnd)
                close(writeEnd)
                var error: AudioIOError?
                do {
                    try write(Sound.noise(channels: 2, frames: 50_000), to: &writer, blockFrameCount: 512)
                    _ = try writer.commit()
                } catch let thrown as AudioIOError {
                    error = thrown
                }
                guard error?.systemError == EPIPE, error?.kind == .io else { exit(1) }
            }
        }
    }

    @Test func `a FIFO is written and read`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("fifo")
        mkfifo(path, 0o600)
        let done = DispatchSemaphore(value: 0)
        let failed = Arrived()
        Thread {
            do { try write(StreamTests.sound, to: path, AudioFileFormat(.wav, .pcm16)) } catch { failed.bytes = [1] }
            done.signal()
        }.start()
        #expect(try read(path).sound == Self.sound)
        done.wait()
        #expect(failed.bytes.isEmpty)
        #expect(try folder.names() == ["fifo"])
    }

    @Test(.enabled(if: has("sox"), "needs sox"), arguments: ["wav", "au", "aiff", "flac"])
    func `what sox pipes is understood`(format: String) throws {
        let folder = try TemporaryFolder()
        try write(Self.sound, to: folder.file("a.wav"), AudioFileFormat(.wav, .pcm16))
        #expect(run("sox \(folder.file("a.wav")) -t \(format) - 2>/dev/null | cat > \(folder.file("piped"))") == 0)
        #expect(try readPiped(bytes(folder.file("piped"))).sound == Self.sound)
        #expect(try read(folder.file("piped")).sound == Self.sound)
    }

    @Test(.enabled(if: has("ffmpeg"), "needs ffmpeg"), arguments: ["wav", "au", "aiff", "flac", "rf64"])
    func `what ffmpeg pipes is understood`(format: String) throws {
        let folder = try TemporaryFolder()
        try write(Self.sound, to: folder.file("a.wav"), AudioFileFormat(.wav, .pcm16))
        let muxer = format == "rf64" ? "wav -rf64 always" : format
        let output = folder.file("piped")
        #expect(run("ffmpeg -v error -i \(folder.file("a.wav")) -f \(muxer) - | cat > \(output)") == 0)
        #expect(try readPiped(bytes(output)).sound == Self.sound)
    }

    @Test(
        .enabled(if: has("sox") && has("ffmpeg"), "needs sox and ffmpeg"),
        arguments: [SampleType.pcm16, .pcm24, .float32])
    func `sox and ffmpeg understand what is piped`(type: SampleType) throws {
        let folder = try TemporaryFolder()
        let data = try collect { try write(Self.sound, to: $0, AudioFileFormat(.wav, type)) }
        try put(data, folder.file("piped"))
        let (piped, one, two) = (folder.file("piped"), folder.file("sox.wav"), folder.file("ffmpeg.wav"))
        #expect(run("cat \(piped) | sox -D -t wav - -b 16 \(one) 2>/dev/null") == 0)
        #expect(run("cat \(piped) | ffmpeg -v error -i - -c:a pcm_s16le \(two)") == 0)
        #expect(try read(one).sound == Self.sound)
        #expect(try read(two).sound == Self.sound)
    }
}
