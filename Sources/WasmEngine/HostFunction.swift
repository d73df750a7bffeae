// A function of ours that a module may import. Plain values, any thread; the body runs wherever the guest runs.
import CWasmtime

/// One thing granted to a module.
package struct HostFunction: Sendable {
    /// What runs when the guest calls: gets the store's user data, the caller, and `count` values that hold the
    /// arguments and take the results, at least as many as the signature needs. False refuses the call, which traps.
    ///
    /// It may run on the audio thread: pass a function that captures nothing, so that calling it counts no references,
    /// and that calls only what is marked `@_noLocks`.
    package typealias Body =
        @Sendable (
            _ userData: UnsafeMutableRawPointer?, _ call: HostCall, _ values: UnsafeMutablePointer<RawValue>,
            _ count: Int
        ) -> Bool

    package let module: String
    package let name: String
    package let signature: FunctionSignature
    package let body: Body

    package init(module: String, name: String, signature: FunctionSignature, body: @escaping Body) {
        self.module = module
        self.name = name
        self.signature = signature
        self.body = body
    }
}

extension HostFunction {
    /// What wasmtime keeps as the callback's environment, freed by its finalizer.
    private final class Environment: Sendable {
        let body: Body

        init(_ body: @escaping Body) {
            self.body = body
        }
    }

    private static let refusal: StaticString = "a host function refused the call"
    private static let overdue: StaticString = "its time ran out"

    /// Adds the function to a linker.
    func define(in linker: OpaquePointer) -> String? {
        let environment = makeEnvironment()
        var module = module
        var name = name
        let error = signature.withHandle { type in
            module.withUTF8 { module in
                name.withUTF8 { name in
                    module.withMemoryRebound(to: CChar.self) { module in
                        name.withMemoryRebound(to: CChar.self) { name in
                            wasmtime_linker_define_func_unchecked(
                                linker, module.baseAddress, module.count, name.baseAddress, name.count, type,
                                Self.callback, environment, Self.finalizer)
                        }
                    }
                }
            }
        }
        return WasmtimeFailure.consume(error)
    }

    /// What `finalizer` frees.
    func makeEnvironment() -> UnsafeMutableRawPointer { Unmanaged.passRetained(Environment(body)).toOpaque() }

    static let callback: wasmtime_func_unchecked_callback_t = { environment, caller, values, count in
        // SAFETY: wasmtime passes what `makeEnvironment` made, retained until the finalizer runs, which is after the last
        // call; a `RawValue` has the layout of `wasmtime_val_raw_t`, which a test asserts.
        let environment = Unmanaged<Environment>.fromOpaque(environment!)
        let call = HostCall(caller: caller!)
        let raw = UnsafeMutableRawPointer(values!).assumingMemoryBound(to: RawValue.self)
        // Called in there: a function that is handed out is wrapped, which allocates where nothing is optimised.
        let isDone = environment._withUnsafeGuaranteedRef { $0.body(call.userData, call, raw, count) }
        if !isDone { return trap(refusal) }
        // Compiled code looks at its deadline at loops and where a function begins, not after a call of the host: code that
        // only calls the host, one call after the other, is stopped here.
        if let store = call.store, store.pointee.ticksToGo() == 0 { return trap(overdue) }
        return nil
    }

    private static func trap(_ words: StaticString) -> OpaquePointer? {
        let message = UnsafeRawPointer(words.utf8Start).assumingMemoryBound(to: CChar.self)
        return wasmtime_trap_new(message, words.utf8CodeUnitCount)
    }

    static let finalizer: @convention(c) (UnsafeMutableRawPointer?) -> Void = { environment in
        // SAFETY: balances `passRetained` in `makeEnvironment`; wasmtime calls it once.
        Unmanaged<Environment>.fromOpaque(environment!).release()
    }
}
