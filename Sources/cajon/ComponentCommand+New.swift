// `cajon component new`: a core module in, a component around it out.

import ArgumentParser
import ComponentBinary
import ComponentModel
import EffectBuild
import EffectHost
import Foundation
import WIT
import WasmBinary

extension ComponentCommand {
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Wrap a core module as a component of a WIT world.",
            usage: "cajon component new <file> --wit <path> --output <output> [<options>]",
            discussion: """
                Example:
                  cajon component new core.wasm --wit wit --world effect -o effect.wasm

                The module's imports and exports have the names that compilers for
                components give them, those that begin with ‘cm32p2’ or the older ones.
                The component imports what the module does and exports what the world
                does. Nothing of the module is changed.
                """)

        @Argument(help: "A .wasm file, a core module.")
        var file: String

        @Option(help: ArgumentHelp("A .wit file, or a folder with the WIT files of a package.", valueName: "path"))
        var wit: String

        @Option(
            help: ArgumentHelp(
                "The world: its name, or with its package, as ns:package/name@1.0.0. The package's only one by default.",
                valueName: "name"))
        var world: String?

        @Option(
            name: .customLong("feature"),
            help: ArgumentHelp("Take in what is @unstable for this feature. Repeatable.", valueName: "name"))
        var features: [String] = []

        @Option(name: .shortAndLong, help: "The component to write.")
        var output: String

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                try OutputPaths.refuseInputs([file, wit], among: [output])
                let resolution = try Resolution(SourceTree(reading: wit), features: FeatureSet(Set(features)))
                let name = try worldName(in: resolution)
                var encoder = try ComponentEncoder(world: name, in: resolution)
                encoder.limits.module = .forTools
                // The component is as large as the module, and little more.
                encoder.limits.maximumBytes = 2 * encoder.limits.module.maximumBytes
                let bytes = try encode(try read(limit: encoder.limits.module.maximumBytes), encoder)
                try OutputFile.write(Data(bytes), to: URL(filePath: output))
                let result = Result(file: file, output: output, world: name.description, bytes: bytes.count)
                if json { try Terminal.print(try Text.json(result)) } else { Terminal.say(result.text) }
            }
        }
    }
}

extension ComponentCommand.New {
    private func worldName(in resolution: Resolution) throws -> QualifiedName {
        if let world { return QualifiedName(world) ?? QualifiedName(resolution.mainName, world) }
        let worlds = resolution.main.worlds.map(\.name)
        guard worlds.count == 1 else {
            let known = worlds.isEmpty ? "none" : "‘\(worlds.joined(separator: "’, ‘"))’"
            throw Failure(.usage, "\(wit): the package ‘\(resolution.mainName)’ has \(known); --world says which")
        }
        return QualifiedName(resolution.mainName, worlds[0])
    }

    private func read(limit: Int) throws -> [UInt8] {
        do {
            return try EffectLoader.read(file, limit: limit)
        } catch {
            switch error.kind {
            case .unreadable(let reason): throw Failure(.noInput, "\(file): can't be read: \(reason)")
            case .tooLarge(_, let limit): throw Failure(.badData, "\(file): larger than \(Text.bytes(limit))")
            default: throw error
            }
        }
    }

    /// What is wrong is told line by line, with names that can't play with the terminal.
    private func encode(_ module: [UInt8], _ encoder: ComponentEncoder) throws -> [UInt8] {
        do throws(ComponentModelError) {
            return try encoder.encode(module)
        } catch {
            let lines = error.description.split(separator: "\n").map { printable(String($0)) }
            let message = lines.count == 1 ? " \(lines[0])" : lines.map { "\n    \($0)" }.joined()
            throw Failure(.badData, "\(file):\(message)")
        }
    }
}

/// What is said of a component.
private struct Result: Encodable {
    let file: String
    let output: String
    let world: String
    let bytes: Int

    var text: String { "\(output): \(Text.bytes(bytes)), \(file) as a component of \(world)" }
}
