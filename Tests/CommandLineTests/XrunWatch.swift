// Whose fault a session's xruns were: its own, or the machine's. Used by one test's thread.

import Foundation
import TestSupport

/// Watches a session, the machine, and ALSA's own player on the same device.
///
/// A session can't promise to have no xrun: when its processor is away for longer than the device's buffer lasts, there is
/// one, whoever plays. What it promises is to have none without such a reason. Of a buffer of n periods one period has to be
/// free before a player is woken, and Cajon lets effects take three quarters of one; so whoever is kept from working for
/// less than n - 1.75 periods must come in time, and an xrun after a longer stall proves nothing. Two things count as a
/// reason: that a sleeper above the audio thread's priority (`MachineWitness`) was kept from waking for so long, in all,
/// within the time that a buffer lasts; and an underrun of aplay, which computes nothing and has as much buffered.
final class XrunWatch {
    /// What came of it.
    struct Verdict: CustomStringConvertible {
        let xrunCount: Int
        let underrunCount: Int
        let stallCount: Int
        let worstDelayNanoseconds: UInt64
        /// Xruns without a reason, by the second at which they were seen.
        let unexplained: [Double]

        var description: String {
            "\(xrunCount) xruns, aplay \(underrunCount) underruns, a processor away \(stallCount) times, at most for "
                + "\(worstDelayNanoseconds / 1_000) µs; without a reason: \(unexplained)"
        }
    }

    /// What an xrun is seen after its reason, at most; and before it, as both are asked for in turn.
    private static let before: UInt64 = 500_000_000
    private static let after: UInt64 = 200_000_000

    static let isAvailable = NullSink.isAvailable && FileManager.default.isExecutableFile(atPath: player)
    private static let player = "/usr/bin/aplay"

    private let live: LiveShell
    private let client: RawClient
    private let periodNanoseconds: Double
    private let periodCount: Int
    private let witness = MachineWitness()
    private let other: RunningProgram
    private let complaints: String
    private let start = now

    private var xrunCount = 0
    private var underrunCount = 0
    private var xruns: [UInt64] = []
    private var underruns: [UInt64] = []

    /// On the clock of `MachineWitness`.
    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The session plays already.
    init(_ live: LiveShell, periodFrames: Int, periodCount: Int) throws {
        guard let sink = live.sink else { throw Program.Failure(description: "there is no device to watch") }
        self.live = live
        client = try live.client()
        periodNanoseconds = Double(periodFrames) / Double(sink.sampleRate) * 1e9
        self.periodCount = periodCount
        complaints = sink.folder.file("aplay.log")
        var program = Program(
            Self.player,
            [
                "-q", "-D", NullSink.playbackName, "-f", "FLOAT_LE", "-r", "\(sink.sampleRate)", "-c", "2",
                "--period-size=\(periodFrames)", "--buffer-size=\(periodCount * periodFrames)", "/dev/zero",
            ])
        program.environment = sink.environment
        program.error = .file(complaints)
        other = try program.start()
    }

    deinit { stopOther() }

    private func stopOther() {
        other.send(SIGKILL)
        _ = other.wait()
    }

    /// Looks; at least ten times a second, or reasons and xruns don't find each other.
    func poll() throws {
        let reply = try client.ask(["do": "meters"])
        let found = reply["meters"]["xruns"].number.map { Int($0) } ?? 0
        let now = Self.now
        xruns += Array(repeating: now, count: max(0, found - xrunCount))
        xrunCount = max(found, xrunCount)
        let words = (try? String(contentsOfFile: complaints, encoding: .utf8)) ?? ""
        let count = words.components(separatedBy: "underrun").count - 1
        underruns += Array(repeating: now, count: max(0, count - underrunCount))
        underrunCount = max(count, underrunCount)
    }

    /// Looks for so long.
    func poll(until moment: ContinuousClock.Instant, or isDone: () throws -> Bool = { false }) throws {
        while ContinuousClock.now < moment, try !isDone() {
            try poll()
            usleep(50_000)
        }
    }

    /// The end; once.
    func finish() throws -> Verdict {
        try poll()
        let delays = witness.finish()
        let buffer = Double(periodCount) * periodNanoseconds
        let stalls = MachineWitness.stalls(
            in: delays, exceeding: UInt64(buffer - 1.75 * periodNanoseconds), within: UInt64(buffer))
        let reasons = stalls + underruns
        let unexplained = xruns.filter { xrun in
            !reasons.contains { $0 + Self.before > xrun && $0 < xrun + Self.after }
        }
        return Verdict(
            xrunCount: xrunCount, underrunCount: underrunCount, stallCount: stalls.count,
            worstDelayNanoseconds: delays.map(\.nanoseconds).max() ?? 0,
            unexplained: unexplained.map { Double($0 - start) / 1e9 })
    }
}

extension RawClient {
    /// A request and its reply.
    func ask(_ request: [String: Any]) throws -> JSON {
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: request))
        guard send(bytes + [UInt8(ascii: "\n")]), let line = line() else {
            throw Program.Failure(description: "the session doesn't answer")
        }
        return try JSON(line)
    }
}
