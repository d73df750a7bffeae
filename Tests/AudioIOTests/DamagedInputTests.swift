import AudioIO
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct DamagedInputTests {
    private let folder: TemporaryFolder
    private static let sound = Sound.noise(channels: 2, frames: 4_000, bits: 16)

    init() throws { folder = try TemporaryFolder() }

    private func file(_ format: AudioFileFormat, _ sound: Sound = DamagedInputTests.sound) throws -> [UInt8] {
        try write(sound, to: folder.file("source"), format)
        return try bytes(folder.file("source"))
    }

    private func readFailure(of bytes: [UInt8]) throws -> AudioIOError? {
        try put(bytes, folder.file("damaged"))
        return readFailure(folder.file("damaged"))
    }

    private func readFailure(_ path: String) -> AudioIOError? { failure { _ = try read(path) } }

    @Test func `what isn't there is said to be missing`() {
        let error = readFailure(folder.file("none.wav"))
        #expect(error?.kind == .noInput)
        #expect(error?.exitStatus == 66)
        #expect(
            error?.description == "\(folder.file("none.wav")): there is no such file; check the spelling and the folder"
        )
    }

    @Test func `a folder is no sound`() {
        let error = readFailure(folder.path)
        #expect(error?.kind == .noInput)
        #expect(error?.message.contains("folder") == true)
    }

    @Test func `an empty file is said to be empty`() throws {
        let error = try readFailure(of: [])
        #expect(error?.kind == .badData)
        #expect(error?.exitStatus == 65)
        #expect(error?.message.contains("no bytes") == true)
    }

    @Test func `text and headerless samples are refused with a hint`() throws {
        let text = try readFailure(of: Array("Dear reader, this is a letter.\n".utf8))
        #expect(text?.kind == .badData)
        #expect(text?.message.contains("found text") == true)
        var generator = SeededGenerator(seed: 5)
        let raw = try readFailure(of: (0..<10_000).map { _ in UInt8.random(in: 0...127, using: &generator) })
        #expect(raw?.kind == .badData)
        #expect(raw?.message.contains("sox -t raw") == true)
    }

    @Test func `an unreadable file is said to be unreadable`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            try put([1], folder.file("secret.wav"))
            chmod(folder.file("secret.wav"), 0)
            chmod(folder.path, 0o755)
            // Root may read everything, so become nobody.
            if getuid() == 0 { guard seteuid(65_534) == 0 else { exit(2) } }
            let error = failure { _ = try AudioFileReader(path: folder.file("secret.wav")) }
            if getuid() == 0 { seteuid(0) }
            guard error?.kind == .noInput, error?.systemError == EACCES else { exit(1) }
        }
    }

    @Test(
        arguments: [
            AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wav, .float32), AudioFileFormat(.aiff, .pcm16),
            AudioFileFormat(.au, .pcm16), AudioFileFormat(.rf64, .pcm16), AudioFileFormat(.flac, .pcm16),
        ])
    func `a file that was cut short is an error`(format: AudioFileFormat) throws {
        let whole = try file(format)
        for part in [0.3, 0.7, 0.98] {
            let error = try readFailure(of: Array(whole.prefix(Int(Double(whole.count) * part))))
            #expect(error?.kind == .badData, "\(format.displayName) \(part)")
        }
        let error = try readFailure(of: Array(whole.prefix(whole.count / 2)))
        if format.container != .flac { #expect(error?.message.contains("cut short") == true) }
        // A header alone, whatever part of it.
        for count in [1, 3, 4, 11, 12, 20, 30, 43] {
            #expect(try readFailure(of: Array(whole.prefix(count))) != nil, "\(format.displayName), \(count) bytes")
        }
    }

    @Test(
        arguments: [
            AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wav, .float32), AudioFileFormat(.aiff, .pcm16),
            AudioFileFormat(.au, .pcm16), AudioFileFormat(.rf64, .pcm16), AudioFileFormat(.flac, .pcm16),
        ])
    func `a file that was cut short is read as far as it goes on request`(format: AudioFileFormat) throws {
        let frameCount = 20_000
        let original = Sound.noise(channels: 2, frames: frameCount, bits: 16)
        let whole = try file(format, original)
        let path = folder.file("part")
        for part in [0.3, 0.7, 0.98] {
            try put(Array(whole.prefix(Int(Double(whole.count) * part))), path)
            var reader = try AudioFileReader(path: path, acceptsCutShort: true)
            #expect(reader.info.frameCount == frameCount)
            let sound = try read(&reader)
            #expect(
                reader.cutShort == CutShort(promisedFrameCount: frameCount, presentFrameCount: sound.frameCount),
                "\(format.displayName) \(part)")
            // All of it but the header and a frame that is in part, or a packet that is.
            let lost = format.container == .flac ? 4_096.0 : 100.0
            #expect(Double(sound.frameCount) > Double(frameCount) * part - lost)
            #expect(sound.channels == original.channels.map { Array($0.prefix(sound.frameCount)) })
        }
        try put(whole, path)
        var reader = try AudioFileReader(path: path, acceptsCutShort: true)
        #expect(try read(&reader) == original)
        #expect(reader.cutShort == nil)
        // A header alone, and parts of one; AU's is the shortest.
        for count in [1, 3, 4, 11, 12, 20, 24] {
            try put(Array(whole.prefix(count)), path)
            #expect(
                failure {
                    var reader = try AudioFileReader(path: path, acceptsCutShort: true); _ = try read(&reader)
                } != nil)
        }
    }

    @Test func `damage in the middle is an error, however much is accepted`() throws {
        var bytes = try file(AudioFileFormat(.flac, .pcm16), Sound.noise(channels: 2, frames: 60_000, bits: 16))
        for index in bytes.count / 3..<bytes.count / 3 + 4_000 { bytes[index] = 0 }
        let path = folder.file("damaged")
        try put(bytes, path)
        let error = failure {
            var reader = try AudioFileReader(path: path, acceptsCutShort: true)
            _ = try read(&reader)
        }
        #expect(error?.message.contains("damaged") == true)
    }

    @Test func `absurd headers are refused`() throws {
        let wav = try file(AudioFileFormat(.wav, .pcm16))
        func changed(_ offset: Int, _ value: UInt32, _ count: Int) -> [UInt8] {
            var bytes = wav
            for index in 0..<count { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
            return bytes
        }
        #expect(try readFailure(of: changed(24, 0, 4))?.kind == .badData, "rate 0")
        #expect(try readFailure(of: changed(24, 0xFFFF_FFFF, 4))?.kind == .badData, "rate -1")
        let fast = try readFailure(of: changed(24, 100_000_000, 4))
        #expect(fast?.message.contains("sample rate") == true)
        #expect(fast?.message.contains("100000000") == true)
        #expect(try readFailure(of: changed(22, 0, 2))?.kind == .badData, "no channels")
        #expect(try readFailure(of: changed(22, 0xFFFF, 2))?.kind == .badData, "65,535 channels")
        #expect(try readFailure(of: changed(40, 0x6000_0000, 4))?.message.contains("1610612736") == true, "length")
    }

    @Test func `many channels in a short file cost little memory`() async throws {
        // 1,024 channels of 64-bit float, and a block that is read frame by frame.
        let sound = Sound.noise(channels: 1_024, frames: 3)
        try write(sound, to: folder.file("wide.wav"), AudioFileFormat(.wav, .float64))
        let before = Self.residentByteCount()
        for _ in 0..<20 { #expect(try read(folder.file("wide.wav"), blockFrameCount: 1).sound == sound) }
        #expect(Self.residentByteCount() - before < 64 << 20)
    }

    private static func residentByteCount() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
            * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// A damaged file either reads or throws; it never crashes, hangs, or gives more frames than its bytes could hold.
    @Test(
        arguments: [
            AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wavExtensible, .float32), AudioFileFormat(.flac, .pcm16),
            AudioFileFormat(.aiff, .pcm16), AudioFileFormat(.aiff, .float32), AudioFileFormat(.rf64, .pcm24),
            AudioFileFormat(.au, .pcm16), AudioFileFormat(.w64, .pcm16), AudioFileFormat(.caf, .pcm16),
            AudioFileFormat(.wav, .msADPCM), AudioFileFormat(.wav, .imaADPCM), AudioFileFormat(.ogg, .vorbis),
        ])
    func `mutated files are read or refused`(format: AudioFileFormat) throws {
        var metadata = AudioMetadata()
        metadata.setText(.title, "A title")
        metadata.setText(.comment, "A comment of some length")
        let path = folder.file("source")
        try write(Sound.noise(channels: 2, frames: 600, bits: 16), to: path, format, metadata: metadata)
        let whole = try bytes(path)
        var generator = SeededGenerator(seed: UInt64(whole.count))
        var refused = 0
        for round in 0..<700 {
            var bytes = whole
            let headLength = min(bytes.count, Bool.random(using: &generator) ? 128 : 4_096)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0..<headLength, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!
                case 2: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                default:
                    let last = min(place + 4, bytes.count)
                    bytes.replaceSubrange(
                        place..<last,
                        with: repeatElement(Bool.random(using: &generator) ? 0xFF : 0, count: last - place))
                }
            }
            if Int.random(in: 0..<8, using: &generator) == 0 {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            }
            try put(bytes, path)
            do {
                var reader = try AudioFileReader(path: path, acceptsCutShort: round.isMultiple(of: 2))
                let count = try read(&reader, limit: 2_000_000).frameCount
                #expect(count <= 2_001_000)
            } catch is AudioIOError {
                refused += 1
            }
        }
        #expect(refused > 20)
    }

    @Test func `mutated pipes are read or refused`() throws {
        let whole = try file(AudioFileFormat(.wav, .pcm16), Sound.noise(channels: 2, frames: 600, bits: 16))
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<48, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Small enough for the pipe's own buffer, so nobody needs to wait.
            let (readEnd, writeEnd) = makePipe()
            _ = bytes.withUnsafeBytes { Glibc.write(writeEnd, $0.baseAddress, $0.count) }
            close(writeEnd)
            _ = failure { _ = try read("/dev/fd/\(readEnd)") }
            close(readEnd)
        }
    }
}
