// Compilers in processes of their own, the real one and others, and what is left of them. Test threads.
import Foundation
import TestSupport
import WasmEngine

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
    static func script(_ text: String, _ change: (inout CompilerLimits) -> Void = { _ in }) -> CompilerProcess {
        var limits = CompilerLimits()
        change(&limits)
        return CompilerProcess(program: "/bin/sh", arguments: ["-c", text, "compiler"], limits: limits)
    }

    /// What compiling ends with; nil when it succeeds.
    static func error(_ compiler: CompilerProcess, text: String = "(module)", cache: CodeCache? = nil) -> WasmError? {
        do {
            _ = try WasmModule(
                WasmEngine.wasm(fromText: text), engine: Guests.engine.get(), cache: cache, compiler: compiler)
            return nil
        } catch {
            return error
        }
    }

    /// This process's child that was asked for exactly so many seconds.
    static func child(seconds: Int) -> pid_t? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(pid_t.init).first { id in
            guard let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
                status.contains("\nPPid:\t\(getpid())\n"),
                let line = try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8)
            else { return false }
            return line.split(separator: "\0").contains("seconds=\(seconds)")
        }
    }

    /// What this process's descriptors stand for.
    static func openFiles() -> Set<String> {
        let folder = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") })
    }
}
