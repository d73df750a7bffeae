// What making and rendering a graph of a stranger's may take, in time and memory. Plain values, any thread.

import EffectHost

/// An end to what is otherwise bounded for each call of each effect alone.
package struct WorkBounds: Sendable {
    /// Of all that is done until `deadline`, for messages.
    package let timeLimit: Duration
    package let deadline: ContinuousClock.Instant
    /// The most that a graph's effects may come to have, all of them together.
    package let memoryBytes: Int

    /// Begins now.
    package init(timeLimit: Duration, memoryBytes: Int) {
        self.timeLimit = timeLimit
        self.memoryBytes = memoryBytes
        deadline = .now + timeLimit
    }

    var isOver: Bool { .now >= deadline }

    /// Errors: the time is over.
    func requireTime(before node: String) throws(RenderError) {
        if isOver { throw RenderError(.setUpTooSlow(limitSeconds: timeLimit / .seconds(1), node: node)) }
    }

    /// Looked at after each block, in which every effect has a limit of its own.
    ///
    /// Errors: the time is over.
    func requireTime(afterFrame frame: Int, sampleRate: Double) throws(RenderError) {
        if isOver {
            throw RenderError(.tooSlow(limitSeconds: timeLimit / .seconds(1), frame: frame, sampleRate: sampleRate))
        }
    }

    /// Counts what each effect could come to take, not what it takes at first: it may ask for the rest in any block.
    ///
    /// Errors: it is more than there may be.
    func requireRoom(for modules: [EffectModule]) throws(RenderError) {
        let byteCount = modules.reduce(0) { $0 + $1.greatestMemoryByteCount }
        guard byteCount <= memoryBytes else {
            throw RenderError(
                .tooMuchMemory(byteCount: byteCount, limit: memoryBytes, effectCount: modules.count))
        }
    }
}
