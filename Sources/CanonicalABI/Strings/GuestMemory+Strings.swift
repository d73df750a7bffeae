// Writing strings into a guest's memory, from each form into each encoding. Used on the thread that runs the guest; not
// on the audio thread.
// Source: CanonicalABI.md, `store_string_into_range`: how often the guest is asked for memory, and for how much, is
// part of the ABI. Where the spec writes the part of a string that it has read before it asks for more, here the whole
// string is written afterwards.

extension GuestMemory where Self: ~Copyable {
    /// Allocates and writes text; returns its address, and its length as the guest's encoding has it.
    ///
    /// - Parameter form: how the text lay where it comes from; nil for what the context says.
    ///
    /// Errors: too long where it comes from, allocation failed.
    package mutating func storeString(_ text: String, from form: StringForm? = nil) throws(CanonicalABIError) -> (
        pointer: UInt32, length: UInt32
    ) {
        let context = view.context
        let form = form ?? context.sourceEncoding.form(of: text)
        let unitCount = form.codeUnitCount(text)
        // Three times as much, which is the most that is asked for, still fits into 32 bits.
        let byteLength = UInt64(unitCount) * UInt64(form.codeUnitSize)
        guard byteLength <= LinearMemoryView.maximumByteLength else {
            throw CanonicalABIError(.tooLong(byteCount: byteLength), while: "writing string")
        }
        switch (context.stringEncoding, form) {
        case (.utf8, .utf8): return try storeCopy(Array(text.utf8), unitCount, alignment: 1)
        case (.utf8, .utf16), (.utf8, .taggedUTF16): return try storeUTF8(text, unitCount, worstCase: 3)
        case (.utf8, .latin1): return try storeUTF8(text, unitCount, worstCase: 2)
        case (.utf16, .utf8): return try storeUTF16(text, unitCount)
        case (.utf16, _): return try storeCopy(text.utf16Bytes, unitCount, alignment: 2)
        case (.latin1OrUTF16, .utf8), (.latin1OrUTF16, .utf16): return try storeLatin1OrUTF16(text, unitCount)
        case (.latin1OrUTF16, .latin1): return try storeCopy(text.latin1Bytes, unitCount, alignment: 2)
        case (.latin1OrUTF16, .taggedUTF16): return try storeProbablyUTF16(text, unitCount)
        }
    }

    /// The size is known beforehand.
    private mutating func storeCopy(_ bytes: [UInt8], _ unitCount: Int, alignment: Int) throws(CanonicalABIError) -> (
        pointer: UInt32, length: UInt32
    ) {
        let pointer = try checkedAllocation(byteCount: bytes.count, alignment: alignment, "writing string")
        write(bytes, at: pointer)
        return (pointer, UInt32(unitCount))
    }

    /// In the hope of ASCII, a byte for each unit; then the worst case; then what it really took.
    private mutating func storeUTF8(_ text: String, _ unitCount: Int, worstCase: Int) throws(CanonicalABIError) -> (
        pointer: UInt32, length: UInt32
    ) {
        let bytes = Array(text.utf8)
        var pointer = try checkedAllocation(byteCount: unitCount, alignment: 1, "writing string")
        guard text.utf8.contains(where: { $0 >= 0x80 }) else {
            write(bytes, at: pointer)
            return (pointer, UInt32(unitCount))
        }
        let worstSize = worstCase * unitCount
        pointer = try resized(pointer, from: unitCount, to: worstSize, alignment: 1)
        write(bytes, at: pointer)
        if worstSize > bytes.count {
            pointer = try resized(pointer, from: worstSize, to: bytes.count, alignment: 1)
        }
        return (pointer, UInt32(bytes.count))
    }

    /// The worst case at once, a unit for each byte; then what it really took.
    private mutating func storeUTF16(_ text: String, _ unitCount: Int) throws(CanonicalABIError) -> (
        pointer: UInt32, length: UInt32
    ) {
        let bytes = text.utf16Bytes
        let worstSize = 2 * unitCount
        var pointer = try checkedAllocation(byteCount: worstSize, alignment: 2, "writing string")
        write(bytes, at: pointer)
        if bytes.count < worstSize {
            pointer = try resized(pointer, from: worstSize, to: bytes.count, alignment: 2)
        }
        return (pointer, UInt32(bytes.count / 2))
    }

    /// In the hope of Latin-1; if that fails, the worst case of UTF-16; then what it really took.
    private mutating func storeLatin1OrUTF16(_ text: String, _ unitCount: Int) throws(CanonicalABIError) -> (
        pointer: UInt32, length: UInt32
    ) {
        var pointer = try checkedAllocation(byteCount: unitCount, alignment: 2, "writing string")
        if text.unicodeScalars.allSatisfy(\.isLatin1) {
            let bytes = text.latin1Bytes
            write(bytes, at: pointer)
            if bytes.count < unitCount {
                pointer = try resized(pointer, from: unitCount, to: bytes.count, alignment: 2)
            }
            return (pointer, UInt32(bytes.count))
        }
        let bytes = text.utf16Bytes
        let worstSize = 2 * unitCount
        pointer = try resized(pointer, from: unitCount, to: worstSize, alignment: 2)
        write(bytes, at: pointer)
        if bytes.count < worstSize {
            pointer = try resized(pointer, from: worstSize, to: bytes.count, alignment: 2)
        }
        return (pointer, UInt32(bytes.count / 2) | StringEncoding.utf16Tag)
    }

    /// In the expectation of UTF-16, which it was; Latin-1 if it turns out to fit. The spec shrinks it with an
    /// alignment of 1.
    private mutating func storeProbablyUTF16(_ text: String, _ unitCount: Int) throws(CanonicalABIError) -> (
        pointer: UInt32, length: UInt32
    ) {
        var pointer = try checkedAllocation(byteCount: 2 * unitCount, alignment: 2, "writing string")
        guard text.unicodeScalars.allSatisfy(\.isLatin1) else {
            write(text.utf16Bytes, at: pointer)
            return (pointer, UInt32(unitCount) | StringEncoding.utf16Tag)
        }
        write(text.latin1Bytes, at: pointer)
        pointer = try resized(pointer, from: 2 * unitCount, to: unitCount, alignment: 1)
        return (pointer, UInt32(unitCount))
    }

    private mutating func resized(_ pointer: UInt32, from oldSize: Int, to newSize: Int, alignment: Int)
        throws(CanonicalABIError) -> UInt32
    {
        try checkedReallocation(
            pointer, oldByteCount: oldSize, byteCount: newSize, alignment: alignment, "writing string")
    }

    private func write(_ bytes: [UInt8], at pointer: UInt32) {
        // SAFETY: the caller's last allocation was checked to have room for them, and memory never shrinks.
        UnsafeMutableRawBufferPointer(rebasing: view.bytes[Int(pointer)...]).copyBytes(from: bytes)
    }
}
