// The control thread's side of a live engine: it sends changes, hears what happened, restarts effects, and frees what
// the audio thread is done with. One thread, and never the audio thread.

package import AudioGraph
import CRealtime
import Dispatch
import EffectHost
import Realtime
import Synchronization

/// Changes and watches what an engine plays.
///
/// Nothing here waits for the audio thread. Call `poll` some fifty times a second: only there are plans freed, effects
/// restarted and events found.
package final class LiveController {
    /// How often an effect that fails is started again before it stays out.
    package static let mostRestarts = 3
    /// After so much sound without a failure, earlier ones are forgotten.
    package static let forgivingSeconds = 60.0

    package let format: RenderFormat
    let link = LiveLink()
    private let settings: LiveSettings
    private var hasEngine = false

    /// What is heard, or will be when the swap that is on its way is over.
    package internal(set) var playing: LiveGraph
    /// What the audio thread was given to play next.
    var arriving: LiveGraph?
    /// What comes after that; the newest only.
    var queued: LiveGraph?
    /// What the ring had no room for, in order.
    var outbox: [LiveCommand] = []
    var events: [LiveEvent] = []
    var levels: ChannelLevels
    var periodLoad = LoadHistogram()
    private(set) var periodFrames: UInt32 = 0

    /// Makes effects anew, beside the control thread, which must go on meanwhile.
    let workshop = DispatchQueue(label: "cajon.restart")
    let finishedRestarts = FinishedRestarts()

    /// - Parameter graph: what plays first; the controller's from now on.
    package init(_ graph: LiveGraph, settings: LiveSettings = LiveSettings()) {
        format = graph.format
        playing = graph
        self.settings = settings
        levels = ChannelLevels(channelCount: graph.format.channelCount)
        link.graphs[graph.generation] = graph
    }

    /// The audio thread's side. Once only.
    package func makeEngine() -> LiveEngine {
        precondition(!hasEngine, "a controller has one engine")
        hasEngine = true
        return LiveEngine(playing, link: link, settings: settings)
    }

    /// The newest graph, whether it is heard yet or not.
    package var newest: LiveGraph { queued ?? arriving ?? playing }

    /// Whether another graph is on its way to be heard.
    package var isSwapping: Bool { arriving != nil }

    /// Whether an earlier graph still rings out, or is being faded.
    package var isRinging: Bool { link.graphs.count > (arriving == nil ? 1 : 2) }

    /// Does what is due, and returns what has happened since the last call.
    package func poll() -> [LiveEvent] {
        flush()
        hearNotices()
        finishRestarts()
        for generation in link.graphs.keys.sorted() {
            hearLogs(link.graphs[generation]!)
            for node in link.graphs[generation]!.nodes { node.effect.lockGrowth() }
        }
        hearMeasurements()
        defer { events = [] }
        return events
    }

    // MARK: - What is sent

    /// Sends a change, or keeps it until there is room.
    func send(_ command: LiveCommand) {
        if outbox.isEmpty, link.commands.producer.push(command) { return }
        // While the audio thread is held up, only the last value of a parameter counts.
        if case .setParameter(let generation, let node, let index, _) = command,
            let earlier = outbox.firstIndex(where: {
                if case .setParameter(generation, node, index, _) = $0 { true } else { false }
            })
        {
            outbox[earlier] = command
        } else {
            outbox.append(command)
        }
    }

    private func flush() {
        let sent = outbox.prefix { link.commands.producer.push($0) }.count
        outbox.removeFirst(sent)
    }

    /// Lets the sound fall to silence in 50 ms, for good.
    package func fadeOut() { send(.fadeOut) }

    /// Whether it has.
    package var isFadedOut: Bool {
        // Partner: the releasing store in `LiveEngine.fadeOut`.
        link.counters.pointee.isFadedOut.load(ordering: .acquiring) != 0
    }

    // MARK: - What is measured

    private func hearMeasurements() {
        let consumer = link.measurements.consumer
        while let measurement = consumer.pop() {
            switch measurement {
            case .period(let nanoseconds, let frames):
                periodLoad.record(nanoseconds: nanoseconds)
                periodFrames = frames
            case .idle: break
            case .node(let generation, let place, let nanoseconds):
                link.graphs[generation]?.node(at: place)?.load.record(nanoseconds: nanoseconds)
            case .level(let isOutput, let channel, let peak, let sumOfSquares, let frames, let clipped):
                let (index, path) = (Int(channel), isOutput ? \ChannelLevels.output : \ChannelLevels.input)
                levels[keyPath: path][index].add(
                    peak: peak, sumOfSquares: sumOfSquares, frames: frames, clipped: clipped)
            }
        }
    }

    /// The levels since the last call, as of the last `poll`.
    package func takeLevels() -> ChannelLevels {
        defer { levels = ChannelLevels(channelCount: format.channelCount) }
        return levels
    }

    /// As of the last `poll`.
    package var load: LiveLoad {
        let counters = link.counters
        return LiveLoad(
            periodNanoseconds: Double(periodFrames) / format.sampleRate * 1e9, period: periodLoad.summary,
            nodes: playing.nodes.map { LiveLoad.Node(id: $0.id, load: $0.load.summary) },
            periodCount: counters.pointee.periodCount.load(ordering: .relaxed),
            idlePeriodCount: counters.pointee.idlePeriodCount.load(ordering: .relaxed),
            overrunCount: counters.pointee.overrunCount.load(ordering: .relaxed),
            nonFiniteInputCount: counters.pointee.nonFiniteInputCount.load(ordering: .relaxed),
            lostMeasurementCount: counters.pointee.lostMeasurementCount.load(ordering: .relaxed))
    }

    /// Frames played so far.
    package var position: UInt64 { link.counters.pointee.position.load(ordering: .relaxed) }

    /// Whether the engine rests because nothing can be heard.
    package var isIdle: Bool { link.counters.pointee.isIdle.load(ordering: .relaxed) != 0 }
}
