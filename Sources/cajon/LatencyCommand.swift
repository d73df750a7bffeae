// `cajon latency`: how long sound takes through the devices and back.

import ArgumentParser
import AudioIO
import EffectHost
import Foundation
import Session

struct LatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Measure the round-trip latency of sound devices, through a cable.",
        usage: "cajon latency --playback <device> --capture <device> [<options>]",
        discussion: """
            Connect an output to an input by a cable, and turn monitoring off. Short bursts
            of noise are played on one channel after the other, and found again in what is
            captured. Measured is what a sound needs from an input through ‘cajon live’ to
            an output with the same devices, rate and periods; beside it is what Cajon
            computes, and shows live. The difference is the devices' own: converters and
            whatever a driver doesn't tell.

            Examples:
              cajon latency --playback hw:1 --capture hw:1 --period 64
              cajon latency --playback hw:1 --capture hw:1 --level -40 --json
            """)

    @Option(help: ArgumentHelp("The ALSA device to play to; see ‘cajon devices’.", valueName: "device"))
    var playback: String

    @Option(help: ArgumentHelp("The ALSA device that hears it.", valueName: "device"))
    var capture: String

    @Option(
        name: [.customShort("r"), .customLong("rate")],
        help: ArgumentHelp("Frames per second; by default 48000, or the nearest that there is.", valueName: "Hz"))
    var sampleRate: Int?

    @Option(help: ArgumentHelp("Frames in a period.", valueName: "frames"))
    var period = 128

    @Option(help: ArgumentHelp("Periods that are played ahead.", valueName: "count"))
    var periods = 2

    @Option(help: ArgumentHelp("Channels to try; by default the devices', at most two.", valueName: "count"))
    var channels: Int?

    @Option(help: "Two devices' clocks: automatic, shared, or resampled.")
    var clock: DeviceRequest.ClockPolicy = .automatic

    @Option(parsing: .unconditional, help: ArgumentHelp("How loud the bursts are, -60 to -1.", valueName: "dBFS"))
    var level = -20.0

    @Option(help: ArgumentHelp("Bursts on each channel, 1 to 100.", valueName: "count"))
    var repetitions = 8

    @Flag(help: "Print the result as JSON on standard output.")
    var json = false

    func validate() throws {
        guard (1...65_536).contains(period) else { throw ValidationError("--period is 1 to 65536 frames") }
        guard (2...64).contains(periods) else { throw ValidationError("--periods is 2 to 64") }
        guard channels.map({ (1...64).contains($0) }) ?? true else { throw ValidationError("--channels is 1 to 64") }
        guard sampleRate.map({ (1_000...768_000).contains($0) }) ?? true else {
            throw ValidationError("--rate is 1000 to 768000 Hz")
        }
        guard (-60 ... -1).contains(level) else { throw ValidationError("--level is -60 to -1 dBFS") }
        guard (1...100).contains(repetitions) else { throw ValidationError("--repetitions is 1 to 100") }
    }

    func run() throws {
        try Failure.reporting {
            var device = DeviceRequest(capture: capture, playback: playback)
            device.sampleRate = sampleRate
            device.periodFrames = period
            device.periodCount = periods
            device.channelCount = channels
            device.clockPolicy = clock
            var request = LatencyRequest(device: device)
            request.levelDecibels = level
            request.repetitionCount = repetitions
            let measurement = try LatencyMeasurement(request)
            if !json { announce(measurement) }
            let report = try measurement.run()
            if json {
                try Terminal.print(try Text.json(report))
            } else {
                if report.failure == nil { try Terminal.print(report.text) }
                for words in report.advice { Terminal.say("cajon: \(words)") }
            }
            if let failure = report.failure { throw Failure(.unavailable, failure) }
        }
    }

    private func announce(_ measurement: borrowing LatencyMeasurement) {
        for warning in measurement.grant.warnings { Terminal.say("cajon: \(warning)") }
        Terminal.say(
            "cajon: plays bursts of noise at \(String(format: "%g", level)) dBFS on \(printable(playback)) for "
                + "\(Text.duration(measurement.seconds)); Ctrl-C ends")
    }
}
