// MIDI's hand on a live session: control changes become changes of parameters, and learning. The event loop's thread.

package import EffectHost
package import Presets

/// Listens to a source and moves what its controllers are mapped to.
package final class MIDIControl {
    /// The parameter that the next controller shall move, and over which way.
    private struct Lesson {
        let target: ParameterTarget
        let parameter: EffectParameter
        let minimum: PresetValue?
        let maximum: PresetValue?
        let picksUp: Bool
    }

    private var map = MIDIMap()
    private var lesson: Lesson?
    private let loop: EventLoop
    private let perform: (ControlAction) -> Void
    private let publish: (ControlEvent) -> Void
    private let presentValue: (ParameterTarget) -> Float?
    private var registrations: [EventLoop.Registration] = []

    /// - Parameters:
    ///   - perform: sets parameters: `.set` with a number.
    ///   - publish: told of what was learned, and of a source that goes.
    ///   - presentValue: where a parameter stands, for controllers that pick it up there; nil when it isn't known.
    package init(
        loop: EventLoop, perform: @escaping (ControlAction) -> Void, publish: @escaping (ControlEvent) -> Void,
        presentValue: @escaping (ParameterTarget) -> Float? = { _ in nil }
    ) {
        self.loop = loop
        self.perform = perform
        self.publish = publish
        self.presentValue = presentValue
    }

    deinit { detach() }

    /// Listens to a source, in place of any other.
    package func attach(_ source: any MIDISource) {
        detach()
        registrations = source.descriptors.map { descriptor in
            loop.watch(descriptor, for: .readable) { [weak self] _ in
                guard let events = source.takeEvents() else {
                    self?.detach()
                    self?.publish(ControlEvent(.message, message: "MIDI: the sequencer has gone"))
                    return
                }
                for event in events { self?.receive(event) }
            }
        }
    }

    package func detach() {
        for registration in registrations { registration.cancel() }
        registrations = []
    }

    /// Takes what a preset says, in place of what was, as when the preset is loaded. Gives up learning.
    package func use(_ mappings: [ResolvedMIDIMapping]) {
        map = MIDIMap(mappings)
        lesson = nil
    }

    // MARK: Learning

    /// What is being learned.
    package var learning: ParameterTarget? { lesson?.target }

    /// The next controller that moves shall move this, in place of what moved it before.
    ///
    /// - Throws: `.badValue` for an end that the parameter doesn't take.
    package func learn(
        _ target: ParameterTarget, _ parameter: EffectParameter, minimum: PresetValue? = nil,
        maximum: PresetValue? = nil, picksUp: Bool = false
    ) throws(ControlError) {
        for end in [minimum, maximum].compactMap(\.self) {
            _ = try ParameterChange.to(end).value(for: parameter, from: parameter.initial)
        }
        lesson = Lesson(target: target, parameter: parameter, minimum: minimum, maximum: maximum, picksUp: picksUp)
    }

    /// Forgets a target's controllers, or all; gives up learning it.
    package func forget(_ target: ParameterTarget?) {
        if target == nil || lesson?.target == target { lesson = nil }
        if let target { map.forget(target) } else { map = MIDIMap() }
    }

    /// Forgets what is mapped to nodes that are gone.
    package func keep(nodes: Set<String>) {
        for mapping in map.mappings where !nodes.contains(mapping.target.node) { map.forget(mapping.target) }
        if let node = lesson?.target.node, !nodes.contains(node) { lesson = nil }
    }

    /// As clients are told.
    package var readings: [MIDIMappingReading] { map.mappings.map(MIDIMappingReading.init) }

    /// As a preset writes it.
    package var mappings: [MIDIMapping] { map.mappings.map(\.mapping) }

    // MARK: Playing

    /// Moves what an event moves.
    package func receive(_ event: MIDIEvent) {
        if let lesson { finish(lesson, with: event) }
        for move in map.moves(for: event, presentValue: presentValue) {
            perform(.set(move.target, .number(Double(move.value))))
        }
    }

    private func finish(_ lesson: Lesson, with event: MIDIEvent) {
        let mapping = MIDIMapping(
            controller: event.controller, channel: event.channel, node: lesson.target.node,
            parameter: lesson.target.parameter, minimum: lesson.minimum, maximum: lesson.maximum, bits: event.bits,
            picksUp: lesson.picksUp)
        // The ends were checked when the lesson began.
        guard let resolved = try? ResolvedMIDIMapping(mapping, parameter: lesson.parameter) else { return }
        map.learn(resolved)
        self.lesson = nil
        var learned = ControlEvent(.learned)
        learned.target = lesson.target.description
        learned.controller = event.controller
        learned.channel = event.channel
        publish(learned)
    }
}
