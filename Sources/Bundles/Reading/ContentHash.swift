// SHA-256 of what is read, piece by piece. A value; one thread.

import Crypto

/// What a file's content comes to.
package struct ContentHash {
    private var hash = SHA256()
    private(set) var byteCount = 0

    /// Of all that was added, in hexadecimal, lower case.
    var text: String { Hexadecimal.text(hash.finalize()) }

    mutating func add(_ piece: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: piece)
        byteCount += piece.count
    }

    mutating func add(_ piece: [UInt8]) { piece.withUnsafeBytes { add($0) } }

    /// Errors: `.mismatch`, when it isn't the file that the lock names.
    func check(_ file: BundleLock.File) throws(BundleError) {
        guard byteCount == file.byteCount else { throw Self.wrongSize(byteCount, of: file) }
        let found = text
        guard found == file.sha256 else {
            let words =
                "file ‘\(file.path)’ isn't what \(BundleLock.fileName) says: its SHA-256 is \(found), and should be \(file.sha256)"
            throw BundleError(.mismatch(words), path: "")
        }
    }

    static func wrongSize(_ byteCount: Int, of file: BundleLock.File) -> BundleError {
        let words =
            "file ‘\(file.path)’ isn't what \(BundleLock.fileName) says: it has \(byteCount) bytes, and should have \(file.byteCount)"
        return BundleError(.mismatch(words), path: "")
    }

    /// In hexadecimal, lower case.
    package static func of(_ bytes: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(data: bytes)) }

    /// Whether a text is written as `of` writes it.
    static func isText(_ text: String) -> Bool {
        Hexadecimal.isText(text, digitCount: 2 * SHA256.byteCount)
    }
}
