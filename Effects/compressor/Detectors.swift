// What the detectors of all channels remember.

/// Per channel: the ballistics' state, the goals of a group that isn't complete yet, the high-pass.
struct Detectors {
    private let buffer: Buffer
    private let count: Int

    private static var stride: Int { 24 }
    private static var peak: Int { 0 }
    private static var peakRest: Int { 4 }
    private static var reduction: Int { 8 }
    private static var reductionRest: Int { 12 }
    private static var goal: Int { 16 }
    private static var filter: Int { 20 }
    /// Detectors whose reductions differ by less, 0.0006 dB, do the same.
    private static var tolerance: Float { 1e-4 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        count = 0
    }

    /// Takes memory. Only in `configure`.
    init(count: Int) {
        buffer = Buffer(count: count * Self.stride)
        self.count = count
    }

    @inline(__always)
    private func state(_ channel: Int) -> DetectorState {
        let base = channel &* Self.stride
        return DetectorState(
            peak: buffer[vector: base + Self.peak], peakRest: buffer[vector: base + Self.peakRest],
            reduction: buffer[vector: base + Self.reduction], reductionRest: buffer[vector: base + Self.reductionRest])
    }

    @inline(__always)
    private func setState(_ state: DetectorState, _ channel: Int) {
        let base = channel &* Self.stride
        buffer[vector: base + Self.peak] = state.peak
        buffer[vector: base + Self.peakRest] = state.peakRest
        buffer[vector: base + Self.reduction] = state.reduction
        buffer[vector: base + Self.reductionRest] = state.reductionRest
    }

    /// The state, and the goals of a group that isn't complete.
    @inline(__always)
    func memory(_ channel: Int) -> DetectorMemory {
        DetectorMemory(state: state(channel), goals: buffer[vector: channel &* Self.stride + Self.goal])
    }

    @inline(__always)
    func setMemory(_ memory: DetectorMemory, _ channel: Int) {
        setState(memory.state, channel)
        buffer[vector: channel &* Self.stride + Self.goal] = memory.goals
    }

    @inline(__always)
    func filterState(_ channel: Int) -> SIMD2<Float> {
        let base = channel &* Self.stride + Self.filter
        return SIMD2(buffer[base], buffer[base + 1])
    }

    @inline(__always)
    func setFilterState(_ state: SIMD2<Float>, _ channel: Int) {
        let base = channel &* Self.stride + Self.filter
        buffer[base] = state[0]
        buffer[base + 1] = state[1]
    }

    /// Whether all do the same.
    var agree: Bool {
        let first = state(0)
        for channel in 1..<count {
            let other = state(channel)
            guard (first.peak[0] - other.peak[0]).magnitude < Self.tolerance,
                (first.reduction[0] - other.reduction[0]).magnitude < Self.tolerance
            else { return false }
        }
        return true
    }

    /// Makes all do what the first does.
    func spreadFirst() {
        for channel in 1..<count { setState(state(0), channel) }
    }

    func clearFilters() {
        for channel in 0..<count { setFilterState(.zero, channel) }
    }

    func clear() {
        buffer.clear()
    }
}
