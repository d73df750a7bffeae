// The contract within the program is the contract. Any thread.

import ComponentModel
import Foundation
import Testing
import WIT

@Suite("The contract's text")
struct ContractTextTests {
    private static let isBlessing = ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1"
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("is what the files say, to the byte")
    func verbatim() throws {
        let folder = Self.root.appending(path: "Effects/wit")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let texts = try names.map { String(decoding: try Data(contentsOf: folder.appending(path: $0)), as: UTF8.self) }
        if Self.isBlessing {
            let source = Self.root.appending(path: "Sources/ComponentModel/Contract/ContractText.swift")
            try Data(Self.source(names, texts).utf8).write(to: source)
        }
        #expect(names == ContractText.files.map(\.0), "CAJON_BLESS=1 writes ContractText.swift anew")
        #expect(texts == ContractText.files.map(\.1), "CAJON_BLESS=1 writes ContractText.swift anew")
    }

    @Test("is the packages of effects and of scripts")
    func resolves() throws {
        let resolution = try Resolution(ContractText.tree)
        #expect(resolution.packages.map(\.name.description) == ["cajon:effect@0.1.0", "cajon:script@0.1.0"])
        #expect(resolution.packages[0].worlds.map(\.name) == ["effect", "effect-with-assets", "effect-with-meters"])
    }

    /// The source file that holds these texts.
    private static func source(_ names: [String], _ texts: [String]) -> String {
        let constants = names.map { $0.replacing(".wit", with: "") }
        let definitions = zip(constants, texts).map { constant, text in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "" : "        \($0)" }
            return """
                    /// `Effects/wit/\(constant).wit`, to the byte.
                    package static let \(constant) = #\"""
                \(lines.joined(separator: "\n"))
                        \"""#


                """
        }
        let files = zip(names, constants).map { "(\"\($0)\", \($1))" }.joined(separator: ", ")
        return """
            // The contract's texts, Effects/wit, within the program. ContractTextTests compares them with the files, and writes
            // this file anew with CAJON_BLESS=1. Constants, any thread.

            /// What effects, scripts and kernels are to the host, in WIT.
            package enum ContractText {
            \(definitions.joined())    /// Each file's name and text, in the names' order.
                package static let files = [\(files)]
            }

            """
    }
}
