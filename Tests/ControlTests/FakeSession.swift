// A live session without sound, for whoever drives one. Its loop runs on a thread of its own.

import Control
import EffectHost
import Foundation
import Presets
import Synchronization
import TestSupport

/// Two nodes with a few parameters, which does at once what it is asked. Owned by the loop's thread.
final class FakeHandler: ControlHandler {
    static let parameters = [
        EffectParameter(
            id: "cutoff", name: "Cutoff", unit: .hertz, scale: .logarithmic, minimum: 20, maximum: 20_000, initial: 1000
        ),
        EffectParameter(
            id: "type", name: "Type", unit: .none, scale: .stepped, minimum: 0, maximum: 2, initial: 0,
            choices: ["low-pass", "high-pass", "notch"]),
        EffectParameter(
            id: "level", name: "Level", unit: .decibels, scale: .linear, minimum: -96, maximum: 24, initial: 0),
    ]

    var values: [String: Float] = [
        "low.cutoff": 1000, "low.type": 0, "low.level": 0, "high.cutoff": 1000, "high.type": 1, "high.level": -6,
    ]
    var bypassed: Set<String> = []
    /// Every action, in order.
    private(set) var actions: [ControlAction] = []
    /// Directories that came with requests.
    private(set) var directories: [String] = []
    /// Replies that are held back until `release`.
    private var held: [(ControlReply) -> Void] = []
    var holdsLoads = false
    var onStop: (() -> Void)?
    var onAction: ((ControlAction) -> Void)?

    func release() {
        let waiting = held
        held = []
        for reply in waiting { reply(.done { $0.preset = "held" }) }
    }

    func perform(_ request: ControlRequest, reply: @escaping (ControlReply) -> Void) {
        actions.append(request.action)
        if let directory = request.directory { directories.append(directory) }
        onAction?(request.action)
        if case .load = request.action, holdsLoads { return held.append(reply) }
        do throws(ControlError) {
            reply(try answer(request))
        } catch {
            reply(.failure(error))
        }
    }

    private func answer(_ request: ControlRequest) throws(ControlError) -> ControlReply {
        switch request.action {
        case .set(let target, let change):
            guard let parameter = Self.parameters.first(where: { $0.id == target.parameter }),
                let current = values[target.description]
            else { throw ControlError(.unknownTarget, "there is no \(target)") }
            let value = try change.value(for: parameter, from: current)
            values[target.description] = value
            return .set(target, to: value, ParameterValue.format(value, for: parameter))
        case .get(let scope):
            let readings = ["low", "high"].flatMap { node in
                Self.parameters.map {
                    ParameterReading(node: node, parameter: $0, value: values["\(node).\($0.id)"] ?? 0)
                }
            }
            switch scope {
            case .everything: return .done { $0.parameters = readings }
            case .node(let node): return .done { $0.parameters = readings.filter { $0.target.hasPrefix(node + ".") } }
            case .parameter(let target):
                return .done { $0.parameters = readings.filter { $0.target == target.description } }
            }
        case .status: return .done { $0.status = Self.status }
        case .meters: return .done { $0.meters = Self.status.meters }
        case .bypass(let node, let change):
            let isBypassed = change.position(from: bypassed.contains(node))
            if isBypassed { bypassed.insert(node) } else { bypassed.remove(node) }
            return .done {
                $0.node = node
                $0.bypassed = isBypassed
            }
        case .load(.preset("nope")): throw ControlError(.notFound, "nope: there is no preset of this name")
        case .load(let source): return .done { $0.preset = "\(source)" }
        case .insert: return .done { $0.node = "new" }
        case .record(let file), .save(let file, _): return .done { $0.file = request.resolved(file) }
        case .midi: return .done { $0.mappings = [] }
        case .stop:
            onStop?()
            return .done
        default: return .done
        }
    }

    static let status = LiveStatus(
        session: "fake", processID: 1, state: .playing, preset: "Two filters",
        nodes: [
            NodeStatus(
                id: "low", effect: "filter", latencyFrames: 0,
                load: LoadFigures(median: 0.011, percentile99: 0.02, percentile999: 0.03, maximum: 0.05)),
            NodeStatus(
                id: "high", effect: "./wild-filter.js", state: .out, isBypassed: true, mix: 0.4, latencyFrames: 64,
                faultCount: 3, lastFault: "an endless loop"),
        ],
        devices: ["playback hw:0: 48 kHz, stereo, S32, 2 × 128 frames"], sampleRate: 48_000, periodFrames: 128,
        periodCount: 2, latencyMilliseconds: 6.7, xruns: 2, uptimeSeconds: 3723.4,
        meters: LiveMeters(
            input: [LevelReading(peak: -12.3, rms: -20), LevelReading(peak: nil, rms: nil)],
            output: [LevelReading(peak: 0.5, rms: -14, clipCount: 3), LevelReading(peak: -30, rms: -40)],
            load: LoadFigures(median: 0.12, percentile99: 0.2, percentile999: 0.31, maximum: 0.77), xruns: 2),
        messages: [LiveMessage(uptimeSeconds: 61, text: "high: an endless loop; it stays out", isProblem: true)])
}

