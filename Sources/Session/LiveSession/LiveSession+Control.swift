// What a live session does when it is asked: by the socket, OSC, MIDI, the screen. The control thread.

import AudioIO
import Bundles
package import Control
import EffectHost
import Foundation
import Presets

extension LiveSession: ControlHandler {
    package func perform(_ request: ControlRequest, reply: @escaping (ControlReply) -> Void) {
        do throws(ControlError) {
            switch request.action {
            case .get(let scope): reply(try get(scope))
            case .set(let target, let change): reply(try set(present(target), change))
            case .status: reply(.done { $0.status = status() })
            case .meters: reply(.done { $0.meters = takeMeters() })
            case .load(let source): load(source, request, reply)
            case .bypass(let node, let change): reply(try bypass(node, change))
            case .insert, .remove, .move, .replace: editGraph(request, reply)
            case .record(let file): reply(try record(request.resolved(file)))
            case .stopRecording: try stopRecording(reply)
            case .learn(let target, let minimum, let maximum, let picksUp):
                let target = present(target)
                try midi.learn(
                    target, try node(target).parameter, minimum: minimum, maximum: maximum, picksUp: picksUp)
                reply(.done)
            case .unlearn(let target):
                midi.forget(target.map(present))
                reply(.done)
            case .midi: reply(.done { $0.mappings = midi.readings })
            case .save(let file, let force): reply(try save(request.resolved(file), force: force))
            case .stop:
                reply(.done)
                end()
            case .subscribe: preconditionFailure("subscriptions are the server's")
            }
        } catch {
            reply(.failure(error))
        }
    }

    // MARK: - Parameters

    /// Where a parameter stands; nil for one that isn't there.
    func presentValue(_ target: ParameterTarget) -> Float? { try? node(target).value }

    /// The target as it is called now.
    private func present(_ target: ParameterTarget) -> ParameterTarget {
        guard target.control == nil, let node = preset.nodes.first(where: { $0.id == target.node }),
            let index = node.descriptor.parameterIndex(target.parameter)
        else { return target }
        return ParameterTarget(node: target.node, parameter: node.descriptor.parameters[index].id)
    }

    /// A parameter that can be moved, and where it stands.
    private func node(_ target: ParameterTarget) throws(ControlError) -> (parameter: EffectParameter, value: Float) {
        let ids = preset.nodes.map(\.id)
        guard let node = preset.nodes.first(where: { $0.id == target.node }) else {
            throw Self.unknown("node", target.node, among: ids)
        }
        if let id = target.control {
            switch id {
            case NodeControl.mix.id: return (NodeControl.mix, node.mix)
            case NodeControl.bypass.id: return (NodeControl.bypass, node.isBypassed ? 1 : 0)
            default: throw Self.unknown("control", target.parameter, among: ["@mix", "@bypass"])
            }
        }
        guard let index = node.descriptor.parameterIndex(target.parameter) else {
            let known = node.descriptor.parameters.map(\.id) + ["@mix", "@bypass"]
            throw Self.unknown("parameter of ‘\(target.node)’", target.parameter, among: known)
        }
        return (node.descriptor.parameters[index], node.values[index])
    }

    private static func unknown(_ what: String, _ found: String, among known: [String]) -> ControlError {
        var message = "there is no \(what) \(DisplayText.quoted(found)); expected \(DisplayText.list(known))"
        if let nearest = NearestName.nearest(to: found, among: known) { message += "; did you mean \"\(nearest)\"?" }
        return ControlError(.unknownTarget, message)
    }

    private func readings(of node: ResolvedNode) -> [ParameterReading] {
        zip(node.descriptor.parameters, node.values).map {
            ParameterReading(node: node.id, parameter: $0, value: $1)
        } + [
            ParameterReading(node: node.id, control: NodeControl.mix, value: node.mix),
            ParameterReading(node: node.id, control: NodeControl.bypass, value: node.isBypassed ? 1 : 0),
        ]
    }

    private func get(_ scope: ControlScope) throws(ControlError) -> ControlReply {
        let all = preset.nodes.flatMap(readings)
        switch scope {
        case .everything: return .done { $0.parameters = all }
        case .node(let id):
            guard preset.nodes.contains(where: { $0.id == id }) else {
                throw Self.unknown("node", id, among: preset.nodes.map(\.id))
            }
            return .done { reply in reply.parameters = all.filter { $0.parsedTarget?.node == id } }
        case .parameter(let target):
            let target = present(target)
            _ = try node(target)
            return .done { reply in reply.parameters = all.filter { $0.target == target.description } }
        }
    }

    private func set(_ target: ParameterTarget, _ change: ParameterChange) throws(ControlError) -> ControlReply {
        let (parameter, current) = try node(target)
        let value = try change.value(for: parameter, from: current)
        do throws(LiveError) {
            try apply(value, to: target)
        } catch {
            // A node that is being swapped in or out.
            throw ControlError(.unavailable, error.description)
        }
        let text = ParameterValue.format(value, for: parameter)
        var event = ControlEvent(.parameter)
        (event.target, event.value, event.text) = (target.description, value, text)
        publish(event)
        return .set(target, to: value, text)
    }

    private func bypass(_ id: String, _ change: SwitchChange) throws(ControlError) -> ControlReply {
        let target = ParameterTarget(node: id, parameter: "@bypass")
        let isBypassed = change.position(from: try node(target).value != 0)
        _ = try set(target, .to(.flag(isBypassed)))
        return .done {
            $0.node = id
            $0.bypassed = isBypassed
        }
    }

    // MARK: - The graph

