// The rules for ids, names and texts in a preset, as preset.schema.json states them. Pure functions, any thread.

/// What the format takes for an id, and which characters a text may hold.
package enum PresetName {
    /// Lower-case letters, digits and single hyphens between them, a letter first, at most 64: `low-pass`, `filter-2`.
    package static func isID(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return isTag(text)
    }

    /// As an id, except that it may begin with a digit.
    package static func isTag(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= PresetLimits.idLength else { return false }
        var previous = UInt8(ascii: "-")
        for byte in text.utf8 {
            let isHyphen = byte == UInt8(ascii: "-")
            guard isHyphen ? previous != byte : isLetter(byte) || isDigit(byte) else { return false }
            previous = byte
        }
        return previous != UInt8(ascii: "-")
    }

    /// The nearest id to a text: `My Echo.wasm` gives `my-echo-wasm`; `effect` when nothing is left of it.
    package static func id(from text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.lowercased().utf8.prefix(PresetLimits.idLength) {
            if isLetter(byte) || (isDigit(byte) && !bytes.isEmpty) {
                bytes.append(byte)
            } else if let last = bytes.last, last != UInt8(ascii: "-") {
                bytes.append(UInt8(ascii: "-"))
            }
        }
        if bytes.last == UInt8(ascii: "-") { bytes.removeLast() }
        return bytes.isEmpty ? "effect" : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a text looks like an SPDX expression: `CC-BY-4.0`, `MIT OR Apache-2.0`. Identifiers are not looked up.
    package static func isLicence(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first) || first == UInt8(ascii: "(") else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "().+:- ".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte | 0x20) || isDigit(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
