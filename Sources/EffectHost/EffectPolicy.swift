// What an instance does where a file's render and a live performance differ. Plain values, any thread.

/// How strictly an effect is held to its block.
package struct EffectPolicy: Equatable, Sendable {
    /// Whether a NaN or an infinity in the output ends the effect, which can then be started again. Otherwise that
    /// block is silent, is counted, and the effect goes on.
    package var endsAtNonFinite: Bool
    /// Whether garbage is collected at the end of each block. Otherwise only the step's `maintain` collects.
    package var collectsWithinBlock: Bool

    package init(endsAtNonFinite: Bool, collectsWithinBlock: Bool) {
        self.endsAtNonFinite = endsAtNonFinite
        self.collectsWithinBlock = collectsWithinBlock
    }

    /// Nobody waits: every block is finished, and whatever went wrong is told at the end.
    package static let offline = EffectPolicy(endsAtNonFinite: false, collectsWithinBlock: true)
    /// Sound is due: what can wait does, and what is broken is replaced.
    package static let live = EffectPolicy(endsAtNonFinite: true, collectsWithinBlock: false)
}
