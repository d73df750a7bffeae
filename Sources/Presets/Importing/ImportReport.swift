// What became of each line of a file that was imported. A plain value, any thread.

/// What an import took over, and how.
package struct ImportReport: Equatable, Sendable {
    /// What became of a line.
    package enum Outcome: String, CaseIterable, Sendable {
        /// Sounds as it says.
        case exact
        /// Sounds nearly so.
        case approximated
        /// Isn't in the preset.
        case leftOut = "left-out"
        /// Would sound otherwise without it, so nothing was imported.
        case refused
    }

    package struct Line: Equatable, Sendable {
        /// From 1.
        package let number: Int
        /// Fit for a terminal, and cut.
        package let text: String
        package var outcome: Outcome
        /// What it became, or why not.
        package var note: String
    }

    /// How near the bands come to a graphic curve.
    package struct Fit: Equatable, Sendable {
        /// `both`, `left` or `right`.
        package let channel: String
        package let pointCount: Int
        package let bandCount: Int
        package let largestDeviationDecibels: Double
        package let largestDeviationHertz: Double
        package let rmsDeviationDecibels: Double
        package let rateHertz: Double
    }

    package internal(set) var format: ImportFormat
    /// Every line but blank ones and comments.
    package internal(set) var lines: [Line] = []
    package internal(set) var fits: [Fit] = []
    /// Bands that the preset has, those that are off among them.
    package internal(set) var bandCount = 0
    /// Equalizers in a row.
    package internal(set) var equalizerCount = 0
    package internal(set) var preampDecibels = 0.0
    /// What holds for the preset as a whole.
    package internal(set) var notes: [String] = []

    /// Lines that stop the import.
    package var refusals: [Line] { lines.filter { $0.outcome == .refused } }

    package func count(of outcome: Outcome) -> Int { lines.count { $0.outcome == outcome } }
}
