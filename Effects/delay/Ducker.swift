// Turns the echoes down while there is sound, so that they come up in its gaps.

/// Follows the input's level, once in a control period, and makes a gain of it.
struct Ducker {
    /// What the echoes are to be multiplied by, at the period's end.
    private(set) var factor: Float = 1
    /// Whether it wants to know the input.
    private(set) var isListening = false

    /// The greatest sample of the period so far.
    private var peak: Float = 0
    private var level: Float = 0
    private var attack: Float = 1
    private var release: Float = 1

    private static var attackMilliseconds: Float { 5 }
    private static var releaseMilliseconds: Float { 250 }
    /// Below the first level, in dB, the echoes are as loud as without; above the second they are all the way down.
    private static var lowestDecibels: Float { -42 }
    private static var highestDecibels: Float { -18 }

    mutating func configure(sampleRate: Float) {
        let period = Float(controlFrames) * 1000 / sampleRate
        attack = 1 - exp(-period / Self.attackMilliseconds)
        release = 1 - exp(-period / Self.releaseMilliseconds)
    }

    /// Moves on by one control period; returns whether it is at work.
    mutating func move(decibels amount: Float, isStart: Bool) -> Bool {
        if isStart { (level, peak) = (0, 0) }
        isListening = amount > 0
        guard isListening else {
            (factor, level, peak) = (1, 0, 0)
            return false
        }
        listened(amount)
        return true
    }

    @inline(never)
    private mutating func listened(_ amount: Float) {
        // What isn't a number is no sound; an infinite level would never come down again.
        let heard = peak < 1e9 ? peak : 0
        level += (heard - level) * (heard > level ? attack : release)
        let place = (decibels(gain: level) - Self.lowestDecibels) / (Self.highestDecibels - Self.lowestDecibels)
        factor = gain(decibels: -amount * max(0, min(1, place)))
        peak = 0
    }

    /// Hears a channel's input.
    @inline(__always)
    mutating func listen(_ input: Channel) {
        var frame = 0
        var loudest = Float4.zero
        while frame &+ 4 <= input.count {
            loudest = max(abs(input[vector: frame]), loudest)
            frame &+= 4
        }
        var most = max(max(loudest[0], loudest[1]), max(loudest[2], loudest[3]))
        while frame < input.count {
            most = max(input[frame].magnitude, most)
            frame &+= 1
        }
        if most > peak { peak = most }
    }
}
