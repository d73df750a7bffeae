// The room: sixteen delay lines, and what of each goes into which.

/// A feedback delay network whose matrix loses nothing: Hadamard's, and a slow rotation of pairs of lines behind it.
///
/// Source: J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", 90th AES
/// Convention, 1991, preprint 3030.
struct Network {
    private var lines = Rings()
    /// Each line's frames: as read, and as moved to.
    private let delays: Storage<Int>
    private let nextDelays: Storage<Int>
    private var absorption = Absorption()
    private var resizing = Crossing()
    var rotations = Rotations()
    /// How much of the absorption is at work: 0 in a frozen room.
    var absorbed = Ramp()
    /// Four buses into the lines, one control period of frames each.
    let buses: Buffer
    /// Four frames of all lines, halfway through the matrix.
    private let half: Storage<Float4>
    /// A control period of all lines, behind the matrix: four frames of each, and so on.
    let mixed: Storage<Float4>
    private let sampleRate: Float

    static var lineCount: Int { 16 }
    static var longestMilliseconds: Float { 164.63 }
    static var busCount: Int { 4 }
    /// The shortest line; four frames are taken at once.
    private static var leastFrames: Int { 8 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        (delays, nextDelays) = (Storage(), Storage())
        (buses, half, mixed) = (Buffer(), Storage(), Storage())
        sampleRate = 48_000
    }

    /// Takes memory. Only in `configure`.
    init(_ format: Format, crossingMilliseconds: Float) {
        sampleRate = format.sampleRate
        let longest = Self.frames(Self.lineCount - 1, size: 1, sampleRate: sampleRate)
        lines = Rings(count: Self.lineCount, maximumDelay: longest)
        delays = Storage(count: Self.lineCount)
        nextDelays = Storage(count: Self.lineCount)
        absorption = .taken()
        resizing.configure(milliseconds: crossingMilliseconds, sampleRate: sampleRate)
        buses = Buffer(count: Self.busCount * controlFrames)
        half = Storage(count: Self.lineCount)
        mixed = Storage(count: Self.lineCount * controlFrames / 4)
    }

    var size: Float { resizing.to }
    /// Whether lengths or filters are on their way.
    var isMoving: Bool { resizing.isCrossing || absorption.isMoving }

    /// A line's length at a size of 1, in milliseconds: from 48 to 165, with ratios that are nowhere simple.
    private static func milliseconds(_ line: Int) -> Float {
        switch line {
        case 0: 48.13
        case 1: 53.94
        case 2: 60.98
        case 3: 66.79
        case 4: 74.65
        case 5: 79.95
        case 6: 88.76
        case 7: 94.47
        case 8: 103.51
        case 9: 109.36
        case 10: 117.49
        case 11: 125.75
        case 12: 135.03
        case 13: 143.09
        case 14: 154.00
        default: longestMilliseconds
        }
    }

    /// A line's length in whole frames, no two alike.
    private static func frames(_ line: Int, size: Float, sampleRate: Float) -> Int {
        let exact = milliseconds(line) * 0.001 * size * sampleRate
        return max(Int(exact.rounded(.toNearestOrAwayFromZero)), leastFrames + line)
    }

    /// Moves the lengths on by one control period; returns whether they set off for another size.
    mutating func move(toSize size: Float, isStart: Bool) -> Bool {
        let wasCrossing = resizing.isCrossing
        let begins = resizing.move(to: size, isStart: isStart)
        guard begins || wasCrossing else { return false }
        for line in 0..<Self.lineCount {
            delays[line] = Self.frames(line, size: resizing.from, sampleRate: sampleRate)
            nextDelays[line] = Self.frames(line, size: resizing.to, sampleRate: sampleRate)
        }
        return true
    }

    /// Moves what the lines lose on by one control period.
    mutating func setDecay(_ decay: Decay, isStart: Bool) {
        let (delays, nextDelays, share) = (delays, nextDelays, resizing.end)
        absorption.move(
            to: decay,
            lengths: { group in
                var lengths = Float4.zero
                for lane in 0..<4 {
                    let line = group * 4 + lane
                    let (from, to) = (Float(delays[line]), Float(nextDelays[line]))
                    lengths[lane] = from + share * (to - from)
                }
                return lengths
            }, sampleRate: sampleRate, isStart: isStart)
    }

