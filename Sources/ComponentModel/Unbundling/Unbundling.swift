// Taking a component apart: what comes of it. Plain values, any thread.

package import ComponentBinary

/// A component taken apart, or why it isn't.
package enum Unbundling: Sendable {
    /// Its core modules can be linked and called without a component engine.
    case fast(UnbundledComponent)
    /// It does what only a component engine does: everything that was found, in the order of the file, though not more
    /// than `UnbundlingLimits.maximumReasons`; at least one.
    case declined([DeclineReason])

    /// Takes apart a component that was read from a file. Which interfaces it imports doesn't matter.
    ///
    /// Takes time and memory in proportion to the file and to `limits`, whatever is in it.
    package init(_ component: ValidatedComponent, limits: UnbundlingLimits = UnbundlingLimits()) {
        var evaluator = ComponentEvaluator(component, limits: limits)
        var reasons: Set<DeclineReason> = []
        do throws(DeclineReason) { try evaluator.evaluate() } catch { reasons.insert(error) }
        reasons.formUnion(evaluator.reasons)
        if reasons.isEmpty {
            evaluator.plan.simplify()
            self = .fast(evaluator.plan.finished())
        } else {
            let ordered = reasons.sorted { first, second in
                first.offset == second.offset
                    ? first.description < second.description : first.offset < second.offset
            }
            self = .declined(Array(ordered.prefix(limits.maximumReasons)))
        }
    }
}
