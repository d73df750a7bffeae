// Effects in Faust: modules that its compiler has made, and programs that it is yet to compile. Any thread but the audio
// thread.

extension EffectLoader {
    /// A program, or a module that Faust has made, as a module that keeps to the contract and needs nothing else; with what
    /// its author asked for and doesn't get. Nil for what is neither. Equal files give equal bytes.
    ///
    /// Errors: as for `load`.
    package func buildFaust(path: String) throws(EffectError) -> (wasm: [UInt8], log: [EffectLogEntry])? {
        let wasm: [UInt8]
        if path.hasSuffix(FaustSource.suffix) {
            wasm = try FaustCompiler(for: path).compile(path: path, name: path)
        } else if path.hasSuffix(".wasm") {
            wasm = try Self.read(path, limit: GeneralLimits.maximumBytes)
        } else {
            return nil
        }
        guard let effect = try FaustEffect(of: wasm, name: path, runtime: runtime) else { return nil }
        // What is written must be an effect by any host's standards.
        _ = try load(effect.wasm, name: path)
        return (effect.wasm, effect.warnings)
    }

    /// A program's module, as Faust's compiler makes it.
    ///
    /// Errors: there is no compiler; what it says.
    package static func compileFaust(path: String, name: String? = nil) throws(EffectError) -> [UInt8] {
        try FaustCompiler(for: name ?? path).compile(path: path, name: name ?? path)
    }
}