    /// What the sound is to be multiplied by as it enters, for the reverberation's power to be the sound's: of each
    /// power that enters, a 16th comes out at once, and again after every round.
    func normalisation(_ decay: Decay) -> Float {
        var frames: Float = 0
        for line in 0..<Self.lineCount {
            let (from, to) = (Float(delays[line]), Float(nextDelays[line]))
            frames += (from + resizing.end * (to - from)) * (1 / Float(Self.lineCount))
        }
        let left = exp2(2 * frames * Decay.logarithm(seconds: decay.seconds) / sampleRate)
        return 4 * sqrt(1 - left)
    }

    /// The line whose input a channel hears: rows of the matrix that have nothing in common, for up to 16 channels.
    static func row(_ channel: Int) -> Int { (channel &* 5 &+ 1) & 15 }

    /// Lets `count` frames pass through all lines, the first of them `place` in the control period.
    @inline(__always)
    mutating func process(count: Int, place: Int) {
        var frame = 0
        while frame < count {
            take(frame, count: min(4, count &- frame), place: place)
            put(frame, place: place)
            frame &+= 4
        }
        lines.advance(count)
    }

    /// Reads four frames of all lines, lets the walls swallow of them, and goes half the way through the matrix.
    @inline(__always)
    private func take(_ frame: Int, count: Int, place: Int) {
        let (lines, half, delays, nextDelays) = (lines, half, delays, nextDelays)
        let isCrossing = resizing.isCrossing
        let share = resizing.share(at: place &+ frame)
        let isThawed = absorbed.start == 1 && absorbed.end == 1
        let absorbed = absorbed.vector(at: place &+ frame)
        @inline(__always)
        func read(_ line: Int) -> Float4 {
            let sound = lines.read(line, delay: delays[line] &- frame)
            guard isCrossing else { return sound }
            return sound + share * (lines.read(line, delay: nextDelays[line] &- frame) - sound)
        }
        pass(0)
        pass(1)
        pass(2)
        pass(3)

        /// Four lines.
        @inline(__always)
        func pass(_ group: Int) {
            let line = 4 &* group
            let raw = (read(line), read(line &+ 1), read(line &+ 2), read(line &+ 3))
            var sound = turned(absorption.process(group, turned(raw), count: count, place: place &+ frame))
            if !isThawed {
                sound.0 = raw.0 + absorbed * (sound.0 - raw.0)
                sound.1 = raw.1 + absorbed * (sound.1 - raw.1)
                sound.2 = raw.2 + absorbed * (sound.2 - raw.2)
                sound.3 = raw.3 + absorbed * (sound.3 - raw.3)
            }
            (half[line], half[line &+ 1], half[line &+ 2], half[line &+ 3]) = hadamard(sound)
        }
    }

    /// Goes the rest of the way through the matrix, rotates, adds what comes from outside, and writes.
    @inline(__always)
    private func put(_ frame: Int, place: Int) {
        let (lines, half, buses) = (lines, half, buses)
        let spot = lines.place(frame)
        let out = mixed.base + (frame &>> 2) &* Self.lineCount
        let start = Float(Int32(truncatingIfNeeded: place &+ frame))
        let time = Float4(repeating: start) + Float4(0, 1, 2, 3)
        @inline(__always)
        func bus(_ index: Int) -> Float4 { buses[vector: (index & 3) &* controlFrames &+ frame] }
        let first = rotations.turn(0, time)
        let second = rotations.turn(1, time)
        let third = rotations.turn(2, time)
        let fourth = rotations.turn(3, time)
        put(0, first, second)
        put(1, second, third)
        put(2, third, fourth)
        put(3, fourth, first)

        /// Four lines, of which one pair turns by one angle, the other back by another.
        @inline(__always)
        func put(_ column: Int, _ near: Rotations.Turn, _ far: Rotations.Turn) {
            let mixed = hadamard((half[column], half[column &+ 4], half[column &+ 8], half[column &+ 12]))
            let (a, b) = (0.25 * mixed.0, 0.25 * mixed.1)
            let (c, d) = (0.25 * mixed.2, 0.25 * mixed.3)
            (out[column], out[column &+ 4], out[column &+ 8], out[column &+ 12]) = (a, b, c, d)
            lines.write(near.cosine * a - near.sine * b + bus(column), column, at: spot)
            lines.write(near.sine * a + near.cosine * b - bus(column &+ 1), column &+ 4, at: spot)
            lines.write(far.cosine * c + far.sine * d + bus(column &+ 2), column &+ 8, at: spot)
            lines.write(far.cosine * d - far.sine * c - bus(column &+ 3), column &+ 12, at: spot)
        }
    }

    mutating func clear() {
        lines.clear()
        absorption.clear()
        for line in 0..<Self.lineCount { half[line] = .zero }
    }
}