    private func load(_ source: GraphSource, _ request: ControlRequest, _ reply: @escaping (ControlReply) -> Void) {
        let (store, directory) = (store, request.directory)
        edit(
            GraphEdit(
                change: { _ in (try source.resolve(relativeTo: directory, store: store), nil) },
                keepsValues: false, origin: (source.absolute(below: directory), directory), bringsControllers: true,
                done: { Self.answer($0, reply) }))
    }

    private func editGraph(_ request: ControlRequest, _ reply: @escaping (ControlReply) -> Void) {
        let (store, action, directory) = (store, request.action, request.directory)
        edit(
            GraphEdit(
                change: { preset in
                    var preset = preset
                    let node = try preset.perform(action, relativeTo: directory, store: store)
                    return (preset, node)
                },
                done: { Self.answer($0, reply) }))
    }

    private static func answer(
        _ result: Result<(preset: ResolvedPreset, node: String?, warnings: [String]), any Error>,
        _ reply: (ControlReply) -> Void
    ) {
        switch result {
        case .failure(let error): reply(.failure(ControlError(error)))
        case .success(let done):
            reply(
                .done {
                    $0.preset = done.preset.preset.name
                    $0.node = done.node
                    if !done.warnings.isEmpty { $0.warnings = done.warnings }
                })
        }
    }

    // MARK: - Files

    private func record(_ path: String) throws(ControlError) -> ControlReply {
        do throws(LiveSessionError) {
            try begin(recordingTo: path)
        } catch {
            if case .control(let error) = error { throw error }
            throw ControlError(.fileFailed, error.description)
        }
        return .done { $0.file = path }
    }

    private func stopRecording(_ reply: @escaping (ControlReply) -> Void) throws(ControlError) {
        guard recorder != nil else { throw ControlError(.unavailable, "nothing is being recorded") }
        stopRecording { result in
            switch result {
            case .success(let recorder):
                reply(
                    .done {
                        $0.file = recorder.path
                        $0.seconds = recorder.seconds
                    })
            case .failure(let error): reply(.failure(error))
            }
        }
    }

    private func save(_ path: String, force: Bool) throws(ControlError) -> ControlReply {
        guard force || access(path, F_OK) != 0 else {
            throw ControlError(.fileFailed, "\(path): the file exists; choose another name, or force it")
        }
        let url = URL(filePath: path)
        // Wherever a bundle lies unpacked, it may go.
        if let bundle = store.bundle(of: preset) {
            throw ControlError(
                .badValue,
                "effects of \(printable(bundle.name)) can't be named by a preset outside of it; unpack the bundle, a zip, "
                    + "into a folder of yours, play its \(BundleLock.presetFileName) from there, and save beside that"
            )
        }
        let (references, outside) = SavedReferences.make(preset, besides: url.deletingLastPathComponent())
        guard outside.isEmpty else {
            throw ControlError(
                .badValue,
                "a preset reaches only effects beside it; save it beside \(outside.joined(separator: ", ")), "
                    + "or build and install what it uses")
        }
        let written = preset.written(name: url.deletingPathExtension().lastPathComponent, midi: midi.mappings) {
            references[$0] ?? $0.description
        }
        do {
            try Data(written.json().utf8).write(to: url, options: .atomic)
        } catch {
            throw ControlError(.fileFailed, "\(path): \(error.localizedDescription)")
        }
        return .done { $0.file = path }
    }
}

extension GraphSource {
    /// The same, for this process's working folder.
    fileprivate func absolute(below directory: String?) -> GraphSource {
        guard case .preset(let name) = self else { return self }
        return .preset(Self.path(name, below: directory))
    }
}

extension ControlError {
    /// What stood in the way of a graph, as a client is told.
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as ControlError: self = error
        case let error as LibraryError:
            switch error.kind {
            case .preset(let error): self.init(error)
            case .notInstalled: self.init(.notFound, error.description)
            default: self.init(.badPreset, error.description)
            }
        case let error as PresetError:
            let isMissing = error.problems.allSatisfy { $0.kind == .unreadable }
            let isUnknown = error.problems.allSatisfy { $0.kind == .unknownNode }
            self.init(isMissing ? .notFound : isUnknown ? .unknownTarget : .badPreset, error.description)
        case let error as RenderError: self.init(.effectFailed, error.description)
        default: self.init(.unavailable, "\(error)")
        }
    }
}

extension ResolvedPreset {
    /// Does what an action asks for, and returns the id of the node that it put in.
    fileprivate mutating func perform(
        _ action: ControlAction, relativeTo directory: String?, store: EffectStore
    ) throws -> String? {
        switch action {
        case .insert(let effect, let place):
            let chain = try GraphSource.chain(effect).resolve(relativeTo: directory, store: store)
            return try insert(chain, at: try position(place)).first
        case .remove(let node): try remove(node)
        case .move(let node, let place): try move(node, to: try position(place, of: node))
        case .replace(let node, let effect):
            try replace(node, by: try GraphSource.chain(effect).resolve(relativeTo: directory, store: store))
            return node
        default: preconditionFailure("no change of the graph")
        }
        return nil
    }

    private func position(_ place: NodePlace, of moved: String? = nil) throws(ControlError) -> Position {
        switch place {
        case .before(let id): return .before(id)
        case .after(let id): return .after(id)
        case .end: return .end
        case .at(let index):
            // Counted without the node that moves.
            let others = nodes.filter { $0.id != moved }
            guard (0...others.count).contains(index) else {
                throw ControlError(.badValue, "there is no place \(index); expected 0 to \(others.count)")
            }
            return index == 0 ? .start : index == others.count ? .end : .before(others[index].id)
        }
    }
}
