// Effects that a compiler in a process of its own compiles, or doesn't: which kind of error each is.

import EffectHost
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("An effect compiled in a process of its own")
struct CompilerTests {
    private func loader(_ compiler: CompilerProcess) throws -> EffectLoader {
        try EffectLoader(cache: nil, compiler: compiler, scriptEngine: nil)
    }

    /// A shell script in the compiler's place.
    private func script(_ text: String) -> CompilerProcess {
        CompilerProcess(program: "/bin/sh", arguments: ["-c", text, "compiler"])
    }

    @Test("is refused when that ends the compiler, and says so")
    func fatal() throws {
        let error = try #require(try Host.refusal(of: Guest(), loader(script("kill -SEGV $$"))))
        guard case .uncompilable = error.kind else { throw error }
        #expect(
            error.description
                == "effect ‘guest’ can't be compiled: the compiler was ended by signal 11 (Segmentation fault) on it")
    }

    @Test("is not to blame when there is no compiler")
    func missing() throws {
        let compiler = CompilerProcess(program: "/nowhere/cajon", arguments: [])
        let error = try #require(try Host.refusal(of: Guest(), loader(compiler)))
        guard case .hostFailure = error.kind else { throw error }
        #expect(
            error.description
                == "effect ‘guest’ could not be set up: the compiler can't be started: No such file or directory")
    }

    @Test("can't play with the terminal by what the compiler says of it")
    func printable() throws {
        let error = try #require(try Host.refusal(of: Guest(), loader(script(#"printf '\033[2Joh\n' >&2; exit 1"#))))
        #expect(!error.description.contains("\u{1B}"))
        #expect(error.description.contains("the compiler ended with status 1"))
    }

    @Test("processes the same samples", .enabled(if: FileManager.default.isExecutableFile(atPath: Stage.program)))
    func same() throws {
        let compiler = CompilerProcess(program: Stage.program, arguments: ["compile-module"])
        let there = try Host.player(Guest(), loader(compiler), gain: 0.3)
        let here = try Host.player(Guest(), gain: 0.3)
        let signal: Signal = (1...2).map { channel in (0..<64).map { Float($0 * channel) / 128 } }
        let expected = try #require(here.play(signal))
        #expect(there.play(signal) == expected)
    }
}
