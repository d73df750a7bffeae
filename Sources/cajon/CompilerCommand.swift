// `cajon compile-module`: the program as the compiler that it starts itself. Not for people, and in no help.

import Foundation
import WasmEngine

/// Compiles what comes on standard input, confined and within limits.
enum CompilerCommand {
    static let name = "compile-module"

    /// Does its work and ends the program, if that is what the program was started for.
    ///
    /// Every new effect waits for it, so it comes before all else that a start takes.
    static func runIfAsked() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.first == name else { return }
        guard isatty(STDIN_FILENO) == 0, isatty(STDOUT_FILENO) == 0 else {
            Terminal.say(
                "cajon: ‘\(name)’ is how cajon compiles an effect in a process of its own; it is no command for people")
            exit(ExitStatus.usage.rawValue)
        }
        exit(CompilerService.run(Array(arguments.dropFirst())))
    }
}

extension CompilerProcess {
    /// This program, whatever has become of its file since it was started.
    static let standard = CompilerProcess(program: "/proc/self/exe", arguments: [CompilerCommand.name])

    /// For modules that may be larger than effects are (`ModuleLimits.forTools`).
    static let forTools: CompilerProcess = {
        var compiler = standard
        compiler.limits.memoryBytes = 4 << 30
        compiler.limits.processorSeconds = 600
        compiler.limits.seconds = 600
        return compiler
    }()
}
