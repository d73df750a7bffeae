// A script's own WebAssembly module: judged, rewritten and compiled. Immutable; any thread but the audio thread.

import Foundation
import WasmBinary
import WasmEngine

/// What `new WebAssembly.Module(bytes)` stands for.
final class ScriptModule: Sendable {
    /// Why there is none.
    enum Failure: Error {
        /// The bytes are wrong: a CompileError.
        case invalid(String)
        /// The host can't: no fault of the bytes.
        case unavailable(String)
    }

    let module: WasmModule
    let summary: ModuleSummary
    let isRepeatable: Bool
    /// What the script's engine is told: a JSON object.
    let description: String

    /// Values that a function may take, and give, to be called from or to call JavaScript.
    static let mostValues = 64

    /// Validates a module, rewrites it so that its memory is a region of the script's, and compiles it.
    init(_ wasm: [UInt8], runtime: EffectRuntime) throws(Failure) {
        var limits = runtime.moduleLimits
        // How much memory there is, the script's engine says when it makes one.
        limits.maximumMemoryPages = 1 << 16
        let binary: ModuleBinary
        do {
            binary = try ModuleBinary(parsing: wasm, limits: limits)
            guard !binary.summary.memories.contains(where: \.isShared) else {
                throw Failure.invalid("its memory is shared, which is for threads, and an effect has none")
            }
            // Before it is rewritten: what that adds must be nothing that the module could name.
            try runtime.engine.validate(wasm)
        } catch let error as Failure {
            throw error
        } catch let error as WasmError {
            throw .invalid(error.message)
        } catch {
            throw .invalid("\(error)")
        }
        for export in binary.summary.exports where export.name.hasPrefix(RegionModule.reservedPrefix) {
            throw .invalid("its export ‘\(printable(export.name, limit: 100))’ has a name that is the host's")
        }
        for item in binary.summary.imports {
            guard case .function(let type) = item.entity else { continue }
            guard type.parameters.count <= Self.mostValues, type.results.count <= Self.mostValues else {
                throw .unavailable(
                    "its import ‘\(printable(item.name, limit: 100))’ has more than \(Self.mostValues) values")
            }
        }
        summary = binary.summary
        var region = RegionModule(binary)
        let rewritten: [UInt8]
        do {
            rewritten = try region.rewritten()
        } catch {
            throw .invalid("\(error)")
        }
        isRepeatable = region.isRepeatable
        description = Self.describe(binary.summary)
        do {
            module = try runtime.compile(rewritten)
        } catch {
            throw .unavailable(error.message)
        }
    }

    // MARK: - In words

    private static func describe(_ summary: ModuleSummary) -> String {
        let imports = summary.imports.map { item in
            ["module": item.module, "name": item.name].merging(describe(item.entity)) { first, _ in first }
        }
        let exports = summary.exports.map { item in
            (["name": item.name] as [String: Any]).merging(describe(item.entity)) { first, _ in first }
        }
        var object: [String: Any] = ["imports": imports, "exports": exports]
        let isImported = summary.imports.contains { if case .memory = $0.entity { true } else { false } }
        if !isImported, let memory = summary.memories.first { object["memory"] = describe(.memory(memory)) }
        let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func describe(_ entity: ModuleSummary.Entity) -> [String: Any] {
        func range(_ limits: ModuleSummary.Limits) -> [String: Any] {
            var members: [String: Any] = ["minimum": Int(clamping: limits.minimum)]
            if let maximum = limits.maximum { members["maximum"] = Int(clamping: maximum) }
            return members
        }
        switch entity {
        case .function(let type):
            return ["kind": "function", "type": letters(of: type.parameters) + ":" + letters(of: type.results)]
        case .table(let type, let limits):
            return ["kind": "table", "type": type.rawValue].merging(range(limits)) { first, _ in first }
        case .memory(let limits): return ["kind": "memory"].merging(range(limits)) { first, _ in first }
        case .global(let type, let isMutable):
            return ["kind": "global", "type": letters(of: [type]), "isMutable": isMutable]
        case .tag: return ["kind": "tag"]
        }
    }

    /// A letter for each type, as the engine reads them: i32 `i`, i64 `I`, f32 `f`, f64 `F`, and `x` for what doesn't pass
    /// between WebAssembly and JavaScript here.
    private static func letters(of types: [ModuleSummary.ValueType]) -> String {
        String(
            types.map { type -> Character in
                switch type {
                case .i32: "i"
                case .i64: "I"
                case .f32: "f"
                case .f64: "F"
                case .v128, .funcref, .externref: "x"
                }
            })
    }
}

extension FunctionSignature {
    /// Whether it is of numbers alone.
    var isPlain: Bool { (parameters + results).allSatisfy { [.i32, .i64, .f32, .f64].contains($0) } }

    /// As `ScriptModule` describes a function.
    var letters: String {
        func list(_ types: [ValueType]) -> String {
            String(
                types.map { type -> Character in
                    switch type {
                    case .i32: "i"
                    case .i64: "I"
                    case .f32: "f"
                    case .f64: "F"
                    default: "x"
                    }
                })
        }
        return list(parameters) + ":" + list(results)
    }

    init(_ type: ModuleSummary.FunctionType) {
        func list(_ types: [ModuleSummary.ValueType]) -> [ValueType] {
            types.map { type in
                switch type {
                case .i32: .i32
                case .i64: .i64
                case .f32: .f32
                case .f64: .f64
                case .v128: .v128
                case .funcref: .funcref
                case .externref: .externref
                }
            }
        }
        self.init(list(type.parameters), list(type.results))
    }
}
