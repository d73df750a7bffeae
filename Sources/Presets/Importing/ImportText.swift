// A file of another program as lines of text, whatever it was encoded with. Pure functions, any thread.

/// Decodes what Windows programs and scripts write.
enum ImportText {
    /// The lines without their ends: `\n`, `\r\n` and `\r` all end one.
    ///
    /// With a byte order mark UTF-8 or UTF-16, else UTF-8, and what isn't that is Latin-1. Half a pair of surrogates
    /// becomes U+FFFD.
    static func lines(of bytes: [UInt8]) throws(Fault) -> [String] {
        let text = try decoded(bytes)
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var endsWithReturn = false
        for scalar in text.unicodeScalars {
            guard scalar != "\0" else { throw Fault(kind: .notText("the character 0")) }
            if scalar == "\n" && endsWithReturn {
                endsWithReturn = false
                continue
            }
            endsWithReturn = scalar == "\r"
            guard scalar == "\n" || scalar == "\r" else {
                line.append(scalar)
                continue
            }
            guard lines.count < ImportLimits.lines else { throw Fault(kind: .tooManyLines) }
            lines.append(String(line))
            line = String.UnicodeScalarView()
        }
        guard !line.isEmpty else { return lines }
        guard lines.count < ImportLimits.lines else { throw Fault(kind: .tooManyLines) }
        return lines + [String(line)]
    }

    /// What is wrong with the bytes.
    struct Fault: Error {
        let kind: ImportError.Kind
    }

    private static func decoded(_ bytes: [UInt8]) throws(Fault) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes[2...], low: 0) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes[2...], low: 1) }
        let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let text = String(validating: plain, as: UTF8.self) { return text }
        var latin = String.UnicodeScalarView()
        for byte in plain { latin.append(Unicode.Scalar(byte)) }
        return String(latin)
    }

    /// - Parameter low: where in each pair its lower byte is.
    private static func utf16(_ bytes: ArraySlice<UInt8>, low: Int) throws(Fault) -> String {
        guard bytes.count.isMultiple(of: 2) else { throw Fault(kind: .notText("UTF-16 with half a character")) }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
            UInt16(bytes[index + low]) | UInt16(bytes[index + 1 - low]) << 8
        }
        return String(decoding: units, as: UTF16.self)
    }
}
