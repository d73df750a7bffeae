// Decides how an output is reached (a new file, standard output, a device, a pipe) and finishes it. One thread.
import Glibc

/// Where sound is written to, and what must happen when it is whole.
final class OutputDestination {
    /// What libsndfile writes to.
    let file: VirtualFile
    /// Name for messages.
    let name: String
    /// Room at the start of a WAV that may turn out too long for WAV.
    let hasReservedRoom: Bool
    private let route: Route

    private enum Route {
        /// A new file that is renamed when it is whole.
        case partial(PartialFile)
        /// Written where it is: standard output that is a file.
        case inPlace
        /// A new file that has its name from the start, and stays whatever happens.
        case growing(path: String)
        /// Sent as it comes.
        case stream
        /// Collected in a nameless file, then sent.
        case spool(to: StreamOutput)
    }

    /// - Parameters:
    ///   - path: a path, or "-" for standard output.
    ///   - canStream: whether the format can be written front to back.
    ///   - reservesRoom: whether to leave room for the header of an RF64.
    ///   - grows: whether a file has its name from the start and stays when writing fails. There must be none yet.
    init(path: String, canStream: Bool, reservesRoom: Bool, grows: Bool = false) throws(AudioIOError) {
        let isStandardOutput = path == "-" || path == "/dev/stdout"
        name = isStandardOutput ? "standard output" : path
        let gap =
            reservesRoom
            ? SeekableFile.Gap(offset: WaveSizes.reservedOffset, byteCount: WaveSizes.reservedByteCount) : nil
        if isStandardOutput {
            if isatty(STDOUT_FILENO) == 1 { throw .terminalOutput(name) }
            let appends = fcntl(STDOUT_FILENO, F_GETFL) & O_APPEND != 0
            var status = stat()
            let isFile = fstat(STDOUT_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            let base = lseek(STDOUT_FILENO, 0, SEEK_CUR)
            if isFile && !appends && base >= 0 {
                route = .inPlace
                hasReservedRoom = gap != nil
                file = SeekableFile(
                    descriptor: STDOUT_FILENO, length: 0, base: Int64(base), gap: gap, ownsDescriptor: false)
                return
            }
            (file, route) = try Self.stream(STDOUT_FILENO, owns: false, canStream, name)
            hasReservedRoom = false
            return
        }
        let target = try Self.target(of: path)
        if let status = target.status, status.st_mode & S_IFMT != S_IFREG {
            if status.st_mode & S_IFMT == S_IFDIR { throw .cannotCreate(name, folder: target.path, EISDIR) }
            let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
            guard descriptor >= 0 else { throw .cannotCreate(name, folder: PartialFile.split(path).folder, errno) }
            (file, route) = try Self.stream(descriptor, owns: true, canStream, name)
            hasReservedRoom = false
            return
        }
        hasReservedRoom = gap != nil
        if grows {
            let descriptor = open(target.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
            guard descriptor >= 0 else {
                throw .cannotCreate(name, folder: PartialFile.split(target.path).folder, errno)
            }
            route = .growing(path: target.path)
            file = SeekableFile(descriptor: descriptor, length: 0, gap: gap)
            return
        }
        if target.status != nil && access(target.path, W_OK) != 0 { throw .readOnlyOutput(name) }
        let partial = try PartialFile(destination: target.path, existing: target.status)
        route = .partial(partial)
        file = SeekableFile(descriptor: partial.descriptor, length: 0, gap: gap)
    }

    /// Finishes the output once libsndfile has closed it. Nothing is in place before this returns.
    ///
    /// - Parameter correct: puts lengths right in the finished file; gives an errno on failure.
    func complete(correcting correct: (SeekableFile) -> Int32?) throws(AudioIOError) {
        switch route {
        case .stream:
            let stream = file as! StreamOutput
            stream.start(correcting: WaveSizes.markUnknown)
            guard stream.finish() else { throw .writeFailed(name, stream.failure ?? EIO) }
        case .partial, .inPlace, .growing:
            let file = file as! SeekableFile
            guard file.flush() else { throw .writeFailed(name, file.failure ?? EIO) }
            if let code = correct(file) { throw .writeFailed(name, code) }
            if case .inPlace = route { lseek(file.descriptor, Int(file.realOffset(file.length)), SEEK_SET) }
            guard file.finish() else { throw .writeFailed(name, file.failure ?? EIO) }
            if case .partial(let partial) = route { try partial.publish(name: name) }
        case .spool(let stream):
            let file = file as! SeekableFile
            guard file.flush() else { throw .spoolFailed(name, SpoolFile.folder, file.failure ?? EIO) }
            if let code = correct(file) { throw .spoolFailed(name, SpoolFile.folder, code) }
            try send(file, to: stream)
        }
    }

    /// Removes a file that has grown to nothing worth keeping.
    func discard() {
        if case .growing(let path) = route { unlink(path) }
    }

    /// The file, when it has its name from the start.
    var growingFile: SeekableFile? {
        if case .growing = route { file as? SeekableFile } else { nil }
    }

    /// Lets a stream go out from here on; to be called after the first samples are written.
    func startStream() {
        (file as? StreamOutput)?.start(correcting: WaveSizes.markUnknown)
    }

    private func send(_ spool: SeekableFile, to stream: StreamOutput) throws(AudioIOError) {
        stream.start { _ in }
        var offset: Int64 = 0
        while offset < spool.length && stream.failure == nil {
            let bytes = spool.bytes(at: offset, count: SeekableFile.bufferByteCount)
            guard !bytes.isEmpty else { throw .spoolFailed(name, SpoolFile.folder, spool.failure ?? EIO) }
            // SAFETY: the pointer is used during the call only.
            _ = bytes.withUnsafeBytes { stream.write(from: $0.baseAddress!, count: $0.count) }
            offset += Int64(bytes.count)
        }
        guard stream.finish() else { throw .writeFailed(name, stream.failure ?? EIO) }
    }

    private static func stream(
        _ descriptor: Int32, owns: Bool, _ canStream: Bool, _ name: String
    ) throws(AudioIOError) -> (VirtualFile, Route) {
        let stream = StreamOutput(descriptor: descriptor, ownsDescriptor: owns)
        if canStream { return (stream, .stream) }
        switch SpoolFile.make() {
        case .success(let spool): return (SeekableFile(descriptor: spool, length: 0), .spool(to: stream))
        case .failure(let failure): throw .spoolFailed(name, SpoolFile.folder, failure.code)
        }
    }

    /// The path that a path stands for after symbolic links in its last part, and what is there.
    private static func target(of path: String) throws(AudioIOError) -> (path: String, status: stat?) {
        var status = stat()
        guard !path.isEmpty, !path.hasSuffix("/") else { throw .cannotCreate(path, folder: path, EISDIR) }
        // What isn't a file is opened by its own name, whatever links lead to it.
        if stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG { return (path, status) }
        var current = path
        for _ in 0..<maximumLinkCount {
            guard lstat(current, &status) == 0 else {
                let code = errno
                if code == ENOENT { return (current, nil) }
                throw .cannotCreate(path, folder: PartialFile.split(current).folder, code)
            }
            guard status.st_mode & S_IFMT == S_IFLNK else { return (current, status) }
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let count = readlink(current, &buffer, Int(PATH_MAX))
            guard count > 0 else { throw .cannotCreate(path, folder: PartialFile.split(current).folder, errno) }
            let link = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
            current = link.hasPrefix("/") ? link : "\(PartialFile.split(current).folder)/\(link)"
        }
        throw .cannotCreate(path, folder: PartialFile.split(path).folder, ELOOP)
    }

    /// As many symbolic links as the kernel follows.
    private static let maximumLinkCount = 40
}
