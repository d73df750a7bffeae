// A module ready to be instantiated any number of times. Making one takes long; any thread may use it.

/// A compiled module and what it imports and exports.
package final class WasmModule: Sendable {
    /// Where the code came from.
    package enum Compilation: Equatable, Sendable {
        /// Compiled now: the cache had nothing for it, or there is no cache.
        case compiled
        /// Taken from the cache.
        case cached
        /// Compiled now, because the cache's entry was damaged or not this user's alone.
        case recompiledDamaged
    }

    package let engine: WasmEngine
    package let imports: [ModuleImport]
    package let exports: [ModuleExport]
    package let compilation: Compilation

    // SAFETY: a wasmtime module is immutable and atomically counted; any thread may read it.
    nonisolated(unsafe) private let module: CompiledModule

    /// Validates and compiles `wasm`, or takes its code from `cache` if that has it; a new compilation goes there.
    ///
    /// The compiler promises no bound on its time and memory: judge a stranger's file by its size and counts before.
    ///
    /// Errors: `invalidModule`, with what is wrong and at which byte. Trouble with the cache is no error.
    package init(_ wasm: [UInt8], engine: WasmEngine, cache: CodeCache? = nil) throws(WasmError) {
        self.engine = engine
        let loaded = try Self.load(wasm, engine: engine, cache: cache)
        compilation = loaded.compilation
        module = loaded.module
        imports = module.imports()
        exports = module.exports()
    }

    var handle: OpaquePointer { module.handle }

    /// The export with exactly that name, byte for byte, if there is one.
    package func export(_ name: String) -> ModuleExport? {
        exports.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private struct Loaded: ~Copyable {
        let module: CompiledModule
        let compilation: Compilation
    }

    private static func load(
        _ wasm: [UInt8], engine: WasmEngine, cache: CodeCache?
    ) throws(WasmError) -> Loaded {
        guard let cache else {
            return Loaded(
                module: try CompiledModule(compiling: wasm, engine: engine.handle), compilation: .compiled)
        }
        let key = CodeCache.Key(wasm: wasm, compatibilityTag: engine.compatibilityTag)
        var compilation = Compilation.compiled
        switch cache.code(for: key) {
        case .absent:
            break
        case .damaged:
            compilation = .recompiledDamaged
        case .verified(let code):
            if let module = CompiledModule(trusting: code, engine: engine.handle) {
                return Loaded(module: module, compilation: .cached)
            }
            compilation = .recompiledDamaged
        }
        let module = try CompiledModule(compiling: wasm, engine: engine.handle)
        if let code = try? module.serialized() { cache.store(code, for: key) }
        return Loaded(module: module, compilation: compilation)
    }
}
