// How a host function of a component reaches its store's own data. Valid during the call, on its thread.
import CWasmtime

extension ComponentCall {
    /// What the store was made with.
    package var userData: UnsafeMutableRawPointer? { store?.pointee.userData }

    /// What the store's components have in common.
    var state: ComponentState? { store?.pointee.componentState }

    /// Whether the code that called may go on. False stops it.
    var hasTime: Bool { store.map { $0.pointee.ticksToGo() > 0 } ?? true }

    // SAFETY: every store's data is its `StoreContext`, which lives as long as the store.
    private var store: UnsafeMutablePointer<StoreContext>? {
        wasmtime_context_get_data(context)?.assumingMemoryBound(to: StoreContext.self)
    }
}
