// `cajon compile-module`: the program as the compiler that it starts itself. Not for people.

import ArgumentParser
import Foundation
import WasmEngine

/// Compiles what comes on standard input, confined and within limits.
struct CompilerCommand: ParsableCommand {
    static let name = "compile-module"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "What this program starts to compile an effect; not a command for people.",
        shouldDisplay: false)

    @Argument(help: .hidden)
    var words: [String] = []

    func run() throws {
        guard isatty(STDIN_FILENO) == 0, isatty(STDOUT_FILENO) == 0 else {
            throw ValidationError(
                "‘\(Self.name)’ is how cajon compiles an effect in a process of its own; it reads and writes no terminal")
        }
        throw ExitCode(CompilerService.run(words))
    }
}

extension CompilerProcess {
    /// This program, whatever has become of its file since it was started.
    static let standard = CompilerProcess(program: "/proc/self/exe", arguments: [CompilerCommand.name])
}
