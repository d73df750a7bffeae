// How effects are driven, for the pictures that need no sound file.

import ArgumentParser
import AudioGraph
import Bundles
import EffectHost
import Foundation
import Session

/// `--rate` and `--channels`.
struct ProbeOptions: ParsableArguments {
    @Option(name: [.customShort("r"), .customLong("rate")], help: ArgumentHelp("Frames per second.", valueName: "Hz"))
    var sampleRate = 48_000

    @Option(help: ArgumentHelp("Channels, 1 to 32; those that answer alike are drawn once.", valueName: "count"))
    var channels = 2

    func validate() throws {
        guard (1_000...768_000).contains(sampleRate) else { throw ValidationError("--rate is 1000 to 768000 Hz") }
        guard (1...32).contains(channels) else { throw ValidationError("--channels is 1 to 32") }
    }

    var format: RenderFormat {
        RenderFormat(
            sampleRate: Double(sampleRate), channelCount: channels,
            maximumFrames: RenderRequest.defaultBlockFrameCount)
    }

    /// `left`, `right`, `channel 3`.
    static func name(ofChannel index: Int, of count: Int) -> String {
        count == 2 ? (index == 0 ? "left" : "right") : "channel \(index + 1)"
    }
}

/// The impulse of `response` and `impulse`.
struct ImpulseOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("The impulse's level, -120 to 20.", valueName: "dBFS"))
    var level = -20.0

    @Option(help: ArgumentHelp("Silence before the impulse, 0 to 60.", valueName: "seconds"))
    var at = 0.0

    @Option(help: ArgumentHelp("The channel that gets the impulse, from 1; by default all.", valueName: "channel"))
    var into: Int?

    @Option(help: ArgumentHelp("The longest that the answer is waited for, 0.01 to 60.", valueName: "seconds"))
    var length = 10.0

    func validate() throws {
        guard (-120...20).contains(level) else { throw ValidationError("--level is -120 to 20 dBFS") }
        guard (0...60).contains(at) else { throw ValidationError("--at is 0 to 60 seconds") }
        guard (0.01...60).contains(length) else { throw ValidationError("--length is 0.01 to 60 seconds") }
    }

    func probe(_ format: RenderFormat) throws -> ImpulseProbe {
        guard into.map({ (1...format.channelCount).contains($0) }) ?? true else {
            throw Failure(.usage, "--into is 1 to \(format.channelCount), the number of --channels")
        }
        var probe = ImpulseProbe(format: format)
        probe.level = Float(pow(10, level / 20))
        probe.delaySeconds = at
        probe.channel = into.map { $0 - 1 }
        probe.longestSeconds = length
        return probe
    }
}

/// What every command that runs effects needs.
struct PlotSession {
    let store: EffectStore
    let log: OfflineRender.Log

    init(
        keys: KeysOptions, grants: GrantOptions, limits: LimitOptions, isQuiet: Bool
    ) throws {
        store = EffectStore(
            loader: try .forProgram(limits: limits.effectLimits, grants: grants.effectGrants(GrantConsent())),
            presets: PresetFinder.standard(
                trust: try keys.trust(), tell: { if !isQuiet { Terminal.say("cajon: \($0)") } }))
        let lines = LogLines(showsOnlyErrors: isQuiet)
        log = { node, entry in
            if let line = lines.line(node: node, entry) { Terminal.say("cajon: \(line)") }
        }
    }

    /// Runs a command's work; an effect's failure is worded for pictures.
    static func reporting(_ body: () throws -> Void) throws {
        signal(SIGPIPE, SIG_IGN)
        try Failure.reporting {
            do {
                try body()
            } catch let error as RenderError {
                guard case .fault(let fault) = error.kind else { throw error }
                throw Failure(.effectFailed, "\(fault); nothing was drawn")
            }
        }
    }
}
