// Programs in the compiler's place that do everything wrong: each is an error in words, and nothing of it is left.
import CConfinement
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite struct CompilerProcessTests {
    private func error(
        _ script: String, text: String = "(module)", _ change: (inout CompilerLimits) -> Void = { _ in }
    ) throws -> WasmError {
        try #require(Compilers.error(Compilers.script(script, change), text: text))
    }

    @Test(arguments: [
        "exit 0", "exit 1", "kill -KILL $$", "cat", "exec cat /dev/zero", "exec sleep 1000",
        "exec sleep 1000 <&- >&- 2>&-", "cat >/dev/null; echo nonsense; echo nonsense >&2",
    ])
    func `whatever it does, the process is waited for and the pipes are closed`(script: String) throws {
        let id: pid_t
        let streams: [String]
        do {
            var exchange = try CompilerExchange("/bin/sh", ["-c", script])
            id = exchange.peer.id
            streams = try [exchange.peer.input, exchange.peer.output, exchange.peer.errors].map {
                try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            }
            #expect(Compilers.openFiles().isSuperset(of: streams))
            let end = exchange.run(
                sending: Array(repeating: 7, count: 1 << 20), outputBytes: 3 << 20, seconds: 1)
            #expect(end.output.count <= 3 << 20 + 1)
            #expect(end.cause != .unknown)
        }
        #expect(Compilers.openFiles().isDisjoint(with: streams))
        #expect(kill(id, 0) == -1 && errno == ESRCH)
    }

    @Test func `one that nobody talks to is ended all the same`() throws {
        let id = try { try CompilerExchange("/bin/sh", ["-c", "exec sleep 1000"]).peer.id }()
        #expect(kill(id, 0) == -1 && errno == ESRCH)
    }

    @Test(
        arguments: [
            "echo nonsense; cat >/dev/null", "cat >/dev/null", "exec cat", "exit 0", "echo nonsense >&2",
            // The beginning of an answer, and a length that nobody has.
            #"printf 'CAJNCODE\001\000\000\000\000\000\000\000\377\377\377\377\377\377\377\377'"#,
            #"printf 'CAJNCODE\001\000\000\000\000\000\000\000\001\000\000\000'; head -c 500 /dev/zero"#,
        ])
    func `what is no answer is not believed`(script: String) throws {
        let error = try error(script)
        #expect(error.kind == .compiler)
        #expect(error.message.hasPrefix("the compiler answered something that is no code"), "\(error)")
    }

    @Test func `one that writes without end is stopped`() throws {
        let error = try error("exec cat /dev/zero") { $0.memoryBytes = 3 << 20 }
        #expect(error.kind == .compilation)
        #expect(error.message == "it became more than 3 MiB of code, and compiling it was stopped")
    }

    @Test(arguments: ["exec sleep 1000", "exec sleep 1000 <&- >&- 2>&-", "trap '' TERM; while :; do :; done"])
    func `one that hangs is stopped after its time`(script: String) throws {
        let error = try error(script) { $0.seconds = 1 }
        #expect(error.kind == .compilation)
        #expect(error.message == "compiling it took more than 1 s and was stopped")
    }

    @Test func `one that leaves somebody behind who holds its streams is not waited for beyond its time`() throws {
        let error = try error("sleep 5 & exit 0") { $0.seconds = 1 }
        #expect(error.message == "compiling it took more than 1 s and was stopped")
    }

    @Test(arguments: [
        ("kill -SEGV $$", "the compiler was ended by signal 11 (Segmentation fault) on it", WasmError.Kind.compilation),
        ("kill -ILL $$", "the compiler was ended by signal 4 (Illegal instruction) on it", .compilation),
        ("echo 'oh no' >&2; kill -ABRT $$", "the compiler was ended by signal 6 (Aborted) on it: oh no", .compilation),
        ("kill -KILL $$", "the compiler was ended by signal 9 (Killed) on it", .compiler),
        ("kill -INT $$", "the compiler was ended by signal 2 (Interrupt) on it", .compiler),
        ("kill -XCPU $$", "compiling it took more than 60 s of processor time and was stopped", .compilation),
        (
            "echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$",
            "compiling it took more than 1024 MiB of memory and was stopped", .compilation
        ),
        ("printf 'not\nnow\n' >&2; exit 3", "the compiler ended with status 3: not: now", .compiler),
    ])
    func `how it ended is told`(script: String, message: String, kind: WasmError.Kind) throws {
        let error = try error(script)
        #expect(error.message == message)
        #expect(error.kind == kind)
    }

    @Test func `that this process is large is not held against it`() throws {
        // Less than this process has at any time.
        let error = try error("kill -SEGV $$") { $0.memoryBytes = 1 << 20 }
        #expect(error.message == "the compiler was ended by signal 11 (Segmentation fault) on it")
    }

    @Test func `what it says while dying is bounded`() throws {
        let error = try error("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1")
        #expect(error.message.hasPrefix("the compiler ended with status 1: xxx"))
        #expect(error.message.count < 300)
    }

    @Test func `one that doesn't listen to all of a large module ends neither this process nor the wait`() throws {
        let text = "(module (memory 64) (data (i32.const 0) \"\(String(repeating: "x", count: 3 << 20))\"))"
        #expect(try error("exit 7", text: text).message == "the compiler ended with status 7")
        let waiting = try error("exec sleep 1000", text: text) { $0.seconds = 1 }
        #expect(waiting.message == "compiling it took more than 1 s and was stopped")
    }

    @Test func `one that can't be started says why`() throws {
        for (path, reason) in [
            ("/nowhere/cajon", "No such file or directory"), ("/dev/null", "Permission denied"),
            ("/tmp", "Permission denied"), ("", "No such file or directory"),
        ] {
            let error = try #require(Compilers.error(CompilerProcess(program: path, arguments: [])))
            #expect(error.kind == .compiler)
            #expect(error.message == "the compiler can't be started: \(reason)")
        }
    }

    @Test func `signals are as nobody changed them, and the environment is not passed on`() throws {
        signal(SIGPIPE, SIG_IGN)
        let folder = try TemporaryFolder("cajon-compiler")
        _ = try error(
            """
            grep -E 'Sig(Blk|Ign)' /proc/self/status > '\(folder.file("signals"))'
            echo "$HOME$USER$XDG_CACHE_HOME" > '\(folder.file("names"))'; exit 1
            """)
        let words = try String(decoding: folder.read("signals"), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        // The 32nd and 33rd are the C library's own.
        let masks = words.compactMap { UInt64($0, radix: 16) }.map { $0 & ~(3 << 31) }
        #expect(masks == [0, 0])
        #expect(try folder.read("names") == Array("\n".utf8))
    }

    @Test func `a failure is not kept in the cache`() throws {
        let folder = try TemporaryFolder("cajon-compiler")
        let cache = CodeCache(directory: folder.file("cache"))
        #expect(Compilers.error(Compilers.script("exit 1"), cache: cache)?.kind == .compiler)
        #expect(!FileManager.default.fileExists(atPath: folder.file("cache")))
    }

    @Test func `many threads may fail at once`() async {
        let compiler = Compilers.script("cat >/dev/null; echo nonsense; exit 4")
        await withTaskGroup(of: WasmError?.self) { group in
            for _ in 0..<24 { group.addTask { Compilers.error(compiler) } }
            for await error in group { #expect(error?.message == "the compiler ended with status 4") }
        }
    }

    @Test func `requests are understood as they were meant, and nothing else is`() throws {
        var configuration = WasmEngine.Configuration()
        configuration.isPooled = false
        configuration.allowsMemory64 = true
        configuration.allowsTailCalls = true
        var limits = CompilerLimits()
        limits.memoryBytes = 123 << 20
        limits.processorSeconds = 7
        for engine in [try Guests.engine.get(), try WasmEngine(configuration)] {
            let request = CompilerRequest(.component, for: engine, limits: limits)
            #expect(CompilerRequest(arguments: request.arguments) == request)
        }
        let refused = [
            [], ["fnord"], ["module", "fnord"], ["module", "memory="], ["module", "memory=-1"],
            ["module", "seconds=0"], ["module", "memory=99999999999999999999"], ["pooled"], [""],
        ]
        for words in refused { #expect(CompilerRequest(arguments: words) == nil, "\(words)") }
        #expect(CompilerRequest.byteCount(after: CompilerRequest.header(byteCount: 70_000)) == 70_000)
        #expect(CompilerRequest.byteCount(after: Array("CAJNWASM".utf8) + Array(repeating: 0xFF, count: 8)) == nil)
        let most = CompilerRequest.maximumBytes
        #expect(CompilerRequest.byteCount(after: CompilerRequest.header(byteCount: most)) == most)
        #expect(CompilerRequest.byteCount(after: CompilerRequest.header(byteCount: most + 1)) == nil)
        #expect(CompilerRequest.byteCount(after: []) == nil)
    }
}
