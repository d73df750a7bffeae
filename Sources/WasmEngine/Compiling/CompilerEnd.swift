// How a compiler came to its end, and what that says about what it was given. Plain values, any thread.
import Glibc

/// A process that is no more, or that was ended for taking too long or saying too much.
package struct CompilerEnd {
    package enum Cause: Equatable {
        /// With this status.
        case exit(Int32)
        case signal(Int32)
        /// It had already been waited for, by nobody knows whom.
        case unknown
        case tookTime
        case wroteTooMuch
    }

    package var cause: Cause
    /// All that it wrote to standard output.
    package var output: [UInt8]
    /// The beginning of what it wrote to standard error.
    package var errors: [UInt8]
    /// The most memory that it had at once; nil when that was less than this process has had, and isn't known.
    package var residentBytes: Int?

    /// What an error says of the words that the compiler left behind.
    private static let shownCharacterCount = 200

    /// Why there is no code; nil when there may be some.
    package func error(limits: CompilerLimits, codeBytes: Int) -> WasmError? {
        switch cause {
        case .exit(0), .unknown: return nil
        case .exit(let status): return .compilerEnded(status: status, saying: words)
        case .tookTime: return .compilationTookTime(limits)
        case .wroteTooMuch: return .codeTooLarge(codeBytes)
        case .signal(SIGXCPU): return .compilationTookProcessorTime(limits)
        case .signal(let signal):
            if lackedMemory(signal, limits) { return .compilationTookMemory(limits) }
            return .compilerEnded(bySignal: signal, saying: words)
        }
    }

    /// In one line.
    package var words: String {
        let text = WasmtimeFailure.oneLine(String(decoding: errors, as: UTF8.self))
        return text.count > Self.shownCharacterCount ? text.prefix(Self.shownCharacterCount) + "…" : text
    }

    /// Rust says that memory is lacking; others who are told that there is none fall over it, close to the limit.
    private func lackedMemory(_ signal: Int32, _ limits: CompilerLimits) -> Bool {
        let isOwn = [SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP].contains(signal)
        return isOwn && (words.contains("memory allocation of") || residentBytes ?? 0 > limits.memoryBytes / 4 * 3)
    }
}
