// How code comes from the cache or from the compiler, whatever it is code for. Set-up only.

/// Something compiled that can be kept in a cache.
protocol CompiledCode: ~Copyable {
    /// Validates and compiles.
    init(compiling wasm: [UInt8], engine: OpaquePointer) throws(WasmError)
    /// Takes up code that `serialized()` gave; nil when it is for another engine. It is trusted.
    init?(trusting code: ArraySlice<UInt8>, engine: OpaquePointer)
    func serialized() throws(WasmError) -> [UInt8]
}

extension CompiledModule: CompiledCode {}
extension CompiledComponent: CompiledCode {}

/// Compiled code, and where it came from.
struct LoadedCode<Code: CompiledCode & ~Copyable>: ~Copyable {
    let code: Code
    let compilation: WasmModule.Compilation

    /// Compiles what `wasm` gives, or takes its code from `cache` if that has it under `key`; a new compilation goes
    /// there. Trouble with the cache is no error.
    static func load(
        cache: CodeCache?, key: @autoclosure () -> CodeCache.Key, engine: OpaquePointer,
        compiling wasm: () -> [UInt8]
    ) throws(WasmError) -> LoadedCode {
        guard let cache else {
            return LoadedCode(code: try Code(compiling: wasm(), engine: engine), compilation: .compiled)
        }
        let key = key()
        var compilation = WasmModule.Compilation.compiled
        switch cache.code(for: key) {
        case .absent:
            break
        case .damaged:
            compilation = .recompiledDamaged
        case .verified(let verified):
            if let code = Code(trusting: verified, engine: engine) {
                return LoadedCode(code: code, compilation: .cached)
            }
            compilation = .recompiledDamaged
        }
        let code = try Code(compiling: wasm(), engine: engine)
        if let serialized = try? code.serialized() { cache.store(serialized, for: key) }
        return LoadedCode(code: code, compilation: compilation)
    }
}
