// The folder of the sockets of live sessions: `$XDG_RUNTIME_DIR/cajon`. Any thread but the audio thread.

private import Foundation
private import Presets

/// A folder that belongs to this user alone.
package struct RuntimeDirectory: Sendable {
    package let path: String

    private static let suffix = ".sock"

    package init(path: String) { self.path = path }

    /// `$XDG_RUNTIME_DIR/cajon`; without that variable `/tmp/cajon-UID`.
    package static func standard(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> RuntimeDirectory {
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            return RuntimeDirectory(path: runtime + "/cajon")
        }
        return RuntimeDirectory(path: "/tmp/cajon-\(geteuid())")
    }

    /// The name of a session that was given none.
    package static func defaultName(processID: Int32 = getpid()) -> String { "live-\(processID)" }

    /// Where a session of that name listens.
    ///
    /// - Throws: `.usage` for a name that is no id, or a path too long for a socket.
    package func socketPath(of name: String) throws(ControlError) -> String {
        guard PresetName.isID(name) else {
            throw ControlError(
                .usage,
                "the session name \(DisplayText.quoted(name)) can't be used; expected lower-case letters, digits"
                    + " and single hyphens, a letter first, at most \(PresetLimits.idLength) characters")
        }
        let path = "\(path)/\(name)\(Self.suffix)"
        guard path.utf8.count <= UnixSocket.pathLimit else {
            throw ControlError(
                .usage,
                "\(DisplayText.escaped(path, limit: 200)): too long for a socket, which takes"
                    + " \(UnixSocket.pathLimit) bytes; give a shorter name, or set XDG_RUNTIME_DIR to a shorter path")
        }
        return path
    }

    /// The names of the sockets that are there, in order, whether anybody listens or not.
    package var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
            .filter(PresetName.isID).sorted()
    }

    /// The names of the sessions that run.
    package func runningSessions() throws(ControlError) -> [String] {
        var running: [String] = []
        for name in names where try isListening(name) { running.append(name) }
        return running
    }

    /// Whether someone listens under a name.
    func isListening(_ name: String) throws(ControlError) -> Bool {
        guard let descriptor = try UnixSocket.connect(to: try socketPath(of: name)) else {
            // A queue that is full is one of somebody who listens.
            return errno == EAGAIN
        }
        close(descriptor)
        return true
    }

    /// Makes the folder, or checks the one that is there, and keeps other sessions out while `body` runs.
    ///
    /// - Throws: `.unavailable` when it can't be made, or isn't this user's alone.
    func locked<Result>(_ body: () throws(ControlError) -> Result) throws(ControlError) -> Result {
        let made = mkdir(path, 0o700) == 0
        guard made || errno == EEXIST else {
            let hint = errno == ENOENT ? "; make it, or set XDG_RUNTIME_DIR to a folder of your own" : ""
            let parent = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
            // SAFETY: strerror's text is copied before anybody calls it again on this thread.
            throw ControlError(.unavailable, "\(parent): \(unsafe String(cString: strerror(errno)))\(hint)")
        }
        let descriptor = try openOwn()
        // Closing unlocks.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system(path, errno) }
        }
        return try body()
    }

    /// The folder itself, opened.
    ///
    /// - Throws: `.unavailable` when it isn't there, or isn't this user's alone.
    private func openOwn() throws(ControlError) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path, errno) }
        var status = stat()
        // SAFETY: a variable that outlives the call.
        guard unsafe fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            close(descriptor)
            throw ControlError(
                .unavailable,
                "\(path): others may use this folder, so no session is controlled from it;"
                    + " expected one that belongs to you, with mode 700: chmod 700 it, or remove it")
        }
        return descriptor
    }

    /// Makes sure that who listens here is this user, before anything is said to them. Fine where there is no folder.
    ///
    /// - Throws: `.unavailable` when the folder isn't this user's alone.
    func check() throws(ControlError) {
        guard access(path, F_OK) == 0 else { return }
        close(try openOwn())
    }

    /// Removes sockets that nobody listens at any more. Only inside `locked`.
    func removeStale() {
        for name in names {
            guard let socket = try? socketPath(of: name), let isLive = try? isListening(name), !isLive else { continue }
            unlink(socket)
        }
    }
}
