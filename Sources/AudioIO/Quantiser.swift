// Rounds one channel of floats to integers, with dither where bits are lost, and counts what was clipped. One thread at
// a time, the audio thread too.

/// Turns one channel's float samples into integers of `bits` bits, left-justified in 32.
///
/// **Scale.** Full scale 1.0 is 2^(bits-1), as libsndfile reads it, so integers that were read come back the same.
/// What rounds outside -2^(bits-1) ... 2^(bits-1)-1 is set to the nearer end and counted as clipped; so +1.0 itself is
/// clipped, by one step. NaN becomes 0; NaN and infinity are counted.
///
/// **Dither.** Triangular, 2 steps peak to peak, for 24 bits or fewer, and only where bits are lost: from the first
/// sample that the integers can't represent, until `holdFrameCount` samples in a row were representable. So silence
/// stays silent, and an untouched 16-bit file passes through bit for bit; while in music, which passes through
/// representable values by chance, the noise never comes and goes. 32-bit output is rounded without dither, since a
/// float has but 24 bits.
///
/// The result depends on the sample's frame number and on those before it, never on how they were cut into blocks.
package struct Quantiser {
    /// How many representable samples in a row end the dither: 85 ms at 48 kHz.
    package static var holdFrameCount: Int { @_noLocks get { 4_096 } }
    /// Any number would do, as long as it stays: it makes equal sound equal bytes.
    package static let standardSeed: UInt32 = 0x0CA1_0A00
    /// Samples looked at together; no more than `holdFrameCount`.
    private static var spanFrameCount: Int { @_noLocks get { 256 } }
    /// Adding it to a double of less than 2^51 rounds to the nearest integer, which then is in the low bits.
    private static var roundingConstant: Double { @_noLocks get { 0x1.8p52 } }

    private let scale: Double
    private let lowest: Double
    private let highest: Double
    private let shift: Int32
    private let noise: DitherNoise?
    private var frame: UInt64
    private var heldFrameCount = 0

    /// Samples set to the end of the range.
    package private(set) var clippedCount = 0
    /// Samples that were NaN or infinite.
    package private(set) var nonFiniteCount = 0

    /// - Parameters:
    ///   - bits: 8 to 32.
    ///   - isDithered: whether bits that are lost are replaced by noise.
    ///   - seed: equal seeds give equal noise.
    ///   - firstFrame: the number of the first frame that will come.
    package init(
        bits: Int, channel: Int, isDithered: Bool, seed: UInt32 = Quantiser.standardSeed, firstFrame: UInt64 = 0
    ) {
        precondition((8...32).contains(bits), "a quantiser makes integers of 8 to 32 bits")
        scale = Double(Int64(1) << Int64(bits - 1))
        lowest = -scale
        highest = scale - 1
        shift = Int32(32 - bits)
        frame = firstFrame
        noise = isDithered && bits <= 24 ? DitherNoise(seed: seed, channel: channel) : nil
    }

    /// Quantises the channel's next `count` samples.
    @_noLocks
    package mutating func quantise(
        _ source: UnsafePointer<Float>, count: Int, into destination: UnsafeMutablePointer<Int32>
    ) {
        var done = 0
        while done < count {
            let untilUpperBitsChange = 1 + UInt64(UInt32.max - UInt32(truncatingIfNeeded: frame))
            let span = Int(min(UInt64(min(count - done, Self.spanFrameCount)), untilUpperBitsChange))
            // SAFETY: `done + span` is at most `count`, which both sides hold.
            quantiseSpan(source + done, count: span, into: destination + done)
            done += span
            frame += UInt64(span)
        }
    }

    /// One span: at most three stretches, dithered, exact, dithered.
    @_noLocks
    private mutating func quantiseSpan(
        _ source: UnsafePointer<Float>, count: Int, into destination: UnsafeMutablePointer<Int32>
    ) {
        guard let noise else {
            _ = survey(source, count: count)
            return round(source, 0..<count, into: destination)
        }
        // In music the dither is always on, and one pass does everything.
        let isDithering = heldFrameCount >= count
        let lossyCount =
            isDithering
            ? ditherAndSurvey(source, count: count, with: noise, into: destination) : survey(source, count: count)
        if isDithering {
            guard lossyCount > 0 else { return heldFrameCount -= count }
            return holdFromLastLossy(source, count: count)
        }
        let held = min(heldFrameCount, count)
        guard lossyCount > 0 else {
            if held > 0 { dither(source, 0..<held, with: noise, into: destination) }
            if held < count { round(source, held..<count, into: destination) }
            heldFrameCount -= held
            return
        }
        var first = 0
        while isExact(source[first]) { first += 1 }
        if first > held {
            if held > 0 { dither(source, 0..<held, with: noise, into: destination) }
            round(source, held..<first, into: destination)
            dither(source, first..<count, with: noise, into: destination)
        } else {
            dither(source, 0..<count, with: noise, into: destination)
        }
        holdFromLastLossy(source, count: count)
    }

    /// Sets how long the dither goes on, in a span that has at least one lossy sample.
    @_noLocks
    private mutating func holdFromLastLossy(_ source: UnsafePointer<Float>, count: Int) {
        var last = count - 1
        while isExact(source[last]) { last -= 1 }
        heldFrameCount = Self.holdFrameCount - (count - 1 - last)
    }

    /// Counts clipped and non-finite samples, and returns how many are not representable.
    @_noLocks
    private mutating func survey(_ source: UnsafePointer<Float>, count: Int) -> Int {
        var lossy: Int64 = 0
        var clipped: Int64 = 0
        var nonFinite: Int64 = 0
        for index in 0..<count {
            let value = Double(source[index]) * scale
            let rounded = (value + Self.roundingConstant) - Self.roundingConstant
            let isOutside = rounded > highest || rounded < lowest
            lossy &+= rounded == value && !isOutside ? 0 : 1
            clipped &+= isOutside ? 1 : 0
            nonFinite &+= value - value == 0 ? 0 : 1
        }
        clippedCount += Int(clipped)
        nonFiniteCount += Int(nonFinite)
        return Int(lossy)
    }

    /// `dither` and `survey` in one pass over the span.
    @_noLocks
    private mutating func ditherAndSurvey(
        _ source: UnsafePointer<Float>, count: Int, with noise: DitherNoise,
        into destination: UnsafeMutablePointer<Int32>
    ) -> Int {
        let key = noise.key(upperFrameBits: UInt32(truncatingIfNeeded: frame >> 32))
        let lower = UInt32(truncatingIfNeeded: frame)
        var lossy: Int64 = 0
        var clipped: Int64 = 0
        var nonFinite: Int64 = 0
        for index in 0..<count {
            let value = Double(source[index]) * scale
            let rounded = (value + Self.roundingConstant) - Self.roundingConstant
            let isOutside = rounded > highest || rounded < lowest
            lossy &+= rounded == value && !isOutside ? 0 : 1
            clipped &+= isOutside ? 1 : 0
            nonFinite &+= value - value == 0 ? 0 : 1
            let added = DitherNoise.value(key: key, lowerFrameBits: lower &+ UInt32(truncatingIfNeeded: index))
            destination[index] = integer(nearest: value + added)
        }
        clippedCount += Int(clipped)
        nonFiniteCount += Int(nonFinite)
        return Int(lossy)
    }

    @_noLocks
    private func isExact(_ sample: Float) -> Bool {
        let value = Double(sample) * scale
        let rounded = (value + Self.roundingConstant) - Self.roundingConstant
        return rounded == value && rounded <= highest && rounded >= lowest
    }

    @_noLocks
    private func round(
        _ source: UnsafePointer<Float>, _ range: Range<Int>, into destination: UnsafeMutablePointer<Int32>
    ) {
        for index in range {
            destination[index] = integer(nearest: Double(source[index]) * scale)
        }
    }

    @_noLocks
    private func dither(
        _ source: UnsafePointer<Float>, _ range: Range<Int>, with noise: DitherNoise,
        into destination: UnsafeMutablePointer<Int32>
    ) {
        let key = noise.key(upperFrameBits: UInt32(truncatingIfNeeded: frame >> 32))
        let lower = UInt32(truncatingIfNeeded: frame)
        for index in range {
            let added = DitherNoise.value(key: key, lowerFrameBits: lower &+ UInt32(truncatingIfNeeded: index))
            destination[index] = integer(nearest: Double(source[index]) * scale + added)
        }
    }

    @inline(__always) @_noLocks
    private func integer(nearest value: Double) -> Int32 {
        let number = value == value ? value : 0
        let above = number < lowest ? lowest : number
        let inside = above > highest ? highest : above
        return Int32(truncatingIfNeeded: (inside + Self.roundingConstant).bitPattern) &<< shift
    }
}
