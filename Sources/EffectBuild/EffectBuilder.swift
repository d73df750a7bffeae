// From an effect's source to its module: compiler, linker, check. Any thread that may wait.

import Foundation
import WasmBinary

/// Builds effects written against the SDK.
package struct EffectBuilder: Sendable {
    /// What an effect is built for.
    package enum Target: String, CaseIterable, Sendable {
        /// A module that keeps to the contract.
        case wasm
        /// A shared library of this machine's, with the contract's functions in C: what `make bench` compares with.
        case native
    }

    /// What was built.
    package struct Report: Equatable, Sendable, Codable {
        package let source: String
        package let output: String
        package let byteCount: Int
    }

    private let sdk: String

    /// - Parameter sdk: the folder that holds the SDK's `swift` and `c`.
    ///
    /// Errors: `.noSDK`.
    package init(sdk: String) throws(EffectBuildError) {
        guard FileManager.default.fileExists(atPath: "\(sdk)/swift"), FileManager.default.fileExists(atPath: "\(sdk)/c")
        else { throw EffectBuildError(.noSDK(searched: [sdk])) }
        self.sdk = URL(filePath: sdk).standardizedFileURL.path
    }

    /// Builds a `.swift` or `.c` file, or a folder of either, into `output`.
    ///
    /// The same source gives the same bytes, wherever it lies. An existing output is replaced when all has gone well,
    /// and left alone when it hasn't.
    ///
    /// Errors: a tool is missing; the compiler's own words; the result imports more than the log.
    package func build(source path: String, output: String, target: Target = .wasm) throws(EffectBuildError) -> Report {
        let source = try EffectSource(path: path)
        let toolchain = try Toolchain()
        let work = FileManager.default.temporaryDirectory.appending(path: "cajon-build-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        } catch {
            throw EffectBuildError(.cannotWrite(work.path, reason: error.localizedDescription))
        }
        defer { try? FileManager.default.removeItem(at: work) }

        let result = work.appending(path: target == .wasm ? "effect.wasm" : "effect.so")
        switch target {
        case .wasm:
            let objects = try compile(source, toolchain, in: work)
            try Tool.run(toolchain.wasmLinker, Self.linkerFlags + objects + [Toolchain.library, "-o", result.path])
        case .native:
            try buildNative(source, toolchain, to: result, in: work)
        }
        let bytes: Data
        do {
            bytes = try Data(contentsOf: result)
        } catch {
            throw EffectBuildError(.brokenResult(error.localizedDescription))
        }
        if target == .wasm { try check([UInt8](bytes)) }
        do {
            try bytes.write(to: URL(filePath: output), options: .atomic)
        } catch {
            throw EffectBuildError(.cannotWrite(output, reason: error.localizedDescription))
        }
        return Report(source: path, output: output, byteCount: bytes.count)
    }

    // MARK: - WebAssembly

    /// The stack comes first in memory, so that overflowing it traps instead of overwriting data.
    private static let linkerFlags = [
        "--no-entry", "--gc-sections", "--strip-debug", "--stack-first", "-z", "stack-size=65536",
    ]

    private func compile(_ source: EffectSource, _ toolchain: Toolchain, in work: URL) throws(EffectBuildError)
        -> [String]
    {
        switch source.language {
        case .swift:
            let object = work.appending(path: "effect.o").path
            try Tool.run(
                toolchain.swiftCompiler,
                ["-target", "wasm32-unknown-none-wasm"] + swiftFlags + ["-Xcc", "-msimd128"]
                    + sdkFiles() + source.files + ["-c", "-o", object],
                in: work)
            return [object]
        case .c:
            var objects: [String] = []
            for (index, file) in source.files.enumerated() {
                let object = work.appending(path: "effect-\(index).o").path
                try Tool.run(
                    toolchain.clang,
                    ["--target=wasm32-unknown-wasi", "-msimd128", "-mbulk-memory", "-isystem", Toolchain.headerFolder]
                        + cFlags + ["-c", file, "-o", object],
                    in: work)
                objects.append(object)
            }
            return objects
        }
    }

    private func check(_ module: [UInt8]) throws(EffectBuildError) {
        let summary: ModuleSummary
        do {
            summary = try ModuleSummary(parsing: module)
        } catch {
            throw EffectBuildError(.brokenResult(error.description))
        }
        let foreign = summary.imports.filter { !$0.module.hasPrefix("cajon:effect/log@") }
        guard foreign.isEmpty else { throw EffectBuildError(.foreignImports(foreign.map(\.name))) }
    }

    // MARK: - Native

    private func buildNative(_ source: EffectSource, _ toolchain: Toolchain, to result: URL, in work: URL)
        throws(EffectBuildError)
    {
        switch source.language {
        case .swift:
            let object = work.appending(path: "effect.o").path
            try Tool.run(
                toolchain.swiftCompiler,
                swiftFlags + ["-Xcc", "-fPIC"] + sdkFiles() + source.files + ["-c", "-o", object], in: work)
            try Tool.run(toolchain.clang, ["-shared", object, "-lm", "-o", result.path])
        case .c:
            try Tool.run(
                toolchain.clang, cFlags + ["-shared", "-fPIC"] + source.files + ["-lm", "-o", result.path], in: work)
        }
    }

    // MARK: - Flags

    private var swiftFlags: [String] {
        [
            "-enable-experimental-feature", "Embedded", "-wmo", "-O", "-swift-version", "6",
            "-enable-upcoming-feature", "InternalImportsByDefault", "-Xfrontend", "-disable-stack-protector",
            "-parse-as-library", "-Xcc", "-ffp-contract=off", "-Xfrontend", "-entry-point-function-name", "-Xfrontend",
            "cajon_effect_main", "-module-name", "effect", "-I", "\(sdk)/c",
        ]
    }

    private var cFlags: [String] {
        ["-O3", "-std=c17", "-Wall", "-ffp-contract=off", "-fno-math-errno", "-fvisibility=hidden", "-I", "\(sdk)/c"]
    }

    private func sdkFiles() -> [String] {
        let folder = "\(sdk)/swift"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
    }
}
