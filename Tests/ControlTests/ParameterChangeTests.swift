// From what a control says to a parameter's value.

import Control
import EffectHost
import Presets
import TestSupport
import Testing

@Suite("A change of a parameter")
struct ParameterChangeTests {
    private let cutoff = FakeHandler.parameters[0]
    private let type = FakeHandler.parameters[1]
    private let level = FakeHandler.parameters[2]

    @Test("to a value is read as a preset's, and refused as there")
    func value() throws {
        #expect(try ParameterChange.to(.text("2.5kHz")).value(for: cutoff, from: 1000) == 2500)
        #expect(try ParameterChange.to(.text("notch")).value(for: type, from: 0) == 2)
        let error = #expect(throws: ControlError.self) {
            try ParameterChange.to(.text("50kHz")).value(for: cutoff, from: 1000)
        }
        #expect(error?.message == "cutoff: 50kHz is out of range; expected 20 Hz to 20 kHz")
        #expect(error?.exitStatus == 65)
    }

    @Test("to a number takes what `get` told, choices by their index")
    func number() throws {
        for index in 0...2 {
            #expect(try ParameterChange.number(Double(index)).value(for: type, from: 0) == Float(index))
        }
        #expect(try ParameterChange.number(99_999).value(for: cutoff, from: 0) == 20_000)
    }

    @Test("by a difference adds, in any unit, and stops at the ends")
    func difference() throws {
        #expect(try ParameterChange.by(.text("-3dB")).value(for: level, from: -6) == -9)
        #expect(try ParameterChange.by(.text("1kHz")).value(for: cutoff, from: 1000) == 2000)
        #expect(try ParameterChange.by(.number(-50)).value(for: cutoff, from: 30) == 20)
        #expect(throws: ControlError.self) { try ParameterChange.by(.text("3ms")).value(for: level, from: 0) }
        #expect(throws: ControlError.self) { try ParameterChange.by(.number(1)).value(for: type, from: 0) }
    }

    @Test("by a turn follows the scale, and moves what goes in steps by at least one")
    func turn() throws {
        // Half the way of 20 Hz to 20 kHz is a factor of the square root of 1000.
        let value = try ParameterChange.turn(0.5).value(for: cutoff, from: 20)
        #expect(abs(value - 632.4555) < 0.01)
        #expect(try ParameterChange.turn(0.01).value(for: type, from: 1) == 2)
        #expect(try ParameterChange.turn(-0.01).value(for: type, from: 1) == 0)
        #expect(try ParameterChange.turn(0.01).value(for: type, from: 2) == 2)
        #expect(try ParameterChange.turn(0).value(for: type, from: 1) == 1)
    }

    @Test("along the way and back ends where it began, on every scale and either way round")
    func roundTrip() {
        var random = SeededGenerator(seed: 8)
        for parameter in [cutoff, type, level] {
            for (start, end) in [(parameter.minimum, parameter.maximum), (parameter.maximum, parameter.minimum)] {
                let travel = ParameterTravel(parameter, from: start, to: end)
                #expect(travel.value(at: 0) == start && travel.value(at: 1) == end)
                #expect(travel.value(at: -5) == start && travel.value(at: 5) == end && travel.value(at: .nan) == start)
                for _ in 0..<1000 {
                    let position = Double.random(in: 0...1, using: &random)
                    let value = travel.value(at: position)
                    #expect((parameter.minimum...parameter.maximum).contains(value))
                    let again = travel.value(at: travel.position(of: value))
                    // Single precision of the value, once rounded on each way.
                    #expect(abs(again - value) <= abs(value) * 4e-6 + 1e-5, "\(parameter.id) \(position)")
                }
            }
        }
    }

    @Test("each step of a choice has as much of the way as every other")
    func evenSteps() {
        let travel = ParameterTravel(type)
        let counts = Dictionary(grouping: (0..<300).map { travel.value(at: Double($0) / 300) }, by: \.self)
        #expect(counts.mapValues(\.count) == [0: 100, 1: 100, 2: 100])
    }

    @Test("a way of one value is no way")
    func single() {
        let only = EffectParameter(
            id: "x", name: "X", unit: .none, scale: .stepped, minimum: 0, maximum: 0, initial: 0, choices: ["only"])
        let travel = ParameterTravel(only)
        #expect(travel.value(at: 0.7) == 0)
        #expect(travel.position(of: 0) == 0)
    }
}
