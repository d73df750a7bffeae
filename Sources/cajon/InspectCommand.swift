// `cajon inspect`: what a WebAssembly file consists of, without running any of it.

import ArgumentParser
import ComponentBinary
import ComponentModel
import EffectHost
import WasmBinary

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a WebAssembly file imports, exports and contains, without running it.",
        discussion: """
            Example:
              cajon inspect chorus.wasm

            Of a component it shows the world, as WIT; what it asks of the host; and how it would be run: its core
            modules linked directly, which is fastest, or all of it as a whole, and why.
            """)

    @Argument(help: "A .wasm file.")
    var file: String

    @Flag(help: "Print JSON on standard output.")
    var json = false

    func run() throws {
        try Failure.reporting {
            let bytes = try read(limit: ComponentLimits.forTools.maximumBytes)
            if Component.isComponent(bytes) {
                let inspection = try ComponentInspection(file: file, bytes)
                try Terminal.print(json ? try Text.json(inspection) : inspection.text)
            } else {
                let inspection = ModuleInspection(file: file, bytes, summary: try summary(of: bytes))
                try Terminal.print(json ? try Text.json(inspection) : inspection.text)
            }
        }
    }
}

extension InspectCommand {
    private func summary(of bytes: [UInt8]) throws -> ModuleSummary {
        do {
            return try ModuleSummary(parsing: bytes)
        } catch {
            throw Failure(.badData, "\(file): \(error)")
        }
    }

    /// The file, which need not be an effect: errors don't call it one.
    private func read(limit: Int) throws -> [UInt8] {
        do {
            return try EffectLoader.read(file, limit: limit)
        } catch {
            if case .unreadable(let reason) = error.kind {
                throw Failure(.noInput, "\(file): can't be read: \(reason)")
            }
            throw error
        }
    }
}
