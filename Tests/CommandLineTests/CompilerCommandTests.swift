// The program as its own compiler: confined, out of people's way, and no reason for a render to hang.

import Foundation
import TestSupport
import Testing

@Suite("The compiler's process")
struct CompilerCommandTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.sound("in.wav", seconds: 0.05)
    }

    private static let request = ["compile-module", "module", "memory=300000000", "seconds=10", "pooled", "parallel"]

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test("is confined before it reads anything")
    func confined() throws {
        var program = shell.program(Self.request)
        program.input = .pipe
        let running = try program.start()
        defer {
            running.closeInput()
            _ = running.wait()
        }
        let privileges = "NoNewPrivs:\t1"
        while !running.hasEnded, try !lines("\(running.systemFolder)/status").contains(privileges) { usleep(1_000) }
        // It waits for its input now, or will in a moment; a kernel without filters shows no line about them.
        let deadline = ContinuousClock.now + .seconds(30)
        func filters() throws -> String? {
            try lines("\(running.systemFolder)/status").first { $0.hasPrefix("Seccomp:") }
        }
        while let line = try filters(), line != "Seccomp:\t2", ContinuousClock.now < deadline { usleep(1_000) }
        let limits = try lines("\(running.systemFolder)/limits")
        func soft(_ name: String) -> String? {
            limits.first { $0.hasPrefix(name) }?.dropFirst(26).split(separator: " ").first.map(String.init)
        }
        #expect(soft("Max data size") == "300000000")
        #expect(soft("Max cpu time") == "10")
        #expect(soft("Max file size") == "0")
        #expect(soft("Max core file size") == "0")
        #expect(soft("Max open files") == "3")
        // Only root may look at what is not dumpable.
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "\(running.systemFolder)/fd") {
            #expect(open.sorted() == ["0", "1", "2"])
        }
    }

    @Test("ends with words and a status when it is given what no compiler is given")
    func nonsense() throws {
        for input in [[], Array("CAJNWASM".utf8), Array("nonsense nonsense nonsense".utf8)] as [[UInt8]] {
            var program = shell.program(Self.request)
            program.input = .bytes(input)
            let outcome = try program.run()
            #expect(outcome.status == 70)
            #expect(outcome.output.isEmpty)
            #expect(outcome.error == "its input isn't what a compiler is given\n")
        }
        let outcome = try shell.cajon("compile-module", "fnord")
        #expect(outcome.status == 70)
        #expect(outcome.error == "it was asked for something that it doesn't know: fnord\n")
    }

    @Test("says at a terminal that it is not for people, and help doesn't list it")
    func notForPeople() throws {
        var program = shell.program(["compile-module", "module"])
        program.output = .terminal
        let outcome = try program.run()
        #expect(outcome.status == 64)
        #expect(outcome.error.contains("is how cajon compiles an effect in a process of its own"))
        #expect(try !shell.cajon("--help").text.contains("compile-module"))
    }

    @Test("is ended, and the effect refused, when compiling that takes for ever")
    func slow() throws {
        try shell.effect(Guest().adding(CompilerBomb.slow), "bomb.wasm")
        let outcome = try shell.program(
            ["render", "in.wav", "-o", "out.wav", "--chain", "./bomb.wasm"],
            through: "ulimit -S -t 2; \(Shell.plainly)"
        ).run()
        #expect(outcome.status == 65)
        #expect(outcome.error.contains("effect ‘./bomb.wasm’ can't be compiled: compiling it took more than 2 s of "))
        #expect(outcome.error.hasSuffix("processor time and was stopped\n"), "\(outcome.error)")
        #expect(try shell.names() == ["bomb.wasm", "in.wav"])
    }

    @Test("is ended, and the effect refused, when compiling that eats memory")
    func hungry() throws {
        try shell.effect(Guest().adding(CompilerBomb.hungry), "bomb.wasm")
        let outcome = try shell.cajon("effect", "show", "./bomb.wasm")
        #expect(outcome.status == 65)
        #expect(
            outcome.error
                == "cajon: effect ‘./bomb.wasm’ can't be compiled: compiling it took more than 1024 MiB of memory and "
                + "was stopped\n")
    }

    @Test("goes with the program that started it")
    func orphan() throws {
        try shell.effect(Guest().adding(CompilerBomb.slow), "bomb.wasm")
        let running = try shell.program(["effect", "show", "./bomb.wasm"]).start()
        let parent = String(running.systemFolder.dropFirst("/proc/".count))
        var child: String?
        while child == nil, !running.hasEnded {
            child = try FileManager.default.contentsOfDirectory(atPath: "/proc").first { name in
                guard Int(name) != nil, let status = try? lines("/proc/\(name)/status") else { return false }
                return status.contains("PPid:\t\(parent)") && status.contains("NoNewPrivs:\t1")
            }
        }
        running.send(SIGKILL)
        #expect(running.wait().signal == SIGKILL)
        let folder = "/proc/\(try #require(child))"
        let deadline = ContinuousClock.now + .seconds(30)
        func isGone() -> Bool {
            guard let status = try? lines("\(folder)/status") else { return true }
            return status.contains { $0.hasPrefix("State:\tZ") || $0.hasPrefix("State:\tX") }
        }
        while !isGone(), ContinuousClock.now < deadline { usleep(10_000) }
        #expect(isGone())
    }
}
