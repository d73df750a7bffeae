// Finds one burst in one channel of what came back. A plain value, any thread but the audio thread; in double precision.

/// The correlation of captured sound with the codes that were played.
///
/// **Search.** The sound is summed over whole chips, at every half of one, and correlated with the chips for every delay
/// up to the longest, half a chip apart: a burst is then met at a quarter of a chip at most from its place, with seven
/// eighths of its height or more. **Refinement.** Around what was found the same is done for every frame. The delay is
/// where the correlation half a chip earlier equals that half a chip later, between two frames in proportion: a burst's
/// correlation is symmetrical about its place, whatever filter of linear phase it went through, so this has no bias, and
/// with the triangle that an unfiltered chip leaves it is exact. As receivers of spread-spectrum signals do it: E. Kaplan
/// and C. Hegarty, "Understanding GPS", the early-minus-late discriminator.
struct LoopbackCorrelator {
    /// A burst found in the sound.
    struct Arrival: Equatable, Sendable {
        /// Frames since it was played.
        var delayFrames: Double
        /// How much of its level has arrived; negative when its polarity was inverted.
        var gain: Double
        /// How it stands out from all else in the correlation's root mean square.
        var prominence: Double
        /// The next strongest arrival of the same burst, if it stands out as well.
        var echo: Echo?
    }

    struct Echo: Equatable, Sendable {
        /// Frames after the arrival; negative before it.
        var offsetFrames: Double
        /// Of its level to that of the arrival. Range: 0...
        var ratio: Double
    }

    /// Of 60,000 delays of noise alone one in about 5·10⁶ measurements reaches that: the tail of the normal distribution.
    static let leastProminence = 7.0
    /// The correlation coefficient of an arrival with what is heard at its place, at least. Other bursts of the schedule stay
    /// below a tenth, wherever they overlap; an arrival ten decibels below noise has a half.
    private static let leastCoefficient = 0.15
    /// An arrival that is half as strong as the strongest comes from it on another way, not by chance: a code's own side
    /// lobes are a tenth of it.
    static let alikeRatio = 0.5
    /// Half chips on either side of a peak that belong to it.
    private static let peakReach = 4

    private let schedule: LoopbackSchedule
    /// Sums of the samples before each frame, without their mean.
    private let sums: [Double]

    /// - Parameter samples: the schedule's frames; what isn't finite counts as silence.
    init(_ samples: [Float], schedule: LoopbackSchedule) {
        self.schedule = schedule
        let finite = samples.map { $0.isFinite ? Double($0) : 0 }
        // Codes aren't quite balanced, so a converter's offset would look a little like one.
        let mean = finite.reduce(0, +) / Double(max(finite.count, 1))
        var sums = [0.0]
        sums.reserveCapacity(finite.count + 1)
        for sample in finite { sums.append(sums[sums.count - 1] + sample - mean) }
        self.sums = sums
    }

    /// Looks for a burst at every delay; nil when it didn't come back.
    func find(burst: Int) -> Arrival? {
        let code = GoldCode(burst)
        let chipSums = chipSums(from: schedule.start(of: burst))
        let levels = search(code, chipSums)
        guard let strongest = levels.indices.max(by: { abs(levels[$0]) < abs(levels[$1]) }) else { return nil }
        let height = abs(levels[strongest])
        let others = levels.indices.filter { abs($0 - strongest) > Self.peakReach }
        guard height > 0, !others.isEmpty else { return nil }
        let floor = (others.reduce(0) { $0 + levels[$1] * levels[$1] } / Double(others.count)).squareRoot()
        guard height >= Self.leastProminence * floor,
            coefficient(height, at: strongest, chipSums) >= Self.leastCoefficient
        else { return nil }

        let peaks = others.filter { index in
            abs(levels[index]) >= max(Self.alikeRatio * height, Self.leastProminence * floor)
                && (index == 0 || abs(levels[index]) >= abs(levels[index - 1]))
                && (index + 1 == levels.count || abs(levels[index]) > abs(levels[index + 1]))
        }
        // Of several alike the first has come the straight way.
        let first = min(peaks.first ?? strongest, strongest)
        guard var arrival = refine(code, burst: burst, near: first * schedule.chipFrames / 2) else { return nil }
        // What the arrival's own flank is must not be taken for an echo of it.
        let rivals = (peaks + [strongest]).filter { abs($0 - first) > Self.peakReach }
        if let echo = rivals.max(by: { abs(levels[$0]) < abs(levels[$1]) }) {
            arrival.echo = Echo(
                offsetFrames: Double(echo * schedule.chipFrames / 2) - arrival.delayFrames,
                ratio: abs(levels[echo] / levels[first]))
        }
        arrival.prominence = floor > 0 ? height / floor : .infinity
        return arrival
    }

