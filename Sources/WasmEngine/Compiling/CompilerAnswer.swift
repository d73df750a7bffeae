// What a compiler in a process of its own answers. Plain values, any thread.

/// Code, or why there is none.
///
/// On its way it is framed as the cache frames what it stores (`CacheEntry`), under a key that only the same bytes and
/// the same engine have: an answer to something else, or one that was cut short, is none.
package enum CompilerAnswer: Equatable {
    case code(ArraySlice<UInt8>)
    /// The bytes are not what this engine accepts; in words.
    case refused(String)
    /// There was not enough memory.
    case outOfMemory

    /// What comes before the code.
    package static let headerByteCount = CacheEntry.headerByteCount + 1

    /// An answer's first byte.
    private enum Tag: UInt8 {
        case code = 1
        case refused
        case outOfMemory
    }

    /// What an answer is filed under.
    package static func key(_ wasm: [UInt8], _ kind: CompilerRequest.Kind, compatibilityTag: String) -> CodeCache.Key {
        CodeCache.Key(wasm: wasm, compatibilityTag: "\(compatibilityTag)\nanswer for a \(kind.rawValue)")
    }

    package func encoded(key: CodeCache.Key) -> [UInt8] {
        let payload =
            switch self {
            case .code(let code): [Tag.code.rawValue] + code
            case .refused(let reason): [Tag.refused.rawValue] + reason.utf8
            case .outOfMemory: [Tag.outOfMemory.rawValue]
            }
        return CacheEntry.encode(payload: payload, key: key.bytes)
    }

    /// Nil for what is no answer to the request with that key.
    package init?(_ bytes: [UInt8], key: CodeCache.Key) {
        guard let payload = CacheEntry.payload(of: bytes, key: key.bytes) else { return nil }
        let contents = payload.dropFirst()
        switch payload.first.flatMap(Tag.init(rawValue:)) {
        case .code: self = .code(contents)
        case .refused: self = .refused(String(decoding: contents, as: UTF8.self))
        case .outOfMemory: self = .outOfMemory
        case nil: return nil
        }
    }
}
