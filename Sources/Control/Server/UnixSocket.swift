// Unix stream sockets: addresses, connecting, listening, who is at the other end. Any thread; nothing waits.

private import CControl
private import Glibc

/// Functions over plain descriptors, which belong to whoever asked for them.
enum UnixSocket {
    /// The longest path that an address holds, its end's zero not counted.
    static let pathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// A socket that listens at a path where nothing is yet. Only this user can connect to it.
    static func listen(at path: String) throws(ControlError) -> Int32 {
        let descriptor = try make()
        guard
            unsafe withAddress(of: path, { unsafe bind(descriptor, $0, $1) }) == 0,
            chmod(path, 0o600) == 0, Glibc.listen(descriptor, SOMAXCONN) == 0
        else {
            let code = errno
            close(descriptor)
            throw .system(path, code)
        }
        return descriptor
    }

    /// A socket that is connected to the one that listens at a path; nil and `errno` when nobody does.
    static func connect(to path: String) throws(ControlError) -> Int32? {
        guard path.utf8.count <= pathLimit else { return nil }
        let descriptor = try make()
        var result: Int32
        repeat {
            result = unsafe withAddress(of: path) { unsafe Glibc.connect(descriptor, $0, $1) }
        } while result != 0 && errno == EINTR
        guard result == 0 else {
            let code = errno
            close(descriptor)
            errno = code
            return nil
        }
        return descriptor
    }

    /// The next client that wants in; nil and `errno` when there is none.
    static func accept(_ descriptor: Int32) -> Int32? {
        let client = cajon_socket_accept(descriptor)
        return client >= 0 ? client : nil
    }

    /// Whether the process at the other end is this user's.
    static func isOwn(_ descriptor: Int32) -> Bool { cajon_socket_peer_user(descriptor) == Int64(geteuid()) }

    private static func make() throws(ControlError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw .system("a socket", errno) }
        return descriptor
    }

    /// - Parameter path: at most `pathLimit` bytes.
    private static func withAddress(
        of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        precondition(path.utf8.count <= pathLimit, "the caller has made sure that the path fits")
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        // SAFETY: a socket address of any family begins as `sockaddr` does, and the size says where this one ends.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
