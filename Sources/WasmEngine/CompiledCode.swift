// How code comes from the cache or from a compiler, whatever it is code for. Set-up only.

/// Something compiled that can be kept in a cache.
protocol CompiledCode: ~Copyable {
    /// What a compiler is told that it is.
    static var kind: CompilerRequest.Kind { get }
    /// Validates and compiles.
    init(compiling wasm: [UInt8], engine: OpaquePointer) throws(WasmError)
    /// Takes up code that `serialized()` gave, for an engine of the same kind. It is trusted.
    init(trusting code: ArraySlice<UInt8>, engine: OpaquePointer) throws(WasmError)
    func serialized() throws(WasmError) -> [UInt8]
}

extension CompiledModule: CompiledCode {
    static var kind: CompilerRequest.Kind { .module }
}

extension CompiledComponent: CompiledCode {
    static var kind: CompilerRequest.Kind { .component }
}

/// Compiled code, and where it came from.
struct LoadedCode<Code: CompiledCode & ~Copyable>: ~Copyable {
    let code: Code
    let compilation: WasmModule.Compilation

    /// Compiles what `wasm` gives, or takes its code from `cache` if that has it under `key`; a new compilation goes
    /// there. Trouble with the cache is no error.
    ///
    /// - Parameter compiler: where compiling takes place; nil is this process.
    static func load(
        cache: CodeCache?, key: @autoclosure () -> CodeCache.Key, compiler: CompilerProcess?, engine: WasmEngine,
        compiling wasm: () -> [UInt8]
    ) throws(WasmError) -> LoadedCode {
        guard let cache else {
            return LoadedCode(code: try compile(wasm(), compiler, engine, storing: nil), compilation: .compiled)
        }
        let key = key()
        var compilation = WasmModule.Compilation.compiled
        switch cache.code(for: key) {
        case .absent:
            break
        case .damaged:
            compilation = .recompiledDamaged
        case .verified(let verified):
            if let code = try? Code(trusting: verified, engine: engine.handle) {
                return LoadedCode(code: code, compilation: .cached)
            }
            compilation = .recompiledDamaged
        }
        let code = try compile(wasm(), compiler, engine) { cache.store($0, for: key) }
        return LoadedCode(code: code, compilation: compilation)
    }

    private static func compile(
        _ wasm: [UInt8], _ compiler: CompilerProcess?, _ engine: WasmEngine, storing store: (([UInt8]) -> Void)?
    ) throws(WasmError) -> Code {
        guard let compiler else {
            let code = try Code(compiling: wasm, engine: engine.handle)
            if let store, let serialized = try? code.serialized() { store(serialized) }
            return code
        }
        let serialized = try compiler.code(for: wasm, Code.kind, engine: engine)
        let code = try Code(trusting: serialized, engine: engine.handle)
        store?(Array(serialized))
        return code
    }
}
