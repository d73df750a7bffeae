// The difference between the state in which compiled code starts and the state in which an effect is to start: how one
// compiled engine serves every script. Immutable; made and applied off the audio thread.

import Snapshot
import WasmEngine

/// Bytes and globals to be written over a new instance.
struct StateOverlay: Sendable {
    /// What differs in memory.
    private let image: MemoryImage
    /// The exported globals that differ.
    private let globals: [(name: String, value: RawValue)]

    /// Runs that are closer together than this are one: a copy costs more to begin than some bytes cost.
    private static let mergedGapByteCount = 64

    /// How many bytes are copied into a new instance.
    var copiedByteCount: Int { image.bytes.count }

    /// - Parameters:
    ///   - base: memory as the compiled code has it at the start; what lies beyond is zero.
    ///   - target: memory as it is to be, zero beyond its runs.
    ///   - globals: exported globals that differ, and what they are to be.
    init(base: [UInt8], target: MemoryImage, globals: [(name: String, value: RawValue)]) {
        image = base.withUnsafeBytes { base in
            target.contents.withUnsafeBytes { memory in
                MemoryImage(scanning: memory, base: base, mergingGapsUpTo: Self.mergedGapByteCount)
            }
        }
        self.globals = globals
    }

    /// Writes it all into an instance that has just been made.
    ///
    /// Errors: the store's limits leave no room for the memory; an exported global isn't there.
    func apply(to store: inout WasmStore, _ instance: WasmInstance, memory: WasmMemory) throws(WasmError) {
        let missing = image.pageCount - store.bytes(of: memory).count / MemoryImage.pageByteCount
        if missing > 0 { try store.grow(memory, byPages: UInt64(missing)) }
        image.write(to: store.bytes(of: memory))
        for (name, value) in globals { try store.setValue(value, of: store.global(name, of: instance)) }
    }
}
