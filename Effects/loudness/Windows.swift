// The last 0.4 and 3 seconds, in hundredths.

/// A mean square as a loudness in LUFS, and back. Source: ITU-R BS.1770-4, annex 1, equation 2.
enum Level {
    /// 10 log10(2).
    private static var decibelsPerOctave: Float { 3.010_299_96 }

    static func loudness(power: Double) -> Float {
        decibelsPerOctave * log2(Float(max(power, 1e-30))) - 0.691
    }

    static func power(loudness: Float) -> Double {
        Double(exp2((loudness + 0.691) / decibelsPerOctave))
    }

    /// A magnitude in dB.
    static func decibels(_ magnitude: Float) -> Float {
        2 * decibelsPerOctave * log2(max(magnitude, 1e-30))
    }
}

/// Energies of the last blocks.
struct Windows {
    private let energies: Storage<Double>
    private let lengths: Storage<Int32>
    private var place = 0
    /// Blocks so far, up to those of the longest window.
    private var known = 0

    static var momentaryBlocks: Int { 40 }
    static var shortTermBlocks: Int { 300 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        energies = Storage()
        lengths = Storage()
    }

    /// Takes memory. Only in `configure`.
    init(taking: Void) {
        energies = Storage(count: Self.shortTermBlocks)
        lengths = Storage(count: Self.shortTermBlocks)
    }

    mutating func add(energy: Double, frameCount: Int) {
        energies[place] = energy
        lengths[place] = Int32(frameCount)
        place = place &+ 1 == Self.shortTermBlocks ? 0 : place &+ 1
        known = min(known &+ 1, Self.shortTermBlocks)
    }

    /// The mean square of the last so many blocks; nil before there have been as many.
    func power(_ blockCount: Int) -> Double? {
        guard known >= blockCount else { return nil }
        var (energy, frames) = (0.0, 0)
        var index = place
        for _ in 0..<blockCount {
            index = index == 0 ? Self.shortTermBlocks &- 1 : index &- 1
            energy += energies[index]
            frames &+= Int(lengths[index])
        }
        return energy / Double(frames)
    }

    mutating func clear() {
        energies.clear()
        lengths.clear()
        place = 0
        known = 0
    }
}
