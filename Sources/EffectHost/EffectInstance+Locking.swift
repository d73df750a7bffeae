// An effect's memory, kept from being paged out while it plays. Not on the audio thread.

import Realtime
import WasmEngine

extension EffectInstance {
    /// Locks the memory that the effect uses, as far as the system allows; it is unlocked before the instance goes, since
    /// the pool's slot is emptied then, which locked pages refuse. At rest only; once.
    ///
    /// Only in an engine with a pool, where a memory never moves; not that of a component that is run as a whole, which
    /// isn't for the audio thread.
    package func lockMemory() {
        guard locked == nil, runtime.engine.isPooled, case .core(let context) = body else { return }
        let memory = UnsafeRawBufferPointer(context.pointee.effect.store.bytes(of: context.pointee.effect.memory))
        let locked = LockedMemory([memory])
        if let kernels = context.pointee.effect.guest.pointee.kernels {
            for index in 0..<kernels.pointee.kernelCount {
                let memory = kernels.pointee.kernels[index].memory
                locked.add(UnsafeRawBufferPointer(context.pointee.effect.store.bytes(of: memory)))
            }
        }
        self.locked = locked
        lockedBytes = memory
    }

    /// Locks what the memory has grown by since, a kernel's own left out. Any one thread, also while another runs the
    /// step.
    package func lockGrowth() {
        guard let locked, let base = lockedBytes.baseAddress else { return }
        let byteCount = memoryByteCount
        guard byteCount > lockedBytes.count else { return }
        // SAFETY: the effect has said that it has so much, and memory never shrinks; the bytes themselves aren't touched.
        let grown = UnsafeRawBufferPointer(start: base + lockedBytes.count, count: byteCount - lockedBytes.count)
        locked.add(grown)
        lockedBytes = UnsafeRawBufferPointer(start: base, count: byteCount)
    }
}
