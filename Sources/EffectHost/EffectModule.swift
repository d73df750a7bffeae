// An effect that was checked and compiled, ready to be instantiated as often as wanted. Immutable; any thread.

import CanonicalABI
package import WasmBinary
import WasmEngine

/// A stranger's code, found to keep to the contract.
package final class EffectModule: Sendable {
    /// As the user named it.
    package let name: String
    package let descriptor: EffectDescriptor
    /// The size of the module, or of a script's files.
    package let byteCount: Int
    /// What a script wrote to the log while it was loaded.
    package let loadLog: [EffectLogEntry]

    /// The files it was made from, so that they can be watched; empty for one from memory.
    package var sourceFiles: [String] { files.filter(\.exists).map(\.path) }
    /// Whether those files are as they were, and those that were looked for are still missing.
    package var isCurrent: Bool { files.allSatisfy(\.isCurrent) }

    private let files: [FileStamp]
    let runtime: EffectRuntime
    let code: Code

    /// What instances are made from.
    enum Code: Sendable {
        case core(EffectCode)
        case general(GeneralCode)
    }

    /// What the binary consists of; for a script, the engine's. Nil for a component that is run as a whole.
    package var summary: ModuleSummary? { coreCode?.summary }

    /// Which way its calls take.
    package var path: EffectPath {
        switch code {
        case .core: .core
        case .general(let code): .general(reasons: code.reasons)
        }
    }

    /// Refuses an effect that isn't for the audio thread.
    ///
    /// Errors: `notRealtime`, with the reasons.
    package func requireRealtime() throws(EffectError) {
        if case .general(let code) = code { throw EffectError(.notRealtime(code.reasons), effect: name) }
    }

    private var coreCode: EffectCode? {
        if case .core(let code) = code { code } else { nil }
    }

    /// Describes an effect whose code is ready. Called by `EffectLoader`.
    init(
        name: String, byteCount: Int, code: EffectCode, renames: EffectRenames = EffectRenames(),
        loadLog: [EffectLogEntry] = [], files: [FileStamp] = [], runtime: EffectRuntime
    ) throws(EffectError) {
        self.files = files
        self.name = name
        self.byteCount = byteCount
        self.code = .core(code)
        self.loadLog = loadLog
        self.runtime = runtime
        let instance = try EffectInstance(code, runtime: runtime, name: name)
        var descriptor = try instance.describe()
        descriptor.takesOptions = code.entryPoints[.setOptions] != nil
        if code.entryPoints[.describeMeters] != nil { descriptor.meters = try instance.describeMeters() }
        try descriptor.adopt(renames, effect: name)
        self.descriptor = descriptor
    }

    /// Describes a component that is run as a whole. Called by `EffectLoader`.
    init(
        name: String, byteCount: Int, general code: GeneralCode, renames: EffectRenames = EffectRenames(),
        files: [FileStamp] = [], runtime: EffectRuntime
    ) throws(EffectError) {
        self.files = files
        self.name = name
        self.byteCount = byteCount
        self.code = .general(code)
        loadLog = []
        self.runtime = runtime
        let instance = try EffectInstance(code, runtime: runtime, name: name)
        var descriptor = try instance.describe()
        descriptor.takesOptions = code.hasSettings
        if code.hasMeters { descriptor.meters = try instance.describeMeters() }
        try descriptor.adopt(renames, effect: name)
        self.descriptor = descriptor
    }

    /// The most linear memory that an instance can come to have, however it grows.
    package var greatestMemoryByteCount: Int {
        switch code {
        case .core(let code): (1 + code.kernels.count) * runtime.limits.memoryBytes
        case .general: GeneralLimits.memories * runtime.limits.memoryBytes
        }
    }

    /// Whether the effect is a state laid over the script engine's code, rather than compiled by itself.
    package var sharesEngine: Bool { coreCode?.overlay != nil }

    /// How many bytes are written over each new instance; nil for an effect that was compiled by itself.
    package var overlaidByteCount: Int? { coreCode?.overlay?.copiedByteCount }

    /// Everything that keeps a module from being an effect, in words; empty for an effect. Runs nothing of it.
    package static func contractProblems(of summary: ModuleSummary) -> [String] { EffectContract.problems(of: summary) }

    /// Whether a module that keeps to the contract shows what it measures.
    package static func hasMeters(_ summary: ModuleSummary) -> Bool {
        summary.export(EffectContract.meters[0].name) != nil
    }

    /// A new instance in a store of its own, not configured yet. Any thread, also while others of the same engine play.
    ///
    /// Errors: the start function trapped or ran out of time; no room for another instance.
    package func instantiate(_ policy: EffectPolicy = .offline) throws(EffectError) -> EffectInstance {
        switch code {
        case .core(let code):
            try EffectInstance(
                code, runtime: runtime, name: name, descriptor: descriptor, earlierLog: loadLog, policy: policy)
        case .general(let code):
            try EffectInstance(code, runtime: runtime, name: name, descriptor: descriptor, policy: policy)
        }
    }
}
