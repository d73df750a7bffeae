// The world `cajon:effect/effect@0.1.0` in Swift, on top of cajon_effect.h: made by
// `cajon bindings swift`, not to be changed by hand.
// swift-format-ignore-file

internal import CajonC

enum Log {
    enum Level: UInt8 {
        case debug, info, warning, error
    }

    static func write(level: Log.Level, message: cajon_string) {
        cajon_host_log_write(level.rawValue, message)
    }
}

/// What an effect does. All audio is planar float32: channel 0's frames, then channel 1's, and so on; the number of
/// frames is the list's length divided by the number of channels. Equal input gives equal output, whatever lengths
/// the host cuts it into.
enum Processor {
    /// The unit of a parameter's numbers.
    enum Unit: UInt8 {
        case none, hertz, decibels, milliseconds, seconds, percent, ratio, semitones, degrees
    }

    /// How a control maps its travel to the parameter's range. A stepped parameter takes whole numbers.
    enum Scale: UInt8 {
        case linear, logarithmic, stepped
    }

    typealias Parameter = cajon_parameter

    typealias Descriptor = cajon_descriptor

    typealias Format = cajon_format

    typealias Timing = cajon_timing
}

/// What is to be written, in an extension of `Processor`.
protocol ProcessorExports {
    /// Says what the effect is. The host calls it once, before anything else.
    static func describe() -> Processor.Descriptor

    /// Prepares for a format, with the parameters as they stand: `set-parameter` may come before. Everything the
    /// effect needs is allocated here. The state afterwards is that of a new effect, at rest. The timing holds until
    /// the next `configure`, so a parameter that changes the latency or the tail takes effect only there.
    static func configure(format: Processor.Format) -> cajon_timing_string_result

    /// Sets the parameter with that index in the descriptor's list. The value lies within its range. While playing,
    /// the effect moves there without a click; before `configure` it starts there.
    static func setParameter(index: UInt32, value: Float)

    /// Processes one block. `position` counts frames since the stream began. The output is as long as the input.
    static func process(position: UInt64, input: cajon_f32_list, sidechain: cajon_f32_list) -> cajon_f32_list

    /// Forgets all sound and ends all smoothing: the state is that after `configure` with the parameters as they stand.
    static func reset()
}

extension Processor: ProcessorExports {}

@_expose(wasm, "cajon:effect/processor@0.1.0#describe")
@_cdecl("cajon_describe_entry")
public func cajonDescribeEntry() -> UnsafeRawPointer {
    let result = Processor.describe()
    return UnsafeRawPointer(cajon_descriptor_keep(result))
}

@_expose(wasm, "cajon:effect/processor@0.1.0#configure")
@_cdecl("cajon_configure_entry")
public func cajonConfigureEntry(
    _ formatSampleRate: Float, _ formatChannels: UInt32, _ formatSidechainChannels: UInt32,
    _ formatMaximumFrames: UInt32
) -> UnsafeRawPointer {
    let result = Processor.configure(
        format: cajon_format(sample_rate: formatSampleRate, channels: formatChannels,
            sidechain_channels: formatSidechainChannels, maximum_frames: formatMaximumFrames))
    return UnsafeRawPointer(cajon_timing_string_result_keep(result))
}

@_expose(wasm, "cajon:effect/processor@0.1.0#set-parameter")
@_cdecl("cajon_set_parameter_entry")
public func cajonSetParameterEntry(_ index: UInt32, _ value: Float) {
    Processor.setParameter(index: index, value: value)
}

@_expose(wasm, "cajon:effect/processor@0.1.0#process")
@_cdecl("cajon_process_entry")
public func cajonProcessEntry(
    _ position: UInt64, _ inputData: UnsafeRawPointer?, _ inputLength: Int, _ sidechainData: UnsafeRawPointer?,
    _ sidechainLength: Int
) -> UnsafeRawPointer {
    let result = Processor.process(
        position: position,
        input: cajon_f32_list(data: inputData?.assumingMemoryBound(to: Float.self), length: inputLength),
        sidechain: cajon_f32_list(data: sidechainData?.assumingMemoryBound(to: Float.self), length: sidechainLength))
    return UnsafeRawPointer(cajon_f32_list_keep(result))
}

@_expose(wasm, "cajon:effect/processor@0.1.0#reset")
@_cdecl("cajon_reset_entry")
public func cajonResetEntry() {
    Processor.reset()
}

#if CAJON_POST_RETURN
/// What results' memory is given back by, once they have been read; in an extension of `Processor`.
protocol ProcessorPostReturns {
    static func describePostReturn(_ result: cajon_descriptor)
    static func configurePostReturn(_ result: cajon_timing_string_result)
    static func processPostReturn(_ result: cajon_f32_list)
}

extension Processor: ProcessorPostReturns {}

@_expose(wasm, "cabi_post_cajon:effect/processor@0.1.0#describe")
@_cdecl("cajon_describe_post_return_entry")
public func cajonDescribePostReturnEntry(_ result: UnsafeRawPointer) {
    Processor.describePostReturn(result.assumingMemoryBound(to: cajon_descriptor.self).pointee)
}

@_expose(wasm, "cabi_post_cajon:effect/processor@0.1.0#configure")
@_cdecl("cajon_configure_post_return_entry")
public func cajonConfigurePostReturnEntry(_ result: UnsafeRawPointer) {
    Processor.configurePostReturn(result.assumingMemoryBound(to: cajon_timing_string_result.self).pointee)
}

@_expose(wasm, "cabi_post_cajon:effect/processor@0.1.0#process")
@_cdecl("cajon_process_post_return_entry")
public func cajonProcessPostReturnEntry(_ result: UnsafeRawPointer) {
    Processor.processPostReturn(result.assumingMemoryBound(to: cajon_f32_list.self).pointee)
}
#endif
