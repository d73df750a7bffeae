// Where something may be fetched from. A plain value, any thread.

/// An address that `Downloader` may ask: https, or http on this machine's loopback.
///
/// It is written in one way only: what another reader of addresses might take for something else is refused.
/// Source: RFC 3986, a part of it.
package struct Address: Hashable, Sendable, CustomStringConvertible {
    /// The longest address, in bytes.
    package static let maximumByteCount = 2_048
    /// The most that a host's name may have, in bytes. Source: RFC 1035, 2.3.4.
    static let maximumHostByteCount = 253

    package let text: String
    /// A name in lower case, or a number; IPv6 without brackets.
    package let host: Host
    package let isEncrypted: Bool
    /// Where the path begins in `text`.
    let pathStart: String.Index

    package var description: String { text }

    /// Errors: `.address`, with what is wrong.
    package init(_ text: String) throws(DownloadError) {
        func wrong(_ problem: String) -> DownloadError { DownloadError(.address(problem), at: text) }

        guard text.utf8.count <= Self.maximumByteCount else {
            throw wrong("is longer than \(Self.maximumByteCount) bytes")
        }
        guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            throw wrong("isn't an https address")
        }
        guard text.utf8.allSatisfy(Self.isAllowed), Self.escapesAreWhole(in: text) else {
            throw wrong("has characters that an address can't have")
        }
        guard !text.contains("#") else { throw wrong("has a ‘#’, which servers aren't told") }
        let authorityStart = text.index(text.startIndex, offsetBy: scheme.utf8.count)
        let pathStart = text[authorityStart...].firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex
        let authority = text[authorityStart..<pathStart]
        guard !authority.contains("@") else {
            throw wrong("has a user's name in it; Cajon passes on no names and passwords")
        }
        guard let parts = Self.hostAndPort(authority), let host = Host(parts.host.lowercased()) else {
            throw wrong("names no host, or one that can't be")
        }
        isEncrypted = scheme == "https://"
        guard isEncrypted || host.isLoopback else {
            throw wrong("isn't https; plain http is for this machine alone (127.0.0.1, ::1, localhost)")
        }
        // A path is always there, so that names can be looked for beside it.
        var whole = scheme + parts.host.lowercased() + (parts.port.map { ":\($0)" } ?? "")
        let start = whole.utf8.count
        if pathStart == text.endIndex || text[pathStart] == "?" { whole += "/" }
        whole += text[pathStart...]
        self.text = whole
        self.host = host
        self.pathStart = whole.utf8.index(whole.startIndex, offsetBy: start)
    }

    /// A name or `[…]`, and a port if there is one.
    private static func hostAndPort(_ authority: Substring) -> (host: String, port: Int?)? {
        let end: Substring.Index
        if authority.first == "[" {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            end = authority.index(after: bracket)
        } else {
            end = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        let host = String(authority[..<end])
        let rest = authority[end...]
        guard !rest.isEmpty else { return (host, nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit),
            let port = Int(digits), (1...Int(UInt16.max)).contains(port)
        else { return nil }
        return (host, port)
    }

    // MARK: - Characters

    /// RFC 3986's unreserved and reserved characters, and `%`.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        isUnreserved(byte) || ":/?#[]@!$&'()*+,;=%".utf8.contains(byte)
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) || isDigit(byte) || "-._~".utf8.contains(byte)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func escapesAreWhole(in text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            guard bytes[index] == UInt8(ascii: "%") else { return true }
            return index + 2 < bytes.count
                && bytes[(index + 1)...(index + 2)].allSatisfy { Character(.init($0)).isHexDigit }
        }
    }
}
