// What a plan is compiled for. A plain value; any thread.

/// How much of a plan may change while it runs.
package enum RenderPurpose: Sendable {
    /// Nothing: a bypassed node isn't run, and a straight bypass costs nothing.
    case offline
    /// Mix, bypass and steps: a bypassed node runs unheard, so that it can be switched on with its state alive.
    case live
}
