// A component ready to be linked and instantiated any number of times. Making one takes long; any thread may use it.

/// A compiled component and what it imports and exports.
package final class WasmComponent: Sendable {
    package let engine: WasmEngine
    package let imports: [ComponentItem]
    package let exports: [ComponentItem]
    package let compilation: WasmModule.Compilation

    // SAFETY: a wasmtime component is immutable and atomically counted; any thread may read it.
    nonisolated(unsafe) private let component: CompiledComponent

    /// Validates and compiles `wasm`, or takes its code from `cache` if that has it; a new compilation goes there.
    ///
    /// A compiler in this process promises no bound on its time and memory: what grows with a component's instances is
    /// bounded here (`ComponentSize`), its modules are not. Judge a stranger's by their size and counts before, and let
    /// another process compile it.
    ///
    /// - Parameters:
    ///   - compiler: where compiling takes place; nil is this process.
    ///   - rewriting: takes place before compiling; not where the cache has the code.
    ///
    /// Errors: `configuration` when the engine was not made for components; `invalidModule`, with what is wrong and at
    /// which byte, or when it imports and exports more than `ComponentItem.most`; from another process `compilation` and
    /// `compiler` too. Trouble with the cache is no error.
    package init(
        _ wasm: [UInt8], engine: WasmEngine, cache: CodeCache? = nil, compiler: CompilerProcess? = nil,
        rewriting: WasmModule.Rewriting? = nil
    ) throws(WasmError) {
        guard engine.configuration.allowsComponents else { throw .componentsNotAllowed() }
        try ComponentSize.check(wasm)
        self.engine = engine
        let tag = engine.compatibilityTag + "\ncomponent" + (rewriting.map { "\n" + $0.name } ?? "")
        let loaded = try LoadedCode<CompiledComponent>.load(
            cache: cache, key: CodeCache.Key(wasm: wasm, compatibilityTag: tag), compiler: compiler, engine: engine
        ) { rewriting?.apply(wasm) ?? wasm }
        compilation = loaded.compilation
        component = loaded.code
        (imports, exports) = try component.items(engine: engine.handle)
    }

    var handle: OpaquePointer { component.handle }
}
