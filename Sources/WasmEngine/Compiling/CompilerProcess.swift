// Compiling in a process of its own, with limits on time and memory. Any thread but the audio thread, several at once;
// blocks until there is code or an error.

/// A program that compiles strangers' code, so that what that takes, and whether it ends well, is not this process's
/// trouble.
///
/// What it writes is believed to be machine code, as what a compiler in this process makes would be.
package struct CompilerProcess: Equatable, Sendable {
    package var program: String
    /// What comes before the request's own words.
    package var arguments: [String]
    package var limits: CompilerLimits

    package init(program: String, arguments: [String], limits: CompilerLimits = CompilerLimits()) {
        self.program = program
        self.arguments = arguments
        self.limits = limits
    }

    /// Code for an engine, in the form in which it is cached.
    ///
    /// Errors: `invalidModule` in the words of a compiler in this process; `compilation` when limits were exceeded or
    /// the compiler died of it; `compiler` when there is none, or somebody ended it.
    func code(
        for wasm: [UInt8], _ kind: CompilerRequest.Kind, engine: WasmEngine
    ) throws(WasmError) -> ArraySlice<UInt8> {
        guard wasm.count <= CompilerRequest.maximumBytes else { throw .tooLargeToCompile(wasm.count) }
        let limits = limits.loweredToOwn()
        let request = CompilerRequest(kind, for: engine, limits: limits)
        let codeBytes = limits.codeBytes(wasmByteCount: wasm.count)
        var exchange = try CompilerExchange(program, arguments + request.arguments)
        let end = exchange.run(
            sending: CompilerRequest.header(byteCount: wasm.count) + wasm,
            outputBytes: codeBytes + CompilerAnswer.headerByteCount, seconds: limits.seconds)
        if let error = end.error(limits: limits, codeBytes: codeBytes) { throw error }
        let key = CompilerAnswer.key(wasm, kind, compatibilityTag: engine.compatibilityTag)
        switch CompilerAnswer(end.output, key: key) {
        case .code(let code): return code
        case .refused(let reason): throw WasmError(kind: .invalidModule, message: reason)
        case .outOfMemory: throw .compilationTookMemory(limits)
        case nil: throw .compilerAnswer(saying: end.words)
        }
    }
}
