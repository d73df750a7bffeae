// The built program, run as a user runs it. Any thread; waiting blocks.

import Foundation
import Synchronization

/// Runs `.build/stage/bin/cajon`, or any other program, with its streams where a test wants them.
package struct Program: Sendable {
    /// Where standard input comes from.
    package enum Input: Sendable {
        case nothing
        case bytes([UInt8])
        case file(String)
        /// A pipe that stays open until the test closes it, by `RunningProgram`.
        case pipe
        case closed
    }

    /// Where a stream goes to.
    package enum Output: Sendable {
        case captured
        case file(String)
        /// A pipe that nobody reads from.
        case broken
        case terminal
        case closed
    }

    /// How a program ended.
    package struct Outcome: Sendable {
        /// Nil when a signal ended it.
        package let status: Int32?
        package let signal: Int32?
        /// What was captured.
        package let output: [UInt8]
        package let error: String

        package var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// It could not be started, or did not do what a test waited for.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    package var path: String
    package var arguments: [String]
    package var input = Input.nothing
    package var output = Output.captured
    package var error = Output.captured
    /// All of it: nothing is inherited.
    package var environment: [String: String] = [:]
    /// Where it runs.
    package var folder = "/"

    package init(_ path: String = Stage.program, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// Runs it to its end.
    package func run() throws -> Outcome { try start().wait() }

    /// Starts it.
    package func start() throws -> RunningProgram {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Failure(description: "\(path) is not there; run `make build` first")
        }
        return try RunningProgram(self)
    }
}

/// A program that was started. Used by one thread, apart from those that carry its streams.
package final class RunningProgram: Sendable {
    private let id: pid_t
    private let captured: [StreamCapture]
    private let inputPipe: Mutex<FileHandle?>

    fileprivate init(_ program: Program) throws {
        var streams = SpawnStreams()
        defer { streams.closeChildEnds() }
        let feed = try streams.connectInput(program.input)
        captured = [
            try streams.connectOutput(program.output, as: STDOUT_FILENO),
            try streams.connectOutput(program.error, as: STDERR_FILENO),
        ]
        id = try streams.spawn(program)
        streams.closeChildEnds()
        for capture in captured { capture.start() }
        inputPipe = Mutex(nil)
        guard let feed else { return }
        if case .bytes(let bytes) = program.input {
            let thread = Thread { SpawnStreams.feed(bytes, to: feed) }
            thread.start()
        } else {
            inputPipe.withLock { $0 = FileHandle(fileDescriptor: feed, closeOnDealloc: true) }
        }
    }

    /// Writes to the program's input; it must be a `.pipe`.
    package func write(_ bytes: some Collection<UInt8>) throws {
        try inputPipe.withLock { try $0?.write(contentsOf: Data(bytes)) }
    }

    /// Ends the program's input.
    package func closeInput() {
        inputPipe.withLock { handle in
            try? handle?.close()
            handle = nil
        }
    }

    package func send(_ signal: Int32) { kill(id, signal) }

    /// Its folder in the system's table of processes.
    package var systemFolder: String { "/proc/\(id)" }

    /// Whether it has come to its end; `wait` still gives the outcome.
    package var hasEnded: Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo == SIGCHLD
    }

    /// A program that takes longer hangs.
    private static let patience = Duration.seconds(180)

    /// Waits for its end, once. One that hangs is killed, so that a test fails and doesn't wait for ever.
    package func wait() -> Program.Outcome {
        var status: Int32 = 0
        let deadline = ContinuousClock.now + Self.patience
        while waitpid(id, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { kill(id, SIGKILL) }
            usleep(1_000)
        }
        closeInput()
        let contents = captured.map { $0.finish() }
        // As wait(2) lays it out: the signal in the low seven bits, the status in the next byte.
        let signal = status & 0x7f
        return Program.Outcome(
            status: signal == 0 ? status >> 8 & 0xff : nil, signal: signal == 0 ? nil : signal, output: contents[0],
            error: String(decoding: contents[1], as: UTF8.self))
    }
}
