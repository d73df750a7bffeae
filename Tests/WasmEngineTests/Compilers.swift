// Compilers in processes of their own, the real one and others, and what is left of them. Test threads.
import Foundation
import TestSupport
@testable import WasmEngine

enum Compilers {
    /// The built program's, if there is one.
    static let real: CompilerProcess? =
        FileManager.default.isExecutableFile(atPath: Stage.program)
        ? CompilerProcess(program: Stage.program, arguments: ["compile-module"]) : nil

    /// The real one, with other limits.
    static func real(_ change: (inout CompilerLimits) -> Void) throws -> CompilerProcess {
        guard var compiler = real else { throw Program.Failure(description: "there is no \(Stage.program)") }
        change(&compiler.limits)
        return compiler
    }

    /// A shell script in the compiler's place.
    static func script(
        _ text: String, in folder: TemporaryFolder, _ change: (inout CompilerLimits) -> Void = { _ in }
    ) throws -> CompilerProcess {
        let path = try folder.write("#!/bin/sh\n\(text)\n", "compiler.sh")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        var limits = CompilerLimits()
        change(&limits)
        return CompilerProcess(program: path, arguments: ["compile"], limits: limits)
    }

    /// What compiling ends with; nil when it succeeds.
    static func error(_ compiler: CompilerProcess, text: String = "(module)", cache: CodeCache? = nil) -> WasmError? {
        do {
            _ = try WasmModule(
                WasmEngine.wasm(fromText: text), engine: Guests.engine.get(), cache: cache, compiler: compiler)
            return nil
        } catch {
            return error as? WasmError
        }
    }

    /// This process's children whose command line has that in it.
    static func children(_ words: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(pid_t.init).filter { id in
            guard let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
                status.contains("\nPPid:\t\(getpid())\n"),
                let line = try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8)
            else { return false }
            // A zombie has no command line.
            return line.contains(words) || line.isEmpty
        }
    }

    /// Pipes and sockets, of which nobody else in this process makes any.
    static func openStreams() -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.count { name in
            let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) ?? ""
            return target.hasPrefix("pipe:") || target.hasPrefix("socket:")
        }
    }
}
