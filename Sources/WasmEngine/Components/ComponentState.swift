// What the components of one store have in common between calls. Thread: the one that runs the store's code.

/// The host's side of a store's components.
final class ComponentState {
    /// A component trapped: it is in the middle of something, and nothing enters it again.
    var hasTrapped = false
    /// What it finds in place of a system.
    var system = EmptySystem()
}
