// Components that are run as wholes, loaded. Any thread but the audio thread.

extension EffectLoader {
    /// Loads a component that can't be taken apart, or isn't to be, from memory.
    ///
    /// - Parameter reasons: what keeps it off the other path, each a sentence without its full stop.
    ///
    /// Errors: it is no component, is too large, imports what nobody grants, or breaks the contract.
    package func loadGeneral(
        _ wasm: [UInt8], name: String, reasons: [String]
    ) throws(EffectError) -> EffectModule {
        try loadGeneral(wasm, name: name, path: nil, files: [], reasons: reasons)
    }

    private func loadGeneral(
        _ wasm: [UInt8], name: String, path: String?, files: [FileStamp], reasons: [String]
    ) throws(EffectError) -> EffectModule {
        let component = try ComponentContract.check(wasm, name: name, limits: runtime.limits)
        let code = try GeneralCode(wasm, component, name: name, runtime: runtime, reasons: reasons) {
            () throws(EffectError) in
            try assetSources(wasm, name: name, path: path)
        }
        return try module(.general(code), wasm, name: name, files: files)
    }

    /// Loads the component in a file, anew each time. It is what `load` gives for the path then.
    ///
    /// Errors: as from memory; the file can't be read.
    package func loadGeneral(
        path: String, name: String? = nil, reasons: [String]
    ) throws(EffectError) -> EffectModule {
        let file = FileStamp(path)
        let wasm = try Self.read(path, limit: GeneralLimits.maximumBytes)
        let module = try loadGeneral(wasm, name: name ?? path, path: path, files: [file], reasons: reasons)
        keep(module, path: path)
        return module
    }
}
