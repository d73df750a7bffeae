// `cajon build`: an effect's source in, a component out.

import ArgumentParser
import ComponentModel
import EffectBuild
import EffectHost
import Foundation

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an effect from Swift, C, JavaScript or Faust.",
        usage: "cajon build <source> --output <output> [<options>]",
        discussion: """
            Example:
              cajon build tremolo.swift -o tremolo.wasm
              cajon render in.wav -o out.wav --chain './tremolo.wasm rate=5Hz'
              cajon build wah.js -o wah.wasm
              cajon build echo.dsp -o echo.wasm

            The source is one .swift or .c file, or a folder of either, written against Cajon's SDK; or a .js file
            that a browser would run as an AudioWorklet, or a folder with one. A script is read and run once, here;
            the component holds the state in which it was left, and starts from there.

            A .dsp file is compiled by Faust's own compiler, which has to be installed; a .wasm file that `faust -lang
            wasm` has made needs none.

            A renames.json in the source's folder states what the effect, its parameters and their choices were called
            before, so that presets with those names still load.
            """)

    @Argument(help: "A .swift, .c or .js file, or a folder of them; a .dsp file, or a .wasm file made by Faust.")
    var source: String

    @Option(name: .shortAndLong, help: "The component to write.")
    var output: String

    @Option(
        help: """
            component: an effect to hand on; module: the core module in it; native: a shared library, for \
            measuring; checked-native: one with checks.
            """)
    var target: BuildTarget = .standard

    @Option(help: ArgumentHelp("The SDK's folder, in place of the one that came with Cajon.", valueName: "folder"))
    var sdk: String?

    @Option(
        name: .customLong("kernel"),
        help: ArgumentHelp(
            "A core module that a script may import from 'kernel:name', its .wit beside it; may be given several times.",
            valueName: "name=file.wasm"))
    var kernels: [String] = []

    @Flag(help: "Print the result as JSON on standard output.")
    var json = false

    func run() throws {
        try Failure.reporting {
            let size = try buildFaust() ?? ScriptPackage(at: source).map(buildScript) ?? buildNative()
            if json {
                try Terminal.print(try Text.json(BuildResult(source: source, output: output, bytes: size)))
            } else {
                Terminal.say("\(output): \(Text.bytes(size)), built from \(source)")
            }
        }
    }

    /// Builds from Swift or C; returns the output's size in bytes.
    private func buildNative() throws -> Int {
        guard kernels.isEmpty else { throw Failure(.usage, "--kernel is for scripts, and \(source) is none") }
        let folder = sdk ?? DataDirectories.shipped.map { $0 + "/sdk" } ?? "sdk"
        let builder = try EffectBuilder(sdk: URL(filePath: folder), toolchain: .find())
        let renames = try target.isWebAssembly ? nativeRenames() : EffectRenames()
        let report = try builder.build(
            source: URL(filePath: source), output: URL(filePath: output), target: target
        ) { wasm throws(EffectBuildError) in
            guard !renames.isEmpty else { return wasm }
            do throws(EffectError) {
                // Only an effect that has described itself shows whether the names fit.
                return try EffectLoader.forProgram().stating(renames, in: wasm, name: source)
            } catch {
                throw EffectBuildError(.badRenames(reason: error.description))
            }
        }
        if !report.diagnostics.isEmpty { Terminal.say(report.diagnostics) }
        return report.byteCount
    }

    /// Builds from Faust; returns the output's size in bytes, nil for a source that isn't Faust's.
    private func buildFaust() throws -> Int? {
        guard source.hasSuffix(".dsp") || source.hasSuffix(".wasm") else { return nil }
        guard target.isWebAssembly else {
            throw Failure(.usage, "\(source) is Faust's, and --target \(target) isn't for it")
        }
        guard kernels.isEmpty else { throw Failure(.usage, "--kernel is for scripts, and \(source) is none") }
        try OutputPaths.refuseInputs([source], among: [output])
        guard let (wasm, log) = try EffectLoader.forProgram().buildFaust(path: source) else {
            throw Failure(
                .badData,
                "\(source): is no module that Faust has made; `cajon component new` makes a component of others")
        }
        for entry in log { Terminal.say("\(entry.level): \(entry.message)") }
        let bytes = target == .component ? try EffectComponent.encode(wasm) : wasm
        try OutputFile.write(Data(bytes), to: URL(filePath: output))
        return bytes.count
    }

    private func nativeRenames() throws -> EffectRenames {
        guard let folder = EffectBuilder.folder(ofSource: URL(filePath: source)) else { return EffectRenames() }
        return try RenamesFile.read(inFolder: folder.relativePath)
    }

    /// Builds from JavaScript; returns the output's size in bytes.
    private func buildScript(_ package: ScriptPackage) throws -> Int {
        guard target.isWebAssembly else { throw Failure(.usage, "\(source) is a script, which nothing makes native") }
        try OutputPaths.refuseInputs([source], among: [output])
        var package = package
        for kernel in kernels {
            let parts = kernel.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Failure(.usage, "--kernel takes name=file.wasm, not ‘\(kernel)’") }
            package.kernels[parts[0]] = parts[1]
        }
        let (wasm, log) = try EffectLoader.forProgram().build(package)
        for entry in log { Terminal.say("\(entry.level): \(entry.message)") }
        let bytes = package.renames.adding(to: target == .component ? try EffectComponent.encode(wasm) : wasm)
        try OutputFile.write(Data(bytes), to: URL(filePath: output))
        return bytes.count
    }
}

extension BuildTarget: ExpressibleByArgument {
    /// The targets by the names that `--target` takes.
    private static let names: [(String, BuildTarget)] = [
        ("component", .component), ("module", .module), ("native", .native), ("checked-native", .checkedNative),
    ]

    /// Reads what `--target` was given.
    public init?(argument: String) {
        guard let target = Self.names.first(where: { $0.0 == argument })?.1 else { return nil }
        self = target
    }

    /// As `--help` shows it.
    public var defaultValueDescription: String { Self.names.first { $0.1 == self }?.0 ?? "" }
    /// All that `--target` takes.
    public static var allValueStrings: [String] { names.map(\.0) }
}

/// What `--json` prints.
private struct BuildResult: Encodable {
    let source: String
    let output: String
    let bytes: Int
}
