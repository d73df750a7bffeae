// Renders that are interrupted: nothing is left behind, and what was there stays.

import Foundation
import TestSupport
import Testing

@Suite("A render that is interrupted")
struct InterruptionTests {
    /// Two milliseconds each: a minute.
    private static let patience = 30_000

    private let shell: Shell

    init() throws { shell = try Shell() }

    /// A render in the middle of its work: it has read some of its input, and waits for more.
    private func running(through script: String = Shell.plainly) throws -> RunningProgram {
        var program = shell.program(["render", "-", "-o", "out.wav", "--chain", "filter | gain"], through: script)
        program.input = .pipe
        let running = try program.start()
        try running.write(Wave(seconds: 10, channelCount: 2, sampleRate: 48_000).bytes.prefix(200_000))
        try waitForPartialFile(in: ".", of: running, named: ".out.wav.")
        return running
    }

    private func waitForPartialFile(in folder: String, of running: RunningProgram, named start: String) throws {
        for _ in 0..<Self.patience {
            let names = (try? shell.folder.names(below: folder)) ?? []
            if names.contains(where: { $0.hasPrefix(start) && $0.hasSuffix(".partial") }) { return }
            usleep(2_000)
        }
        running.send(SIGKILL)
        throw Program.Failure(description: "it never began to write: \(running.wait().error)")
    }

    @Test(
        "by a signal ends by it, and leaves nothing behind",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func signals(signal: Int32) throws {
        try shell.folder.write("precious", "out.wav")
        let running = try running()
        running.send(signal)
        let outcome = running.wait()
        #expect(outcome.signal == signal)
        #expect(try shell.names() == ["out.wav"])
        #expect(try shell.folder.read("out.wav") == Array("precious".utf8))
    }

    @Test("without warning leaves the existing file as it was, and the next render works")
    func killed() throws {
        try shell.folder.write("precious", "out.wav")
        let running = try running()
        running.send(SIGKILL)
        #expect(running.wait().signal == SIGKILL)
        #expect(try shell.folder.read("out.wav") == Array("precious".utf8))
        try shell.sound("in.wav")
        #expect(try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "gain").status == 0)
        #expect(try shell.folder.read("out.wav").starts(with: Array("RIFF".utf8)))
    }

    @Test("because its input broke off renders what came")
    func brokenInput() throws {
        let running = try running()
        running.closeInput()
        let outcome = running.wait()
        #expect(outcome.status == 0)
        // The header promised ten seconds; 200,000 bytes came, 44 of them the header, four for each frame.
        #expect(
            outcome.error.contains(
                "warning: the input is cut short: its header promises 480000 frames, the sound ends after 49989;"))
        #expect(try shell.names() == ["out.wav"])
    }

    @Test("keeps the files that were finished, and nothing of the one that was not")
    func severalFiles() throws {
        try shell.sound("done.wav")
        let slow = shell.folder.file("slow.wav")
        #expect(mkfifo(slow, 0o600) == 0)
        let running = try shell.program(["render", "done.wav", "slow.wav", "-d", "out", "--chain", "gain"]).start()
        // Open for reading too, so that opening doesn't wait for the program.
        let pipe = try FileHandle(forUpdating: URL(filePath: slow))
        try pipe.write(
            contentsOf: Data(Wave(seconds: 1, channelCount: 2, sampleRate: 48_000).bytes.prefix(50_000)))
        try waitForPartialFile(in: "out", of: running, named: ".slow.wav.")
        running.send(SIGTERM)
        #expect(running.wait().signal == SIGTERM)
        try pipe.close()
        #expect(try shell.folder.names(below: "out") == ["done.wav"])
    }

    @Test("by a signal that it was started to ignore goes on, as under nohup")
    func ignoredSignal() throws {
        let running = try running(through: #"trap "" HUP; exec "$0" "$@""#)
        running.send(SIGHUP)
        running.closeInput()
        #expect(running.wait().status == 0)
        #expect(try shell.names() == ["out.wav"])
    }
}
