// The texts that packages consist of. Plain values, any thread.

/// A WIT text and what it is called.
package struct SourceFile: Hashable, Sendable {
    /// Only for messages; may be empty.
    package let path: String
    package let text: String

    package init(path: String = "", text: String) {
        self.path = path
        self.text = text
    }
}

/// The files of a package, and those of the packages it depends on.
package struct SourceTree: Hashable, Sendable {
    /// Bounds on what strangers wrote, far beyond what anybody needs.
    package enum Limits {
        package static let files = 256
        package static let fileBytes = 1 << 20
        /// All files together.
        package static let bytes = 4 << 20
    }

    /// At least one file.
    package let main: [SourceFile]
    /// The files of each package beside it. The order means nothing.
    package let dependencies: [[SourceFile]]

    package init(_ main: [SourceFile], dependencies: [[SourceFile]] = []) {
        self.main = main
        self.dependencies = dependencies
    }

    var files: [SourceFile] { main + dependencies.joined() }
}

/// All texts, to find a place in them again.
struct Sources: Sendable {
    let files: [SourceFile]

    /// An error about a place.
    func error(_ kind: WITError.Kind, at place: Place) -> WITError {
        guard files.indices.contains(place.file) else {
            return WITError(kind: kind, location: SourceLocation(offset: 0, line: 1, column: 1), line: "")
        }
        let bytes = Array(files[place.file].text.utf8)
        let (location, line) = Self.locate(place.offset, in: bytes, path: files[place.file].path)
        return WITError(kind: kind, location: location, line: line)
    }

    /// Where that is, in words for the middle of a sentence: "line 3", or "types.wit, line 3".
    func mention(_ place: Place, from other: Place) -> String {
        let location = error(.unterminatedComment, at: place).location
        return (place.file == other.file || location.path.isEmpty ? "" : "\(location.path), ") + "line \(location.line)"
    }

    /// Line and column of a byte, and the line's text.
    static func locate(_ offset: Int, in bytes: [UInt8], path: String) -> (SourceLocation, String) {
        let newline = UInt8(ascii: "\n")
        let offset = min(offset, bytes.count)
        let start = bytes[..<offset].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = bytes[offset...].firstIndex(of: newline) ?? bytes.count
        // A column counts the bytes that begin a character; a line, the newlines before it.
        let location = SourceLocation(
            path: path, offset: offset, line: bytes[..<start].count { $0 == newline } + 1,
            column: bytes[start..<offset].count { $0 & 0xc0 != 0x80 } + 1)
        let isWindowsLine = end > start && bytes[end - 1] == UInt8(ascii: "\r")
        return (location, String(decoding: bytes[start..<(isWindowsLine ? end - 1 : end)], as: UTF8.self))
    }
}
