// A live session from its start to its end: devices, audio thread, engine, and everything by which it is driven. Owned by
// the control thread, which is the one that makes it and runs it.

import AudioGraph
package import AudioIO
import Bundles
package import Control
import Dispatch
import EffectHost
import Foundation
import Presets
package import Realtime
import Synchronization

/// Sound that plays until it is told to stop.
///
/// The audio thread only exchanges periods with the devices and renders them. Everything else happens here, on the event
/// loop's thread, but for what takes long: graphs are made on a thread of their own, files written and read on others.
package final class LiveSession {
    /// How often the engine is asked what happened: often enough for a person, and for its rings.
    private static let pollMilliseconds = 20.0
    /// The screen and `status` show so many.
    static let keptMessageCount = 50
    /// When the audio thread doesn't answer, the session ends without it.
    private static let fadeLimitMilliseconds = 2_000.0

    let request: LiveRequest
    let store: EffectStore
    package let loop: EventLoop
    package let grant: DeviceGrant
    let format: RenderFormat
    let controller: LiveController
    /// SAFETY: atomics only; allocated here and freed after the audio thread has ended.
    let state: UnsafeMutablePointer<AudioLoopState>
    private let player: SoundPlayer?
    private var audioThread: AudioThread?

    private(set) var server: ControlServer?
    private var osc: OSCServer?
    private(set) var midi: MIDIControl!
    private var watcher: FileWatcher?
    private var registrations: [EventLoop.Registration] = []

    /// Makes graphs while this thread goes on.
    let workshop = DispatchQueue(label: "cajon.graphs", qos: .userInitiated)
    /// What plays, or will as soon as it is made, with all values as they stand.
    var preset: ResolvedPreset
    /// Where it came from, to be loaded again when that changes; nil once the graph was edited.
    var origin: GraphSource
    var originDirectory: String?
    /// Edits that wait for one another, the first of them being made.
    var edits: [GraphEdit] = []
    var isEditing = false
    /// Parameters that were set while a graph was being made.
    var changesMeanwhile: [ParameterTarget: Float] = [:]
    var finishedGraphs: Mailbox<GraphEdit.Outcome>!

    var recorder: SoundRecorder?
    /// Recorders that the audio thread may still be writing to.
    var retiredRecorders: [RetiredRecorder] = []
    var recordingFailure: String?

    private let startNanoseconds = EventLoop.nowNanoseconds
    private(set) var messages: [LiveMessage] = []
    private(set) var faults: [NodeFault] = []
    private var levels = SessionLevels()
    /// The newest, of the last tenth of a second: what a status shows, whoever else reads the meters.
    private var recentLevels: [ChannelLevels] = []
    private static let recentCount = 5
    var hasNotedRefusedLocks = false
    private(set) var isEnding = false
    private var failure: String?
    /// Told of all that is published, on the event loop's thread: the screen, or the log lines.
    package var onEvent: ((ControlEvent) -> Void)?

    // MARK: - Start

    /// Opens the devices and makes the first graph. Nothing is heard before `run`.
    package init(_ request: LiveRequest, store: EffectStore) throws(LiveSessionError) {
        self.request = request
        self.store = store
        var request = request
        if case .file(let path, let loops) = request.source {
            let player = try SoundPlayer(path: path, loops: loops)
            request.device.capture = nil
            request.device.sampleRate = player.info.sampleRate
            request.device.channelCount = player.info.channelCount
            self.player = player
        } else {
            player = nil
        }
        let device = try LiveSessionError.wrapping(LiveSessionError.device) { () throws(DeviceError) in
            try AudioDevice.open(request.device)
        }
        grant = device.grant
        format = RenderFormat(
            sampleRate: Double(grant.sampleRate), channelCount: grant.channelCount, maximumFrames: grant.periodFrames)
        origin = request.graph
        let resolved = try LiveSessionError.wrapping({ LiveSessionError($0) }) { () throws(LibraryError) in
            try request.graph.resolve(relativeTo: nil, store: store)
        }
        preset = try LiveSessionError.wrapping(LiveSessionError.preset) { () throws(PresetError) in
            var preset = resolved
            for override in request.overrides { try preset.apply(override: override) }
            return preset
        }
        // Whatever is loaded later is judged by the known keys alone.
        store.endAcceptance()
        let (preset, format) = (preset, format)
        let graph = try LiveSessionError.wrapping(LiveSessionError.render) { () throws(RenderError) in
            try LiveGraph(preset, format: format, store: store)
        }
        controller = LiveController(
            graph, settings: LiveSettings(budgetShare: request.budgetShare, idles: request.idles && player == nil))
        loop = try LiveSessionError.wrapping(LiveSessionError.control) { () throws(ControlError) in try EventLoop() }
        state = .allocate(capacity: 1)
        state.initialize(to: AudioLoopState())
        noteTail(of: graph)
        for warning in grant.warnings + graph.warnings { note(warning) }
        try setUpControl()
        try start(device)
    }

    deinit {
        state.pointee.shouldStop.store(true, ordering: .relaxed)
        audioThread?.join()
        // SAFETY: the audio thread has ended.
        state.deinitialize(count: 1)
        state.deallocate()
    }

    private func setUpControl() throws(LiveSessionError) {
        finishedGraphs = loop.mailbox { [weak self] in self?.finish($0) }
        midi = MIDIControl(
            loop: loop, perform: { [weak self] action in _ = self?.answer(action) },
            publish: { [weak self] event in self?.publish(event) },
            presentValue: { [weak self] target in self?.presentValue(target) })
        midi.use(preset.midi)
        try LiveSessionError.wrapping(LiveSessionError.control) { () throws(ControlError) in
            if request.isControlled {
                server = try ControlServer(name: request.name, loop: loop, handler: self)
            }
            if let port = request.oscPort {
                osc = try OSCServer(port: port, loop: loop, handler: self) { [weak self] complaint in
                    self?.note("OSC: \(complaint)", isProblem: true)
                }
            }
            if request.watches {
                watcher = try FileWatcher(loop: loop) { [weak self] in self?.reload($0) }
            }
        }
        if request.takesMIDI {
            // Without a sequencer there are no controllers, which is nothing unusual.
            if let source = try? SequencerSource() { midi.attach(source) }
        }
        watchFiles()
    }

    private func start(_ device: consuming AudioDevice) throws(LiveSessionError) {
        if let path = request.recording { try begin(recordingTo: path) }
        var again = request.device
        (again.sampleRate, again.periodFrames, again.channelCount) =
            (grant.sampleRate, grant.periodFrames, grant.channelCount)
        if player != nil { again.capture = nil }
        let notices = loop.mailbox { [weak self] (notice: AudioThreadNotice) in self?.hear(notice) }
        audioThread = try AudioThread(
            AudioLoop(device: device, engine: controller.makeEngine(), player: player, state: state),
            request: again, player: player, loader: store.loader, state: state, tell: { notices.post($0) })
    }

    /// What was granted to the audio thread.
    package var scheduling: SystemThread.Scheduling { audioThread?.scheduling ?? .normal }

    // MARK: - Run

    /// Plays until the session is stopped, the file is over, or it can't go on.
    ///
    /// - Returns: what there is to tell about it, with the reason if it could not go on.
    package func run() -> LiveReport {
        registrations.append(loop.every(milliseconds: Self.pollMilliseconds) { [weak self] in self?.poll() })
        for signal in [SIGTERM, SIGINT, SIGHUP] where !Self.isIgnored(signal) {
            if let registration = try? loop.onSignal(signal, { [weak self] in self?.end() }) {
                registrations.append(registration)
            }
        }
        if let limit = request.limitSeconds {
            registrations.append(loop.after(milliseconds: limit * 1_000) { [weak self] in self?.end() })
        }
        loop.run()
        return finish()
    }

    /// As under nohup.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        sigaction(signal, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// Fades out, and ends. A second time: ends at once.
    package func end() {
        guard !isEnding else { return loop.stop() }
        isEnding = true
        publish(ControlEvent(.ending))
        controller.fadeOut()
        registrations.append(loop.after(milliseconds: Self.fadeLimitMilliseconds) { [weak self] in self?.loop.stop() })
    }

    private func poll() {
        for event in controller.poll() { hear(event) }
        hearLevels()
        noteRefusedLocks()
        finishRetiredRecorders()
        // Which tells why.
        if let recorder, recorder.hasFailed { stopRecording { _ in } }
        // Nothing fades while the device is away.
        let isSilent = controller.isFadedOut || state.pointee.isWaiting.load(ordering: .relaxed)
        if isEnding, isSilent { loop.stop() }
    }

    private func hear(_ notice: AudioThreadNotice) {
        switch notice {
        case .lost(let code):
            let reason = code == 0 ? "" : ": \(String(cString: strerror(code)))"
            tellDevice("the sound device has gone\(reason); waiting for it to return")
        case .stillLost(let words): tellDevice("waiting for the sound device: \(words)")
        case .returned: tellDevice("the sound device has returned", isProblem: false)
        case .failed(let words):
            failure = words
            note(words, isProblem: true)
            loop.stop()
        case .ended: loop.stop()
        }
    }

    private func tellDevice(_ words: String, isProblem: Bool = true) {
        note(words, isProblem: isProblem, as: .device)
    }

    private func hear(_ event: LiveEvent) {
        switch event {
        case .fault(let fault):
            // A hostile effect must not fill the memory by failing.
            if faults.count < 1_000 { faults.append(fault) }
            note(fault.description, isProblem: true, as: .fault, node: fault.node)
        case .restarted(let node, let count):
            note(
                "‘\(node)’ plays again (restart \(count) of \(LiveController.mostRestarts))", as: .restarted, node: node
            )
        case .gaveUp(let node, let reason):
            note("‘\(node)’ stays out: \(reason)", isProblem: true, as: .out, node: node)
        case .log(let node, let entry):
            note("\(node): \(entry.message)", isProblem: entry.level.rawValue >= 2, as: .log, node: node)
        case .logDropped(let node, let count):
            note("\(node): \(count) further lines were dropped", isProblem: true, as: .log, node: node)
        case .swapped, .superseded, .retired: break
        }
    }

    // MARK: - Telling

    var uptimeSeconds: Double { Double(EventLoop.nowNanoseconds - startNanoseconds) / 1e9 }

    /// Tells clients, the screen or the terminal; keeps the newest for `status`.
    func note(
        _ text: String, isProblem: Bool = false, as kind: ControlEvent.Kind = .message, node: String? = nil
    ) {
        messages.append(LiveMessage(uptimeSeconds: uptimeSeconds, text: text, isProblem: isProblem))
        if messages.count > Self.keptMessageCount { messages.removeFirst() }
        publish(ControlEvent(kind, message: text, node: node))
    }

    func publish(_ event: ControlEvent) {
        var event = event
        event.uptimeSeconds = uptimeSeconds
        server?.publish(event)
        onEvent?(event)
    }

    /// Levels since the last time they were taken.
    func takeLevels() -> (input: [LevelReading], output: [LevelReading]) { levels.take() }

    /// Levels of the last tenth of a second.
    func currentLevels() -> (input: [LevelReading], output: [LevelReading]) {
        var current = SessionLevels(counting: levels)
        for level in recentLevels { current.add(level) }
        return current.take()
    }

    private func hearLevels() {
        let newest = controller.takeLevels()
        levels.add(newest)
        recentLevels.append(newest)
        if recentLevels.count > Self.recentCount { recentLevels.removeFirst() }
    }

    /// Frames for which a file's sound goes on: as offline, at most ten minutes.
    func noteTail(of graph: LiveGraph) {
        let longest = Int(600 * format.sampleRate)
        let tail = min(graph.tailFrames, longest)
        state.pointee.tailFrames.store(graph.latencyFrames + tail, ordering: .relaxed)
    }

    /// Watches what the graph was made from.
    func watchFiles() {
        guard let watcher else { return }
        watcher.watch(Set(store.sourceFiles(of: preset)).union([origin.path(in: store)].compactMap(\.self)))
    }

    // MARK: - End

    private func finish() -> LiveReport {
        isEnding = true
        state.pointee.shouldStop.store(true, ordering: .relaxed)
        audioThread?.join()
        for event in controller.poll() { hear(event) }
        hearLevels()
        if recorder != nil { stopRecording { _ in } }
        finishRetiredRecorders()
        server?.close()
        for registration in registrations { registration.cancel() }
        if let error = player?.failure { note("the input: \(error.description)", isProblem: true) }
        return report(failure: failure)
    }
}
