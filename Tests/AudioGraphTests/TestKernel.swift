// The little effects that graphs are tested with, as arithmetic on a whole signal. Any thread.

/// What a test step computes. `apply` is the reference: no blocks, no state, nothing to get wrong.
enum TestKernel: Equatable {
    case gain(Float)
    /// Delays by that many frames and says so.
    case delay(Int)
    /// A one-pole low-pass: y moves towards x by that share of the distance.
    case smoother(Float)
    /// Turns down by half of the side-chain; without one, by nothing.
    case ducker

    var latencyFrames: Int { if case .delay(let frames) = self { frames } else { 0 } }

    func apply(_ input: [Float], sidechain: [Float]) -> [Float] {
        switch self {
        case .gain(let gain): return input.map { $0 * gain }
        case .delay(let frames): return Self.delayed(input, by: frames)
        case .smoother(let share):
            var last: Float = 0
            return input.map { sample in
                last += (sample - last) * share
                return last
            }
        case .ducker: return zip(input, sidechain).map { $0 - $0 * $1 * 0.5 }
        }
    }

    static func delayed(_ input: [Float], by frames: Int) -> [Float] {
        Array((Array(repeating: 0, count: frames) + input).prefix(input.count))
    }
}
