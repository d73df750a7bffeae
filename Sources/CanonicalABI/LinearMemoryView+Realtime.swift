// The checks that the audio thread makes itself: they neither allocate nor throw.

extension LinearMemoryView {
    /// Whether a `list<f32>` of `count` elements at `address` obeys the rules: aligned, within memory, not too long.
    @_noLocks
    package static func holdsFloatList(address: UInt32, count: UInt32, memorySize: Int) -> Bool {
        address % 4 == 0 && holds(address: address, byteCount: UInt64(count) * 4, memorySize: memorySize)
    }

    /// Whether a `string` of `byteCount` bytes at `address` obeys the rules: within memory, not too long, UTF-8.
    @_noLocks
    package static func holdsText(address: UInt32, byteCount: UInt32, memory: UnsafeMutableRawBufferPointer) -> Bool {
        guard holds(address: address, byteCount: UInt64(byteCount), memorySize: memory.count) else { return false }
        guard byteCount > 0 else { return true }
        // SAFETY: the guard found the text to lie within memory.
        return isUTF8((memory.baseAddress! + Int(address)).assumingMemoryBound(to: UInt8.self), Int(byteCount))
    }

    @_noLocks
    private static func holds(address: UInt32, byteCount: UInt64, memorySize: Int) -> Bool {
        // `maximumByteLength` itself is out of reach here: a stored global is initialised under a lock.
        byteCount <= 1 << 28 - 1 && UInt64(address) + byteCount <= UInt64(truncatingIfNeeded: memorySize)
    }

    /// Whether bytes are well-formed UTF-8. Source: The Unicode Standard, table 3-7.
    @_noLocks
    private static func isUTF8(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index < count {
            let lead = bytes[index]
            index &+= 1
            if lead < 0x80 { continue }
            guard lead >= 0xc2, lead <= 0xf4 else { return false }
            let trailing = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
            guard count &- index >= trailing else { return false }
            // The second byte's range keeps out overlong forms, surrogates, and what lies beyond Unicode.
            let lowest: UInt8 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80
            let highest: UInt8 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf
            guard bytes[index] >= lowest, bytes[index] <= highest else { return false }
            var place = 1
            while place < trailing {
                guard bytes[index &+ place] & 0xc0 == 0x80 else { return false }
                place &+= 1
            }
            index &+= trailing
        }
        return true
    }
}
