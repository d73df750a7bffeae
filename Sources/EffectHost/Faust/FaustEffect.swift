// A Faust module made an effect: read, checked, linked. Pure, any thread but the audio thread.

import WasmBinary

/// A module that keeps to the contract, made of one that keeps to Faust's ABI.
struct FaustEffect {
    let wasm: [UInt8]
    /// What its author asked for and doesn't get, for the log.
    let warnings: [EffectLogEntry]

    /// Nil for what is no Faust module. Nothing of it runs.
    ///
    /// Errors: in what it isn't as Faust makes them; the runtime is missing.
    init?(of wasm: [UInt8], name: String, runtime: EffectRuntime) throws(EffectError) {
        guard let binary = Self.module(wasm, limits: runtime.moduleLimits) else { return nil }
        let library = try runtime.faustRuntime()
        do throws(FaustProblem) {
            let module = try FaustModule(binary)
            let description = try FaustDescription(of: module)
            self.wasm = try FaustLinker.link(module, description, with: library)
            warnings = description.warnings.map { EffectLogEntry(level: .warning, message: printable($0)) }
        } catch {
            throw EffectError(.faust(error), effect: name)
        }
    }

    /// The module, if it looks like one of Faust's.
    private static func module(_ wasm: [UInt8], limits: ModuleLimits) -> ModuleBinary? {
        // What can't be read is for others to say.
        guard wasm.count <= limits.maximumBytes, let binary = try? ModuleBinary(parsing: wasm, limits: limits),
            FaustModule.isOne(binary.summary)
        else { return nil }
        return binary
    }

    /// What keeps a Faust module from being an effect, the rest of a sentence that begins with "it", none for one that
    /// may be loaded; nil for what is no Faust module.
    static func problems(of wasm: [UInt8]) -> [String]? {
        guard let binary = module(wasm, limits: EffectLimits().bounding(ModuleLimits())) else { return nil }
        do throws(FaustProblem) {
            _ = try FaustDescription(of: FaustModule(binary))
            return []
        } catch {
            return ["it \(error)"]
        }
    }
}
