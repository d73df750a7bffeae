// The functions the host calls, under the names and in the shapes of the canonical ABI. A native shared library has
// the same functions under their C names.

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

/// Says what the effect is.
@_expose(wasm, "cajon:effect/processor@0.1.0#describe")
@_cdecl("cajon_describe")
public func describe() -> UnsafeRawPointer {
    UnsafeRawPointer(module!.descriptor)
}

/// Prepares for a format, and says the latency and the tail, or why it can't.
@_expose(wasm, "cajon:effect/processor@0.1.0#configure")
@_cdecl("cajon_configure")
public func configure(
    _ sampleRate: Float, _ channels: UInt32, _ sidechainChannels: UInt32, _ maximumFrames: UInt32
) -> UnsafeRawPointer {
    let module = module!
    // Numbers too large for this machine become numbers too large for memory: they trap there, in the box.
    let format = Format(
        sampleRate: sampleRate, channelCount: Int(clamping: channels),
        sidechainChannelCount: Int(clamping: sidechainChannels),
        maximumFrameCount: Int(clamping: maximumFrames))
    module.configure(module.runner, format, module.configureResult)
    if module.configureResult.pointee.is_error == 0 {
        // The two lists of a block, and what aligning both can cost.
        let samples = (format.channelCount + format.sidechainChannelCount) * format.maximumFrameCount
        arena.reserve(samples * MemoryLayout<Float>.stride + 64)
    }
    return UnsafeRawPointer(module.configureResult)
}

/// Sends a parameter to a value.
@_expose(wasm, "cajon:effect/processor@0.1.0#set-parameter")
@_cdecl("cajon_set_parameter")
public func setParameter(_ index: UInt32, _ value: Float) {
    let module = module!
    module.setParameter(module.runner, index, value)
}

/// Processes in place: the output is the input's own memory, valid until the next `cabi_realloc`.
@_expose(wasm, "cajon:effect/processor@0.1.0#process")
@_cdecl("cajon_process")
public func process(
    _ position: UInt64, _ input: UnsafeMutablePointer<Float>, _ count: UInt,
    _ sidechain: UnsafePointer<Float>, _ sidechainCount: UInt
) -> UnsafeRawPointer {
    let module = module!
    module.process(
        module.runner, position, input, Int(bitPattern: count), sidechain, Int(bitPattern: sidechainCount))
    module.processResult.pointee.data = UnsafePointer(input)
    module.processResult.pointee.length = Int(bitPattern: count)
    arena.markSpent()
    return UnsafeRawPointer(module.processResult)
}

/// Forgets all sound.
@_expose(wasm, "cajon:effect/processor@0.1.0#reset")
@_cdecl("cajon_reset")
public func reset() {
    let module = module!
    module.reset(module.runner)
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
