// A client that behaves as it likes. Used by one test.

import Foundation

/// A Unix socket with nothing between it and the test.
package final class RawClient {
    package let descriptor: Int32
    private var received: [UInt8] = []

    package struct Failure: Error, CustomStringConvertible { package let description: String }

    /// Waits for 30 s and no longer.
    package init(_ path: String) throws {
        signal(SIGPIPE, SIG_IGN)
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "\(path): \(String(cString: strerror(errno)))") }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    deinit { close(descriptor) }

    /// Returns whether all of it was taken.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, bytes.count - sent) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next line without its end; nil at the end, or after 30 s.
    package func line() -> String? {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            received += chunk[..<count]
        }
    }

    /// The next line as JSON.
    package func reply() throws -> [String: Any] {
        guard let line = line() else { throw Failure(description: "the connection has ended") }
        guard let reply = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
            throw Failure(description: "no object: \(line)")
        }
        return reply
    }

    /// Whether the other side has hung up, after whatever it still had to say.
    package func isHungUp() -> Bool {
        while line() != nil {}
        return errno != EAGAIN
    }
}
