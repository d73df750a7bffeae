// Builds that fail: what is said, and what is left alone.

import EffectBuild
import Foundation
import TestSupport
import Testing

@Suite("A build that fails")
struct FailureTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    @Test("shows what the C compiler says, with file, line and column")
    func cError() throws {
        let failure = try #require(bench.failure("half.c", ["half.c": "#include \"cajon.h\"\nint x = y;\n"]))
        guard case .toolFailed(let tool, _, let output) = failure.kind else {
            Issue.record("\(failure)")
            return
        }
        #expect(tool == "clang")
        #expect(output.contains("half.c:2:9: error: use of undeclared identifier 'y'"))
        #expect(failure.description == output)
    }

    @Test("shows what the Swift compiler says, with file, line and column")
    func swiftError() throws {
        let text = Sources.swift.replacing("parameters[.level] * 0.01", with: "parameters[.levl] * 0.01")
        let failure = try #require(bench.failure("half.swift", ["half.swift": text]))
        let line = try #require(
            text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("levl") })
        #expect(failure.description.contains("half.swift:\(line + 1):"))
        #expect(failure.description.contains("has no member 'levl'"))
    }

    @Test("says what there is to be built when there is nothing")
    func nothing() throws {
        func kind(_ path: String, _ files: [String: String] = [:]) -> EffectBuildError.Kind? {
            bench.failure(path, files)?.kind
        }
        let path = bench.folder.file
        #expect(kind("missing.c") == .noSource(path: path("missing.c")))
        #expect(kind("notes.txt", ["notes.txt": ""]) == .notAnEffect(path: path("notes.txt")))
        #expect(kind("empty", ["empty/README.md": ""]) == .notAnEffect(path: path("empty")))
        #expect(kind("both", ["both/a.c": "", "both/b.swift": ""]) == .mixedLanguages(path: path("both")))
        for path in ["missing.c", "notes.txt", "empty", "both"] {
            let failure = try #require(bench.failure(path))
            #expect(failure.description.hasPrefix(bench.folder.file(path) + ": "))
        }
    }

    @Test(
        "names what an effect would need an operating system for",
        arguments: [
            ("getenv(\"HOME\");", "#include <stdlib.h>", "wasi_snapshot_preview1#environ_get"),
            ("puts(\"hello\");", "#include <stdio.h>", "wasi_snapshot_preview1#fd_write"),
            ("time(0);", "#include <time.h>", "wasi_snapshot_preview1#clock_time_get"),
            ("exit(1);", "#include <stdlib.h>", "wasi_snapshot_preview1#proc_exit"),
            (
                "steal();", "__attribute__((import_module(\"env\"), import_name(\"steal\"))) void steal(void);",
                "env#steal"
            ),
        ])
    func foreign(call: String, header: String, name: String) throws {
        let failure = try #require(
            bench.failure("half.c", ["half.c": Sources.c(resetting: call, including: header)]))
        guard case .foreignImports(let names) = failure.kind else {
            Issue.record("\(failure)")
            return
        }
        #expect(names.contains(name))
        #expect(failure.description.contains("in its box there is none: "))
        #expect(failure.description.contains(name))
    }

    @Test("names the symbol that is defined nowhere")
    func undefined() throws {
        let failure = try #require(
            bench.failure("half.c", ["half.c": Sources.c(resetting: "nobody();", including: "void nobody(void);")]))
        #expect(failure.description.contains("half.c.o: undefined symbol: nobody"))
        // Where the object lay is no use to anybody.
        #expect(!failure.description.contains("/cajon-build-"))
    }

    @Test("says what a source lacks that is no effect")
    func noEffect() throws {
        let c = try #require(bench.failure("part.c", ["part.c": "int x;\n"]))
        for name in ["cajon:effect/processor@0.1.0#describe", "cajon:effect/processor@0.1.0#process", "cabi_realloc"] {
            #expect(c.description.contains(name))
        }
        #expect(c.description.hasSuffix("a C effect names its functions in CAJON_EFFECT"))
        let unnamed = try #require(bench.failure("part.c", ["part.c": "#include \"cajon.h\"\nint x;\n"]))
        #expect(unnamed.description.hasSuffix("a C effect names its functions in CAJON_EFFECT"))
        let swift = try #require(bench.failure("part.swift", ["part.swift": "let x = 1\n"]))
        #expect(swift.kind == .noMain)
    }

    @Test("leaves an existing output alone, and nothing beside it")
    func leavesOutput() throws {
        try bench.folder.write("precious", "effect.wasm")
        let sources = [
            "broken.c": "int x = y;\n", "part.c": "int x;\n", "broken.swift": "let x =\n",
            "foreign.c": Sources.c(resetting: "puts(\"\");", including: "#include <stdio.h>"),
        ]
        for name in sources.keys.sorted() {
            #expect(bench.failure(name, sources) != nil)
            #expect(try bench.folder.read("effect.wasm") == Array("precious".utf8))
        }
        #expect(try bench.folder.names() == (sources.keys + ["effect.wasm"]).sorted())
    }

    @Test("for want of a place to write to says so before it compiles")
    func noPlace() throws {
        func reason(to output: String) throws -> String {
            // Source that doesn't compile: the output comes first.
            let failure = try #require(bench.failure("broken.c", ["broken.c": "?"], to: output))
            guard case .cannotWrite(_, let reason) = failure.kind else { return "\(failure)" }
            return reason
        }
        #expect(try reason(to: "nowhere/x.wasm").hasPrefix("there is no folder \(bench.folder.file("nowhere"));"))
        #expect(try reason(to: "broken.c") == "it is the source; write to another file")
        #expect(try reason(to: ".") == "it is there already, and is no file")
        #expect(try bench.folder.read("broken.c") == Array("?".utf8))
        try FileManager.default.createSymbolicLink(atPath: bench.folder.file("link"), withDestinationPath: "/dev/null")
        #expect(try reason(to: "link") == "it is there already, and is no file")
    }

    @Test("for want of a tool says which, and what brings it")
    func tools() throws {
        let folder = bench.folder
        func failure(_ path: String, root: String = "/usr") -> String? {
            do throws(EffectBuildError) {
                _ = try Toolchain.find(searchPath: path, systemRoot: URL(filePath: root))
                return nil
            } catch {
                return error.description
            }
        }
        #expect(failure("")?.hasPrefix("swiftc is not on PATH") == true)
        #expect(failure(folder.path)?.hasPrefix("swiftc is not on PATH") == true)
        try folder.write("#!/bin/sh\n", "swiftc")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("swiftc"))
        #expect(failure(folder.path)?.hasPrefix("clang is not on PATH") == true)
        let path = try #require(ProcessInfo.processInfo.environment["PATH"])
        #expect(
            failure(path, root: folder.path)
                == "wasi-libc is not installed: \(folder.file("lib/wasm32-wasi/libc.a")) is missing; install the Debian "
                + "package wasi-libc")
    }

    @Test("for want of the SDK says what is missing")
    func sdk() throws {
        let toolchain = try Toolchain.find()
        let failure = #expect(throws: EffectBuildError.self) {
            try EffectBuilder(sdk: URL(filePath: bench.folder.path), toolchain: toolchain)
        }
        #expect(failure?.kind == .incompleteSDK(folder: bench.folder.path, missing: "swift/Effect.swift"))
        #expect(failure?.description.hasSuffix("is not the effect SDK: it has no swift/Effect.swift") == true)
    }
}
