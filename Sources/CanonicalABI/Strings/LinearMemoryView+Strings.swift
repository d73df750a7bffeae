// Reading strings out of a guest's memory, in each encoding. Used on the thread that runs the guest; not on the audio
// thread. Source: CanonicalABI.md, `load_string_from_range`.

extension LinearMemoryView {
    /// Reads text.
    ///
    /// - Parameter length: in code units, with a tag if the guest's encoding has one; bytes for UTF-8.
    ///
    /// Errors: misaligned or out-of-bounds address, too long, not well-formed in the guest's encoding.
    package func loadString(_ address: UInt32, length: UInt32) throws(CanonicalABIError) -> String {
        switch context.stringEncoding {
        case .utf8: return try loadUTF8(address, byteCount: length)
        case .utf16: return try loadUTF16(address, unitCount: length)
        case .latin1OrUTF16:
            guard length & StringEncoding.utf16Tag == 0 else {
                return try loadUTF16(address, unitCount: length ^ StringEncoding.utf16Tag)
            }
            return try loadLatin1(address, byteCount: length)
        }
    }

    private func loadUTF8(_ address: UInt32, byteCount: UInt32) throws(CanonicalABIError) -> String {
        let text = try checkedText(address, count: byteCount, size: 1, alignment: 1)
        guard let string = String(validating: text, as: UTF8.self) else {
            throw CanonicalABIError(
                .invalidUTF8(address: address, byteCount: UInt64(text.count)), while: "reading string")
        }
        return string
    }

    /// A surrogate without its partner is refused: text has none.
    private func loadUTF16(_ address: UInt32, unitCount: UInt32) throws(CanonicalABIError) -> String {
        let text = try checkedText(address, count: unitCount, size: 2, alignment: 2)
        let units = stride(from: 0, to: text.count, by: 2).map {
            UInt16(littleEndian: text.loadUnaligned(fromByteOffset: $0, as: UInt16.self))
        }
        guard let string = String(validating: units, as: UTF16.self) else {
            throw CanonicalABIError(
                .invalidUTF16(address: address, byteCount: UInt64(text.count)), while: "reading string")
        }
        return string
    }

    /// Any bytes are Latin-1.
    private func loadLatin1(_ address: UInt32, byteCount: UInt32) throws(CanonicalABIError) -> String {
        let text = try checkedText(address, count: byteCount, size: 1, alignment: 2)
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.lazy.map { Unicode.Scalar($0) })
        return String(scalars)
    }

    private func checkedText(_ address: UInt32, count: UInt32, size: Int, alignment: Int) throws(CanonicalABIError)
        -> UnsafeRawBufferPointer
    {
        let byteCount = try checkSequence(
            address, count: count, elementSize: size, alignment: alignment, "reading string")
        // SAFETY: the bytes were just found to be within memory, and nothing runs the guest while they are read.
        return UnsafeRawBufferPointer(rebasing: bytes[Int(address)..<Int(address) + byteCount])
    }
}
