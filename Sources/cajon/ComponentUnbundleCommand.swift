// `cajon component unbundle`: what is inside a component, and its core modules as files.

import ArgumentParser
import ComponentBinary
import ComponentModel
import EffectHost
import Foundation
import WasmBinary

extension ComponentCommand {
    struct Unbundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is inside a component, or write its core modules to files.",
            usage: "cajon component unbundle <file> [--output <folder>] [<options>]",
            discussion: """
                Examples:
                  cajon component unbundle effect.wasm
                  cajon component unbundle effect.wasm -o modules

                Tells imports, exports, core modules, and whether the core modules alone
                do what the component does, which is the fastest way to run it. Nothing
                of the component is run.

                Files are called as the modules call themselves, where that is a plain
                name, and else module0.wasm, module1.wasm and so on.
                """)

        @Argument(help: "A .wasm file, a component.")
        var file: String

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("The folder to write the core modules to; made if it isn't there.", valueName: "folder"))
        var output: String?

        @Flag(help: "Replace files that are there already.")
        var force = false

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                guard output != nil || !force else { throw Failure(.usage, "--force is for --output") }
                let limits = ComponentLimits.forTools
                let bytes = try read(limit: limits.maximumBytes)
                let component: ValidatedComponent
                do throws(ComponentBinaryError) {
                    component = try ValidatedComponent(parsing: bytes, limits: limits)
                } catch {
                    throw Failure(.badData, "\(file): \(printable(error.description))")
                }
                let contents = UnbundledFile(file: file, byteCount: bytes.count, component: component)
                if let output {
                    let files = ExtractedFiles(folder: output, replacesOthers: force)
                    try OutputPaths.refuseInputs([file], among: contents.coreModules.map { files.path($0.file) })
                    try files.write(contents.coreModules.map(\.file), contents.inventory.coreModules.map(\.bytes))
                    for module in contents.coreModules where !json {
                        Terminal.say("\(files.path(module.file)): \(Text.bytes(module.bytes))")
                    }
                }
                if json {
                    try Terminal.print(try Text.json(contents))
                } else if output == nil {
                    try Terminal.print(contents.text)
                }
            }
        }
    }
}

extension ComponentCommand.Unbundle {
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
}

/// What is said of a component.
private struct UnbundledFile: Encodable {
    struct Item: Encodable {
        let name: String
        let kind: String
    }

    struct CoreModule: Encodable {
        let file: String
        let name: String?
        let bytes: Int
        let offset: Int
        let depth: Int
    }

    struct Nested: Encodable {
        let name: String?
        let offset: Int
        let depth: Int
        let coreModules: Int
    }

    struct FastPath: Encodable {
        let isTaken: Bool
        /// Why it isn't.
        let reasons: [String]
        /// What it links, where it is taken.
        let coreModules: Int?
        let instances: Int?
        let hostFunctions: Int?
        let functions: Int?
    }

    let file: String
    let bytes: Int
    let imports: [Item]
    let exports: [Item]
    let coreModules: [CoreModule]
    let components: [Nested]
    let fastPath: FastPath
    let inventory: ComponentInventory

    private enum CodingKeys: CodingKey {
        case file, bytes, imports, exports, coreModules, components, fastPath
    }

    init(file: String, byteCount: Int, component: ValidatedComponent) {
        self.file = file
        bytes = byteCount
        func items(_ map: EntityMap) -> [Item] {
            zip(map.names, map.entities).map { Item(name: $0, kind: Self.kind($1)) }
        }
        imports = items(component.imports)
        exports = items(component.exports)
        inventory = ComponentInventory(component.component)
        let files = ExtractedFiles.names(for: inventory.coreModules.map(\.name))
        coreModules = zip(inventory.coreModules, files).map { module, file in
            CoreModule(
                file: file, name: module.name, bytes: module.bytes.count, offset: module.offset, depth: module.depth)
        }
        components = inventory.components.map {
            Nested(name: $0.name, offset: $0.offset, depth: $0.depth, coreModules: $0.coreModuleCount)
        }
        switch Unbundling(component) {
        case .fast(let plan):
            let instances = plan.steps.count { if case .instantiate = $0 { true } else { false } }
            fastPath = FastPath(
                isTaken: true, reasons: [], coreModules: plan.modules.count, instances: instances,
                hostFunctions: plan.hostFunctions.count, functions: plan.exports.count)
        case .declined(let reasons):
            fastPath = FastPath(
                isTaken: false, reasons: reasons.map(\.description), coreModules: nil, instances: nil,
                hostFunctions: nil, functions: nil)
        }
    }

    private static func kind(_ entity: Entity) -> String {
        switch entity {
        case .module: "core module"
        case .function: "function"
        case .type: "type"
        case .instance: "interface"
        case .component: "component"
        }
    }

    var text: String {
        var lines = ["\(printable(file)): component, \(Text.bytes(bytes))"]
        lines += list("Imports", imports, none: "Imports nothing.") + list("Exports", exports, none: "Exports nothing.")
        lines += ["", coreModules.isEmpty ? "No core modules." : "Core modules:"]
        if !coreModules.isEmpty {
            lines.append(
                Text.table(
                    [["  file", "name", "size", "at byte", "in components"]]
                        + coreModules.map { module in
                            [
                                "  \(module.file)", module.name.map { printable($0, limit: 60) } ?? "-",
                                Text.bytes(module.bytes), "\(module.offset)", "\(module.depth)",
                            ]
                        }))
        }
        if !components.isEmpty {
            lines += ["", "Components inside:"]
            lines.append(
                Text.table(
                    [["  name", "at byte", "level", "core modules"]]
                        + components.map { component in
                            [
                                "  " + (component.name.map { printable($0, limit: 60) } ?? "-"), "\(component.offset)",
                                "\(component.depth)", "\(component.coreModules)",
                            ]
                        }))
        }
        lines.append("")
        if let modules = fastPath.coreModules, let instances = fastPath.instances, let hosts = fastPath.hostFunctions,
            let functions = fastPath.functions
        {
            lines.append("Can be linked without a component engine, by a host that has what it imports:")
            lines.append(
                "  \(Self.count(modules, "core module")), \(Self.count(instances, "instance")), "
                    + "\(Self.count(hosts, "host function")), \(Self.count(functions, "exported function"))")
        } else {
            lines.append("Needs a component engine:")
            lines += fastPath.reasons.map { "  \(printable($0))" }
        }
        return lines.joined(separator: "\n")
    }

    private static func count(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

    private func list(_ title: String, _ items: [Item], none: String) -> [String] {
        guard !items.isEmpty else { return ["", none] }
        return ["", "\(title):", Text.table(items.map { ["  " + printable($0.name), $0.kind] })]
    }
}
