// `cajon bindings`: a WIT world in, the code a guest is written against out.

import ArgumentParser
import Bindings
import EffectBuild
import EffectHost
import Foundation
import WIT

struct BindingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bindings",
        abstract: "Generate what a guest in C or Swift needs for a WIT world.",
        usage: "cajon bindings <language> <wit> --world <world> [<options>]",
        discussion: """
            Example:
              cajon bindings c effect.wit --world effect -o glue
              clang --target=wasm32 -c -Iglue wobble.c

            For C it is one header: the world's types, functions to call for what it
            imports, and, in the file that defines …_ENTRY_POINTS before including it,
            the entry points, which call functions that you write. For Swift, a module map
            and a file of Embedded Swift come with the header.

            Names begin with the package's namespace and name, then the interface's.
            --prefix says what they are to begin with instead, or, as interface=prefix,
            those of one interface.
            """)

    enum Language: String, ExpressibleByArgument, CaseIterable {
        case c, swift
    }

    @Argument(help: "c or swift.")
    var language: Language

    @Argument(help: "A .wit file, or a folder of them; dependencies are in a folder ‘deps’ beside them.")
    var wit: String

    @Option(help: "A world of the package, or namespace:package/world@version.")
    var world: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the files go; made if it isn't there.", valueName: "folder"))
    var output = "."

    @Option(
        help: ArgumentHelp(
            "What names begin with, or those of one interface; may be given several times.",
            valueName: "[interface=]prefix"))
    var prefix: [String] = []

    @Option(help: ArgumentHelp("For Swift: the header's module.", valueName: "name"))
    var module: String?

    func run() throws {
        try Failure.reporting {
            if language == .c, module != nil { throw Failure(.usage, "--module is for Swift") }
            if let module, module.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil {
                throw Failure(
                    .usage, "‘\(printable(module, limit: 100))’ is no module's name; expected letters, digits and ‘_’")
            }
            let resolution = try Resolution(SourceTree(reading: wit))
            let binding: WorldBinding
            let header: CHeader
            do {
                binding = try WorldBinding(resolution, world: world)
                header = try CHeader(binding, names: names())
            } catch let error as BindingsError {
                throw Failure(error, in: wit)
            }
            try write(header.text, header.fileName)
            if language == .swift {
                let module = module ?? SwiftGlue.moduleName(binding)
                let glue = SwiftGlue(binding, header: header, module: module)
                try write(glue.text, glue.fileName)
                try write(glue.moduleMap, "module.modulemap")
            }
        }
    }

    private func names() throws -> BindingNames {
        var general: String?
        var interfaces: [String: String] = [:]
        for text in prefix {
            guard let equals = text.lastIndex(of: "=") else {
                guard general == nil else { throw Failure(.usage, "--prefix says twice what names begin with") }
                general = text
                continue
            }
            interfaces[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return try BindingNames(prefix: general, interfaces: interfaces)
    }

    private func write(_ text: String, _ name: String) throws {
        let folder = URL(filePath: output, directoryHint: .isDirectory)
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try OutputFile.write(Data(text.utf8), to: file)
        Terminal.say(file.relativePath)
    }
}
