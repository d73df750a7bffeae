// Writes modules that do all kinds of things to their state, from a seed. Test threads.
import TestSupport

/// Modules with `wizer-initialize` and `main`, each a list of random statements on random globals, memories and tables.
///
/// Most run through; some statements trap, as they would anywhere.
struct ModuleGenerator {
    private var random: SeededGenerator
    private var globals: [(type: String, isMutable: Bool)] = []
    private var memories: [(is64Bit: Bool, pages: Int)] = []
    private var tables: [Int] = []
    private var passiveData: [Int] = []
    private var passiveElements: [Int] = []
    private var labelCount = 0

    private static let helperCount = 4
    private static let statementCount = 12

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func pick(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func chance(_ outOf: Int) -> Bool { pick(0..<outOf) == 0 }

    mutating func text() -> String {
        (globals, memories, tables, passiveData, passiveElements) = ([], [], [], [], [])
        var lines = declarations()
        for helper in 0..<Self.helperCount {
            lines.append("(func $f\(helper) (type $void) (local $i i32) \(setGlobal()))")
        }
        for (name, function) in [("wizer-initialize", "$init"), ("main", "$main")] {
            let body = (0..<Self.statementCount).map { _ in statement() }.joined(separator: "\n    ")
            lines.append("(func \(function) (export \"\(name)\") (local $i i32)\n    \(body))")
        }
        if chance(3) { lines.append("(func $start (local $i i32) \(statement())) (start $start)") }
        return "(module (type $void (func))\n  \(lines.joined(separator: "\n  ")))"
    }

    private mutating func declarations() -> [String] {
        var lines: [String] = []
        for index in 0..<pick(1..<7) {
            let type = ["i32", "i64", "f32", "f64", "v128"][pick(0..<5)]
            let isMutable = !chance(4)
            globals.append((type, isMutable))
            lines.append("(global $g\(index) \(isMutable ? "(mut \(type))" : type) \(constant(type)))")
        }
        // One whose type is sure, to keep observations in.
        globals.append(("i32", true))
        lines.append("(global $g\(globals.count - 1) (mut i32) (i32.const 0))")
        for index in 0..<pick(1..<4) {
            let memory = (is64Bit: chance(4), pages: pick(0..<3))
            memories.append(memory)
            lines.append(
                "(memory $m\(index) \(memory.is64Bit ? "i64 " : "")\(memory.pages) \(memory.pages + pick(0..<4)))")
        }
        for index in 0..<pick(0..<3) {
            tables.append(pick(1..<7))
            lines.append("(table $t\(index) \(tables[index]) \(tables[index] + pick(0..<5)) funcref)")
        }
        for index in 0..<pick(0..<5) { lines.append(data(index)) }
        for index in 0..<(tables.isEmpty ? 0 : pick(0..<4)) { lines.append(elements(index)) }
        let all = (0..<Self.helperCount).map { "$f\($0)" }.joined(separator: " ")
        lines.append("(elem declare func \(all))")
        return lines
    }

    private mutating func data(_ index: Int) -> String {
        let text = (0..<pick(0..<12)).map { _ in ["a", "\\00", "\\ff"][pick(0..<3)] }.joined()
        let memory = pick(0..<memories.count)
        guard memories[memory].pages > 0, !chance(3) else {
            passiveData.append(index)
            return "(data $d\(index) \"\(text)\")"
        }
        return "(data $d\(index) (memory $m\(memory)) (offset \(address(memory))) \"\(text)\")"
    }

    private mutating func elements(_ index: Int) -> String {
        let functions = (0..<pick(1..<3)).map { _ in "$f\(pick(0..<Self.helperCount))" }
        let table = pick(0..<tables.count)
        if chance(2) {
            passiveElements.append(index)
            let items = functions.map { chance(3) ? "(ref.null func)" : "(ref.func \($0))" }
            return "(elem $e\(index) funcref \(items.joined(separator: " ")))"
        }
        let offset = pick(0..<max(1, tables[table] - 2))
        return "(elem $e\(index) (table $t\(table)) (i32.const \(offset)) func \(functions.joined(separator: " ")))"
    }

    private mutating func constant(_ type: String) -> String {
        let word = Int64(truncatingIfNeeded: random.next()) >> Int64(pick(0..<64))
        switch type {
        case "i32": return "(i32.const \(Int32(truncatingIfNeeded: word)))"
        case "i64": return "(i64.const \(word))"
        case "f32":
            return chance(4) ? "(f32.const nan:0x\(String(pick(1..<0x400000), radix: 16)))" : "(f32.const \(word))"
        case "f64":
            return chance(4) ? "(f64.const -nan:0x\(String(pick(1..<0x80000), radix: 16)))" : "(f64.const \(word))"
        default: return "(v128.const i64x2 \(word) \(~word))"
        }
    }

    /// Mostly within the memory's first pages; close to a page's end more often than chance would have it.
    private mutating func address(_ memory: Int) -> String {
        let size = max(1, memories[memory].pages) * 65_536 - 16
        let value = chance(4) ? size - pick(0..<4) : chance(2) ? pick(0..<64) : pick(0..<size)
        return "(\(memories[memory].is64Bit ? "i64" : "i32").const \(value))"
    }

    private mutating func length(_ memory: Int, _ bound: Int) -> String {
        "(\(memories[memory].is64Bit ? "i64" : "i32").const \(pick(0..<bound)))"
    }

    private mutating func setGlobal() -> String {
        let mutable = globals.indices.filter { globals[$0].isMutable }
        let index = mutable[pick(0..<mutable.count)]
        return "(global.set $g\(index) \(constant(globals[index].type)))"
    }

    private mutating func observe(_ value: String) -> String {
        let last = "$g\(globals.count - 1)"
        return "(global.set \(last) (i32.add (i32.mul (global.get \(last)) (i32.const 31)) \(value)))"
    }

    private mutating func statement() -> String {
        switch pick(0..<4) {
        case 0: return chance(2) ? setGlobal() : "(call $f\(pick(0..<Self.helperCount)))"
        case 1: return tables.isEmpty ? memoryStatement() : tableStatement()
        default: return memoryStatement()
        }
    }

    private mutating func memoryStatement() -> String {
        let memory = pick(0..<memories.count)
        let (name, is64Bit) = ("$m\(memory)", memories[memory].is64Bit)
        let word = is64Bit ? "i64" : "i32"
        switch pick(0..<9) {
        case 0: return "(drop (memory.grow \(name) (\(word).const \(pick(0..<3)))))"
        case 1: return observe(is64Bit ? "(i32.wrap_i64 (memory.size \(name)))" : "(memory.size \(name))")
        case 2 where memories[memory].pages > 0: return observe("(i32.load \(name) \(address(memory)))")
        case 3 where memories[memory].pages > 0:
            return "(memory.fill \(name) \(address(memory)) (i32.const \(pick(0..<256))) \(length(memory, 16)))"
        case 4 where memories[memory].pages > 0:
            return "(memory.copy \(name) \(name) \(address(memory)) \(address(memory)) \(length(memory, 16)))"
        case 5 where memories[memory].pages > 0 && !passiveData.isEmpty:
            let segment = passiveData[pick(0..<passiveData.count)]
            return "(memory.init \(name) $d\(segment) \(address(memory)) (i32.const 0) (i32.const \(pick(0..<3))))"
        case 6 where memories[memory].pages > 0 && !is64Bit:
            labelCount += 1
            return """
                (local.set $i (i32.const \(pick(1..<200)))) (loop $l\(labelCount)
                      (i32.store8 \(name) (i32.mul (local.get $i) (i32.const \(pick(1..<300)))) (local.get $i))
                      (br_if $l\(labelCount) (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
                """
        case 7 where memories[memory].pages > 0:
            return "(v128.store \(name) \(address(memory)) \(constant("v128")))"
        default:
            guard memories[memory].pages > 0 else { return setGlobal() }
            return "(i64.store \(name) \(address(memory)) \(constant("i64")))"
        }
    }

    private mutating func tableStatement() -> String {
        let table = pick(0..<tables.count)
        let (name, place) = ("$t\(table)", "(i32.const \(pick(0..<tables[table])))")
        let reference = chance(3) ? "(ref.null func)" : "(ref.func $f\(pick(0..<Self.helperCount)))"
        switch pick(0..<8) {
        case 0: return "(drop (table.grow \(name) \(reference) (i32.const \(pick(0..<4)))))"
        case 1: return observe("(table.size \(name))")
        case 2: return "(table.fill \(name) \(place) \(reference) (i32.const \(pick(0..<2))))"
        case 3: return "(table.copy \(name) \(name) \(place) \(place) (i32.const \(pick(0..<2))))"
        case 4 where !passiveElements.isEmpty:
            let segment = passiveElements[pick(0..<passiveElements.count)]
            return "(table.init \(name) $e\(segment) \(place) (i32.const 0) (i32.const 1))"
        case 5: return observe("(ref.is_null (table.get \(name) \(place)))")
        case 6 where chance(3): return "(call_indirect \(name) (type $void) \(place))"
        default: return "(table.set \(name) \(place) \(reference))"
        }
    }
}
