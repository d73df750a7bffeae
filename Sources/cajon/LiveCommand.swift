// `cajon live`: sound through effects while it sounds.

import ArgumentParser
import AudioIO
import Control
import EffectHost
import Foundation
import Presets
import Session

struct LiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "Play sound through a preset or a chain of effects, live.",
        discussion: """
            Examples:
              cajon live --preset warm-strings
              cajon live --preset mine.json --capture hw:1 --playback hw:1 --period 64
              cajon live --chain './wobble.js depth=80% | gain' --watch
              cajon live --preset tape-echo --input guitar.wav --loop
              cajon live --preset wide-chorus --name stage --osc 9000 --record set.flac

            While it plays, ‘cajon control’ changes parameters, effects and presets, and \
            on a terminal the keyboard does (‘?’ shows how). An effect that takes too \
            long, fails or puts out nonsense is bypassed and started again; the sound \
            goes on. Ctrl-C and SIGTERM fade out and end with status 0.
            """)

    @OptionGroup(title: "Effects")
    var graph: GraphOptions

    @OptionGroup(title: "Grants")
    var grants: GrantOptions

    @Flag(help: "Load effects and the preset again whenever their files change.")
    var watch = false

    @Option(help: ArgumentHelp("The ALSA device to take sound from; see ‘cajon devices’.", valueName: "device"))
    var capture = "default"

    @Option(help: ArgumentHelp("The ALSA device to play to.", valueName: "device"))
    var playback = "default"

    @Flag(help: "Take no sound in: effects get silence.")
    var noCapture = false

    @Option(help: ArgumentHelp("Play this sound file instead of capturing.", valueName: "file"))
    var input: String?

    @Flag(name: .customLong("loop"), help: "Play --input over and over.")
    var loops = false

    @Option(
        name: [.customShort("r"), .customLong("rate")],
        help: ArgumentHelp("Frames per second; by default 48000, or the nearest that there is.", valueName: "Hz"))
    var sampleRate: Int?

    @Option(help: ArgumentHelp("Frames in a period: fewer are quicker, more are safer.", valueName: "frames"))
    var period = 128

    @Option(help: ArgumentHelp("Periods that are played ahead.", valueName: "count"))
    var periods = 2

    @Option(help: ArgumentHelp("Channels of the graph; by default the devices', at most two.", valueName: "count"))
    var channels: Int?

    @Option(
        help: ArgumentHelp(
            "Sample format of the devices: the best they have, or FLOAT_LE, S32_LE, …", valueName: "name"))
    var sampleFormat: DeviceSampleFormat?

    @Option(help: "Two devices' clocks: automatic, shared, or resampled.")
    var clock: DeviceRequest.ClockPolicy = .automatic

    @Flag(help: "Round to the device's bits without dither.")
    var noDither = false

    @Option(help: ArgumentHelp("The most of each period that effects may take, in percent.", valueName: "percent"))
    var budget = 75

    @Option(help: ArgumentHelp("Record what is heard to this file, from the start.", valueName: "file"))
    var record: String?

    @Option(help: ArgumentHelp("What ‘cajon control --session’ calls this one.", valueName: "name"))
    var name: String?

    @Flag(help: "Open no control socket.")
    var noControl = false

    @Option(help: ArgumentHelp("Listen for Open Sound Control on this port of 127.0.0.1.", valueName: "port"))
    var osc: UInt16?

    @Flag(name: .customLong("no-midi"), help: "Don't listen to MIDI controllers.")
    var noMIDI = false

    @Option(help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
    var seconds: Double?

    @OptionGroup(title: "Limits")
    var memory: MemoryOptions

    @Flag(help: "Print lines instead of the screen, on a terminal too.")
    var noScreen = false

    @Flag(help: "Print a report as JSON on standard output at the end.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard (1...100).contains(budget) else { throw ValidationError("--budget is 1 to 100 %") }
        guard (1...65_536).contains(period) else { throw ValidationError("--period is 1 to 65536 frames") }
        guard (2...64).contains(periods) else { throw ValidationError("--periods is 2 to 64") }
        guard channels.map({ (1...1024).contains($0) }) ?? true else {
            throw ValidationError("--channels is 1 to 1024")
        }
        guard sampleRate.map({ (1...1 << 24).contains($0) }) ?? true else {
            throw ValidationError("--rate is 1 to 16777216 Hz")
        }
        guard seconds.map({ $0 > 0 && $0 < 1e9 }) ?? true else { throw ValidationError("--seconds is more than 0") }
        guard input == nil || !noCapture else {
            throw ValidationError("--input takes the place of --capture, so --no-capture says nothing")
        }
        guard input != nil || !loops else { throw ValidationError("--loop goes with --input") }
        if input != nil, sampleRate != nil || channels != nil {
            throw ValidationError("--input decides the rate and the channels; leave out --rate and --channels")
        }
    }

    func run() throws {
        // A recording is removed only when the session can't end it.
        signal(SIGPIPE, SIG_IGN)
        try Failure.reporting {
            let hasScreen = LiveScreen.isPossible && !noScreen && !quiet
            // Before the engine, which handles some of the same signals.
            if hasScreen { TerminalScreen.guardTerminal() }
            let consent = GrantConsent()
            let loader = try EffectLoader.forProgram(
                limits: memory.effectLimits, grants: grants.effectGrants(consent), watchesDeadlines: true)
            let session = try LiveSession(
                request, store: EffectStore(loader: loader, presets: try graph.presets(isQuiet: hasScreen || quiet)))
            // From here on it is the screen's, and what is loaded while it plays is granted by option or not at all.
            consent.close()
            let report = hasScreen ? try showScreen(session) : showLines(session)
            if json { try Terminal.print(try Text.json(report)) }
            if let failure = report.failure { throw Failure(.unavailable, failure) }
            if let failure = report.recordingFailure { throw Failure(.ioError, failure) }
        }
    }

    private var request: LiveRequest {
        var device = DeviceRequest(capture: noCapture || input != nil ? nil : capture, playback: playback)
        device.sampleRate = sampleRate
        device.periodFrames = period
        device.periodCount = periods
        device.channelCount = channels
        device.sampleFormat = sampleFormat
        device.clockPolicy = clock
        device.isDithered = !noDither
        var request = LiveRequest(
            graph: graph.chain.map { .chain($0) } ?? .preset(graph.preset ?? ""), device: device)
        request.overrides = graph.overrides
        if let input { request.source = .file(input, loops: loops) }
        request.budgetShare = Double(budget) / 100
        request.watches = watch
        request.name = name
        request.isControlled = !noControl
        request.oscPort = osc
        request.takesMIDI = !noMIDI
        request.recording = record
        request.limitSeconds = seconds
        return request
    }

    /// Runs the session with the screen, which tells all by itself.
    private func showScreen(_ session: LiveSession) throws -> LiveReport {
        let screen = try LiveScreen(loop: session.loop, handler: session) { session.end() }
        let report = session.run()
        screen.close()
        if !json { Terminal.say(report.text) }
        return report
    }

    /// Runs the session with a line for each thing that happens.
    private func showLines(_ session: LiveSession) -> LiveReport {
        let lines = LiveLines(isQuiet: quiet || json)
        lines.begin(session)
        session.onEvent = { lines.say($0) }
        let report = session.run()
        if !quiet, !json { Terminal.say(report.text) }
        return report
    }
}

extension DeviceRequest.ClockPolicy: ExpressibleByArgument {}
extension DeviceSampleFormat: ExpressibleByArgument {
    public init?(argument: String) { self.init(name: argument) }
}

/// What effects may use while they play live; their time is the period's.
struct MemoryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Memory of one effect, in MiB.", valueName: "MiB"))
    var memoryLimit = EffectLimits().memoryBytes >> 20

    func validate() throws {
        guard (1...1024).contains(memoryLimit) else { throw ValidationError("--memory-limit is 1 to 1024 MiB") }
    }

    var effectLimits: EffectLimits {
        var limits = EffectLimits()
        limits.memoryBytes = memoryLimit << 20
        return limits
    }
}
