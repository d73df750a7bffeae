// What can be said of an effect's files without compiling or running any of it. Plain values, any thread.

import ComponentBinary
import WasmBinary

/// What an effect is, and what it asks for, as its binary or its manifest says.
package struct EffectOutline: Equatable, Sendable {
    package enum Form: String, Codable, Sendable {
        case component
        case coreModule = "core module"
        case script
        case faust = "Faust module"
    }

    package let form: Form
    /// What it asks for beyond samples in and samples out.
    package let capabilities: [ComponentJudgement.Capability]
    /// What keeps it from being an effect, each the rest of a sentence that begins with what it is called; empty for
    /// one that may be loaded.
    package let problems: [String]
    /// Why it can't be played live, each a sentence without its full stop; empty for one that can.
    package let generalReasons: [String]

    package var asksForAssets: Bool { capabilities.contains(.assets) }

    /// Of the contents of a `.wasm` file, whatever they are.
    package init(of wasm: [UInt8]) {
        if Component.isComponent(wasm) {
            form = .component
            do throws(EffectError) {
                let component = try ComponentContract.read(wasm, name: "", limits: EffectLimits())
                let judgement = ComponentJudgement(of: component)
                (capabilities, problems) = (judgement.capabilities, judgement.problems)
                generalReasons = if case .general(let reasons) = judgement.path { reasons } else { [] }
            } catch {
                (capabilities, problems, generalReasons) = ([], [Self.problem(error)], [])
            }
        } else if let problems = FaustEffect.problems(of: wasm) {
            form = .faust
            (capabilities, generalReasons) = ([], [])
            self.problems = problems
        } else {
            form = .coreModule
            generalReasons = []
            do {
                let summary = try ModuleSummary(parsing: wasm, limits: ModuleLimits())
                capabilities = ComponentJudgement.Capability.asked(for: summary.imports.map(\.module))
                problems = EffectContract.problems(of: summary)
            } catch {
                (capabilities, problems) = ([], ["it is not WebAssembly, or damaged: \(error)"])
            }
        }
    }

    /// Of a `.wasm` file that is larger than any effect may be, and of which nothing else is known.
    package init(tooLarge byteCount: Int) {
        form = .component
        (capabilities, generalReasons) = ([], [])
        problems = [Self.tooLarge(byteCount, GeneralLimits.maximumBytes)]
    }

    /// Of a program in Faust where nobody compiles it.
    package init(uncompiled: Void) {
        form = .faust
        (capabilities, generalReasons) = ([], [])
        problems = ["it is " + Self.uncompiled]
    }

    /// What a source is that a stranger's bundle has in it.
    package static let uncompiled =
        "a program in Faust, which is not compiled in a bundle; `cajon preset pack` takes along what it compiles to"

    /// Of a script, which runs in the engine that comes with Cajon.
    package init(scriptWithKernels hasKernels: Bool) {
        form = .script
        capabilities = hasKernels ? [.log, .kernels] : [.log]
        (problems, generalReasons) = ([], [])
    }

    private static func problem(_ error: EffectError) -> String {
        switch error.kind {
        case .tooLarge(let byteCount, let limit): tooLarge(byteCount, limit)
        case .invalidModule(let reason): "it is damaged, or more than a component may be: \(reason)"
        default: error.description
        }
    }

    private static func tooLarge(_ byteCount: Int, _ limit: Int) -> String {
        "it has \(byteCount) bytes, more than the \(limit) that a component may have"
    }
}
