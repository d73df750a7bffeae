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

    /// What is done to a module's bytes before they are compiled.
    package struct Rewriting: Sendable {
        /// Names it: compiled code is kept under the original's bytes and this name.
        package let name: String
        package let apply: @Sendable ([UInt8]) -> [UInt8]

        package init(name: String, apply: @escaping @Sendable ([UInt8]) -> [UInt8]) {
            self.name = name
            self.apply = apply
        }
    }

    package let engine: WasmEngine
    package let imports: [ModuleImport]
    package let exports: [ModuleExport]
    package let compilation: Compilation

    // SAFETY: a wasmtime module is immutable and atomically counted; any thread may read it.
    nonisolated(unsafe) private let module: CompiledModule

    /// Validates and compiles `wasm`, or takes its code from `cache` if that has it; a new compilation goes there.
    ///
    /// A compiler in this process promises no bound on its time and memory: judge a stranger's file by its size and
    /// counts before, and let another process compile it.
    ///
    /// - Parameters:
    ///   - compiler: where compiling takes place; nil is this process.
    ///   - rewriting: takes place before compiling; not where the cache has the code.
    ///
    /// Errors: `invalidModule`, with what is wrong and at which byte; from another process `compilation` and `compiler`
    /// too. Trouble with the cache is no error.
    package init(
        _ wasm: [UInt8], engine: WasmEngine, cache: CodeCache? = nil, compiler: CompilerProcess? = nil,
        rewriting: Rewriting? = nil
    ) throws(WasmError) {
        self.engine = engine
        let tag = engine.compatibilityTag + (rewriting.map { "\n" + $0.name } ?? "")
        let loaded = try LoadedCode<CompiledModule>.load(
            cache: cache, key: CodeCache.Key(wasm: wasm, compatibilityTag: tag), compiler: compiler, engine: engine
        ) { rewriting?.apply(wasm) ?? wasm }
        compilation = loaded.compilation
        module = loaded.code
        imports = module.imports()
        exports = module.exports()
    }

    var handle: OpaquePointer { module.handle }

    /// The export with exactly that name, byte for byte, if there is one.
    package func export(_ name: String) -> ModuleExport? {
        exports.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
