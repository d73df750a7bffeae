// Copying and filling of memory in pieces, so that a deadline can come in between. Pure, any thread.

import WasmBinary

/// A module in which `memory.copy`, `memory.fill` and `memory.init` do at most 64 KiB at a time.
///
/// Compiled code looks at its deadline at loops and calls, and not in the middle of an instruction: filling 60 MiB for
/// the first time takes tens of milliseconds, which no period has. So each of these instructions becomes a call of a
/// function, added to the end of the module, that does it in a loop. What they do stays the same: the bounds of memory are
/// checked before the first byte is written, and ranges may overlap. Only where `memory.init` reads beyond its segment, it
/// may have written before it traps, which nobody sees: after a trap nothing of an effect is run or read.
enum BoundedBulkMemory {
    /// Names what is done here to whoever keeps the result.
    static let revision = "bulk memory in 64 KiB, segments too"

    /// The module, rewritten if it has any of these instructions; as it is, if it can't be read: that is for the
    /// compiler to say.
    static func rewriting(_ wasm: [UInt8], limits: ModuleLimits) -> [UInt8] {
        guard let module = try? ModuleBinary(parsing: wasm, limits: limits),
            let (bodies, segments) = try? newBodies(of: module)
        else { return wasm }
        guard let types = module.layout.section(.type), let functions = module.layout.section(.function),
            let (typeCount, typesStart) = count(module, types.contents),
            let (functionCount, functionsStart) = count(module, functions.contents)
        else { return wasm }

        var type = BinaryWriter()
        type.unsigned(typeCount + 1)
        type.append(module.bytes[typesStart..<types.contents.upperBound])
        // (func (param i32 i32 i32))
        type.append([0x60, 3, 0x7f, 0x7f, 0x7f, 0])
        var function = BinaryWriter()
        function.unsigned(functionCount + 2 + segments.count)
        function.append(module.bytes[functionsStart..<functions.contents.upperBound])
        for _ in 0..<2 + segments.count { function.unsigned(typeCount) }
        var code = BinaryWriter()
        code.unsigned(functionCount + 2 + segments.count)
        for body in bodies { code.vector(body) }
        code.vector(fill)
        code.vector(copy)
        for segment in segments { code.vector(initialize(from: segment)) }
        return module.replacing([.type: type.bytes, .function: function.bytes, .code: code.bytes])
    }

    private static let copyOpcode = Instruction.Opcode(rawValue: 0xfc << 16 | 10)
    private static let fillOpcode = Instruction.Opcode(rawValue: 0xfc << 16 | 11)

    /// All bodies, with calls in place of the instructions, and the segments that there are functions for, in their order;
    /// nil when there are none of these instructions.
    private static func newBodies(
        of module: ModuleBinary
    ) throws(WasmBinaryError) -> (bodies: [[UInt8]], segments: [UInt64])? {
        let fillIndex = module.importedFunctionCount + module.layout.functionBodies.count
        var hasAny = false
        var segments: [UInt64] = []
        var segmentPlaces: [UInt64: Int] = [:]
        var bodies: [[UInt8]] = []
        for (index, body) in module.layout.functionBodies.enumerated() {
            var writer = BinaryWriter()
            var copied = body.whole.lowerBound
            var instructions = module.instructions(ofBody: index)
            var pending: Int?
            while let instruction = try instructions.next() {
                // The instruction before ends where this one begins; a body ends with one that is none of these.
                if pending != nil { copied = instruction.offset }
                pending = nil
                let added: Int
                switch instruction.opcode {
                case fillOpcode where instruction.first == 0: added = 0
                case copyOpcode where instruction.first == 0 && instruction.second == 0: added = 1
                case .memoryInit where instruction.second == 0:
                    let segment = UInt64(instruction.first)
                    let place = segmentPlaces[segment] ?? segments.count
                    if place == segments.count { segments.append(segment) }
                    segmentPlaces[segment] = place
                    added = 2 + place
                default: continue
                }
                writer.append(module.bytes[copied..<instruction.offset])
                writer.byte(0x10)
                writer.unsigned(fillIndex + added)
                pending = instruction.offset
                hasAny = true
            }
            writer.append(module.bytes[copied..<body.whole.upperBound])
            bodies.append(writer.bytes)
        }
        return hasAny ? (bodies, segments) : nil
    }

