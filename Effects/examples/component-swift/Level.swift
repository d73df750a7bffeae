// Level in Embedded Swift, on the generated glue alone: turns the sound down. See README.md for how it becomes a
// component.

internal import CEffect

/// Only one thread at a time is inside an effect.
private nonisolated(unsafe) var format = Processor.Format()
private nonisolated(unsafe) var target: Float = 0.5
private nonisolated(unsafe) var level: Float = 0.5
/// What the level moves by with each frame.
private nonisolated(unsafe) var step: Float = 1

extension Processor {
    static func describe() -> Descriptor {
        let knob = UnsafeMutablePointer<Parameter>.allocate(capacity: 1)
        knob.initialize(
            to: Parameter(
                id: string("level"), name: string("Level"), unit: Unit.percent.rawValue,
                scale: Scale.linear.rawValue, minimum: 0, maximum: 100, initial: 50,
                choices: cajon_effect_string_list()))
        return Descriptor(
            name: string("Level"), version: string("1.0.0"), summary: string("Turns the sound down."),
            sidechain: false, quantum: 0, parameters: cajon_effect_processor_parameter_list(data: knob, length: 1))
    }

    static func configure(format wanted: Format) -> cajon_effect_processor_timing_string_result {
        var result = cajon_effect_processor_timing_string_result()
        guard wanted.sample_rate > 0, wanted.channels > 0 else {
            result.is_error = true
            result.payload.error = string("needs a sample rate above 0 and at least one channel")
            return result
        }
        format = wanted
        step = 1 / (0.02 * format.sample_rate)
        level = target
        result.payload.ok = Timing(latency_frames: 0, tail_frames: 0)
        return result
    }

    static func setParameter(index: UInt32, value: Float) {
        if index == 0 { target = value * 0.01 }
        if format.channels == 0 { level = target }
    }

    static func process(
        position: UInt64, input: cajon_effect_f32_list, sidechain: cajon_effect_f32_list
    ) -> cajon_effect_f32_list {
        isSpent = true
        guard format.channels > 0, let data = input.data else { return input }
        // SAFETY: the list lies in memory that `reallocate` gave for it.
        let samples = UnsafeMutablePointer(mutating: data)
        let frames = input.length / Int(format.channels)
        for frame in 0..<frames {
            let distance = target - level
            level = distance.magnitude <= step ? target : distance > 0 ? level + step : level - step
            for channel in 0..<Int(format.channels) { samples[channel &* frames &+ frame] *= level }
        }
        return input
    }

    static func reset() { level = target }
}

private func string(_ text: StaticString) -> cajon_effect_string {
    cajon_effect_string(data: text.utf8Start, length: text.utf8CodeUnitCount)
}

// MARK: - Memory

/// What the host has asked for since the last block; all of it is free again when it asks for the next one's input.
private nonisolated(unsafe) var newest: UnsafeMutableRawPointer?
private nonisolated(unsafe) var isSpent = false

@_expose(wasm, "cabi_realloc")
@_cdecl("cajon_effect_realloc")
public func reallocate(
    _ old: UnsafeMutableRawPointer?, _ oldSize: Int, _ alignment: Int, _ size: Int
) -> UnsafeMutableRawPointer {
    if isSpent {
        while let piece = newest {
            newest = piece.load(as: UnsafeMutableRawPointer?.self)
            piece.deallocate()
        }
        isSpent = false
    }
    // Each piece begins with the address of the one before.
    let header = max(alignment, 16)
    let piece = UnsafeMutableRawPointer.allocate(byteCount: header + size, alignment: header)
    piece.storeBytes(of: newest, as: UnsafeMutableRawPointer?.self)
    newest = piece
    if let old { (piece + header).copyMemory(from: old, byteCount: min(oldSize, size)) }
    return piece + header
}
