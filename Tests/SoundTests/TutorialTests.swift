// Effects/TUTORIAL.md, followed to the letter: its files saved, its commands run.

import Foundation
import TestSupport
import Testing

@Suite("The tutorial")
struct TutorialTests {
    /// A fenced block: its language and its text.
    private static func blocks(of text: String) -> [(language: String, text: String)] {
        let parts = text.components(separatedBy: "```")
        return stride(from: 1, to: parts.count, by: 2).map { index in
            let end = parts[index].firstIndex(of: "\n") ?? parts[index].endIndex
            return (String(parts[index][..<end]), String(parts[index][end...].dropFirst()))
        }
    }

    /// Runs a line as a shell would, with `cajon` being the built program.
    private static func run(_ line: String, in folder: TemporaryFolder) throws -> (status: Int32, output: String) {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", "cajon() { \"$CAJON\" \"$@\"; }; " + line]
        shell.currentDirectoryURL = URL(filePath: folder.path)
        shell.environment = ProcessInfo.processInfo.environment.merging([
            "CAJON": Stage.program, "XDG_CACHE_HOME": folder.file("cache"), "XDG_DATA_HOME": folder.file("data"),
        ]) { $1 }
        let pipe = Pipe()
        shell.standardOutput = pipe
        shell.standardError = pipe
        try shell.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        return (shell.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    @Test("does what it says, step by step")
    func steps() throws {
        let text = try String(contentsOfFile: Stage.root + "/Effects/TUTORIAL.md", encoding: .utf8)
        let folder = try TemporaryFolder("cajon-tutorial")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("Samples"), withDestinationPath: Stage.root + "/Samples")
        var renders: [[UInt8]] = []
        var (scripts, commands) = (0, 0)
        for block in Self.blocks(of: text) {
            switch block.language {
            case "js" where block.text.contains("registerProcessor"):
                try folder.write(block.text, "ring.js")
                scripts += 1
            case "json":
                try folder.write(block.text, "bells.json")
            default:
                for line in block.text.split(separator: "\n") where line.hasPrefix("cajon ") {
                    let (status, output) = try Self.run(String(line), in: folder)
                    #expect(status == 0, "\(line): \(output)")
                    commands += 1
                    if line.contains(" -o out.wav") { renders.append(try folder.read("out.wav")) }
                }
            }
        }
        #expect(scripts == 3 && commands == 7)
        #expect(renders.count == 3 && Set(renders).count == 3)
        #expect(try folder.names().contains("bells.wav") && folder.names().contains("ring.wasm"))

        // The mistake of step 4 is found where the text says.
        try folder.write(
            String(decoding: folder.read("ring.js"), as: UTF8.self).replacing("Math.sin(", with: "Math.sine("),
            "ring.js")
        let (status, output) = try Self.run(
            "cajon render Samples/plucked-strings.wav -o out.wav --chain ./ring.js", in: folder)
        #expect(status == 70)
        let place = try #require(text.firstMatch(of: /ring\.js:\d+:\d+/)).0
        #expect(output.contains(place), "\(output)")
    }
}
