// A headless Chromium that is shown one page. Each belongs to the thread that made it.

import Foundation

/// A browser process of its own, with a profile of its own; ended with the object.
final class Chromium {
    /// Where it is installed; nil where it isn't.
    static let path: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.lazy.flatMap { folder in ["chromium", "chromium-browser"].map { "\(folder)/\($0)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private let process = Process()

    /// - Parameters:
    ///   - profile: an empty folder, for nobody else.
    ///   - log: what the browser says goes to this file.
    init(showing page: String, profile: URL, log: URL) throws {
        guard let path = Self.path else { throw BrowserError("Chromium isn't installed") }
        try Data().write(to: log)
        let log = try FileHandle(forWritingTo: log)
        process.executableURL = URL(filePath: path)
        process.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--user-data-dir=\(profile.path)", page,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