    /// The count that a section begins with, and where what it counts begins.
    private static func count(_ module: ModuleBinary, _ contents: Range<Int>) -> (Int, Int)? {
        var value = 0
        for (position, offset) in contents.prefix(5).enumerated() {
            value |= Int(module.bytes[offset] & 0x7f) << (7 * position)
            if module.bytes[offset] & 0x80 == 0 { return (value, offset + 1) }
        }
        return nil
    }

    // MARK: - The added functions
    // Source of the codes: https://webassembly.github.io/spec/core/appendix/index-instructions.html

    /// `i32.const 65536`, a piece's bytes.
    private static let piece: [UInt8] = [0x41, 0x80, 0x80, 0x04]
    private static func get(_ local: UInt8) -> [UInt8] { [0x20, local] }
    private static func set(_ local: UInt8) -> [UInt8] { [0x21, local] }
    private static let all = get(0) + get(1) + get(2)
    private static let fillInstruction: [UInt8] = [0xfc, 0x0b, 0x00]
    private static let copyInstruction: [UInt8] = [0xfc, 0x0a, 0x00, 0x00]
    /// `i32.add`, `i32.sub`
    private static let (add, subtract): ([UInt8], [UInt8]) = ([0x6a], [0x6b])
    /// `if`, `loop`, each without a result; `else`, `end`, `return`
    private static let (ifThen, loop): ([UInt8], [UInt8]) = ([0x04, 0x40], [0x03, 0x40])
    private static let (orElse, end, leave): ([UInt8], [UInt8], [UInt8]) = ([0x05], [0x0b], [0x0f])
    /// `i32.le_u`
    private static let isAtMost: [UInt8] = [0x4d]
    /// Again if the count, which is local 2, is more than a piece: `i32.gt_u`, `br_if 0`.
    private static let again = get(2) + piece + [0x4b, 0x0d, 0x00] + end

    /// Whether the range from a local on, of local 2's length, ends beyond memory. In 64 bits, where nothing wraps.
    private static func isBeyond(_ start: UInt8) -> [UInt8] {
        // i64.extend_i32_u, i64.add; memory.size, i64.extend_i32_u, i64.const 16, i64.shl; i64.gt_u
        get(start) + [0xad] + get(2) + [0xad, 0x7c] + [0x3f, 0x00, 0xad, 0x42, 0x10, 0x86] + [0x56]
    }

    private static func add(_ local: UInt8) -> [UInt8] { get(local) + piece + add + set(local) }
    private static let lessCount = get(2) + piece + subtract + set(2)

    /// `(param $to i32) (param $value i32) (param $count i32)`
    private static let fill: [UInt8] = {
        let whole = all + fillInstruction
        // What is small is done at once. So is what traps.
        var body: [UInt8] = [0] + get(2) + piece + isAtMost + ifThen + whole + leave + end
        body += isBeyond(0) + ifThen + whole + leave + end
        body += loop + get(0) + get(1) + piece + fillInstruction + add(0) + lessCount + again
        return body + whole + end
    }()

    /// `(param $to i32) (param $from i32) (param $count i32)`
    private static func initialize(from segment: UInt64) -> [UInt8] {
        var instruction = BinaryWriter([0xfc, 0x08])
        instruction.unsigned(segment)
        instruction.byte(0)
        let whole = all + instruction.bytes
        var body: [UInt8] = [0] + get(2) + piece + isAtMost + ifThen + whole + leave + end
        body += isBeyond(0) + ifThen + whole + leave + end
        body += loop + get(0) + get(1) + piece + instruction.bytes + add(0) + add(1) + lessCount + again
        return body + whole + end
    }

    /// `(param $to i32) (param $from i32) (param $count i32)`
    private static let copy: [UInt8] = {
        let whole = all + copyInstruction
        var body: [UInt8] = [0] + get(2) + piece + isAtMost + ifThen + whole + leave + end
        // i32.or
        body += isBeyond(0) + isBeyond(1) + [0x72] + ifThen + whole + leave + end
        // From the end at which nothing is overwritten that is still to be read.
        body += get(0) + get(1) + isAtMost + ifThen
        body += loop + get(0) + get(1) + piece + copyInstruction + add(0) + add(1) + lessCount + again
        body += orElse
        body += loop + lessCount + get(0) + get(2) + add + get(1) + get(2) + add + piece + copyInstruction + again
        return body + end + whole + end
    }()
}
