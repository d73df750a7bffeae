// `cajon snapshot`: a module in, the same module out in which its initialisation has already happened.

import ArgumentParser
import EffectBuild
import EffectHost
import Foundation
import Snapshot
import WasmBinary

struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Initialise a WebAssembly module now, and write one that starts where that ended.",
        usage: "cajon snapshot <file> --output <output> [<options>]",
        discussion: """
            Example:
              cajon snapshot engine.wasm -o started.wasm --init-func start-engine

            Runs `_initialize`, if the module exports it, and then the initialisation function, and writes their
            effect on memories, globals and tables of functions into the new module, which exports neither any more.

            Without --allow-wasi the initialisation can call nothing outside the module. With it, WASI has no files,
            no network, no arguments and no environment; clocks stand still, random numbers are the same in every
            run, and what is written to standard output and error is shown on standard error.
            """)

    @Argument(help: "A .wasm file.")
    var file: String

    @Option(name: .shortAndLong, help: "The module to write.")
    var output: String

    @Option(help: ArgumentHelp("The exported function to run, without parameters and results.", valueName: "name"))
    var initFunc = SnapshotOptions.conventionalInitFunction

    @Flag(help: "Export the initialisation function still.")
    var keepInitFunc = false

    @Option(
        help: ArgumentHelp(
            "Export the function SRC as DST, in place of what was exported so. Repeatable.", valueName: "dst=src"))
    var renameFunc: [SnapshotOptions.Rename] = []

    @Flag(help: "Supply WASI, as far as it is the same in every run, while the module is initialised.")
    var allowWasi = false

    @Flag(help: "Print JSON on standard output.")
    var json = false

    func run() throws {
        try Failure.reporting {
            try OutputPaths.refuseInputs([file], among: [output])
            let bytes = try read()
            let snapshot = try snapshot(bytes)
            try OutputFile.write(Data(snapshot.bytes), to: URL(filePath: output))
            let result = SnapshotResult(file: file, output: output, report: SnapshotReport(snapshot))
            if json { try Terminal.print(try Text.json(result)) } else { Terminal.say(result.text) }
        }
    }
}

extension SnapshotCommand {
    private func read() throws -> [UInt8] {
        do {
            return try EffectLoader.read(file, limit: ModuleLimits.forTools.maximumBytes)
        } catch {
            switch error.kind {
            case .unreadable(let reason): throw Failure(.noInput, "\(file): can't be read: \(reason)")
            case .tooLarge(_, let limit): throw Failure(.badData, "\(file): larger than \(Text.bytes(limit))")
            default: throw error
            }
        }
    }

    private func snapshot(_ bytes: [UInt8]) throws -> SnapshotModule {
        var options = SnapshotOptions()
        options.initFunction = initFunc
        options.keepsInitFunction = keepInitFunc
        options.renames = renameFunc
        let wasi = allowWasi ? WASIStub { _, text in Self.show(text) } : nil
        do {
            return try Snapshotter(WasmSnapshotEngine(wasi: wasi, compiler: .forTools), options).snapshot(bytes)
        } catch {
            let failure = Failure(error)
            throw Failure(failure.status, "\(file): \(printable(failure.message, limit: 2_000))")
        }
    }

    /// What the module writes, line by line, so that it can't play with the terminal.
    private static func show(_ text: [UInt8]) {
        for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline) {
            Terminal.say(printable(String(line)))
        }
    }
}

extension SnapshotOptions.Rename: ExpressibleByArgument {
    /// Reads `dst=src`.
    public init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(newName: String(parts[0]), oldName: String(parts[1]))
    }
}

/// What is said of a snapshot.
private struct SnapshotResult: Encodable {
    let file: String
    let output: String
    let report: SnapshotReport

    var text: String {
        var lines = [
            "\(output): \(Text.bytes(report.bytes)), from \(file) with \(Text.bytes(report.originalBytes))",
            "\(report.globals) mutable globals set",
        ]
        for memory in report.memories {
            lines.append(
                "memory \(memory.memory): \(memory.pages) pages, \(memory.segments) segments with "
                    + "\(Text.bytes(memory.bytes)), \(Text.bytes(memory.zeroBytes)) of them zeroes between others")
        }
        for table in report.tables {
            lines.append("table \(table.table): \(table.elements) elements, \(table.functions) functions")
        }
        lines += section("section", report.sections.map { [printable($0.name), "", "\($0.bytes)"] })
        lines += section(
            "largest segment",
            report.largestSegments.map { ["memory \($0.memory)", "at \($0.address)", "\($0.bytes)"] })
        let fullest = report.segmentPages.sorted {
            ($1.bytes, $0.memory, $0.page) < ($0.bytes, $1.memory, $1.page)
        }.prefix(Self.shownPageCount)
        lines += section("fullest page", fullest.map { ["memory \($0.memory)", "page \($0.page)", "\($0.bytes)"] })
        return lines.joined(separator: "\n")
    }

    private static let shownPageCount = 10

    private func section(_ title: String, _ rows: [[String]]) -> [String] {
        rows.isEmpty ? [] : ["", Text.table([[title, "", "bytes"]] + rows)]
    }
}
