// `cajon build`: an effect's source in, its module out.

import ArgumentParser
import EffectBuild
import EffectHost

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an effect from Swift or C.",
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

    @Option(help: "wasm: a module for Cajon; native: a shared library, for measuring.")
    var target: EffectBuilder.Target = .wasm

    @Option(help: ArgumentHelp("The SDK's folder, in place of the one that came with Cajon.", valueName: "folder"))
    var sdk: String?

    @Flag(help: "Print the result as JSON on standard output.")
    var json = false

    func run() throws {
        try Failure.reporting {
            let builder = try EffectBuilder(sdk: sdk ?? DataDirectories.shipped.map { $0 + "/sdk" } ?? "sdk")
            let report = try builder.build(source: source, output: output, target: target)
            if json {
                print(try Text.json(report))
            } else {
                Terminal.say("\(report.output): \(Text.bytes(report.byteCount)), built from \(report.source)")
            }
        }
    }
}

extension EffectBuilder.Target: ExpressibleByArgument {}