/// A loop with a server, on a thread of its own, until `end`.
final class FakeSession: Sendable {
    let folder: TemporaryFolder
    let directory: RuntimeDirectory
    let name: String
    /// Runs on the loop's thread, with what belongs to it.
    private let inbox: Mailbox<@Sendable (EventLoop, FakeHandler, ControlServer) -> Void>
    private let isDone = DispatchSemaphore(value: 0)

    private struct Start: Sendable {
        var inbox: Mailbox<@Sendable (EventLoop, FakeHandler, ControlServer) -> Void>
        var name: String
    }

    /// - Parameter folder: one of several sessions', nil for its own.
    init(
        _ name: String? = "fake", limits: ControlLimits = ControlLimits(), folder shared: TemporaryFolder? = nil,
        prepare: @escaping @Sendable (FakeHandler) -> Void = { _ in }
    ) throws {
        let folder = try shared ?? TemporaryFolder("cajon-control")
        self.folder = folder
        directory = RuntimeDirectory(path: folder.file("cajon"))
        let started = Mutex<Result<Start, any Error>?>(nil)
        let isStarted = DispatchSemaphore(value: 0)
        let (directory, isDone) = (directory, isDone)
        Self.run(on: started, isStarted, isDone, name, directory, limits, prepare)
        isStarted.wait()
        let start = try started.withLock { $0! }.get()
        inbox = start.inbox
        self.name = start.name
    }

    deinit { end() }

    private static func run(
        on started: borrowing Mutex<Result<Start, any Error>?>, _ isStarted: DispatchSemaphore,
        _ isDone: DispatchSemaphore, _ name: String?, _ directory: RuntimeDirectory, _ limits: ControlLimits,
        _ prepare: @escaping @Sendable (FakeHandler) -> Void
    ) {
        let box = Box()
        Thread.detachNewThread {
            do {
                let loop = try EventLoop()
                let handler = FakeHandler()
                prepare(handler)
                let server = try ControlServer(
                    name: name, in: directory, loop: loop, limits: limits, handler: handler)
                let inbox = loop.mailbox(for: (@Sendable (EventLoop, FakeHandler, ControlServer) -> Void).self) {
                    $0(loop, handler, server)
                }
                box.value.withLock { $0 = .success(Start(inbox: inbox, name: server.name)) }
                box.isReady.signal()
                loop.run()
                server.close()
            } catch {
                box.value.withLock { $0 = .failure(error) }
                box.isReady.signal()
            }
            isDone.signal()
        }
        box.isReady.wait()
        started.withLock { $0 = box.value.withLock { $0 } }
        isStarted.signal()
    }

    private final class Box: Sendable {
        let value = Mutex<Result<Start, any Error>?>(nil)
        let isReady = DispatchSemaphore(value: 0)
    }

    /// Does something on the loop's thread and returns what comes of it.
    @discardableResult
    func on<Value: Sendable>(_ body: @escaping @Sendable (EventLoop, FakeHandler, ControlServer) -> Value) -> Value {
        let result = ResultBox<Value>()
        inbox.post { loop, handler, server in result.set(body(loop, handler, server)) }
        return result.wait()
    }

    /// What has been asked so far.
    var actions: [ControlAction] { on { _, handler, _ in handler.actions } }

    /// Whether that becomes true within 30 s.
    func waits(until condition: @escaping @Sendable (EventLoop, FakeHandler, ControlServer) -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(30)
        while !on(condition) {
            guard ContinuousClock.now < deadline else { return false }
            usleep(1_000)
        }
        return true
    }

    /// Ends the loop and waits for it.
    func end() {
        inbox.post { loop, _, _ in loop.stop() }
        isDone.wait()
        isDone.signal()
    }

    func client() throws -> ControlClient { try ControlClient(session: name, in: directory) }

    /// Where the socket is.
    var path: String { folder.file("cajon/\(name).sock") }
}

/// One value from another thread.
final class ResultBox<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    func set(_ value: Value) {
        self.value.withLock { $0 = value }
        isSet.signal()
    }

    func wait() -> Value {
        isSet.wait()
        return value.withLock { $0! }
    }
}
