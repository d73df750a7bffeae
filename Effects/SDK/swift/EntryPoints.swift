// What the contract's entry points (Contract.swift) call, and the two that are no part of it. A native shared library
// has the same functions under their C names.

internal import CajonC

/// The `main` that `@main` makes; the builder gives it this name.
@_silgen_name("cajon_effect_main")
private func effectMain(_ argumentCount: Int32, _ arguments: UnsafeRawPointer?) -> Int32

/// Makes the effect. Called once, before anything else.
@_expose(wasm, "_initialize")
@_cdecl("cajon_initialize")
public func initialize() {
    cajon_call_constructors()
    _ = effectMain(0, nil)
}

/// Makes room for a list the host wants to pass.
@_expose(wasm, "cabi_realloc")
@_cdecl("cajon_realloc")
public func reallocate(
    _ old: UnsafeMutableRawPointer?, _ oldSize: UInt, _ alignment: UInt, _ size: UInt
) -> UnsafeMutableRawPointer {
    arena.reallocate(
        old, oldSize: Int(bitPattern: oldSize), alignment: Int(bitPattern: alignment), size: Int(bitPattern: size))
}

extension Processor {
    static func describe() -> Descriptor { module!.descriptor }

    static func configure(format: Format) -> cajon_timing_string_result {
        let module = module!
        // Numbers too large for this machine become numbers too large for memory: they trap there, in the box.
        let format = effect.Format(
            sampleRate: format.sample_rate, channelCount: Int(clamping: format.channels),
            sidechainChannelCount: Int(clamping: format.sidechain_channels),
            maximumFrameCount: Int(clamping: format.maximum_frames))
        #if CAJON_METERS
            meterBoard.clear()
        #endif
        let result = module.configure(module.runner, format)
        if !result.is_error {
            // The two lists of a block, and what aligning both can cost.
            let samples = (format.channelCount + format.sidechainChannelCount) * format.maximumFrameCount
            arena.reserve(samples * MemoryLayout<Float>.stride + 64)
        }
        return result
    }

    static func setParameter(index: UInt32, value: Float) {
        let module = module!
        module.setParameter(module.runner, index, value)
    }

    /// Processes in place: the output is the input's own memory, valid until the next `cabi_realloc`.
    static func process(position: UInt64, input: cajon_f32_list, sidechain: cajon_f32_list) -> cajon_f32_list {
        let module = module!
        // SAFETY: the lists are never at no address, and the input lies in memory that `reallocate` gave for it.
        module.process(
            module.runner, position, UnsafeMutablePointer(mutating: input.data), input.length, sidechain.data,
            sidechain.length)
        arena.markSpent()
        return input
    }

    static func reset() {
        let module = module!
        #if CAJON_METERS
            meterBoard.clear()
        #endif
        module.reset(module.runner)
    }
}
