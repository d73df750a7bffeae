// One kernel's instance beside a script, as the thread that runs the effect sees it. Made by set-up.

import CanonicalABI
import WasmEngine

/// Where a kernel's memory and functions are, and the handles on both sides of its boundary.
struct KernelInstance: ~Copyable {
    /// One function, ready to be called.
    struct Callable: BitwiseCopyable {
        let function: WasmFunction
        let postReturn: WasmFunction?
        /// The node of the tuple of parameters; its parts are the parameters.
        let parameters: UInt32
        /// `TransferPart.none` without a result.
        let result: UInt32
        let passesParametersInMemory: Bool
        let returnsResultInMemory: Bool
        /// Core values that a call needs.
        let slotCount: Int
    }

    let memory: WasmMemory
    let allocator: WasmFunction?
    // SAFETY: both point into the module's `TransferTable`, which `KernelLinks` keeps alive.
    let nodes: UnsafePointer<TransferNode>
    let parts: UnsafePointer<TransferPart>

    let callables: UnsafeMutablePointer<Callable>
    let callableCount: Int
    /// By resource.
    let destructors: UnsafeMutablePointer<WasmFunction?>
    let resourceCount: Int

    /// Handles that the script holds, and those that the kernel holds itself.
    var scriptHandles = HandleTable()
    var kernelHandles = HandleTable()

    deinit {
        callables.deallocate()
        destructors.deallocate()
    }
}
