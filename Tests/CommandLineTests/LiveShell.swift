// A live session as its user has it, in a shell's folder. Used by one test.

import Foundation
import TestSupport
import WasmEngine

/// A shell, a device that keeps time, and a session that plays on it.
final class LiveShell {
    /// For what a session does within milliseconds, on a machine that may be very busy.
    private static let patience = Duration.seconds(60)

    let shell: Shell
    /// nil: sessions play to whatever the test names.
    let sink: NullSink?
    private var session: RunningProgram?

    /// - Parameter isRealtime: whether the device keeps its time on a busy machine, too.
    init(hasSink: Bool = true, isRealtime: Bool = false) throws {
        shell = try Shell()
        sink = hasSink ? try NullSink(isRealtime: isRealtime) : nil
        try FileManager.default.createDirectory(
            atPath: shell.folder.file("run"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    deinit {
        session?.send(SIGKILL)
        _ = session?.wait()
    }

    /// The shell's, the sink's devices, and a folder for sockets.
    var environment: [String: String?] {
        var environment: [String: String?] = ["XDG_RUNTIME_DIR": shell.folder.file("run"), "NO_COLOR": "1"]
        for (name, value) in sink?.environment ?? [:] where !["HOME", "PATH", "LANG", "XDG_RUNTIME_DIR"].contains(name)
        {
            environment[name] = value
        }
        return environment
    }

    /// Starts `cajon live` on the sink, and returns when it plays.
    func start(_ arguments: [String]) throws {
        let program = shell.program(
            ["live", "--playback", NullSink.playbackName, "--no-midi"] + arguments, environment: environment)
        let session = try program.start()
        self.session = session
        try wait("until it plays") { (try? self.control("status"))?.status == 0 }
    }

    /// A connection to the session that was started with `--name live`.
    func client() throws -> sending RawClient { try RawClient(shell.folder.file("run/cajon/live.sock")) }

    /// What `/proc` says of the session's own process.
    func processFile(_ name: String) throws -> String {
        guard let session else { throw Program.Failure(description: "nothing plays") }
        return try String(contentsOfFile: "\(session.systemFolder)/\(name)", encoding: .utf8)
    }

    /// Files, sockets and pipes that the session has open.
    func descriptorCount() throws -> Int {
        guard let session else { throw Program.Failure(description: "nothing plays") }
        return try FileManager.default.contentsOfDirectory(atPath: session.systemFolder + "/fd").count
    }

    /// Processor time that the session has used by now, in the system and outside.
    func processorSeconds() throws -> Double {
        // The name, in brackets, may hold anything.
        let fields = try processFile("stat").components(separatedBy: ") ").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw Program.Failure(description: "/proc doesn't tell processor time")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Lets the session capture what another server's sink plays; returns the device's name.
    func addCapture(from source: NullSink) throws -> String {
        guard let sink else { throw Program.Failure(description: "there is no configuration to add to") }
        let device = #"{ type pulse server "unix:\#(source.folder.file("socket"))" device null.monitor }"#
        try sink.folder.write(sink.configuration + "pcm.source \(device)\n", "alsa.conf")
        return "source"
    }

    /// `cajon control`.
    @discardableResult
    func control(_ arguments: String...) throws -> Program.Outcome {
        try shell.program(["control"] + arguments, environment: environment).run()
    }

    /// The session's status.
    func status() throws -> JSON {
        let outcome = try control("status", "--json")
        guard outcome.status == 0 else { throw Program.Failure(description: "control status: \(outcome.error)") }
        return try JSON(outcome.text)["status"]
    }

    /// Pulls the device out.
    func stopSink() { sink?.stop() }

    func send(_ signal: Int32) { session?.send(signal) }

    /// Waits for the session's end.
    func end() throws -> Program.Outcome {
        guard let session else { throw Program.Failure(description: "nothing plays") }
        self.session = nil
        return session.wait()
    }

    /// Waits for something to come true.
    func wait(_ what: String, _ condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + Self.patience
        while try !condition() {
            if session?.hasEnded == true {
                throw Program.Failure(description: "waiting \(what): it ended: \(try end().error)")
            }
            guard ContinuousClock.now < deadline else {
                throw Program.Failure(description: "waited too long \(what)")
            }
            usleep(20_000)
        }
    }

    /// Waits until a recording is so long.
    func waitForRecording(seconds: Double) throws {
        try wait("for \(seconds) s of recording") { try self.status()["recording"]["seconds"].number ?? 0 >= seconds }
    }
}
