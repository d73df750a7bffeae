// Builds an effect from its source: compile together with the SDK, link, check against the contract, put in place.
// Blocks the calling thread; several builds may run at once.

import ComponentModel
package import Foundation

/// Builds effects with one SDK and one toolchain.
package struct EffectBuilder: Sendable {
    let sdk: URL
    let toolchain: Toolchain

    /// - Parameters:
    ///   - sdk: the folder `Effects/SDK`, which holds `swift` and `c`.
    ///   - toolchain: as `Toolchain.find` gives it.
    /// - Throws: `incompleteSDK`.
    package init(sdk: URL, toolchain: Toolchain) throws(EffectBuildError) {
        for part in ["swift/Effect.swift", "c/cajon.h", "c/module.modulemap"]
        where !FileManager.default.isReadableFile(atPath: sdk.appendingPathComponent(part).path) {
            throw EffectBuildError(.incompleteSDK(folder: sdk.relativePath, missing: part))
        }
        self.sdk = sdk
        self.toolchain = toolchain
    }

    /// Builds one effect.
    ///
    /// Equal source gives equal bytes, wherever it lies. The output appears whole or not at all; a file of that name
    /// stays as it is when the build fails.
    /// - Parameters:
    ///   - source: a .swift file, a .c file, or a folder of either.
    ///   - output: the file to write; its folder exists.
    ///   - finish: is given the finished module or component, and returns what is written in its place; not called for
    ///     what is no WebAssembly.
    /// - Throws: any kind of `EffectBuildError`; what the compiler says names file and line.
    package func build(
        source path: URL, output: URL, target: BuildTarget = .standard,
        finish: ([UInt8]) throws(EffectBuildError) -> [UInt8] = { $0 }
    ) throws(EffectBuildError) -> BuildReport {
        let start = ContinuousClock.now
        let source = try EffectSource(path)
        try Self.checkOutput(output, sources: source.files)
        let workspace = try Workspace()
        defer { workspace.remove() }

        let (objects, diagnostics) =
            switch source.language {
            case .swift: try compileSwift(source.files, for: target, in: workspace)
            case .c: try compileC(source.files, for: target, in: workspace)
            }
        let linked = try link(objects, for: target, in: workspace)
        var bytes = try contents(of: linked)
        if target.isWebAssembly { try LinkedModule(bytes).checkContract() }
        if target == .component { bytes = try Self.component(of: bytes) }
        if target.isWebAssembly { bytes = Data(try finish([UInt8](bytes))) }
        try OutputFile.write(bytes, to: output, permissions: target.isWebAssembly ? 0o644 : 0o755)
        return BuildReport(
            output: output, byteCount: bytes.count, sources: source.files, diagnostics: diagnostics,
            duration: ContinuousClock.now - start)
    }

    /// The folder that belongs to the effect at a path alone, whose files speak of it; nil where others lie beside it.
    package static func folder(ofSource path: URL) -> URL? { EffectSource.folder(of: path) }

    private func contents(of file: URL) throws(EffectBuildError) -> Data {
        do {
            return try Data(contentsOf: file)
        } catch {
            throw EffectBuildError(.malformedModule(reason: error.localizedDescription))
        }
    }

    private static func component(of module: Data) throws(EffectBuildError) -> Data {
        do throws(ComponentModelError) {
            return Data(try EffectComponent.encode([UInt8](module)))
        } catch {
            throw EffectBuildError(.contractBroken(reason: error.description))
        }
    }

    /// Refuses what the result must not replace, before the work is done.
    private static func checkOutput(_ output: URL, sources: [URL]) throws(EffectBuildError) {
        func refuse(_ reason: String) -> EffectBuildError {
            EffectBuildError(.cannotWrite(path: output.relativePath, reason: reason))
        }
        var isFolder: ObjCBool = false
        let folder = output.deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw refuse("there is no folder \(folder); create it or write elsewhere")
        }
        let target = output.resolvingSymlinksInPath()
        guard !sources.contains(where: { $0.resolvingSymlinksInPath().path == target.path }) else {
            throw refuse("it is the source; write to another file")
        }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target.path) else { return }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw refuse("it is there already, and is no file")
        }
    }
}