    /// Half chips of delay that are searched.
    private var delayCount: Int { schedule.longestDelayFrames / (schedule.chipFrames / 2) }

    /// The sound summed over a chip from every half chip on. Rounded up to whole vectors, the rest of which is zero.
    private func chipSums(from start: Int) -> [Double] {
        let half = schedule.chipFrames / 2
        return (0..<delayCount + 2 * GoldCode.chipCount + 8).map { index in
            let first = start + index * half
            return sum(first, min(first + 2 * half, sums.count - 1))
        }
    }

    /// How much of what is heard at a delay is the burst: the correlation, in parts of what it could be at most.
    private func coefficient(_ level: Double, at delay: Int, _ chipSums: [Double]) -> Double {
        let energy = (0..<GoldCode.chipCount).reduce(0) { $0 + chipSums[delay + 2 * $1] * chipSums[delay + 2 * $1] }
        return energy > 0 ? abs(level) / (energy * Double(GoldCode.chipCount)).squareRoot() : 0
    }

    /// The correlation at every half chip of delay.
    private func search(_ code: GoldCode, _ chipSums: [Double]) -> [Double] {
        let delayCount = delayCount
        var levels = [Double](repeating: 0, count: delayCount)
        chipSums.withUnsafeBytes { bytes in
            code.chips.withUnsafeBufferPointer { chips in
                for delay in stride(from: 0, to: delayCount, by: 8) {
                    var level = SIMD8<Double>.zero
                    for chip in 0..<chips.count {
                        // SAFETY: the last vector read ends at `delayCount + 2 · chipCount + 8` at most.
                        level +=
                            chips[chip]
                            * bytes.loadUnaligned(
                                fromByteOffset: (delay + 2 * chip) * MemoryLayout<Double>.stride,
                                as: SIMD8<Double>.self)
                    }
                    for lane in 0..<min(8, delayCount - delay) { levels[delay + lane] = level[lane] }
                }
            }
        }
        return levels
    }

    /// The correlation at one frame of delay. Range: any; outside the sound there is silence.
    private func level(_ code: GoldCode, at start: Int) -> Double {
        var level = 0.0
        for (index, chip) in code.chips.enumerated() {
            let first = start + index * schedule.chipFrames
            level += chip * sum(first, first + schedule.chipFrames)
        }
        return level
    }

    /// The sound's sum from one frame to before another.
    private func sum(_ first: Int, _ end: Int) -> Double {
        let last = sums.count - 1
        return sums[min(max(end, 0), last)] - sums[min(max(first, 0), last)]
    }

    private func refine(_ code: GoldCode, burst: Int, near delay: Int) -> Arrival? {
        let half = schedule.chipFrames / 2
        let start = schedule.start(of: burst)
        let reach = 2 * schedule.chipFrames
        // From `first` on, frame by frame.
        let first = delay - reach
        let levels = (0...2 * reach).map { level(code, at: start + first + $0) }
        // The search was off by half a chip at most.
        let near = reach - half...reach + half
        guard let top = near.max(by: { abs(levels[$0]) < abs(levels[$1]) }), levels[top] != 0 else { return nil }
        let sign: Double = levels[top] < 0 ? -1 : 1
        /// Above zero as long as the burst's place is still to come.
        func slope(_ index: Int) -> Double { sign * (levels[index + half] - levels[index - half]) }
        var place = Double(top)
        for index in max(top - half, half)..<min(top + half, levels.count - half - 1)
        where slope(index) >= 0 && slope(index + 1) < 0 {
            place = Double(index) + slope(index) / (slope(index) - slope(index + 1))
            break
        }
        return Arrival(
            delayFrames: Double(first) + place,
            gain: levels[top] / (Double(schedule.codeFrames) * schedule.amplitude), prominence: 0, echo: nil)
    }
}
