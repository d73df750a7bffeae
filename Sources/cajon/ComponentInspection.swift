// What `cajon inspect` says of a component.

import ComponentBinary
import ComponentModel
import EffectHost
import WasmBinary

/// What is said of a component, without running or compiling any of it.
struct ComponentInspection: Encodable {
    struct CoreModule: Encodable {
        let name: String?
        let offset: Int
        let bytes: Int
        let codeBytes: Int
        let dataBytes: Int
        let memoryPages: [UInt64]
    }

    let file: String
    let bytes: Int
    /// What keeps it from being an effect; empty for an effect.
    let contractProblems: [String]
    /// What it asks for.
    let capabilities: [String]
    /// Whether it shows what it measures.
    let hasMeters: Bool
    /// Whether its core modules are linked and called directly.
    let takesFastPath: Bool
    /// Why they aren't.
    let reasons: [String]
    /// The world, and the packages that it refers to; nil where WIT has no words for it.
    let wit: String?
    /// Why there is no world.
    let witProblem: String?
    let coreModules: [CoreModule]
    /// What it and its parameters were called before; nil where it doesn't say, or wrongly.
    let renames: EffectRenames?
    /// What is wrong with what it says of that.
    let renamesProblem: String?

    private let judgement: ComponentJudgement

    private enum CodingKeys: CodingKey {
        case file, bytes, contractProblems, capabilities, hasMeters, takesFastPath, reasons, wit, witProblem
        case coreModules, renames, renamesProblem
    }

    /// Errors: it is no component that makes sense, with section and place.
    init(file: String, _ wasm: [UInt8]) throws {
        let component: ValidatedComponent
        do {
            component = try ValidatedComponent(parsing: wasm, limits: .forTools)
        } catch {
            throw Failure(.badData, "\(file): \(printable(error.description))")
        }
        self.file = file
        bytes = wasm.count
        judgement = ComponentJudgement(of: component)
        contractProblems = judgement.problems
        capabilities = judgement.capabilities.map(\.rawValue)
        hasMeters = judgement.hasMeters
        switch judgement.path {
        case .core: (takesFastPath, reasons) = (true, [])
        case .general(let reasons): (takesFastPath, self.reasons) = (false, reasons)
        }
        do {
            (wit, witProblem) = (try component.world().text, nil)
        } catch {
            (wit, witProblem) = (nil, error.description)
        }
        (renames, renamesProblem) = EffectRenames.inspected(wasm)
        coreModules = ComponentInventory(component.component).coreModules.map { module in
            // The component was read, so its modules were.
            let summary = try? ModuleSummary(parsing: Array(module.bytes), limits: ComponentLimits.forTools.module)
            return CoreModule(
                name: module.name, offset: module.offset, bytes: module.bytes.count,
                codeBytes: summary?.codeSizes.reduce(0, +) ?? 0,
                dataBytes: summary?.dataSegments.reduce(0) { $0 + $1.byteCount } ?? 0,
                memoryPages: summary?.memories.map(\.minimum) ?? [])
        }
    }

    /// What having meters means for who runs the effect.
    static let meters = "It has meters, which ‘cajon effect show’ lists."

    var text: String {
        var lines = ["\(printable(file)): WebAssembly component, \(Text.bytes(bytes))"]
        if contractProblems.isEmpty {
            lines.append("An effect: it keeps to Cajon's contract.")
            lines += judgement.capabilities.map(\.sentence)
            if hasMeters { lines.append(Self.meters) }
            lines.append(
                takesFastPath
                    ? "Takes the fast path: its core modules are linked and called directly."
                    : "Takes the general path: it is run as a whole, more slowly, and not live.")
        } else {
            lines.append("Not an effect:")
            lines += contractProblems.map { "  \(printable($0))" }
            if !takesFastPath { lines.append("Could not take the fast path:") }
        }
        lines += reasons.map { "  \(printable($0))" }
        lines += renames?.lines ?? []
        if let renamesProblem { lines.append("States its former names wrongly: \(printable(renamesProblem))") }
        lines += ["", wit.map(shown) ?? "No WIT: \(shown(witProblem ?? ""))"]
        guard !coreModules.isEmpty else { return lines.joined(separator: "\n") }
        lines.append("")
        lines.append(
            Text.table(
                [["core module", "at byte", "bytes", "code", "data", "memory"]]
                    + coreModules.map { module in
                        [
                            module.name.map { printable($0, limit: 40) } ?? "(no name)", "\(module.offset)",
                            "\(module.bytes)", "\(module.codeBytes)", "\(module.dataBytes)",
                            module.memoryPages.map { Text.bytes(Int($0) * 65_536) }.joined(separator: ", "),
                        ]
                    }))
        return lines.joined(separator: "\n")
    }

    private func shown(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
            .joined(separator: "\n").trimmingSuffix { $0 == "\n" }
    }
}

extension ComponentJudgement.Capability {
    /// What it means for who runs the effect.
    fileprivate var sentence: String {
        switch self {
        case .log: "It may write lines to the log, as every effect may."
        case .assets: "It reads sounds and data by name, in a folder that it is granted (--grant assets=FOLDER)."
        case .kernels: "It is a script in its engine, and can call the native modules that came with it, if any did."
        case .system: "It asks for a system, and finds an empty one: no files, no network, a clock that stands still."
        }
    }
}

extension String {
    /// The text without what it ends in.
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> String {
        String(self[..<(lastIndex { !isTrimmed($0) }.map(index(after:)) ?? startIndex)])
    }
}
