// The wording of what goes wrong with a compiler in a process of its own. Plain values, any thread.
import Glibc

extension WasmError {
    /// The compiler stopped, or was stopped, because of what it was given.
    static func compilation(_ detail: String) -> WasmError {
        WasmError(kind: .compilation, message: detail)
    }

    /// There is no compiler, or it doesn't work.
    static func compiler(_ detail: String) -> WasmError {
        WasmError(kind: .compiler, message: detail)
    }

    static func compilationTookProcessorTime(_ limits: CompilerLimits) -> WasmError {
        .compilation("compiling it took more than \(limits.processorSeconds) s of processor time and was stopped")
    }

    static func compilationTookTime(_ limits: CompilerLimits) -> WasmError {
        .compilation("compiling it took more than \(limits.seconds) s and was stopped")
    }

    static func compilationTookMemory(_ limits: CompilerLimits) -> WasmError {
        .compilation("compiling it took more than \(limits.memoryBytes >> 20) MiB of memory and was stopped")
    }

    static func tooLargeToCompile(_ byteCount: Int) -> WasmError {
        let limit = CompilerRequest.maximumBytes
        return .compilation("it is larger than what is compiled (\(byteCount) bytes; at most \(limit >> 20) MiB)")
    }

    static func codeTooLarge(_ byteCount: Int) -> WasmError {
        .compilation("it became more than \(byteCount >> 20) MiB of code, and compiling it was stopped")
    }

    static func compilerNotStarted(_ code: Int32) -> WasmError {
        .compiler("the compiler can't be started: \(String(cString: strerror(code)))")
    }

    /// - Parameter words: what the compiler said last, if it said anything.
    static func compilerEnded(bySignal signal: Int32, saying words: String) -> WasmError {
        let name = strsignal(signal).map { String(cString: $0) } ?? "unknown"
        let message = "the compiler was ended by signal \(signal) (\(name)) on it" + Self.quoting(words)
        return signalsOfOthers.contains(signal) ? .compiler(message) : .compilation(message)
    }

    /// Whoever sends these, code that is compiled does not.
    private static let signalsOfOthers: Set<Int32> = [SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE]

    static func compilerEnded(status: Int32, saying words: String) -> WasmError {
        .compiler("the compiler ended with status \(status)" + quoting(words))
    }

    static func compilerAnswer(saying words: String) -> WasmError {
        .compiler("the compiler answered something that is no code" + quoting(words))
    }

    private static func quoting(_ words: String) -> String { words.isEmpty ? "" : ": \(words)" }
}
