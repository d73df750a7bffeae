// What the walls swallow: one filter for each line, so that all of them fall at the same rate.

/// Two first-order shelves and a gain per line, four lines to a vector.
///
/// A line that is m frames long loses what the decay T(f) takes in m frames. A shelf's gain at its corner is the square
/// root of its whole gain, and so for any gain about the same share of its decibels.
/// Source: J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", 90th AES
/// Convention, 1991, preprint 3030; the shelves: own derivation.
struct Absorption {
    /// Per group of four lines: six coefficients at a period's first frame, what each frame adds, where they end.
    private let numbers: Storage<Float4>
    /// Per group two states.
    private let states: Storage<Float4>
    private(set) var isMoving = false

    static var groupCount: Int { Network.lineCount / 4 }
    private static var coefficientCount: Int { 6 }
    private static var steps: Int { groupCount * coefficientCount }
    private static var ends: Int { 2 * steps }
    /// Beyond this a gain is nothing: 2^-80, -480 dB.
    private static var leastLogarithm: Float4 { Float4(repeating: -80) }

    /// Nothing: what an effect holds before `configure`.
    init() {
        (numbers, states) = (Storage(), Storage())
    }

    /// Takes memory. Only in `configure`.
    static func taken() -> Absorption {
        Absorption(
            numbers: Storage(count: 3 * groupCount * coefficientCount), states: Storage(count: 2 * groupCount))
    }

    private init(numbers: Storage<Float4>, states: Storage<Float4>) {
        (self.numbers, self.states) = (numbers, states)
    }

    /// Moves all filters on by one control period, to a decay in lines of these lengths.
    mutating func move(to decay: Decay, lengths: (Int) -> Float4, sampleRate: Float, isStart: Bool) {
        let middle = Decay.logarithm(seconds: decay.seconds) / sampleRate
        let bass = Decay.logarithm(seconds: decay.seconds * decay.bass) / sampleRate - middle
        let treble = Decay.logarithm(seconds: decay.seconds * decay.treble) / sampleRate - middle
        let low = Self.corner(decay.bassHertz, sampleRate: sampleRate)
        let high = Self.corner(decay.trebleHertz, sampleRate: sampleRate)
        isMoving = false
        for group in 0..<Self.groupCount {
            let frames = lengths(group)
            let gain = exp2(max(frames * middle, Self.leastLogarithm))
            let lowRoot = exp2(max(frames * (0.5 * bass), Self.leastLogarithm))
            let highRoot = exp2(max(frames * (0.5 * treble), Self.leastLogarithm))
            // (s + w r) / (s + w / r), s by the bilinear transform, w the corner, r the root.
            let lowScale = lowRoot / (lowRoot + low)
            set(group, 0, gain * (1 + low * lowRoot) * lowScale, isStart)
            set(group, 1, gain * (low * lowRoot - 1) * lowScale, isStart)
            set(group, 2, (low - lowRoot) / (lowRoot + low), isStart)
            // (r^2 s + w r) / (s + w r)
            let highScale = 1 / (1 + high * highRoot)
            set(group, 3, (highRoot * highRoot + high * highRoot) * highScale, isStart)
            set(group, 4, (high * highRoot - highRoot * highRoot) * highScale, isStart)
            set(group, 5, (high * highRoot - 1) * highScale, isStart)
        }
    }

    /// A corner frequency for the bilinear transform: exact where that can be, and at a quarter of the rate.
    private static func corner(_ hertz: Float, sampleRate: Float) -> Float {
        let exact = min(hertz, 0.25 * sampleRate)
        return tan(Float.pi * exact / sampleRate) * hertz / exact
    }

    private mutating func set(_ group: Int, _ coefficient: Int, _ value: Float4, _ isStart: Bool) {
        let index = group * Self.coefficientCount + coefficient
        let start = isStart ? value : numbers[Self.ends + index]
        let step = (value - start) * (1 / Float(controlFrames))
        numbers[index] = start
        numbers[Self.steps + index] = step
        numbers[Self.ends + index] = value
        if step != .zero { isMoving = true }
    }

    /// Filters the first `count` of four frames of a group, lines in the lanes, the first of them `place` in the control period.
    @inline(__always)
    func process(_ group: Int, _ x: FourVectors, count: Int, place: Int) -> FourVectors {
        if count == 4 && !isMoving { return steady(group, x) }
        return general(group, x, count: count, place: place)
    }

    @inline(__always)
    private func steady(_ group: Int, _ x: FourVectors) -> FourVectors {
        let base = group &* Self.coefficientCount
        let (b0, b1, a1) = (numbers[base], numbers[base &+ 1], numbers[base &+ 2])
        let (d0, d1, c1) = (numbers[base &+ 3], numbers[base &+ 4], numbers[base &+ 5])
        var (first, second) = (states[2 &* group], states[2 &* group &+ 1])
        @inline(__always)
        func next(_ x: Float4) -> Float4 {
            let y = b0 * x + first
            first = b1 * x - a1 * y
            let z = d0 * y + second
            second = d1 * y - c1 * z
            return z
        }
        let out = (next(x.0), next(x.1), next(x.2), next(x.3))
        states[2 &* group] = first
        states[2 &* group &+ 1] = second
        return out
    }

    @inline(never)
    private func general(_ group: Int, _ x: FourVectors, count: Int, place: Int) -> FourVectors {
        let base = group &* Self.coefficientCount
        var (first, second) = (states[2 &* group], states[2 &* group &+ 1])
        var out = x
        withUnsafeMutablePointer(to: &out) { pointer in
            // SAFETY: four vectors of one type lie in a row.
            pointer.withMemoryRebound(to: Float4.self, capacity: 4) { frames in
                for frame in 0..<count {
                    let time = Float4(repeating: Float(Int32(truncatingIfNeeded: place &+ frame)))
                    func number(_ index: Int) -> Float4 {
                        numbers[base &+ index] + numbers[Self.steps &+ base &+ index] * time
                    }
                    let x = frames[frame]
                    let y = number(0) * x + first
                    first = number(1) * x - number(2) * y
                    let z = number(3) * y + second
                    second = number(4) * y - number(5) * z
                    frames[frame] = z
                }
            }
        }
        states[2 &* group] = first
        states[2 &* group &+ 1] = second
        return out
    }

    func clear() { states.clear() }
}
