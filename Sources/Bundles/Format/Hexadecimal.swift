// Bytes as hexadecimal digits in lower case. Pure functions, any thread.

/// The one way in which hashes and identifiers are written.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two digits a byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Whether a text is that many digits, and nothing else.
    static func isText(_ text: String, digitCount: Int) -> Bool {
        text.utf8.count == digitCount && text.utf8.allSatisfy(digits.contains)
    }
}
