// A PulseAudio server of a test's own, with a sink that plays to nobody: a real clock without hardware. Any thread.

import Foundation
import Synchronization

/// A device that plays in real time and is heard by nobody but its monitor.
///
/// Everything of it lies in a folder that goes away with the object, the socket too; the server is ended by its process
/// id. Several may run at once. Programs reach it with `environment`, code in the test's own process with
/// `configuration`.
package final class NullSink: Sendable {
    /// The PCM that plays into the sink, in `configuration`.
    package static let playbackName = "nullsink"
    /// The PCM that captures what the sink plays.
    package static let captureName = "nullsink_monitor"

    /// Whether server, recorder and ALSA's plugin are installed. Where not, tests are to be skipped.
    package static let isAvailable =
        program("pulseaudio") != nil && program("parec") != nil && plugin != nil

    package let folder: TemporaryFolder
    package let sampleRate: Int
    package let channelCount: Int
    private let server: RunningProgram
    private let isStopped = Mutex(false)

    /// Starts a server and waits until it takes connections.
    ///
    /// - Parameter isRealtime: whether the device keeps its time on a busy machine, too, where the system allows that.
    package init(sampleRate: Int = 48_000, channelCount: Int = 2, isRealtime: Bool = false) throws {
        self.sampleRate = sampleRate
        self.channelCount = channelCount
        // The path of a socket has no more than 107 bytes.
        folder = try TemporaryFolder("ns")
        for name in ["home", "run", "state"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        guard let path = Self.program("pulseaudio") else {
            throw Program.Failure(description: "pulseaudio isn't installed")
        }
        let socket = folder.file("socket")
        var program = Program(
            path,
            [
                "-n", "--daemonize=no", "--use-pid-file=no", "--realtime=\(isRealtime ? "yes" : "no")",
                "--high-priority=\(isRealtime ? "yes" : "no")",
                // Should the test be killed, the server ends some time later.
                "--exit-idle-time=300",
                "-L", "module-native-protocol-unix auth-anonymous=1 socket=\(socket)",
                // With rewinds the monitor would miss what is played first: it has had silence in its place.
                "-L",
                "module-null-sink sink_name=null norewinds=1 rate=\(sampleRate) channels=\(channelCount)"
                    + " format=float32le",
            ])
        program.environment = Self.surroundings(folder)
        program.output = .file(folder.file("server.log"))
        program.error = .file(folder.file("server.log"))
        server = try program.start()
        try folder.write(Self.configuration(socket: socket), "alsa.conf")
        let deadline = ContinuousClock.now + .seconds(30)
        while !Self.accepts(socket) {
            guard ContinuousClock.now < deadline else {
                let log = String(decoding: (try? folder.read("server.log")) ?? [], as: UTF8.self)
                stop()
                throw Program.Failure(description: "pulseaudio did not open \(socket):\n\(log)")
            }
            usleep(5_000)
        }
    }

    deinit { stop() }

    /// Ends the server, as a device that is pulled out. Returns when it has gone.
    package func stop() {
        isStopped.withLock { isStopped in
            // Its number may be another program's by now.
            guard !isStopped else { return }
            isStopped = true
            server.send(SIGTERM)
            _ = server.wait()
        }
    }

    /// ALSA's standard configuration, and the two PCMs.
    package var configuration: String { Self.configuration(socket: folder.file("socket")) }

    /// What a program needs in its environment to find the two PCMs.
    package var environment: [String: String] {
        var environment = Self.surroundings(folder)
        environment["ALSA_CONFIG_PATH"] = folder.file("alsa.conf")
        return environment
    }

    /// Starts recording what the sink plays, and returns when the first frames have arrived.
    package func startRecording() throws -> Recording { try Recording(of: self) }

    /// What the sink has played since `startRecording`. Used by one thread.
    package final class Recording {
        private let program: RunningProgram
        private let path: String
        private let channelCount: Int

        fileprivate init(of sink: NullSink) throws {
            channelCount = sink.channelCount
            path = sink.folder.file("recording-\(UUID().uuidString)")
            var recorder = Program(
                NullSink.program("parec") ?? "parec",
                [
                    "--server=unix:\(sink.folder.file("socket"))", "--device=null.monitor", "--format=float32le",
                    "--rate=\(sink.sampleRate)", "--channels=\(sink.channelCount)", "--raw", "--latency-msec=20",
                ])
            recorder.environment = NullSink.surroundings(sink.folder)
            recorder.output = .file(path)
            program = try recorder.start()
            let deadline = ContinuousClock.now + .seconds(30)
            while frameCount == 0 {
                guard ContinuousClock.now < deadline, !program.hasEnded else {
                    if !program.hasEnded { program.send(SIGTERM) }
                    throw Program.Failure(description: "parec recorded nothing: \(program.wait().error)")
                }
                usleep(5_000)
            }
        }

        /// Frames that have been recorded so far.
        package var frameCount: Int {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? Int ?? 0) / (4 * channelCount)
        }

        /// Ends the recording; one array of samples for each channel.
        package func finish() throws -> [[Float]] {
            program.send(SIGTERM)
            _ = program.wait()
            let bytes = try Data(contentsOf: URL(filePath: path))
            let frames = bytes.count / (4 * channelCount)
            return bytes.withUnsafeBytes { bytes in
                (0..<channelCount).map { channel in
                    (0..<frames).map { frame in
                        let place = 4 * (frame * channelCount + channel)
                        return Float(bitPattern: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
                    }
                }
            }
        }
    }

    // MARK: Parts

    private static func configuration(socket: String) -> String {
        """
        <confdir:alsa.conf>
        pcm.\(playbackName) { type pulse server "unix:\(socket)" device null }
        pcm.\(captureName) { type pulse server "unix:\(socket)" device null.monitor }
        ctl.\(playbackName) { type pulse server "unix:\(socket)" }

        """
    }

    /// A home of its own: the server refuses another user's, and what it leaves there goes away with the folder.
    private static func surroundings(_ folder: TemporaryFolder) -> [String: String] {
        [
            "HOME": folder.file("home"), "XDG_RUNTIME_DIR": folder.file("run"),
            "PULSE_STATE_PATH": folder.file("state"),
            "PULSE_COOKIE": folder.file("cookie"), "DBUS_SESSION_BUS_ADDRESS": "unix:path=\(folder.file("no-bus"))",
            "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
        ]
    }

    private static func program(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.lazy.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// ALSA's plugin for PulseAudio, below the folder of any processor's libraries.
    private static let plugin: String? = {
        let libraries = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        return ([""] + libraries.map { "\($0)/" }).lazy
            .map { "/usr/lib/\($0)alsa-lib/libasound_module_pcm_pulse.so" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    private static func accepts(_ path: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard path.utf8.count < place.count else { return false }
            place.copyBytes(from: path.utf8)
            return true
        }
        guard isShort else { return false }
        return withUnsafePointer(to: &address) { pointer in
            // SAFETY: a sockaddr_un is a sockaddr of its family, and its own size is passed with it.
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
