// What a component finds in place of an operating system: nothing, and always the same. Thread: the one that runs the
// component.

/// The state behind WASI's interfaces, one for each store.
struct EmptySystem {
    /// A handle costs memory of ours, so there is an end to them; a program needs one for each standard stream.
    static let mostHandles = 10_000
    /// More random bytes at once than that are refused: each is passed as a value of 32 bytes.
    static let mostRandomBytes = 65_536

    /// What was written to the standard streams.
    var output = OutputLog()
    private var handleCount = 0
    private var random = FixedGenerator()

    /// Gives out one more handle.
    mutating func open(
        _ type: HostResourceType, representation: UInt32 = 0
    ) throws(HostRefusal) -> ComponentValue {
        guard handleCount < Self.mostHandles else {
            throw HostRefusal("there are \(Self.mostHandles) handles already")
        }
        handleCount += 1
        return .hostResource(HostResource(type, representation: representation))
    }

    mutating func close() { handleCount -= 1 }

    mutating func nextRandom() -> UInt64 { random.next() }

    mutating func randomBytes(count: UInt64) throws(HostRefusal) -> ComponentValue {
        guard count <= UInt64(Self.mostRandomBytes) else {
            throw HostRefusal("it asked for \(count) random bytes at once; \(Self.mostRandomBytes) are allowed")
        }
        return .list((0..<count).map { _ in .u8(UInt8(truncatingIfNeeded: random.next())) })
    }
}

/// Numbers that look random and are the same each time.
///
/// SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct FixedGenerator: RandomNumberGenerator {
    private var state: UInt64 = 0x6361_6A6F_6E00_0001

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
