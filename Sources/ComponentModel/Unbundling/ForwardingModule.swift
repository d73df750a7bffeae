// Modules that only forward calls through a table, recognised by their bytes. Plain values, any thread.
// Source: https://webassembly.github.io/spec/core/binary/

import WasmBinary

/// A module whose every function calls, with its own parameters, what a constant slot of the module's own table holds.
///
/// It has nothing else: no import, memory, global, segment or start function. Tools put it before a module whose imports
/// need that module's own memory.
struct ForwardingModule {
    /// Where the table's export stands among the exports. There is no other export of it.
    let tablePlace: Int
    let tableElementCount: Int
    /// For each export, the slot that it calls; nil for the table.
    let slots: [Int?]

    /// Nil for a module that has anything else in it, or the same thing written otherwise.
    init?(_ module: LinkModule) {
        let summary = module.summary
        guard summary.imports.isEmpty, summary.startFunction == nil, summary.memories.isEmpty, summary.globals.isEmpty,
            summary.tags.isEmpty, summary.elementSegmentCount == 0, summary.dataSegments.isEmpty,
            summary.tables.count == 1, Self.isOrdinary(summary.tables[0]),
            summary.exports.count == summary.functions.count + 1,
            let binary = try? ModuleBinary(parsing: Array(module.bytes), limits: .forTools)
        else { return nil }
        var tablePlace: Int?
        var exported: Set<Int> = []
        var slots: [Int?] = []
        for (place, export) in binary.layout.exports.enumerated() {
            switch export.kind {
            case .table where tablePlace == nil:
                tablePlace = place
                slots.append(nil)
            case .function where exported.insert(export.index).inserted:
                guard let slot = Self.slot(binary, function: export.index) else { return nil }
                slots.append(slot)
            default: return nil
            }
        }
        guard let tablePlace else { return nil }
        self.tablePlace = tablePlace
        tableElementCount = Int(clamping: summary.tables[0].limits.minimum)
        self.slots = slots
    }

    /// Whether the calls through it are valid: nobody looks at this module's code once it is left out.
    private static func isOrdinary(_ table: ModuleSummary.Table) -> Bool {
        table.type == .funcref && !table.limits.is64Bit && !table.limits.isShared
            && table.limits.minimum <= table.limits.maximum ?? .max
    }

    private enum Opcode {
        static let localGet: UInt8 = 0x20
        static let constant32: UInt8 = 0x41
        static let callIndirect: UInt8 = 0x11
        static let end: UInt8 = 0x0b
    }

    /// The slot that a function calls; nil if it does anything besides.
    private static func slot(_ binary: ModuleBinary, function: Int) -> Int? {
        let type = binary.summary.functions[function]
        var reader = BinaryReader(binary.bytes[binary.layout.functionBodies[function].whole])
        func reads(_ opcode: UInt8, _ reader: inout BinaryReader) -> Bool {
            (try? reader.byte("an instruction")) == opcode
        }
        do throws(WasmBinaryError) {
            guard try reader.unsigned32("the number of local declarations") == 0 else { return nil }
            for parameter in type.parameters.indices {
                guard reads(Opcode.localGet, &reader), try reader.unsigned32("a local") == parameter else { return nil }
            }
            guard reads(Opcode.constant32, &reader) else { return nil }
            let slot = try reader.signed(bits: 32)
            guard slot >= 0, reads(Opcode.callIndirect, &reader) else { return nil }
            let called = Int(try reader.unsigned32("a type"))
            guard binary.summary.types.indices.contains(called), binary.summary.types[called] == type,
                try reader.unsigned32("a table") == 0, reads(Opcode.end, &reader), reader.isAtEnd
            else { return nil }
            return Int(slot)
        } catch { return nil }
    }
}
