// The graph, changed while it plays: made elsewhere, then swapped in. The control thread.

import AudioGraph
import Control
import Dispatch
import EffectHost
import Presets

extension LiveSession {
    /// Has a graph made, after those that are being made, and swaps it in. If it can't be, what plays goes on.
    func edit(_ edit: GraphEdit) {
        edits.append(edit)
        beginEdit()
    }

    /// Begins the next edit, unless one is being made.
    private func beginEdit() {
        guard !isEditing, let edit = edits.first else { return }
        isEditing = true
        changesMeanwhile = [:]
        let (preset, format, store, finished) = (preset, format, store, finishedGraphs!)
        let change = edit.change
        workshop.async {
            let result = Result { () throws -> (preset: ResolvedPreset, graph: LiveGraph, node: String?) in
                let changed = try change(preset)
                return (changed.preset, try LiveGraph(changed.preset, format: format, store: store), changed.node)
            }
            finished.post(GraphEdit.Outcome(result: result))
        }
    }

    /// What the workshop has made is here.
    func finish(_ outcome: GraphEdit.Outcome) {
        let edit = edits.removeFirst()
        let answer = take(outcome, edit)
        isEditing = false
        store.keepBundles(of: preset)
        // Before the answer: who gets it may ask for the next edit at once.
        beginEdit()
        edit.done(answer)
    }

    private func take(_ outcome: GraphEdit.Outcome, _ edit: GraphEdit) -> GraphEdit.Answer {
        switch outcome.result {
        case .failure(let error): return .failure(error)
        case .success(let made):
            do throws(LiveError) {
                try controller.swap(to: made.graph)
            } catch {
                return .failure(error)
            }
            preset = made.preset
            noteTail(of: made.graph)
            if let origin = edit.origin { (self.origin, originDirectory) = origin }
            if edit.bringsControllers {
                midi.use(preset.midi)
            } else {
                midi.keep(nodes: Set(preset.nodes.map(\.id)))
            }
            if edit.keepsValues { catchUp() }
            watchFiles()
            var event = ControlEvent(.graph)
            event.preset = preset.preset.name
            publish(event)
            return .success((preset, made.node, made.graph.warnings))
        }
    }

    /// Sets what was set while the graph was being made.
    private func catchUp() {
        for (target, value) in changesMeanwhile {
            // A node or parameter that is no longer there needs nothing.
            try? apply(value, to: target)
        }
    }

    /// Sets a value that is in its range, in what plays and in the preset as it stands.
    func apply(_ value: Float, to target: ParameterTarget) throws(LiveError) {
        switch target.control {
        case NodeControl.mix.id:
            try controller.setMix(node: target.node, mix: value)
            preset.setMix(value, ofNode: target.node)
        case NodeControl.bypass.id:
            try controller.setBypassed(node: target.node, isBypassed: value != 0)
            preset.setBypassed(value != 0, node: target.node)
        default:
            guard let node = preset.nodes.first(where: { $0.id == target.node }),
                let index = node.descriptor.parameterIndex(target.parameter)
            else { return }
            try controller.setParameter(node: target.node, index: index, value: value)
            preset.setValue(value, ofParameter: index, inNode: target.node)
        }
        if !edits.isEmpty { changesMeanwhile[target] = value }
    }

    /// Files have changed that the graph was made from.
    func reload(_ paths: Set<String>) {
        let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.sorted().joined(separator: ", ")
        let store = store
        let isPresetChanged = origin.path(in: store).map(paths.contains) ?? false
        let (origin, directory) = (origin, originDirectory)
        edit(
            GraphEdit(
                change: { preset in
                    try store.reload(preset)
                    if isPresetChanged { return (try origin.resolve(relativeTo: directory, store: store), nil) }
                    return (try preset.refreshed(using: store), nil)
                },
                keepsValues: !isPresetChanged, bringsControllers: isPresetChanged,
                done: { [weak self] result in
                    switch result {
                    case .success: self?.note("loaded \(names) again")
                    case .failure(let error):
                        self?.note(
                            "\(names) has changed, but can't be used; what was plays on: \(error)", isProblem: true)
                    }
                }))
    }
}
