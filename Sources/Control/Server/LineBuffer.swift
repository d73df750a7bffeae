// Bytes as they come, lines as they are complete. Owned by one connection, on its thread.

/// Cuts a stream of bytes into lines.
struct LineBuffer {
    private var bytes: [UInt8] = []
    /// Where the first line that hasn't been taken begins.
    private var start = 0
    /// Up to where no line's end was found.
    private var searched = 0

    /// How many bytes wait.
    var count: Int { bytes.count - start }

    /// Adds what has come.
    mutating func append(_ more: some Sequence<UInt8>) {
        if start > 0 {
            bytes.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// The next complete line without its end (a line feed, or a carriage return and a line feed), nil when none is.
    mutating func takeLine() -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = bytes.count
            return nil
        }
        var line = bytes[start..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        start = end + 1
        searched = start
        return Array(line)
    }

    /// What is left when nothing more will come, nil for nothing.
    mutating func takeRest() -> [UInt8]? {
        guard count > 0 else { return nil }
        defer { self = LineBuffer() }
        return Array(bytes[start...])
    }

    /// Whether a complete line waits.
    var hasLine: Bool { bytes[searched...].contains(UInt8(ascii: "\n")) }
}
