// How far a channel lags behind the other.

/// A delay in whole frames, which fades over to another.
struct Lag {
    private(set) var current = 0
    /// What it is faded to.
    private(set) var next = 0
    private(set) var fade = FadeOver()

    /// Whether there is anything to read.
    var isActive: Bool { current != 0 || fade.isOn }

    mutating func configure(milliseconds: Float, sampleRate: Float) {
        fade.configure(milliseconds: milliseconds, sampleRate: sampleRate)
    }

    /// Moves on by one control period; returns whether it is fading.
    mutating func move(to target: Int, isStart: Bool) -> Bool {
        if isStart {
            current = target
            fade.end()
            return false
        }
        if fade.advance() { current = next }
        if !fade.isOn && current != target {
            next = target
            fade.begin()
        }
        return fade.isOn
    }

    /// Reads a channel's past into a chunk, of which all frames have been written; `offset` is their place in the period.
    @inline(__always)
    func read(_ lines: DelayLines, _ number: Int, into channel: Channel, offset: Int) {
        if fade.isOn {
            let (fade, current, next) = (fade, current, next)
            channel.map { _, frame in
                let old = lines.read(number, delay: current &- frame)
                return old + fade.vector(at: offset &+ frame) * (lines.read(number, delay: next &- frame) - old)
            }
        } else if current != 0 {
            let current = current
            channel.map { _, frame in lines.read(number, delay: current &- frame) }
        }
    }
}
