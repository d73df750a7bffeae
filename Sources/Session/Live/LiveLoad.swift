// What playing costs, as reports and screens show it. Plain values, any thread.

/// Percentiles of a time. All are 0 when nothing was measured.
package struct LoadSummary: Equatable, Sendable, Codable {
    package let count: UInt64
    package let medianNanoseconds: UInt32
    package let percentile99Nanoseconds: UInt32
    package let percentile999Nanoseconds: UInt32
    package let maximumNanoseconds: UInt32

    /// A time as a share of a period's length.
    package static func share(of nanoseconds: UInt32, periodNanoseconds: Double) -> Double {
        periodNanoseconds > 0 ? Double(nanoseconds) / periodNanoseconds : 0
    }
}

/// The load of an engine since it was made, and of the nodes that it plays since they began to.
package struct LiveLoad: Equatable, Sendable, Codable {
    package struct Node: Equatable, Sendable, Codable {
        package let id: String
        package let load: LoadSummary
    }

    /// How long the last period was in time.
    package let periodNanoseconds: Double
    /// Rendering a period; those at rest left out.
    package let period: LoadSummary
    package let nodes: [Node]
    package let periodCount: UInt64
    package let idlePeriodCount: UInt64
    /// Periods that took longer to render than they last.
    package let overrunCount: UInt64
    /// Input blocks with a NaN or an infinity, which became silence.
    package let nonFiniteInputCount: UInt64
    /// Measurements that were lost because nobody polled.
    package let lostMeasurementCount: UInt64
}
