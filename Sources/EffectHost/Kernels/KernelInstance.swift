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

    /// Handles that one side may hold at once.
    static var handleLimit: Int { @_noLocks get { 1_023 } }

    /// Handles that the script holds, and those that the kernel holds itself.
    var scriptHandles = HandleTable(limit: Self.handleLimit)
    var kernelHandles = HandleTable(limit: Self.handleLimit)
    /// Which of the script's the call at hand was lent.
    private var lent = HandleTable.Lent()

    init(
        memory: WasmMemory, allocator: WasmFunction?, nodes: UnsafePointer<TransferNode>,
        parts: UnsafePointer<TransferPart>, callables: UnsafeMutablePointer<Callable>, callableCount: Int,
        destructors: UnsafeMutablePointer<WasmFunction?>, resourceCount: Int
    ) {
        self.memory = memory
        self.allocator = allocator
        self.nodes = nodes
        self.parts = parts
        self.callables = callables
        self.callableCount = callableCount
        self.destructors = destructors
        self.resourceCount = resourceCount
    }

    deinit {
        callables.deallocate()
        destructors.deallocate()
    }
}

extension KernelInstance {
    /// Turns a handle of one side into what the other side gets for it.
    ///
    /// The kernel implements all its resources: what is lent to it is what it calls the resource itself, and it has
    /// nothing to drop. Nothing is lent to the script.
    @_noLocks
    mutating func pass(_ index: UInt32, resource: UInt32, isOwn: Bool, isIntoKernel: Bool)
        throws(CanonicalABIError.Rule) -> UInt32
    {
        guard isIntoKernel else {
            return try scriptHandles.addOwn(kernelHandles.give(index, resource: resource), resource: resource)
        }
        guard isOwn else { return try scriptHandles.lend(index, resource: resource, to: &lent) }
        return try kernelHandles.addOwn(scriptHandles.give(index, resource: resource), resource: resource)
    }

    /// The call has returned: what it was lent is the script's to give away again.
    @_noLocks
    mutating func endLending() { scriptHandles.endLending(to: &lent) }
}
