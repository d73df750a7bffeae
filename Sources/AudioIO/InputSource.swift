// Opens what sound is read from: a file, or a pipe that is streamed where the format allows it, else kept on disk. One
// thread.
import Glibc

/// The bytes of an input, ready for libsndfile.
struct InputSource {
    let file: VirtualFile
    /// Name for messages.
    let name: String
    /// The first bytes, for messages.
    let firstBytes: [UInt8]
    /// Whether the header says nothing of the length.
    let isEndless: Bool
    /// Bytes of sound that the header promises and that are there, where they differ.
    var missing: (promisedByteCount: Int64, presentByteCount: Int64)?

    /// The most that a header is looked for in a pipe.
    private static let maximumHeadByteCount = 1 << 20

    /// Opens a path, or standard input for "-".
    ///
    /// - Parameter acceptsCutShort: whether a file may hold less than its header promises.
    static func open(_ path: String, acceptsCutShort: Bool) throws(AudioIOError) -> InputSource {
        let isStandardInput = path == "-"
        let name = isStandardInput ? "standard input" : path
        let descriptor = isStandardInput ? STDIN_FILENO : Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .cannotOpenInput(name, errno) }
        return try take(descriptor, name, isStandardInput: isStandardInput, acceptsCutShort: acceptsCutShort)
    }

    /// Takes an open descriptor over, unless it is standard input's; `name` is for messages.
    static func take(
        _ descriptor: Int32, _ name: String, isStandardInput: Bool = false, acceptsCutShort: Bool
    ) throws(AudioIOError) -> InputSource {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            if !isStandardInput { close(descriptor) }
            throw .cannotOpenInput(name, code)
        }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFREG {
            let base = isStandardInput ? max(0, Int64(lseek(descriptor, 0, SEEK_CUR))) : 0
            let file = SeekableFile(
                descriptor: descriptor, length: max(0, Int64(status.st_size) - base), base: base,
                ownsDescriptor: !isStandardInput)
            return try fromFile(file, name, base: base, owns: !isStandardInput, acceptsCutShort)
        }
        var refusal: AudioIOError?
        if kind == S_IFDIR { refusal = .cannotOpenInput(name, EISDIR) }
        if kind == S_IFBLK { refusal = .notAFile(name) }
        if isatty(descriptor) == 1 { refusal = .terminalInput(name) }
        if let refusal {
            if !isStandardInput { close(descriptor) }
            throw refusal
        }
        return try fromStream(descriptor, name, owns: !isStandardInput, acceptsCutShort)
    }

    // MARK: Files

    /// Checks that the file holds the sound that its header promises, and puts right headers whose writer never
    /// learned the length.
    private static func fromFile(
        _ file: SeekableFile, _ name: String, base: Int64, owns: Bool, _ acceptsCutShort: Bool
    ) throws(AudioIOError) -> InputSource {
        guard file.length > 0 else { throw .emptyInput(name) }
        let start = file.bytes(at: 0, count: 32)
        if let code = file.failure { throw .readFailed(name, code) }
        func source(_ file: SeekableFile) -> InputSource {
            file.position = 0
            return InputSource(file: file, name: name, firstBytes: start, isEndless: false)
        }
        func short(promised: Int64, present: Int64) throws(AudioIOError) -> InputSource {
            guard acceptsCutShort, present > 0 else {
                throw .truncatedHeader(name, promised: promised, present: present)
            }
            var source = source(file)
            source.missing = (promised, present)
            return source
        }
        if let au = SunHeader(start) {
            if let promised = au.soundByteCount, promised > file.length - au.soundOffset + tolerance {
                return try short(promised: promised, present: max(0, file.length - au.soundOffset))
            }
            return source(file)
        }
        guard let table = ChunkTable(read: file.bytes(at:count:)) else { return source(file) }
        guard let sound = table.sound else {
            // An AIFF without sound has no such chunk; a WAV has one, even if it is empty.
            if table.family == .riff { throw .malformed(name, "no 'data' chunk") }
            return source(file)
        }
        let present = max(0, file.length - sound.offset)
        let isUnknown = WaveSizes.isUnknown(sound.byteCount, frameByteCount: 64)
        if sound.byteCount > present + tolerance && !isUnknown {
            // AIFF's chunk begins with two words that are no sound.
            let wordsByteCount: Int64 = table.family == .form ? 8 : 0
            return try short(
                promised: max(0, sound.byteCount - wordsByteCount), present: max(0, present - wordsByteCount))
        }
        guard table.family == .riff, !table.isSwapped, sound.offset <= maximumHeadByteCount else { return source(file) }
        let isLong = start.starts(with: Array("RF64".utf8))
        let riffByteCount = UInt32(bytes: start[4..<8], isBigEndian: false)
        let neverClosed = sound.byteCount == 0 && present > 0 && (riffByteCount == 0 || riffByteCount == 8)
        let tooLongForItsField = !isLong && sound.byteCount >= 0xFFFF_FF00 && present > sound.byteCount
        let hasNoLongLength = isLong && present > 0 && (sound.byteCount == 0 || sound.byteCount == 0xFFFF_FFFF)
        guard neverClosed || tooLongForItsField || hasNoLongLength else { return source(file) }
        var head = file.bytes(at: 0, count: Int(sound.offset))
        if isLong {
            WaveSizes.setLongLength(&head, table, soundByteCount: present)
        } else {
            WaveSizes.makeEndless(&head, soundOffset: Int(sound.offset))
        }
        let corrected = SeekableFile(
            descriptor: owns ? fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0) : file.descriptor, length: file.length,
            base: base,
            replacedHead: head, ownsDescriptor: owns)
        return source(corrected)
    }

    /// Bytes that may be missing at the end without complaint: writers that forget the last padding.
    private static let tolerance: Int64 = 64

    // MARK: Pipes

    private static func fromStream(
        _ descriptor: Int32, _ name: String, owns: Bool, _ acceptsCutShort: Bool
    ) throws(AudioIOError) -> InputSource {
        var head = StreamHead(descriptor: descriptor, limit: maximumHeadByteCount)
        let start = head.bytes(at: 0, count: 32)
        if let code = head.failure {
            if owns { close(descriptor) }
            throw .readFailed(name, code)
        }
        func stream(_ bytes: [UInt8], length: Int64, isEndless: Bool) -> InputSource {
            let file = StreamInput(descriptor: descriptor, ownsDescriptor: owns, head: bytes, length: length)
            return InputSource(file: file, name: name, firstBytes: start, isEndless: isEndless)
        }
        if start.isEmpty {
            if owns { close(descriptor) }
            throw .emptyInput(name)
        }
        if let au = SunHeader(start), au.isStreamable {
            var bytes = head.bytes
            guard let count = au.soundByteCount else {
                au.makeEndless(&bytes)
                return stream(bytes, length: StreamInput.endlessLength, isEndless: true)
            }
            return stream(bytes, length: au.soundOffset + count, isEndless: false)
        }
        if start.starts(with: Array("fLaC".utf8)) {
            return stream(head.bytes, length: StreamInput.endlessLength, isEndless: false)
        }
        if start.starts(with: Array("RIFF".utf8)),
            let table = ChunkTable(stopsAtSound: true, read: { head.bytes(at: $0, count: $1) }),
            let sound = table.sound,
            let format = WaveFormatChunk(table, read: { head.bytes(at: $0, count: $1) }), format.isStreamable
        {
            var bytes = head.bytes
            guard WaveSizes.isUnknown(sound.byteCount, frameByteCount: format.frameByteCount) else {
                return stream(bytes, length: sound.offset + sound.byteCount, isEndless: false)
            }
            WaveSizes.makeEndless(&bytes, soundOffset: Int(sound.offset))
            return stream(bytes, length: StreamInput.endlessLength, isEndless: true)
        }
        defer { if owns { close(descriptor) } }
        guard StreamHead.looksLikeSound(start) else { throw .unrecognised(name, start, "nothing in it was recognised") }
        return try fromFile(
            SpoolFile.collect(descriptor, head: head.bytes, name: name), name, base: 0, owns: true, acceptsCutShort)
    }
}

extension SeekableFile {
    /// Up to `count` bytes at an offset; fewer, or none, at the end. Moves the position.
    func bytes(at offset: Int64, count: Int) -> [UInt8] {
        position = offset
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // SAFETY: the buffer holds `count` bytes.
            filled = count == 0 ? 0 : read(into: UnsafeMutableRawPointer(buffer.baseAddress!), count: count)
        }
    }
}
