// A finished snapshot. A plain value, any thread.

/// A module in which the initialisation has already happened, with what it is made of.
package struct SnapshotModule: Sendable {
    package let bytes: [UInt8]
    package let state: ModuleState
    package let plan: SegmentPlan
    package let originalByteCount: Int
}
