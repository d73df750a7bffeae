// Judges a module that the linker has just written. Any thread.

import Foundation
import WasmBinary

/// What a built effect imports and exports.
struct LinkedModule {
    private let summary: ModuleSummary

    /// - Throws: `malformedModule`.
    init(_ bytes: Data) throws(EffectBuildError) {
        do {
            summary = try ModuleSummary(parsing: [UInt8](bytes))
        } catch {
            throw EffectBuildError(.malformedModule(reason: error.description))
        }
    }

    /// - Throws: `foreignImports`, `missingExports`.
    func checkContract() throws(EffectBuildError) {
        let imports = summary.imports.filter { $0.module != EffectContract.assetsModule }
            .map { "\($0.module)#\($0.name)" }
        let foreign = imports.filter { $0 != EffectContract.logImport }
        guard foreign.isEmpty else { throw EffectBuildError(.foreignImports(names: foreign)) }
        let missing = EffectContract.exports.filter { summary.export($0) == nil }
        guard missing.isEmpty else { throw EffectBuildError(.missingExports(names: missing)) }
    }
}
