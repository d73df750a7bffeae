// Where compiled code is kept between runs, and whom it is believed from. Any thread and any number of processes may
// use one directory at once; not for the audio thread.
import Crypto
import Glibc

/// A directory of compiled code that belongs to this user alone.
///
/// Compiled code runs with all of this process's rights, so nothing is loaded unless the directory and the file belong
/// to the user and nobody else can write them. The checksum in an entry finds damage; it is no signature. Whatever
/// is wrong with the cache, the worst is that modules are compiled again: no operation here fails.
package struct CodeCache: Equatable, Sendable {
    /// The directory. Made when first needed, with mode 0700.
    package let directory: String

    /// Entries are removed, least recently used first, until they take no more than this.
    package let byteLimit: Int

    package init(directory: String, byteLimit: Int = 256 << 20) {
        self.directory = directory
        self.byteLimit = byteLimit
    }

    /// The user's cache: `$XDG_CACHE_HOME/cajon`, or `~/.cache/cajon`. Nil without a home.
    ///
    /// Source: https://specifications.freedesktop.org/basedir-spec/latest/ (a relative path there is to be ignored).
    package static func standard() -> CodeCache? {
        if let base = environment("XDG_CACHE_HOME"), base.hasPrefix("/") {
            return CodeCache(directory: base + "/cajon")
        }
        if let home = environment("HOME"), home.hasPrefix("/") { return CodeCache(directory: home + "/.cache/cajon") }
        return nil
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// SHA-256 of `bytes`, in hexadecimal.
    package static func tag(of bytes: [UInt8]) -> String {
        hexadecimal(SHA256.hash(data: bytes))
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension CodeCache {
    /// What one piece of compiled code is filed under.
    package struct Key: Equatable {
        /// 32 bytes.
        let bytes: [UInt8]

        /// The module's content, with everything that decides what it compiles to.
        package init(wasm: [UInt8], compatibilityTag: String) {
            var hash = SHA256()
            hash.update(data: Array("cajon compiled code\n\(compatibilityTag)\n".utf8))
            hash.update(data: wasm)
            bytes = Array(hash.finalize())
        }

        var fileName: String { CodeCache.hexadecimal(bytes) + CodeCache.fileSuffix }
    }

    static let fileSuffix = ".code"

    /// What the cache has for a key.
    enum Lookup {
        case absent
        /// There is an entry, but it must not be used.
        case damaged
        /// Code as it was stored by this user.
        case verified(ArraySlice<UInt8>)
    }

    /// The code stored for `key`, read into memory once and verified there, so that what was checked is what is used.
    func code(for key: Key) -> Lookup {
        guard let directory = CacheDirectory(directory, creating: false) else { return .absent }
        switch directory.read(key.fileName, byteLimit: byteLimit) {
        case .absent: return .absent
        case .refused: return .damaged
        case .bytes(let bytes): return CacheEntry.payload(of: bytes, key: key.bytes).map { .verified($0) } ?? .damaged
        }
    }

    /// Files `code`, replacing what was there, and makes room for it. Does nothing where that is impossible.
    func store(_ code: [UInt8], for key: Key) {
        guard code.count + CacheEntry.headerByteCount <= byteLimit,
            let directory = CacheDirectory(directory, creating: true)
        else { return }
        directory.write(CacheEntry.encode(payload: code, key: key.bytes), to: key.fileName)
        directory.prune(suffix: Self.fileSuffix, byteLimit: byteLimit)
    }
}
