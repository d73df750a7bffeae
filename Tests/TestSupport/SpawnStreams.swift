// The descriptors of a program that is about to be started. Used by the thread that starts it.

import CTestSupport
import Foundation
import Synchronization

/// Prepares a child's three streams and starts it.
struct SpawnStreams {
    private var childEnds: [Int32] = []
    /// What each of the child's streams is to be; nil is closed.
    private var streams: [Int32: Int32] = [:]

    /// Returns the end to write to, where there is one.
    mutating func connectInput(_ input: Program.Input) throws -> Int32? {
        switch input {
        case .closed: return nil
        case .nothing: try open("/dev/null", O_RDONLY, as: STDIN_FILENO)
        case .file(let path): try open(path, O_RDONLY, as: STDIN_FILENO)
        case .bytes, .pipe:
            let ends = try Self.makePipe()
            childEnds.append(ends.reading)
            streams[STDIN_FILENO] = ends.reading
            return ends.writing
        }
        return nil
    }

    /// What the stream says; nothing unless it is captured or a terminal.
    mutating func connectOutput(_ output: Program.Output, as stream: Int32) throws -> StreamCapture {
        switch output {
        case .closed: return StreamCapture(nil)
        case .file(let path):
            try open(path, O_WRONLY | O_CREAT | O_TRUNC, as: stream)
            return StreamCapture(nil)
        case .broken:
            let ends = try Self.makePipe()
            close(ends.reading)
            childEnds.append(ends.writing)
            streams[stream] = ends.writing
            return StreamCapture(nil)
        case .captured:
            let ends = try Self.makePipe()
            childEnds.append(ends.writing)
            streams[stream] = ends.writing
            return StreamCapture(ends.reading)
        case .terminal:
            let ends = try Self.makeTerminal()
            childEnds.append(ends.terminal)
            streams[stream] = ends.terminal
            return StreamCapture(ends.watching)
        }
    }

    func spawn(_ program: Program) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            if let end = streams[stream] {
                posix_spawn_file_actions_adddup2(&actions, end, stream)
            } else {
                posix_spawn_file_actions_addclose(&actions, stream)
            }
        }
        _ = cajon_spawn_in_folder(&actions, program.folder)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // As from a shell: whatever the test runner ignores or blocks, the program doesn't.
        var every = sigset_t()
        var none = sigset_t()
        sigfillset(&every)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &every)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var arguments = ([program.path] + program.arguments).map { strdup($0) } + [nil]
        var environment = program.environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, program.path, &actions, &attributes, &arguments, &environment)
        guard code == 0 else {
            throw Program.Failure(description: "\(program.path): \(String(cString: strerror(code)))")
        }
        return id
    }

    /// The child has its own by now.
    mutating func closeChildEnds() {
        for end in childEnds { close(end) }
        childEnds = []
    }

    /// Writes all of it, unless the reader goes away, and closes.
    static func feed(_ bytes: [UInt8], to descriptor: Int32) {
        // A reader that has gone must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        var done = 0
        bytes.withUnsafeBytes { buffer in
            while done < buffer.count {
                let count = write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                if count <= 0 { break }
                done += count
            }
        }
        close(descriptor)
    }

    private mutating func open(_ path: String, _ flags: Int32, as stream: Int32) throws {
        let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Program.Failure(description: "\(path): \(String(cString: strerror(errno)))")
        }
        childEnds.append(descriptor)
        streams[stream] = descriptor
    }

    private static func makePipe() throws -> (reading: Int32, writing: Int32) {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        guard cajon_make_pipe(&ends) else { throw Program.Failure(description: "there is no pipe to be had") }
        return (ends[0], ends[1])
    }

    private static func makeTerminal() throws -> (watching: Int32, terminal: Int32) {
        var watching: Int32 = -1
        var terminal: Int32 = -1
        var size = winsize(ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&watching, &terminal, nil, nil, &size) == 0 else {
            throw Program.Failure(description: "there is no terminal to be had")
        }
        for descriptor in [watching, terminal] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (watching, terminal)
    }
}

/// Reads a stream to its end, on a thread of its own.
final class StreamCapture: Sendable {
    private let descriptor: Int32?
    private let contents = Mutex<[UInt8]>([])
    private let isDone = DispatchSemaphore(value: 0)

    init(_ descriptor: Int32?) { self.descriptor = descriptor }

    func start() {
        guard let descriptor else { return }
        let thread = Thread { [self] in
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(descriptor, &chunk, chunk.count)
                // A terminal whose other end is closed gives an error, not an end.
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                contents.withLock { $0 += chunk[..<count] }
            }
            close(descriptor)
            isDone.signal()
        }
        thread.start()
    }

    /// Waits for the end; all that came.
    func finish() -> [UInt8] {
        if descriptor != nil { isDone.wait() }
        return contents.withLock { $0 }
    }
}
