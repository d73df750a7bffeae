// How a live engine is to behave. A plain value, any thread.

/// What holds for all graphs that an engine plays.
package struct LiveSettings: Equatable, Sendable {
    /// The share of a period's time that rendering may take: past it, effects are stopped. Range: above 0; 0 for no
    /// limit but each effect's own.
    package var budgetShare: Double
    /// Whether the engine stops rendering when nothing can be heard. Off where live must equal offline to the bit in
    /// time, too: an effect then sees every frame.
    package var idles: Bool

    package init(budgetShare: Double = 0.75, idles: Bool = true) {
        self.budgetShare = budgetShare
        self.idles = idles
    }
}
