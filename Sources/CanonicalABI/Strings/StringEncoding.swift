// How guests write their strings. Plain values, any thread.
// Source: CanonicalABI.md, "Canonical ABI Options", `load_string_from_range`, `store_string_into_range`.

/// The encoding of a guest's strings, one of its canonical options.
package enum StringEncoding: Hashable, Sendable, CaseIterable {
    case utf8, utf16
    /// Latin-1, or UTF-16 for a string whose length has `utf16Tag`: the spec's `latin1+utf16`.
    case latin1OrUTF16

    /// The bit of a length that says that the string is in UTF-16.
    static let utf16Tag: UInt32 = 1 << 31

    /// Of a string's first byte.
    var alignment: Int { self == .utf8 ? 1 : 2 }

    /// How text lies in such a guest's memory, if that guest is thrifty.
    package func form(of text: String) -> StringForm {
        switch self {
        case .utf8: .utf8
        case .utf16: .utf16
        case .latin1OrUTF16: text.unicodeScalars.allSatisfy(\.isLatin1) ? .latin1 : .taggedUTF16
        }
    }
}

/// How one string lies in memory.
///
/// It decides how often, and with what sizes, a guest of another encoding is asked for memory. A string of the host's
/// own is in UTF-8.
package enum StringForm: Hashable, Sendable, CaseIterable {
    case utf8, utf16
    /// Of a guest with `latin1+utf16`.
    case latin1, taggedUTF16

    /// Code units that text takes. Text that is not Latin-1 must not be said to be.
    func codeUnitCount(_ text: String) -> Int {
        switch self {
        case .utf8: text.utf8.count
        case .utf16, .taggedUTF16: text.utf16.count
        case .latin1: text.unicodeScalars.count
        }
    }

    /// Bytes of a code unit.
    var codeUnitSize: Int {
        switch self {
        case .utf8, .latin1: 1
        case .utf16, .taggedUTF16: 2
        }
    }
}

extension Unicode.Scalar {
    var isLatin1: Bool { value < 0x100 }
}

extension String {
    /// The text's bytes in Latin-1, which it must fit.
    var latin1Bytes: [UInt8] { unicodeScalars.map { UInt8($0.value) } }

    /// The text's bytes in UTF-16, the low byte of each unit first.
    var utf16Bytes: [UInt8] { utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] } }
}
