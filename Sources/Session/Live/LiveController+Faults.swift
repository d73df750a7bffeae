// Effects that fail while they play: told, made anew, or left out. The control thread.

import AudioGraph
import Dispatch
import EffectHost
import Realtime
import Synchronization

/// Effects that were made anew, on their way from the thread that made them.
final class FinishedRestarts: Sendable {
    struct Restart {
        let generation: UInt32
        let node: String
        let values: [Float]
        let result: Result<LiveNode.Made, any Error>
    }

    /// SAFETY: an effect that was just made is known to nobody else, so it may go to another thread.
    private struct Handover: @unchecked Sendable {
        let restart: Restart
    }

    private let list = Mutex<[Handover]>([])

    func append(_ restart: Restart) {
        let handover = Handover(restart: restart)
        list.withLock { $0.append(handover) }
    }

    func takeAll() -> [Restart] {
        list.withLock { list in
            defer { list = [] }
            return list
        }.map(\.restart)
    }
}

extension LiveController {
    func hearNotices() {
        let consumer = link.notices.consumer
        while let notice = consumer.pop() {
            switch notice {
            case .failed(let generation, let place, let position): didFail(generation, place, at: position)
            case .replaced(let generation, let place, let position): didReplace(generation, place, at: position)
            case .swapped(let generation): didSwap(to: generation)
            case .retired(let generation): didRetire(generation)
            }
        }
    }

    func hearLogs(_ graph: LiveGraph) {
        for node in graph.nodes {
            let (entries, droppedCount) = node.effect.drainLog()
            events += entries.map { .log(node: node.id, entry: $0) }
            if droppedCount > 0 { events.append(.logDropped(node: node.id, count: droppedCount)) }
        }
    }

    private func didFail(_ generation: UInt32, _ place: UInt32, at position: UInt64) {
        guard let graph = link.graphs[generation], let node = graph.node(at: place) else { return }
        // Before its log is read: the fault takes the effect's last words out of it.
        events.append(.fault(graph.fault(of: node, position: position)))
        node.faultCount += 1
        guard graph === playing || graph === arriving else {
            // It only rings out.
            node.state = .out
            return
        }
        let played = position >= node.startPosition ? position - node.startPosition : 0
        if Double(played) > Self.forgivingSeconds * format.sampleRate { node.restartCount = 0 }
        guard node.restartCount < Self.mostRestarts else {
            giveUp(node, "it was restarted \(Self.mostRestarts) times and failed again")
            return
        }
        node.restartCount += 1
        node.state = .restarting
        let (id, values, make) = (node.id, node.values, node.make)
        workshop.async { [finishedRestarts] in
            finishedRestarts.append(
                .init(generation: generation, node: id, values: values, result: Result { try make(values) }))
        }
    }

    /// Sends the audio thread what was made anew.
    func finishRestarts() {
        for restart in finishedRestarts.takeAll() {
            guard let graph = link.graphs[restart.generation], let node = graph.node(restart.node),
                let place = node.place, node.state == .restarting
            else { continue }
            switch restart.result {
            case .failure(let error):
                giveUp(node, "it can't be started again: \(error)")
            case .success(let made) where made.latencyFrames != node.latencyFrames:
                giveUp(
                    node,
                    "started again it has a latency of \(made.latencyFrames) frames instead of \(node.latencyFrames)")
            case .success(let made):
                node.successor = made.effect
                node.successorValues = restart.values
                send(.replaceStep(generation: graph.generation, node: UInt32(place), step: made.effect.step))
            }
        }
    }

    private func didReplace(_ generation: UInt32, _ place: UInt32, at position: UInt64) {
        guard let graph = link.graphs[generation], let node = graph.node(at: place), let successor = node.successor
        else { return }
        // The failed one ends here.
        node.effect = successor
        node.successor = nil
        node.state = .playing
        node.startPosition = position
        for (index, value) in node.values.enumerated() where value != node.successorValues[index] {
            send(.setParameter(generation: generation, node: place, index: UInt32(index), value: value))
        }
        events.append(.restarted(node: node.id, count: node.restartCount))
    }

    private func giveUp(_ node: LiveNode, _ reason: String) {
        node.state = .out
        events.append(.gaveUp(node: node.id, reason: reason))
    }
}
