// What a component imports, held against what may be granted. Values and pure functions, any thread.

import ComponentBinary

/// The interfaces that a component imports, judged by their names; the types of what it calls are judged later.
struct ComponentImports {
    /// What nobody grants, in words.
    private(set) var problems: [String] = []
    /// What only a component engine answers, in words.
    private(set) var reasons: [String] = []

    init(_ component: ValidatedComponent) {
        for name in component.imports.names where !HostFunctions.interfaces.contains(name) {
            let shown = printable(name, limit: 100)
            if name.hasPrefix("wasi:") {
                reasons.append("it imports ‘\(shown)’, of which the fast path knows nothing")
            } else {
                problems.append(
                    "it imports ‘\(shown)’, which nobody granted; an effect may import ‘\(EffectContract.logInterface)’, "
                        + "‘\(EffectContract.assetsInterface)’, and nothing else")
            }
        }
    }
}
