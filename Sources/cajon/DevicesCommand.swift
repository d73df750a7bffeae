// `cajon devices`: the sound devices there are, and what they can do.

import ArgumentParser
import AudioIO
import EffectHost
import Foundation

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List the sound devices to play to and capture from, and what they can do.",
        discussion: """
            The name in the first column is what to write for --playback and --capture. A name that
            begins with hw: is the hardware itself; with plughw: in its place ALSA converts what the
            hardware doesn't have.

            Examples:
              cajon devices
              cajon devices --json
            """)

    @Flag(help: "Print JSON on standard output.")
    var json = false

    func run() throws {
        try Failure.reporting {
            let devices = Self.quietly { DeviceCatalog.devices() }
            if json { return try Terminal.print(try Text.json(devices)) }
            try Terminal.print(devices.map(\.text).joined(separator: "\n\n"))
            if !devices.contains(where: { $0.card != nil }) {
                Terminal.say(
                    "No sound card is here, or none that this user may use (group 'audio'); ALSA's own devices are.")
            }
        }
    }

    /// Without what the libraries behind ALSA's plugins would say on standard error of servers that aren't there.
    private static func quietly<T>(_ body: () -> T) -> T {
        let kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard kept >= 0, nowhere >= 0 else { return body() }
        defer {
            dup2(kept, STDERR_FILENO)
            close(kept)
            close(nowhere)
        }
        dup2(nowhere, STDERR_FILENO)
        return body()
    }
}

extension DeviceDescription {
    /// For people: a line for the device, and one for each direction.
    fileprivate var text: String {
        let what = [card, title].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ", ")
        let title = printable(name) + (what.isEmpty ? "" : "  (\(printable(what)))")
        if let playback, let capture, playback.state != .available, playback == capture {
            return "\(title)\n  \(playback.text)"
        }
        let rows = [("plays", playback), ("captures", capture)].compactMap { verb, abilities in
            abilities.map { "  \(verb.padding(toLength: 8, withPad: " ", startingAt: 0))  \($0.text)" }
        }
        return ([title] + rows).joined(separator: "\n")
    }
}

extension DeviceDescription.Abilities {
    fileprivate var text: String {
        switch state {
        case .available: [channels, rates, formats].joined(separator: "; ")
        case .failed: "unusable: " + printable(reason ?? "it doesn't say why")
        case .busy, .absent, .forbidden, .silent: printable(reason ?? state.rawValue)
        }
    }

    private var channels: String {
        if minimumChannels == maximumChannels { return Text.channels(minimumChannels) }
        return "\(minimumChannels) to \(maximumChannels) channels"
    }

    /// All of them, or first and last where they are many.
    private var rates: String {
        guard let first = sampleRates.first, let last = sampleRates.last else { return "no common rate" }
        if sampleRates.count > 6 { return "\(Text.rate(Double(first))) to \(Text.rate(Double(last)))" }
        return sampleRates.map { Text.rate(Double($0)) }.joined(separator: ", ")
    }

    /// Without those that differ from another in their byte order only.
    private var formats: String {
        let shown = sampleFormats.filter {
            !$0.hasSuffix("BE") || !sampleFormats.contains($0.dropLast(2) + "LE")
        }
        return shown.isEmpty ? "no format that Cajon knows" : shown.joined(separator: " ")
    }
}
