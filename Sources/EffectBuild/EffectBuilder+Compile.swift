// The compilers' command lines. Blocks the calling thread.

import Foundation

extension EffectBuilder {
    /// The function that `@main` becomes; the SDK's `_initialize` calls it. Not `main`, which in a shared library could
    /// be another program's.
    private static let entryPoint = "cajon_effect_main"

    /// Compiles the effect and the SDK as one module, so that the effect's generics and closures all become plain code.
    func compileSwift(
        _ files: [URL], for target: BuildTarget, in workspace: Workspace
    ) throws(EffectBuildError) -> (objects: [URL], diagnostics: String) {
        let folder = sdk.appendingPathComponent("swift")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let sdkFiles = names.filter { $0.hasSuffix(".swift") }.sorted().map { folder.appendingPathComponent($0) }
        let object = workspace.file("effect.o")
        var arguments = [
            "-c", "-o", object.path, "-module-name", "effect", "-parse-as-library", "-wmo", "-O",
            "-swift-version", "6", "-enable-experimental-feature", "Embedded",
            "-enable-upcoming-feature", "InternalImportsByDefault",
            "-Xfrontend", "-disable-stack-protector",
            // Otherwise a hash over the sources' paths lands in the module's data.
            "-Xfrontend", "-disable-incremental-llvm-codegen",
            "-Xfrontend", "-entry-point-function-name", "-Xfrontend", Self.entryPoint,
            "-no-color-diagnostics", "-diagnostic-style", "llvm",
            "-I", sdk.appendingPathComponent("c").path, "-Xcc", "-ffp-contract=off",
        ]
        switch target {
        case .module, .component: arguments += ["-target", "wasm32-unknown-none-wasm", "-Xcc", "-msimd128"]
        case .native: break
        case .checkedNative: arguments += ["-assert-config", "Debug"]
        }
        if Self.hasMeters(files) { arguments += ["-D", "CAJON_METERS"] }
        arguments += sdkFiles.map(\.relativePath) + files.map(Self.argument(for:))
        return ([object], try ToolRun.run(toolchain.swiftc, arguments, log: workspace.log))
    }

    /// Whether one of the files speaks of the protocol that effects with meters conform to. Their entry points are then
    /// compiled too; others don't have them.
    private static func hasMeters(_ files: [URL]) -> Bool {
        let word = Data("MeteredEffect".utf8)
        return files.contains { file in (try? Data(contentsOf: file))?.range(of: word) != nil }
    }

    /// Compiles the effect's files one by one.
    func compileC(
        _ files: [URL], for target: BuildTarget, in workspace: Workspace
    ) throws(EffectBuildError) -> (objects: [URL], diagnostics: String) {
        var flags = [
            "-c", "-std=gnu17", "-O3", "-Wall", "-Wextra", "-fvisibility=hidden", "-ffp-contract=off",
            "-fno-math-errno", "-fno-color-diagnostics", "-ffile-prefix-map=\(sdk.relativePath)=SDK",
            "-I", sdk.appendingPathComponent("c").path,
        ]
        switch target {
        case .module, .component:
            flags += ["--target=wasm32-unknown-wasi", "-msimd128", "-isystem", toolchain.libcHeaders.path]
        case .native: flags += ["-fPIC"]
        case .checkedNative: flags += ["-fPIC", "-fsanitize=undefined", "-fsanitize-trap=undefined"]
        }
        var objects: [URL] = []
        var diagnostics: [String] = []
        for file in files {
            // The linker's complaints name it.
            let object = workspace.file(file.lastPathComponent + ".o")
            let path = Self.argument(for: file)
            let folder = path.dropLast(file.lastPathComponent.count)
            // `__FILE__` is the file's name, wherever it lies.
            let mapping = folder.isEmpty ? [] : ["-fmacro-prefix-map=\(folder)="]
            let said = try ToolRun.run(
                toolchain.clang, flags + mapping + ["-o", object.path, path], log: workspace.log)
            if !said.isEmpty { diagnostics.append(said) }
            objects.append(object)
        }
        return (objects, diagnostics.joined(separator: "\n"))
    }

    /// Links objects into a module without any import but the contract's, or into a shared library.
    func link(
        _ objects: [URL], for target: BuildTarget, in workspace: Workspace
    ) throws(EffectBuildError) -> URL {
        let file = workspace.file("effect.linked")
        guard target.isWebAssembly else {
            let arguments = ["-shared", "-o", file.path, "-Wl,--gc-sections", "-Wl,-Bsymbolic"]
            _ = try ToolRun.run(
                toolchain.clang, arguments + objects.map(\.path) + ["-lm"], log: workspace.log)
            return file
        }
        // The stack comes first, so that an overflow runs out of memory at address 0 and traps instead of running into
        // the effect's data. The name section stays: a trap's backtrace then shows functions.
        var arguments = [
            "--no-entry", "--gc-sections", "--strip-debug", "--stack-first", "-z", "stack-size=65536",
            "-o", file.path,
        ]
        arguments += objects.map(\.path) + [toolchain.libc.path]
        if let builtins = toolchain.builtins { arguments.append(builtins.path) }
        do {
            _ = try ToolRun.run(toolchain.wasmLinker, arguments, log: workspace.log)
        } catch {
            guard case .toolFailed(_, _, let output) = error.kind else { throw error }
            if output.contains("undefined symbol: \(Self.entryPoint)") { throw EffectBuildError(.noMain) }
            // What CAJON_EFFECT makes, and the entry points call.
            if output.contains("undefined symbol: cajon_describe") {
                throw EffectBuildError(.missingExports(names: EffectContract.exports.filter { $0 != "memory" }))
            }
            throw error
        }
        return file
    }

    /// The path as it was given, for messages; no compiler takes it for an option or a file of options.
    private static func argument(for file: URL) -> String {
        let path = file.relativePath
        return path.hasPrefix("-") || path.hasPrefix("@") ? "./\(path)" : path
    }
}
