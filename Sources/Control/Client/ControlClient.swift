// One end of a conversation with a live session. Used by one thread, which waits.

private import Glibc
private import Presets

/// A connection to a live session's socket.
package final class ControlClient {
    private let descriptor: Int32
    private var input = LineBuffer()
    private let name: String

    /// Connects to a session.
    ///
    /// - Parameter session: its name; nil when there is but one.
    /// - Throws: `.unavailable` when there is none, none of that name, or others may use the folder; `.usage` when there
    ///   are several.
    package init(session: String?, in directory: RuntimeDirectory = .standard()) throws(ControlError) {
        try directory.check()
        if let session { name = session } else { name = try Self.onlySession(in: directory) }
        guard let descriptor = try UnixSocket.connect(to: try directory.socketPath(of: name)) else {
            let code = errno
            guard [ENOENT, ECONNREFUSED].contains(code) else {
                throw .system("the live session \(DisplayText.quoted(name))", code)
            }
            let running = try directory.runningSessions()
            let others =
                running.isEmpty ? "none runs; start one with: cajon live" : "running: \(DisplayText.list(running))"
            throw ControlError(.unavailable, "no live session is called \(DisplayText.quoted(name)); \(others)")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func onlySession(in directory: RuntimeDirectory) throws(ControlError) -> String {
        let running = try directory.runningSessions()
        guard let first = running.first else {
            throw ControlError(
                .unavailable, "no live session runs (looked in \(directory.path)); start one with: cajon live")
        }
        guard running.count == 1 else {
            throw ControlError(
                .usage,
                "\(running.count) live sessions run; choose one with --session:"
                    + " \(DisplayText.list(running))")
        }
        return first
    }

    /// Sends a request and returns the reply to it, with the line that said so. Events in between are dropped.
    ///
    /// - Throws: `.unavailable` when the session ends or doesn't answer in time. A reply that says no is no error here.
    package func ask(
        _ request: ControlRequest, timeoutMilliseconds: Int32
    ) throws(ControlError) -> (reply: ControlReply, line: [UInt8]) {
        try ask(line: Array(request.line.utf8), timeoutMilliseconds: timeoutMilliseconds)
    }

    /// As `ask` with a line of one's own, without its end.
    package func ask(
        line: [UInt8], timeoutMilliseconds: Int32
    ) throws(ControlError) -> (reply: ControlReply, line: [UInt8]) {
        try write(line + [UInt8(ascii: "\n")], timeoutMilliseconds: timeoutMilliseconds)
        while true {
            guard let line = try nextLine(timeoutMilliseconds: timeoutMilliseconds) else {
                throw ControlError(
                    .unavailable,
                    "the live session \(DisplayText.quoted(name)) doesn't answer;"
                        + " it was given \(timeoutMilliseconds / 1000) s")
            }
            if Self.isEvent(line) { continue }
            return (try ProtocolLine.decode(ControlReply.self, from: line), line)
        }
    }

    /// The next event that was subscribed to, with its line; nil when none came in time. Replies are dropped.
    package func nextEvent(
        timeoutMilliseconds: Int32
    ) throws(ControlError) -> (event: ControlEvent, line: [UInt8])? {
        while let line = try nextLine(timeoutMilliseconds: timeoutMilliseconds) {
            guard Self.isEvent(line) else { continue }
            // One that this program doesn't know is none of its business.
            guard let event = try? ProtocolLine.decode(ControlEvent.self, from: line) else { continue }
            return (event, line)
        }
        return nil
    }

    /// Keys are in order, and no reply has one before `event`.
    private static func isEvent(_ line: [UInt8]) -> Bool {
        guard let root = try? JSONLocator.tree(of: line), case .object(let members) = root.content else { return false }
        return members.contains { $0.key == "event" }
    }

    private func nextLine(timeoutMilliseconds: Int32) throws(ControlError) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            if let line = input.takeLine() { return line }
            guard try wait(for: Int16(POLLIN), timeoutMilliseconds) else { return nil }
            // SAFETY: as many bytes as the array holds.
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw gone }
            input.append(chunk[..<count])
        }
    }

    private func write(_ bytes: [UInt8], timeoutMilliseconds: Int32) throws(ControlError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                // SAFETY: the bytes from `sent` to the array's end.
                unsafe send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                guard try wait(for: Int16(POLLOUT), timeoutMilliseconds) else { throw gone }
            } else if errno == EPIPE {
                // It may have said why before it hung up.
                return
            } else if errno != EINTR {
                throw gone
            }
        }
    }

    private func wait(for events: Int16, _ timeoutMilliseconds: Int32) throws(ControlError) -> Bool {
        var polled = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            // SAFETY: one entry.
            let count = unsafe poll(&polled, 1, timeoutMilliseconds)
            if count >= 0 { return count > 0 }
            guard errno == EINTR else { throw .system("the live session \(DisplayText.quoted(name))", errno) }
        }
    }

    private var gone: ControlError {
        ControlError(.unavailable, "the live session \(DisplayText.quoted(name)) has ended")
    }
}
