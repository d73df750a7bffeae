// What `cajon inspect` says of a core module.

import EffectHost
import WasmBinary

/// What is said of a module.
struct ModuleInspection: Encodable {
    struct Item: Encodable {
        let name: String
        let type: String
    }

    struct Section: Encodable {
        let name: String
        let isCustom: Bool
        let offset: Int
        let bytes: Int
    }

    let file: String
    let bytes: Int
    /// What keeps it from being an effect; empty for an effect.
    let contractProblems: [String]
    /// Whether it keeps to Faust's ABI rather than to Cajon's contract.
    let isFaust: Bool
    /// Whether it shows what it measures.
    let hasMeters: Bool
    let imports: [Item]
    let exports: [Item]
    let functions: Int
    let codeBytes: Int
    let memoryPages: [UInt64]
    let tableElements: [UInt64]
    let dataBytes: Int
    let hasStartFunction: Bool
    let sections: [Section]
    /// What it and its parameters were called before; nil where it doesn't say, or wrongly.
    let renames: EffectRenames?
    /// What is wrong with what it says of that.
    let renamesProblem: String?

    init(file: String, _ wasm: [UInt8], summary: ModuleSummary) {
        self.file = file
        bytes = wasm.count
        (renames, renamesProblem) = EffectRenames.inspected(wasm)
        let outline = EffectOutline(of: wasm)
        isFaust = outline.form == .faust
        contractProblems = outline.problems
        hasMeters = EffectModule.hasMeters(summary)
        imports = summary.imports.map { Item(name: "\($0.module) \($0.name)", type: $0.entity.description) }
        exports = summary.exports.map { Item(name: $0.name, type: $0.entity.description) }
        functions = summary.codeSizes.count
        codeBytes = summary.codeSizes.reduce(0, +)
        memoryPages = summary.memories.map(\.minimum)
        tableElements = summary.tables.map(\.limits.minimum)
        dataBytes = summary.dataSegments.reduce(0) { $0 + $1.byteCount }
        hasStartFunction = summary.startFunction != nil
        sections = summary.sections.map {
            Section(name: $0.name, isCustom: $0.isCustom, offset: $0.offset, bytes: $0.byteCount)
        }
    }

    var text: String {
        var lines = ["\(printable(file)): WebAssembly module, \(Text.bytes(bytes))"]
        if contractProblems.isEmpty {
            lines.append(
                isFaust ? "An effect: Faust has made it." : "An effect: it keeps to Cajon's contract.")
            if hasMeters { lines.append(ComponentInspection.meters) }
        } else {
            lines.append("Not an effect:")
            lines += contractProblems.map { "  \(printable($0))" }
        }
        lines += renames?.lines ?? []
        if let renamesProblem { lines.append("States its former names wrongly: \(printable(renamesProblem))") }
        lines += list("Imports", imports, none: "Imports nothing.") + list("Exports", exports, none: "Exports nothing.")
        lines.append("")
        lines.append("\(functions) functions with \(Text.bytes(codeBytes)) of code, \(Text.bytes(dataBytes)) of data")
        lines.append(
            "memory from the start: \(memoryPages.map { Text.bytes(Int($0) * 65_536) }.joined(separator: ", "))")
        if hasStartFunction { lines.append("runs a start function when it is instantiated") }
        lines.append("")
        lines.append(
            Text.table(
                [["section", "at byte", "bytes"]]
                    + sections.map { section in
                        [
                            section.isCustom ? "custom “\(printable(section.name))”" : section.name,
                            "\(section.offset)", "\(section.bytes)",
                        ]
                    }))
        return lines.joined(separator: "\n")
    }

    private func list(_ title: String, _ items: [Item], none: String) -> [String] {
        guard !items.isEmpty else { return ["", none] }
        return ["", "\(title):", Text.table(items.map { ["  " + printable($0.name), $0.type] })]
    }
}
