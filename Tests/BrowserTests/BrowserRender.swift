// Many cases through one browser: writes them to a folder, serves it, reads what comes back. One thread.

import EffectTestSupport
import Foundation
import TestSupport

/// The sounds that a browser made of some cases.
struct BrowserRender: Sendable {
    /// How long all cases may take together: a hundred times what they do.
    private static let limitSeconds = 300.0

    /// What the browser was served; the copies of the scripts stay as long as this.
    let folder: TemporaryFolder
    let cases: [BrowserCase]
    /// One for each case.
    let outputs: [PlanarSound]

    /// Errors: the browser or the server can't be started; a script failed in the browser; the limit is over.
    init(_ cases: [BrowserCase]) throws {
        folder = try TemporaryFolder("cajon-browser")
        self.cases = cases
        let root = URL(filePath: folder.path)
        try Self.write(cases, to: root)
        try Self.run(in: root)
        outputs = try cases.enumerated().map { index, one in
            try Self.sound(root.appending(path: "results/\(index).f32"), channelCount: one.channelCount)
        }
    }

    private static func write(_ cases: [BrowserCase], to root: URL) throws {
        for (_, one) in Dictionary(cases.map { ($0.script.name, $0) }, uniquingKeysWith: { first, _ in first }) {
            try one.script.copy(to: root)
        }
        for (name, one) in Dictionary(cases.map { ($0.inputName, $0) }, uniquingKeysWith: { first, _ in first }) {
            try one.input.samples.withUnsafeBytes { try Data($0).write(to: root.appending(path: name)) }
        }
        try JSONSerialization.data(withJSONObject: cases.map { $0.json() }).write(
            to: root.appending(path: "cases.json"))
        for name in ["results", "profile"] {
            try FileManager.default.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
    }

    /// Serves the folder to a browser until that says that it is done.
    private static func run(in root: URL) throws {
        let server = Process()
        let (toServer, fromServer) = (Pipe(), Pipe())
        server.executableURL = URL(filePath: "/usr/bin/env")
        server.arguments = [
            "python3", StagedEffects.root.appending(path: "Tests/BrowserTests/Page/serve.py").path, root.path,
        ]
        server.standardInput = toServer
        server.standardOutput = fromServer
        try server.run()
        defer {
            // The server ends with its input.
            try? toServer.fileHandleForWriting.close()
            server.waitUntilExit()
        }
        let answer = String(decoding: fromServer.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(answer.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw BrowserError("serve.py gave no port but ‘\(answer)’")
        }
        let log = root.appending(path: "browser.log")
        let browser = try Chromium(
            showing: "http://127.0.0.1:\(port)/", profile: root.appending(path: "profile"), log: log)
        try wait(for: browser, root: root, log: log)
    }

    private static func wait(for browser: Chromium, root: URL, log: URL) throws {
        let start = ContinuousClock.now
        while true {
            if let failure = try? String(contentsOf: root.appending(path: "results/failed"), encoding: .utf8) {
                throw BrowserError("in Chromium: \(failure)")
            }
            if FileManager.default.fileExists(atPath: root.appending(path: "results/done").path) { return }
            let reason =
                !browser.isRunning
                ? "Chromium ended by itself"
                : ContinuousClock.now - start > .seconds(limitSeconds)
                    ? "Chromium wasn't done after \(limitSeconds) s" : nil
            if let reason {
                let words = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
                throw BrowserError("\(reason); it said: \(words.suffix(2_000))")
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    private static func sound(_ file: URL, channelCount: Int) throws -> PlanarSound {
        let data = try Data(contentsOf: file)
        var sound = PlanarSound(channelCount: channelCount, frameCount: BrowserCase.frameCount)
        guard data.count == sound.samples.count * 4 else {
            throw BrowserError("\(file.lastPathComponent) has \(data.count) bytes, not \(sound.samples.count * 4)")
        }
        _ = sound.samples.withUnsafeMutableBytes { data.copyBytes(to: $0) }
        return sound
    }
}
