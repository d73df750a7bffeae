// A builder with the package's own SDK, and a folder to work in. Used by one test.

import EffectBuild
import EffectHost
import Foundation
import TestSupport
import WasmBinary

/// A folder with a name that is hard on command lines.
struct Bench {
    let folder: TemporaryFolder
    private let builder: EffectBuilder

    init() throws {
        folder = try TemporaryFolder("cajon build's “tests” $HOME")
        builder = try BuiltEffects.builder()
    }

    /// A bench with an SDK of its own, in its folder.
    init(sdkCopiedTo name: String) throws {
        folder = try TemporaryFolder("cajon build's “tests” $HOME")
        let sdk = URL(filePath: folder.file(name))
        try FileManager.default.copyItem(at: BuiltEffects.sdk, to: sdk)
        builder = try EffectBuilder(sdk: sdk, toolchain: .find())
    }

    /// Builds a file or folder of the bench, whose sources are given by their paths.
    @discardableResult
    func build(
        _ source: String, _ files: [String: String] = [:], to output: String = "effect.wasm",
        target: BuildTarget = .module,
        finish: ([UInt8]) throws(EffectBuildError) -> [UInt8] = { $0 }
    ) throws -> BuildReport {
        for (path, text) in files { try folder.write(text, path) }
        return try builder.build(
            source: URL(filePath: folder.file(source)), output: URL(filePath: folder.file(output)), target: target,
            finish: finish)
    }

    /// Builds the module of an effect that ships, or of an example, from its folder.
    func build(shipped effect: String, to output: String = "effect.wasm") throws -> BuildReport {
        try builder.build(
            source: BuiltEffects.effects.appending(path: effect), output: URL(filePath: folder.file(output)),
            target: .module)
    }

    /// What a built module imports, as "module name".
    func imports(_ output: String = "effect.wasm") throws -> [String] {
        try ModuleSummary(parsing: folder.read(output)).imports.map { "\($0.module) \($0.name)" }
    }

    /// Why a build fails; nil when it doesn't.
    func failure(_ source: String, _ files: [String: String] = [:], to output: String = "effect.wasm")
        -> EffectBuildError?
    {
        do {
            try build(source, files, to: output)
            return nil
        } catch {
            return error as? EffectBuildError
        }
    }

    /// What a built effect says of itself to the host.
    func describe(_ output: String = "effect.wasm") throws -> EffectDescriptor {
        try EffectLoader(cache: nil).load(path: folder.file(output)).descriptor
    }
}
