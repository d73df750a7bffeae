// The socket by which a live session is driven. The event loop's thread only.

private import Glibc
private import Presets

/// Listens on a Unix socket that only this user can reach, and hands requests to a handler.
///
/// Whatever clients send, only they are worse off: lines, clients and unread replies are bounded, and every client has
/// its turn. `PROTOCOL.md` describes what is spoken.
package final class ControlServer {
    /// The session's name: what `--session` takes.
    package let name: String
    /// Where the socket is.
    package let path: String
    /// Clients at the moment.
    package var clientCount: Int { connections.count }

    private let loop: EventLoop
    private let limits: ControlLimits
    private weak var handler: (any ControlHandler)?
    private let directory: RuntimeDirectory
    private let descriptor: Int32
    /// The socket's file, to know it again.
    private let file: (device: dev_t, number: ino_t)
    private var registration: EventLoop.Registration?
    private var connections: [ObjectIdentifier: ControlConnection] = [:]
    private var isClosed = false

    /// After accepting failed for want of descriptors.
    private static let pauseMilliseconds = 500.0

    /// Opens the socket and begins to listen; sockets of sessions that are gone are removed.
    ///
    /// - Parameters:
    ///   - name: an id; nil for `live-PID`.
    ///   - handler: not held; without it every request is refused.
    /// - Throws: `.usage` for a bad name, `.unavailable` when the folder isn't this user's alone or a session of that
    ///   name runs.
    package init(
        name: String? = nil, in directory: RuntimeDirectory = .standard(), loop: EventLoop,
        limits: ControlLimits = ControlLimits(), handler: any ControlHandler
    ) throws(ControlError) {
        let name = name ?? RuntimeDirectory.defaultName()
        let path = try directory.socketPath(of: name)
        descriptor = try directory.locked { () throws(ControlError) -> Int32 in
            directory.removeStale()
            guard try !directory.isListening(name) else {
                throw ControlError(.unavailable, "a live session called \(DisplayText.quoted(name)) runs already")
            }
            // What is there now is no socket that anybody listens at.
            if unlink(path) != 0, errno != ENOENT { throw .system(path, errno) }
            return try UnixSocket.listen(at: path)
        }
        var status = stat()
        // SAFETY: a variable that outlives the call.
        _ = unsafe lstat(path, &status)
        file = (status.st_dev, status.st_ino)
        self.name = name
        self.path = path
        self.loop = loop
        self.limits = limits
        self.handler = handler
        self.directory = directory
        registration = loop.watch(descriptor, for: .readable) { [weak self] _ in self?.acceptClients() }
    }

    deinit { close() }

    /// Lets all clients go and removes the socket. What has not been read by then is lost.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        registration?.cancel()
        for connection in connections.values { connection.close() }
        Glibc.close(descriptor)
        var status = stat()
        // Somebody may have put another in its place.
        // SAFETY: a variable that outlives the call.
        guard unsafe lstat(path, &status) == 0, status.st_dev == file.device, status.st_ino == file.number else {
            return
        }
        unlink(path)
    }

    /// Tells all subscribers.
    package func publish(_ event: ControlEvent) {
        let subscribers = connections.values.filter { $0.subscription?.events == true }
        guard !subscribers.isEmpty else { return }
        let line = ProtocolLine.encode(event)
        for subscriber in subscribers { subscriber.send(line) }
    }

    func perform(_ request: ControlRequest, reply: @escaping (ControlReply) -> Void) {
        guard let handler else { return reply(.failure(ControlError(.unavailable, "the session has ended"))) }
        handler.perform(request, reply: reply)
    }

    func forget(_ connection: ControlConnection) { connections[ObjectIdentifier(connection)] = nil }

    /// Takes one client for each turn of the loop, so that a flood of them doesn't keep the others waiting.
    private func acceptClients() {
        guard let client = UnixSocket.accept(descriptor) else {
            if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { pause() }
            return
        }
        // The folder keeps others out; should it fail to, this does.
        guard UnixSocket.isOwn(client) else {
            turnAway(client, "this session belongs to another user")
            return
        }
        guard connections.count < limits.clients else {
            turnAway(client, "\(limits.clients) clients are connected already; expected fewer: let one go")
            return
        }
        let connection = ControlConnection(client, loop: loop, limits: limits, server: self)
        connections[ObjectIdentifier(connection)] = connection
    }

    private func turnAway(_ client: Int32, _ reason: String) {
        let line = ProtocolLine.encode(ControlReply.failure(ControlError(.unavailable, reason)))
        // SAFETY: as many bytes as the array holds; a new socket's buffer takes them all.
        _ = unsafe send(client, line, line.count, Int32(MSG_NOSIGNAL))
        Glibc.close(client)
    }

    private func pause() {
        guard let registration else { return }
        loop.change(registration, to: [])
        loop.after(milliseconds: Self.pauseMilliseconds) { [weak self] in
            guard let self, !isClosed, let registration = self.registration else { return }
            loop.change(registration, to: .readable)
        }
    }
}
