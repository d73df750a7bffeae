// A parameter that jumps makes no click.
//
// What a click is: a step between two samples that the sound itself hasn't. A sine has a greatest step; so has what a
// steady effect makes of it, and the greatest of these over all settings between the two that a jump connects is the
// signal's own. The jump may make half as much again, since a level or a delay that moves adds to the slope; a sudden
// change makes many times as much.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("A shipped effect whose parameter jumps")
struct SmoothnessTests {
    private static let rate: Float = 48_000
    private static let hertz = 440.0
    private static let allowance: Float = 1.5
    /// Below this, -80 dB, a step is not called a click: a setting that is silent has none of its own.
    private static let inaudible: Float = 1e-4
    /// Settings between two that a jump connects.
    private static let places = 16

    /// Unlike in level and phase, so that pan, width and link have something to do.
    private static func sine(from start: Int, frameCount: Int) -> PlanarSound {
        PlanarSound(channelCount: 2, frameCount: frameCount) { channel, frame in
            let phase = 2 * Double.pi * hertz * Double(start + frame) / Double(rate)
            return Float(channel == 0 ? 0.5 * sin(phase) : 0.3 * sin(phase + 1))
        }
    }

    private static func greatestStep(_ sound: PlanarSound) -> Float {
        var greatest: Float = 0
        for channel in 0..<sound.channelCount {
            for frame in 1..<sound.frameCount {
                greatest = max(greatest, abs(sound[channel, frame] - sound[channel, frame - 1]))
            }
        }
        return greatest
    }

    /// Initial values, and for each parameter with choices, each of its others.
    private static func bases(_ descriptor: EffectDescriptor) -> [[Float]] {
        var bases = [descriptor.initialValues]
        for (index, parameter) in descriptor.parameters.enumerated() where parameter.choices.count > 2 {
            for choice in parameter.choices.indices where Float(choice) != parameter.initial {
                var base = descriptor.initialValues
                base[index] = Float(choice)
                bases.append(base)
            }
        }
        return bases
    }

    /// From where to where a parameter jumps, and settings in between.
    private static func jumps(_ parameter: EffectParameter) -> [(from: Float, to: Float)] {
        if parameter.scale == .stepped {
            let values = Array(stride(from: parameter.minimum, through: parameter.maximum, by: 1))
            return values.flatMap { from in values.filter { $0 != from }.map { (from, $0) } }
        }
        let (low, high, middle) = (parameter.minimum, parameter.maximum, parameter.value(at: 0.5))
        return [(low, high), (high, low), (middle, low), (middle, high), (low, middle), (high, middle)]
    }

    @Test("makes no step larger than the signal's own", arguments: StagedEffects.names)
    func noClick(name: String) throws {
        let module = try StagedEffects.module(name)
        let format = EffectFormat(sampleRateHertz: Self.rate, channelCount: 2, maximumFrameCount: 512)
        let input = Self.sine(from: 0, frameCount: 24_000)
        for base in Self.bases(module.descriptor) {
            for (index, parameter) in module.descriptor.parameters.enumerated() {
                func steadyStep(_ value: Float) throws -> Float {
                    var values = base
                    values[index] = value
                    let rig = try EffectRig(module, format, values: values)
                    return Self.greatestStep(try rig.process(input).frames(12_000..<24_000))
                }
                let places = parameter.scale == .stepped ? Int(parameter.maximum - parameter.minimum) : Self.places
                let own = try (0...places).map { place in
                    let value = parameter.value(at: Float(place) / Float(places))
                    return (value: value, step: try steadyStep(value))
                }
                for (from, to) in Self.jumps(parameter) {
                    let range = min(from, to)...max(from, to)
                    let signal = own.filter { range.contains($0.value) }.reduce(Self.inaudible) { max($0, $1.step) }
                    var values = base
                    values[index] = from
                    // At four places in the sine's period of 109 frames.
                    for delay in [0, 27, 54, 82] {
                        let rig = try EffectRig(module, format, values: values)
                        let frame = 12_000 + delay
                        let output = try rig.process(
                            input, changes: [EffectRig.Change(frame: frame, index: index, value: to)])
                        let step = Self.greatestStep(output.frames(frame - 1..<24_000))
                        #expect(
                            step <= signal * Self.allowance,
                            """
                            \(parameter.id) from \(from) to \(to): a step of \(step), the signal's own is \(signal); \
                            others \(base)
                            """)
                    }
                }
            }
        }
    }
}
