// The kernels of one script instance: made by set-up, used by the thread that runs the effect, taken down with the
// store they live in.

import CanonicalABI
import WIT
package import WasmEngine

/// A script's kernels, in the script's own store: its limits, its deadline and its end are theirs too.
///
/// Lives at a fixed address, which `GuestContext` holds.
struct KernelLinks: ~Copyable {
    /// What ended the effect inside a call of a kernel, noted without allocating.
    enum Failure {
        case trapped(WasmTrap)
        case broke(KernelRule)
    }

    /// Where in a kernel the thread is, or was when it failed.
    enum Place: BitwiseCopyable {
        case start
        case function(Int)
        case destructor(resource: Int)
    }

    /// A result that still lies in the kernel's memory.
    struct Pending: BitwiseCopyable {
        let kernel: Int
        let function: Int
        let address: UInt32

        @_noLocks
        init(kernel: Int, function: Int, address: UInt32) {
            self.kernel = kernel
            self.function = function
            self.address = address
        }
    }

    /// Keeps the transfer tables alive.
    let modules: [KernelModule]
    let kernels: UnsafeMutablePointer<KernelInstance>
    var kernelCount: Int
    let scriptMemory: WasmMemory
    /// Arguments and results of the call at hand.
    let values: UnsafeMutablePointer<RawValue>

    var pending: Pending?

    /// Which kernel runs, and what of it.
    var current = 0
    var place = Place.start
    /// Whether it may call what it imports: not while it allocates or frees.
    var mayCallOut = true
    var failure: Failure?

    /// - Parameters:
    ///   - kernels: `modules.count` of them, made from the modules in their order; this value frees them.
    init(
        modules: [KernelModule], kernels: UnsafeMutablePointer<KernelInstance>, count: Int, scriptMemory: WasmMemory,
        values: UnsafeMutablePointer<RawValue>
    ) {
        self.modules = modules
        self.kernels = kernels
        kernelCount = count
        self.scriptMemory = scriptMemory
        self.values = values
    }

    static var valueCapacity: Int { FunctionType.maximumFlatParameters + 1 }

    deinit {
        kernels.deinitialize(count: kernelCount)
        kernels.deallocate()
        values.deallocate()
    }

    /// What ended the effect, in words; nil when it was nothing in a kernel. Frees the trap: not on the audio thread.
    mutating func takeFailure() -> KernelFailure? {
        guard let failure else { return nil }
        self.failure = nil
        let module = modules[current]
        let function: String =
            switch place {
            case .start: "its start"
            case .function(let index): module.interface.functions[index].externalName
            case .destructor(let resource): "[dtor]\(module.interface.resources[resource].name)"
            }
        switch failure {
        case .trapped(let trap):
            return KernelFailure(kernel: module.name, function: function, cause: .trapped(trap.describe()))
        case .broke(let rule):
            return KernelFailure(kernel: module.name, function: function, cause: .brokeABI(rule.description))
        }
    }
}

/// What ended an effect inside one of its kernels. Plain values, any thread.
package struct KernelFailure: Sendable {
    package enum Cause: Sendable {
        case trapped(TrapReport)
        case brokeABI(String)

        var reason: String {
            switch self {
            case .trapped(let report): "it trapped: \(report)"
            case .brokeABI(let rule): "it broke the canonical ABI: \(rule)"
            }
        }
    }

    package let kernel: String
    /// As the canonical ABI names it: `process`, `[method]convolver.process`.
    package let function: String
    package let cause: Cause
}
