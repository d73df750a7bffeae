// Components that are run as wholes, loaded. Any thread but the audio thread.

package import WasmEngine

extension EffectLoader {
    /// Loads a component that can't be taken apart, or isn't to be, from memory.
    ///
    /// - Parameters:
    ///   - reasons: what keeps it off the other path, each in words that go on from "it".
    ///   - interfaces: what it may import besides the log, assets and WASI, as its functions expect to be called.
    ///
    /// Errors: it is no component, is too large, imports what nobody grants, or breaks the contract.
    package func loadGeneral(
        _ wasm: [UInt8], name: String, reasons: [String], granting interfaces: [HostInterface] = []
    ) throws(EffectError) -> EffectModule {
        let code = try generalCode(wasm, name: name, path: nil, reasons: reasons, granting: interfaces)
        return try EffectModule(name: name, byteCount: wasm.count, general: code, runtime: runtime)
    }

    /// Loads the component in a file, anew each time. It is what `load` gives for the path then.
    ///
    /// Errors: as from memory; the file can't be read.
    package func loadGeneral(
        path: String, name: String? = nil, reasons: [String], granting interfaces: [HostInterface] = []
    ) throws(EffectError) -> EffectModule {
        let file = FileStamp(path)
        let wasm = try Self.read(path, limit: GeneralLimits.maximumBytes)
        let name = name ?? path
        let code = try generalCode(wasm, name: name, path: path, reasons: reasons, granting: interfaces)
        let module = try EffectModule(
            name: name, byteCount: wasm.count, general: code, files: [file], runtime: runtime)
        keep(module, path: path)
        return module
    }

    private func generalCode(
        _ wasm: [UInt8], name: String, path: String?, reasons: [String], granting interfaces: [HostInterface]
    ) throws(EffectError) -> GeneralCode {
        try GeneralCode(wasm, name: name, runtime: runtime, reasons: reasons, granting: interfaces) {
            () throws(EffectError) in
            try grants.assetSources(for: wasm, name: name, path: path, hash: CodeCache.tag)
        }
    }
}
