// What a module must export and may import, judged before any of it runs.

import EffectHost
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite("The contract")
struct ContractTests {
    /// A guest that would never come back if any of it ran.
    private var trap: Guest {
        Guest().with(.start, Guest.endlessLoop).with(.initialize, Guest.endlessLoop)
            .with(.describe, Guest.endlessLoop)
    }

    private func problems(_ guest: Guest) throws -> String {
        let error = try #require(try Host.refusal(of: guest, Host.impatient.get()))
        guard case .contractBroken(let problems) = error.kind else {
            Issue.record("\(error)")
            return ""
        }
        // `cajon inspect` says the same without a host.
        let wasm = try WasmEngine.wasm(fromText: guest.text)
        #expect(EffectModule.contractProblems(of: try ModuleSummary(parsing: wasm)) == problems)
        #expect(error.description.hasPrefix("effect ‘guest’ doesn't keep to the contract cajon:effect@0.1.0: "))
        return problems.joined(separator: "\n")
    }

    // MARK: - Imports

    @Test(
        "refuses an import that nobody granted by its name, before anything runs",
        arguments: [
            ("(func)", "function"), ("(memory 1)", "memory"), ("(table 1 funcref)", "table"),
            ("(global i32)", "global"), ("(global (mut i64))", "mutable global"),
        ])
    func foreignImport(kind: String, name: String) throws {
        let problems = try problems(trap.importing("(import \"wasi_snapshot_preview1\" \"fd_write\" \(kind))"))
        #expect(problems.contains("it imports ‘fd_write’ from ‘wasi_snapshot_preview1’ (at byte "))
        #expect(problems.contains("which nobody granted"))
    }

    @Test(
        "refuses what only looks like the log",
        arguments: [
            "(import \"cajon:effect/log@0.2.0\" \"write\" (func (param i32 i32 i32)))",
            "(import \"cajon:effect/log\" \"write\" (func (param i32 i32 i32)))",
            "(import \"cajon:effect/log@0.1.0\" \"Write\" (func (param i32 i32 i32)))",
            "(import \"cajon:effect/log@0.1.0\" \"write\\00\" (func (param i32 i32 i32)))",
            "(import \"cajon:effect/log@0.1.0 \" \"write\" (func (param i32 i32 i32)))",
            "(import \"\" \"\" (func))",
        ])
    func almostTheLog(field: String) throws {
        #expect(try problems(trap.importing(field)).contains("which nobody granted"))
    }

    @Test("refuses the log with another type")
    func logOfAnotherType() throws {
        let types = ["(func (param i32 i32))", "(func (param i32 i32 i32) (result i32))", "(memory 1)", "(global i32)"]
        for type in types {
            let problems = try problems(trap.importing("(import \"\(Guest.log)\" \"write\" \(type))"))
            #expect(problems.contains("its import ‘write’ is a "))
            #expect(problems.contains("expected a function (i32, i32, i32) -> ()"))
        }
    }

    @Test("grants the log, even several times")
    func logTwice() throws {
        let guest = Guest().importing("(import \"\(Guest.log)\" \"write\" (func (param i32 i32 i32)))")
        #expect(try Host.live(guest) == nil)
    }

    @Test("names an import with a hostile name, without what would drive a terminal, and cuts it")
    func hostileNames() throws {
        let long = String(repeating: "x", count: 10_000)
        let guest = trap.importing(
            "(import \"\(long)\" \"\\1b[2J\\e2\\80\\aeevil\" (func))", "(import \"env\" \"getenv\" (func))")
        let error = try #require(try Host.refusal(of: guest))
        #expect(error.description.contains("it imports ‘ [2J evil’ from ‘xxxx"))
        #expect(error.description.contains("xxxx…’ (at byte "))
        #expect(error.description.contains("it imports ‘getenv’ from ‘env’"))
        #expect(error.description.utf8.count < 1_000)
    }

    @Test("counts the rest when very many imports are foreign")
    func manyImports() throws {
        var guest = trap
        guest.imports = (0..<900).map { "(import \"env\" \"f\($0)\" (func))" }
        let error = try #require(try Host.refusal(of: guest))
        #expect(error.description.contains("‘f4’"))
        #expect(!error.description.contains("‘f5’"))
        #expect(error.description.hasSuffix("; and 895 more"))
    }

    // MARK: - Exports

    @Test(
        "refuses a module that lacks a function",
        arguments: [Guest.Part.describe, .configure, .setParameter, .process, .reset, .allocate])
    func missingFunction(part: Guest.Part) throws {
        let problems = try problems(trap.replacing(part, with: ""))
        #expect(problems.hasPrefix("it has no export ‘"))
        #expect(problems.contains(part == .allocate ? "cabi_realloc" : "#\(part.function.rawValue)’"))
    }

    @Test("refuses a function of another type", arguments: Guest.Part.allCases.filter { $0 != .start })
    func wrongType(part: Guest.Part) throws {
        let field = "(func (export \"\(part.exportName)\") (param f64) (result f64) (local.get 0))"
        let problems = try problems(trap.replacing(part, with: field))
        #expect(
            problems.hasPrefix("its export ‘\(part.exportName)’ is a function (f64) -> (f64), expected a function ("))
    }

    @Test("refuses something else than a function", arguments: Guest.Part.allCases.filter { $0 != .start })
    func noFunction(part: Guest.Part) throws {
        let field = "(global (export \"\(part.exportName)\") i32 (i32.const 0))"
        #expect(try problems(trap.replacing(part, with: field)).contains("is a global i32, expected a function ("))
    }

    @Test("refuses a module without a memory, or with one of another kind")
    func memory() throws {
        func problems(_ field: String) throws -> String? {
            let text = trap.text.replacing("(memory (export \"memory\") 4 1024)", with: field)
            return try Host.refusal(of: WasmEngine.wasm(fromText: text), Host.impatient.get())?.description
        }
        #expect(try problems("(memory 4)")?.contains("it has no memory exported as ‘memory’") == true)
        #expect(
            try problems("(memory 4) (global (export \"memory\") i32 (i32.const 0))")?
                .contains("it has no memory exported as ‘memory’, but a global i32") == true)
    }

    @Test("lists everything that is wrong at once")
    func allAtOnce() throws {
        let guest = trap.importing("(import \"env\" \"system\" (func))").replacing(.reset, with: "")
            .replacing(.process, with: "")
        #expect(try problems(guest).split(separator: "\n").count == 3)
    }
}

extension Guest.Part {
    /// The export that is this function.
    var exportName: String {
        switch self {
        case .start: ""
        case .initialize: "_initialize"
        case .allocate: "cabi_realloc"
        case .describe, .configure, .setParameter, .process, .reset: "\(Guest.processor)#\(function.rawValue)"
        case .describePostReturn: "cabi_post_\(Guest.processor)#describe"
        case .configurePostReturn: "cabi_post_\(Guest.processor)#configure"
        case .processPostReturn: "cabi_post_\(Guest.processor)#process"
        }
    }
}
