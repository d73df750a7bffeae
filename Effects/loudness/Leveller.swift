// The slow normaliser: what the sound's loudness has lately been, and the gain that follows from it.

/// Moves the gain at the ends of hundredths of a second, and along a straight line in between.
struct Leveller {
    var isOn = false
    /// In LUFS, dB, LUFS and dB.
    var target: Float = -18
    var mostGain: Float = 12
    var gate: Float = -45
    var ceiling: Float = -1

    /// Which share of the way the estimate goes with every tenth of a second that counts.
    private var share = 0.0
    /// The mean square that the sound has lately had.
    private var estimate = 1.0
    /// The greatest true peak of late.
    private var recentPeak: Float = 0
    /// The gain on its way, in dB: after the first smoothing, and after both.
    private var first: Float = 0
    private(set) var decibels: Float = 0
    /// The gain where the block at hand begins, what each frame adds, and where it ends.
    private var start: Float = 1
    private var step: Float = 0
    private var end: Float = 1

    /// 1 dB a second is forgotten of a peak.
    private static var peakDecay: Float { 0.998_849_4 }
    /// 1 - exp(-0.01 / 0.05): both smoothings have time constants of 50 ms.
    private static var smoothing: Float { 0.181_269_25 }
    /// So near to where it was going, in dB, the gain has come there.
    private static var nearby: Float { 0.000_5 }
    private static var leastGain: Float { -60 }

    /// At the stream's start the sound is taken to have the target's loudness.
    mutating func begin() {
        estimate = Level.power(loudness: target)
        recentPeak = 0
        (first, decibels) = (0, 0)
        (start, step, end) = (1, 0, 1)
    }

    /// The time in which 1 - 1/e of a change of the sound's power is taken in.
    mutating func setSpeed(seconds: Float) {
        let x = Double(0.1 / max(seconds, 0.1))
        // 1 - exp(-x), by its series where the difference would cancel.
        share = x < 0.05 ? x * (1 - x * (0.5 - x * (1 / 6 - x * (1 / 24)))) : 1 - Double(exp(Float(-x)))
    }

    /// Peaks below don't matter.
    func floor(greatest: Float) -> Float { isOn ? min(greatest, recentPeak * Self.peakDecay) : greatest }

    /// Takes in how loud the last 0.4 seconds were. Ten times a second.
    mutating func hear(power: Double) {
        guard Level.loudness(power: power) > gate else { return }
        estimate += share * (power - estimate)
    }

    /// A hundredth of a second with that greatest true peak has ended, and one of so many frames begins.
    mutating func move(peak: Float, nextFrames: Int) {
        recentPeak = max(recentPeak * Self.peakDecay, peak)
        var goal: Float = 0
        if isOn {
            goal = min(target - Level.loudness(power: estimate), mostGain)
            goal = max(min(goal, ceiling - Level.decibels(recentPeak)), Self.leastGain)
        }
        first = Self.nearer(first, goal)
        decibels = Self.nearer(decibels, first)
        start = end
        end = decibels == 0 ? 1 : gain(decibels: decibels)
        step = (end - start) / Float(Int32(nextFrames))
    }

    private static func nearer(_ value: Float, _ goal: Float) -> Float {
        let way = goal - value
        return way.magnitude < nearby ? goal : value + smoothing * way
    }

    /// Applies the gain to some frames, the first of them that far into the block at hand.
    func apply(_ block: Block, from first: Int, count: Int, place: Int) {
        guard start != 1 || step != 0 else { return }
        let (start, step) = (start, step)
        for channel in 0..<block.channelCount {
            Channel(base: block[channel].base + first, count: count).map { samples, frame in
                let index = Float(Int32(place &+ frame))
                return samples * (start + step * (Float4(repeating: index) + Float4(0, 1, 2, 3)))
            }
        }
    }
}
