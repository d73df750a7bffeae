// `cajon build`: an effect's source in, its module out.

import ArgumentParser
import EffectBuild
import EffectHost
import Foundation

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an effect from Swift or C.",
        usage: "cajon build <source> --output <output> [<options>]",
        discussion: """
            Example:
              cajon build tremolo.swift -o tremolo.wasm
              cajon render in.wav -o out.wav --chain './tremolo.wasm rate=5Hz'

            The source is one .swift or .c file, or a folder of either, written against Cajon's SDK.
            """)

    @Argument(help: "A .swift or .c file, or a folder of them.")
    var source: String

    @Option(name: .shortAndLong, help: "The module to write.")
    var output: String

    @Option(
        help: "wasm: a module for Cajon; native: a shared library, for measuring; checked-native: one with checks.")
    var target: BuildTarget = .wasm

    @Option(help: ArgumentHelp("The SDK's folder, in place of the one that came with Cajon.", valueName: "folder"))
    var sdk: String?

    @Flag(help: "Print the result as JSON on standard output.")
    var json = false

    func run() throws {
        try Failure.reporting {
            let folder = sdk ?? DataDirectories.shipped.map { $0 + "/sdk" } ?? "sdk"
            let builder = try EffectBuilder(sdk: URL(filePath: folder), toolchain: .find())
            let report = try builder.build(source: URL(filePath: source), output: URL(filePath: output), target: target)
            if !report.diagnostics.isEmpty { Terminal.say(report.diagnostics) }
            if json {
                try Terminal.print(try Text.json(BuildResult(source: source, output: output, bytes: report.byteCount)))
            } else {
                Terminal.say("\(output): \(Text.bytes(report.byteCount)), built from \(source)")
            }
        }
    }
}

extension BuildTarget: ExpressibleByArgument {
    /// The targets by the names that `--target` takes.
    private static let names: [(String, BuildTarget)] = [
        ("wasm", .wasm), ("native", .native), ("checked-native", .checkedNative),
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
