// The whole way: parse, refuse, instrument, run, capture, rewrite. Any thread; it runs the module's initialisation.

import WasmBinary

/// Makes modules in which the initialisation has already happened.
package struct Snapshotter<Engine: SnapshotEngine> {
    private let engine: Engine
    private let options: SnapshotOptions

    package init(_ engine: Engine, _ options: SnapshotOptions = SnapshotOptions()) {
        self.engine = engine
        self.options = options
    }

    /// Runs the initialisation of a module, and writes a module that starts where it ended.
    ///
    /// The same input gives the same output, byte for byte, as far as the initialisation is deterministic.
    ///
    /// Errors: every kind that `SnapshotError` has.
    package func snapshot(_ wasm: [UInt8]) throws(SnapshotError) -> SnapshotModule {
        let module: ModuleBinary
        do {
            module = try ModuleBinary(parsing: wasm, limits: options.limits)
        } catch {
            throw SnapshotError(.malformed(error))
        }
        let survey = try ModuleSurvey(of: module)
        try engine.validate(wasm)
        let hasInitializer = module.export(Self.initializer)?.kind == .function
        let calls = hasInitializer && options.initFunction != Self.initializer ? [Self.initializer] : []
        for function in calls + [options.initFunction] { try check(function, module) }
        let changes = try exportChanges(module)

        let instrumented = Instrumented(module, survey)
        let instance = try engine.instantiate(instrumented.bytes)
        for function in calls + [options.initFunction] { try instance.call(function) }
        let state = try ModuleState(capturing: instance, of: instrumented)

        let rewriter = ModuleRewriter(module, survey, state: state, exports: changes)
        let bytes = rewriter.rewritten()
        do throws(SnapshotError) {
            try engine.validate(bytes)
        } catch {
            throw SnapshotError(.invalidOutput(error.description))
        }
        return SnapshotModule(bytes: bytes, state: state, plan: rewriter.plan, originalByteCount: wasm.count)
    }

    /// By convention, what sets a module up that is no program.
    private static var initializer: String { "_initialize" }

    private func check(_ name: String, _ module: ModuleBinary) throws(SnapshotError) {
        guard let export = module.export(name), export.kind == .function else {
            throw SnapshotError(.missingFunction(name))
        }
        let type = module.summary.functions[export.index]
        guard type.parameters.isEmpty, type.results.isEmpty else {
            throw SnapshotError(.wrongSignature(name, found: "\(type)"))
        }
    }

    private func exportChanges(_ module: ModuleBinary) throws(SnapshotError) -> ExportChanges {
        var oldNames: Set<[UInt8]> = []
        var newNames: Set<[UInt8]> = []
        for rename in options.renames {
            guard module.export(rename.oldName)?.kind == .function else {
                throw SnapshotError(.missingFunction(rename.oldName))
            }
            guard oldNames.insert(Array(rename.oldName.utf8)).inserted else {
                throw SnapshotError(.duplicateRename(rename.oldName))
            }
            guard newNames.insert(Array(rename.newName.utf8)).inserted else {
                throw SnapshotError(.duplicateRename(rename.newName))
            }
        }
        let removed = [Self.initializer] + (options.keepsInitFunction ? [] : [options.initFunction])
        return ExportChanges(removed: removed, renames: options.renames)
    }
}
