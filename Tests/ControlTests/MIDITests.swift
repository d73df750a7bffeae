// Control changes, what they move, and learning it.

import Control
import EffectHost
import Foundation
import Presets
import TestSupport
import Testing

@Suite("MIDI")
struct MIDITests {
    private static let cutoff = FakeHandler.parameters[0]
    private static let type = FakeHandler.parameters[1]
    private static let level = FakeHandler.parameters[2]
    private static let target = ParameterTarget(node: "low", parameter: "cutoff")

    private func mapping(
        _ controller: Int, channel: Int? = nil, _ parameter: EffectParameter = cutoff, minimum: PresetValue? = nil,
        maximum: PresetValue? = nil, bits: Int = 7, picksUp: Bool = false
    ) throws -> ResolvedMIDIMapping {
        try ResolvedMIDIMapping(
            MIDIMapping(
                controller: controller, channel: channel, node: "low", parameter: parameter.id, minimum: minimum,
                maximum: maximum, bits: bits, picksUp: picksUp), parameter: parameter)
    }

    @Test("moves a parameter along its scale, from end to end")
    func scale() throws {
        var map = MIDIMap([try mapping(21, channel: 1)])
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 21, value: 0)) == [.init(Self.target, 20)])
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 21, value: 127)) == [.init(Self.target, 20_000)])
        // A logarithmic way: each step is the same ratio, the 127th root of 1000.
        let values = (0...127).map { map.moves(for: MIDIEvent(channel: 1, controller: 21, value: $0))[0].value }
        for (first, second) in zip(values, values.dropFirst()) { #expect(abs(second / first - 1.055899) < 1e-5) }
    }

    @Test("moves it over the part that the mapping says, either way round")
    func range() throws {
        var map = MIDIMap([try mapping(1, Self.level, minimum: .text("-6dB"), maximum: .number(-12))])
        #expect(map.moves(for: MIDIEvent(channel: 9, controller: 1, value: 0))[0].value == -6)
        #expect(map.moves(for: MIDIEvent(channel: 9, controller: 1, value: 127))[0].value == -12)
        #expect(throws: PresetProblem.self) { try mapping(1, Self.level, minimum: .number(99)) }
    }

    @Test("moves what its channel and number are mapped to, and nothing else")
    func routing() throws {
        var map = MIDIMap([
            try mapping(1, channel: 2), try mapping(1, Self.type), try mapping(7, channel: 2, Self.level),
        ])
        #expect(
            map.moves(for: MIDIEvent(channel: 2, controller: 1, value: 64)).map(\.target.parameter) == [
                "cutoff", "type",
            ])
        #expect(map.moves(for: MIDIEvent(channel: 3, controller: 1, value: 64)).map(\.target.parameter) == ["type"])
        #expect(map.moves(for: MIDIEvent(channel: 3, controller: 7, value: 64)).isEmpty)
        #expect(map.moves(for: MIDIEvent(channel: 2, controller: 8, value: 64)).isEmpty)
    }

    @Test("reaches every choice of a parameter that has choices")
    func choices() throws {
        var map = MIDIMap([try mapping(1, Self.type)])
        let values = (0...127).map { map.moves(for: MIDIEvent(channel: 1, controller: 1, value: $0))[0].value }
        #expect(values == values.sorted())
        for choice in 0...2 { #expect((42...44).contains(values.filter { $0 == Float(choice) }.count)) }
    }

    @Test("puts the two controllers of 14 bits together")
    func pairs() throws {
        var map = MIDIMap([try mapping(1, Self.level, bits: 14)])
        // The fine part means nothing before the coarse one.
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 33, value: 5)).isEmpty)
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 1, value: 127)).count == 1)
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 33, value: 127))[0].value == 24)
        // Another channel's coarse part is another's.
        #expect(map.moves(for: MIDIEvent(channel: 2, controller: 33, value: 0)).isEmpty)
        _ = map.moves(for: MIDIEvent(channel: 1, controller: 1, value: 64))
        let value = map.moves(for: MIDIEvent(channel: 1, controller: 33, value: 1))[0].value
        #expect(abs(value - (-96 + 120 * Float(64 * 128 + 1) / 16383)) < 1e-4)
        // As the sequencer may send it: already together.
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 1, value: 16383, bits: 14))[0].value == 24)
    }

    @Test("takes values beyond all bounds as the nearest")
    func bounds() throws {
        var map = MIDIMap([try mapping(1)])
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 1, value: -5))[0].value == 20)
        #expect(map.moves(for: MIDIEvent(channel: 1, controller: 1, value: .max))[0].value == 20_000)
    }

    @Test("picks a parameter up where it stands, when it is told to")
    func pickUp() throws {
        // A level of 0 dB stands at four fifths of its way, between the controller's 101 and 102.
        var map = MIDIMap([try mapping(1, Self.level, picksUp: true)])
        var level: Float = 0
        func turn(_ value: Int, _ map: inout MIDIMap) -> Float? {
            let moves = map.moves(for: MIDIEvent(channel: 1, controller: 1, value: value)) { _ in level }
            if let move = moves.first { level = move.value }
            return moves.first?.value
        }
        // From below: nothing until it is there, then everything.
        for value in stride(from: 20, through: 100, by: 10) { #expect(turn(value, &map) == nil) }
        #expect(turn(101, &map) != nil)
        #expect(turn(60, &map) != nil)
        #expect(turn(127, &map) == 24)
        // Something else moves it: the controller waits until it has come by, however fast it passes.
        level = -48
        #expect(turn(120, &map) == nil)
        #expect(turn(90, &map) == nil)
        #expect(level == -48)
        #expect(turn(10, &map) != nil)
        #expect(turn(100, &map) != nil)
        // Without the option it jumps, and so it does where nobody knows how the parameter stands.
        var jumping = MIDIMap([try mapping(1, Self.level)])
        level = 0
        #expect(turn(0, &jumping) == -96)
        var blind = MIDIMap([try mapping(1, Self.level, picksUp: true)])
        #expect(blind.moves(for: MIDIEvent(channel: 1, controller: 1, value: 0)).map(\.value) == [-96])
    }

    @Test("picks up a choice on its step, a value beyond its way at the end, and 14 bits as well")
    func pickUpElsewhere() throws {
        var choice = MIDIMap([try mapping(1, Self.type, picksUp: true)])
        func moves(_ map: inout MIDIMap, _ value: Int, bits: Int = 7, at present: Float) -> Bool {
            !map.moves(for: MIDIEvent(channel: 1, controller: 1, value: value, bits: bits)) { _ in present }.isEmpty
        }
        #expect(!moves(&choice, 5, at: 1))
        #expect(moves(&choice, 50, at: 1))
        #expect(moves(&choice, 45, at: 1))
        #expect(moves(&choice, 0, at: 1))
        var part = MIDIMap([try mapping(1, Self.level, minimum: .number(-12), maximum: .number(-6), picksUp: true)])
        #expect(!moves(&part, 60, at: 3))
        #expect(!moves(&part, 120, at: 3))
        #expect(moves(&part, 127, at: 3))
        var fine = MIDIMap([try mapping(1, Self.level, bits: 14, picksUp: true)])
        #expect(!moves(&fine, 8_000, bits: 14, at: 0))
        #expect(moves(&fine, 13_105, bits: 14, at: 0))
    }

    @Test("learns to pick up, and says so")
    func learningToPickUp() throws {
        var values: [Float] = []
        let midi = MIDIControl(
            loop: try EventLoop(),
            perform: { if case .set(_, .number(let value)) = $0 { values.append(Float(value)) } },
            publish: { _ in }, presentValue: { _ in 24 })
        let level = ParameterTarget(node: "low", parameter: "level")
        try midi.learn(level, Self.level, picksUp: true)
        midi.receive(MIDIEvent(channel: 1, controller: 7, value: 3))
        #expect(midi.mappings.map(\.picksUp) == [true])
        #expect(midi.readings.map(\.pickup) == [true])
        #expect(values == [])
        midi.receive(MIDIEvent(channel: 1, controller: 7, value: 126))
        #expect(values.count == 1)
    }

    /// Events as if from the sequencer.
    private final class FakeSource: MIDISource {
        let descriptors: [Int32]
        private let writing: Int32
        private var events: [MIDIEvent] = []
        private var isGone = false

        init() {
            var ends: [Int32] = [-1, -1]
            pipe(&ends)
            descriptors = [ends[0]]
            writing = ends[1]
        }

        deinit {
            close(descriptors[0])
            close(writing)
        }

        func send(_ event: MIDIEvent?) {
            if let event { events.append(event) } else { isGone = true }
            write(writing, "x", 1)
        }

        func takeEvents() -> [MIDIEvent]? {
            var byte: UInt8 = 0
            read(descriptors[0], &byte, 1)
            defer { events = [] }
            return isGone ? nil : events
        }
    }

    @Test("learns the next controller that moves, tells of it, and is moved by it at once")
    func learning() throws {
        let loop = try EventLoop()
        let handler = FakeHandler()
        var events: [ControlEvent] = []
        let midi = MIDIControl(
            loop: loop, perform: { handler.perform(ControlRequest($0)) { #expect($0.ok) } },
            publish: { events.append($0) })
        let source = FakeSource()
        midi.attach(source)
        try midi.learn(Self.target, Self.cutoff, minimum: .text("100Hz"), maximum: .text("1kHz"))
        #expect(midi.learning == Self.target)
        source.send(MIDIEvent(channel: 3, controller: 74, value: 127))
        loop.after(milliseconds: 30_000) { loop.stop() }
        handler.onAction = { _ in loop.stop() }
        loop.run()
        #expect(handler.actions == [.set(Self.target, .number(1000))])
        #expect(midi.learning == nil)
        #expect(events.map(\.event) == [.learned])
        #expect(events.first?.controller == 74 && events.first?.channel == 3)
        #expect(
            midi.mappings == [
                MIDIMapping(
                    controller: 74, channel: 3, node: "low", parameter: "cutoff", minimum: .text("100Hz"),
                    maximum: .text("1kHz"))
            ])
        #expect(midi.readings.map(\.maximum) == ["1 kHz"])
        // Learned anew, the old one is forgotten.
        try midi.learn(Self.target, Self.cutoff)
        midi.receive(MIDIEvent(channel: 1, controller: 5, value: 0))
        #expect(midi.mappings.map(\.controller) == [5])
        midi.forget(Self.target)
        #expect(midi.mappings.isEmpty)
        #expect(throws: ControlError.self) { try midi.learn(Self.target, Self.cutoff, minimum: .number(-1)) }
    }

    @Test("forgets what is mapped to nodes that have gone, and says when the sequencer has")
    func going() throws {
        let loop = try EventLoop()
        var messages: [String] = []
        let midi = MIDIControl(loop: loop, perform: { _ in }) {
            messages.append($0.message ?? "")
            loop.stop()
        }
        midi.use([try mapping(1), try mapping(2, Self.level)])
        midi.keep(nodes: ["low", "high"])
        #expect(midi.mappings.count == 2)
        midi.keep(nodes: ["high"])
        #expect(midi.mappings.isEmpty)
        let source = FakeSource()
        midi.attach(source)
        source.send(nil)
        loop.after(milliseconds: 30_000) { loop.stop() }
        loop.run()
        #expect(messages == ["MIDI: the sequencer has gone"])
    }

    @Test("is quietly absent where there is no sequencer", .enabled(if: access("/dev/snd/seq", F_OK) != 0))
    func absent() {
        let error = #expect(throws: ControlError.self) { _ = try SequencerSource() }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.contains("/dev/snd/seq") == true)
    }
}
