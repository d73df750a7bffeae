// Public keys that are none: points under which anybody can sign. A table, any thread.

/// What Ed25519's points can be and keys must not. swift-crypto looks at a key's length alone, and its verification
/// takes points of small order and other writings of a point.
///
/// Source: RFC 8032, section 5.1.3, for how a point is written. The five y of the eight points whose order is 1, 2, 4
/// or 8: own derivation, as y of [L]P for random P of the curve, L the prime order of RFC 8032, section 5.1; what they
/// allow is told in Chalkias, Garillot, Nikolaenko, “Taming the many EdDSAs”, 2020.
enum WeakPoint {
    /// 2^255 - 19, the lowest byte first.
    private static let prime: [UInt8] = [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]

    /// y of the points of small order, the lowest byte first; the sign of x is in the highest bit and doesn't matter.
    private static let smallOrder: [[UInt8]] = [
        // Order 4.
        [UInt8](repeating: 0, count: 32),
        // Order 1.
        [1] + [UInt8](repeating: 0, count: 31),
        // Order 2.
        [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
        // Order 8.
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
            0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
            0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
    ]

    /// Whether 32 bytes are neither a point of small order nor a y that isn't below the prime. An x of 0 with a sign,
    /// which can't be written either, is a point of small order.
    static func isNone(_ bytes: [UInt8]) -> Bool {
        var y = bytes
        y[31] &= 0x7F
        return y.reversed().lexicographicallyPrecedes(prime.reversed()) && !smallOrder.contains(y)
    }
}
