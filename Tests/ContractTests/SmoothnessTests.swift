// A parameter that jumps makes no click.
//
// What a click is: a step between two samples, or a kink, a change of that step, which the sound itself hasn't. A sine
// has a greatest step and a greatest kink; so has what a steady effect makes of it, and the greatest of these over all
// settings between the two that a jump connects are the signal's own.
//
// The jump may make steps half as large again, since a level or a delay that moves adds to the slope. It may make kinks
// of `kinkAllowance` times the own: a level that glides through 120 dB in 20 ms ends with one of 120 ln(10) / 20 / 960
// of its amplitude, where the sine's own is (2 pi 440 / 48000)^2, 4.3 times less. A fade within one control period of
// 16 frames, 0.3 ms, which can be heard, makes 19 times as much; a sudden change 300 times.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("A shipped effect whose parameter jumps")
struct SmoothnessTests {
    private static let rate: Float = 48_000
    private static let hertz = 440.0
    private static let stepAllowance: Float = 1.5
    private static let kinkAllowance: Float = 6
    /// Where the sound itself moves further: a resonance that a knob sweeps through it within 20 ms is louder for a moment
    /// than at rest anywhere on the way, a phaser that gets other stages passes the dry sound while they start, and a band that
    /// gets the sound from another turns it down only after its attack.
    private static let stepAllowances: [String: Float] = ["biquad": 2.2, "multiband": 1.8, "phaser": 2, "wah": 1.8]
    /// Below these a step or a kink is not called a click: a setting that is silent has none of its own. The sine's own
    /// at -50 dB.
    private static let inaudible = Roughness(step: 1e-4, kink: 5e-6)
    /// Settings between two that a jump connects.
    private static let places = 16

    /// Unlike in level and phase, so that pan, width and link have something to do.
    private static func sine(from start: Int, frameCount: Int) -> PlanarSound {
        PlanarSound(channelCount: 2, frameCount: frameCount) { channel, frame in
            let phase = 2 * Double.pi * hertz * Double(start + frame) / Double(rate)
            return Float(channel == 0 ? 0.5 * sin(phase) : 0.3 * sin(phase + 1))
        }
    }

    /// The greatest first and second difference between neighbouring samples.
    private struct Roughness {
        var step: Float = 0
        var kink: Float = 0

        init(step: Float, kink: Float) {
            self.step = step
            self.kink = kink
        }

        init(_ sound: PlanarSound) {
            for channel in 0..<sound.channelCount {
                var last = sound[channel, 1] - sound[channel, 0]
                for frame in 2..<sound.frameCount {
                    let next = sound[channel, frame] - sound[channel, frame - 1]
                    step = max(step, abs(next))
                    kink = max(kink, abs(next - last))
                    last = next
                }
            }
        }

        func greater(_ other: Roughness) -> Roughness {
            Roughness(step: max(step, other.step), kink: max(kink, other.kink))
        }
    }

    /// What parameters stand at besides the one that jumps.
    private struct Base {
        var values: [Float]
        /// The parameter that has another value than initially.
        var changed: Int?
    }

    /// Initial values, and for each parameter with choices, each of its others.
    private static func bases(_ descriptor: EffectDescriptor) -> [Base] {
        var bases = [Base(values: descriptor.initialValues)]
        for (index, parameter) in descriptor.parameters.enumerated()
        where parameter.choices.count > 2 && !descriptor.isRepeated(index) {
            for choice in parameter.choices.indices where Float(choice) != parameter.initial {
                var base = Base(values: descriptor.initialValues, changed: index)
                base.values[index] = Float(choice)
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

    @Test("makes no step and no kink that the signal itself hasn't", arguments: StagedEffects.everyName)
    func noClick(name: String) throws {
        let module = try StagedEffects.module(name)
        let format = EffectFormat(sampleRateHertz: Self.rate, channelCount: 2, maximumFrameCount: 512)
        let input = Self.sine(from: 0, frameCount: 24_000)
        // An interpreter takes its time: what differs between a script's choices is left to its own tests.
        let isScript = StagedEffects.scriptNames.contains(name)
        let bases = isScript ? [Base(values: module.descriptor.initialValues)] : Self.bases(module.descriptor)
        let stepAllowance = Self.stepAllowances[name] ?? Self.stepAllowance
        for base in bases {
            for (index, parameter) in module.descriptor.parameters.enumerated()
            where index != base.changed && !module.descriptor.isRepeated(index) {
                func steady(_ value: Float) throws -> PlanarSound {
                    var values = base.values
                    values[index] = value
                    let rig = try EffectRig(module, format, values: values)
                    return try rig.process(input).frames(12_000..<24_000)
                }
                let places = parameter.scale == .stepped ? Int(parameter.maximum - parameter.minimum) : Self.places
                let first = try steady(parameter.value(at: 0))
                var isHeard = false
                let own = try (0...places).map { place in
                    let value = parameter.value(at: Float(place) / Float(places))
                    let sound = try steady(value)
                    if sound.difference(from: first) != nil { isHeard = true }
                    return (value: value, roughness: Roughness(sound))
                }
                // Once is enough for what makes no difference here, such as the slope of a band that has none.
                let jumps = isHeard ? Self.jumps(parameter) : Array(Self.jumps(parameter).prefix(1))
                for (from, to) in jumps {
                    let range = min(from, to)...max(from, to)
                    let signal = own.filter { range.contains($0.value) }.reduce(Self.inaudible) {
                        $0.greater($1.roughness)
                    }
                    var values = base.values
                    values[index] = from
                    // At four places in the sine's period of 109 frames.
                    for delay in isScript ? [0, 27] : [0, 27, 54, 82] {
                        let rig = try EffectRig(module, format, values: values)
                        let frame = 12_000 + delay
                        let output = try rig.process(
                            input, changes: [EffectRig.Change(frame: frame, index: index, value: to)])
                        let found = Roughness(output.frames(frame - 2..<24_000))
                        #expect(
                            found.step <= signal.step * stepAllowance
                                && found.kink <= signal.kink * Self.kinkAllowance,
                            """
                            \(parameter.id) from \(from) to \(to): \(found), the signal's own is \(signal); \
                            others \(base.values)
                            """)
                    }
                }
            }
        }
    }
}
