// What is known of a sound that ends too early. Any thread.

/// A sound that ended before its header said: a copy or a recording that broke off.
package struct CutShort: Equatable, Sendable, CustomStringConvertible {
    /// What the header says; for codes whose frames take unequal room, about that.
    package let promisedFrameCount: Int
    /// What there was.
    package let presentFrameCount: Int

    package init(promisedFrameCount: Int, presentFrameCount: Int) {
        self.promisedFrameCount = promisedFrameCount
        self.presentFrameCount = presentFrameCount
    }

    package var description: String {
        "the input is cut short: its header promises \(promisedFrameCount) frames, the sound ends after "
            + "\(presentFrameCount)"
    }
}
