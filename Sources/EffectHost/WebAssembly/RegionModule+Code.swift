// The code of a module whose memory is a region of another's: each access checked and moved. Pure, any thread.

import WasmBinary

extension RegionModule {
    /// The locals that are added to a function, in this order, and the types of what an access may have on top of its
    /// address.
    struct Locals {
        let base: Int
        let length: Int
        let address: Int
        private let values: Int

        static let types: [UInt8] = [0x7f, 0x7e, 0x7f, 0x7f, 0x7e, 0x7d, 0x7c, 0x7b]

        init(after count: Int) {
            base = count
            length = count + 1
            address = count + 2
            values = count + 3
        }

        func value(_ type: MemoryAccess.Value) -> Int { values + type.rawValue }
    }

    // MARK: - Bodies

    /// The body at that index, as it is if it has nothing to do with memory.
    mutating func rewrittenBody(_ index: Int) throws(WasmBinaryError) -> [UInt8] {
        let body = module.layout.functionBodies[index]
        var list: [Instruction] = []
        var reader = module.instructions(ofBody: index)
        var hasMemory = false
        while let instruction = try reader.next() {
            note(instruction)
            hasMemory = hasMemory || Self.concernsMemory(instruction.opcode)
            list.append(instruction)
        }
        guard hasMemory else { return Array(module.bytes[body.whole]) }

        let (groupCount, groupsStart) = unsigned(at: body.whole.lowerBound)
        var position = groupsStart
        var localCount = module.summary.functions[module.importedFunctionCount + index].parameters.count
        for _ in 0..<groupCount {
            let (count, next) = unsigned(at: position)
            localCount += Int(count)
            // A value type is one byte here: the engine takes no typed references.
            position = next + 1
        }
        let locals = Locals(after: localCount)
        var writer = BinaryWriter()
        writer.unsigned(groupCount + UInt64(Locals.types.count))
        writer.append(module.bytes[groupsStart..<position])
        for type in Locals.types { writer.append([1, type]) }
        writer.reload(locals, record: recordGlobal)
        var copied = position
        for (place, instruction) in list.enumerated() where concerns(instruction.opcode) {
            let end = place + 1 < list.count ? list[place + 1].offset : body.whole.upperBound
            writer.append(module.bytes[copied..<instruction.offset])
            write(instruction, module.bytes[instruction.offset..<end], locals, &writer)
            copied = end
        }
        writer.append(module.bytes[copied..<body.whole.upperBound])
        return writer.bytes
    }

    private static let memorySize = Instruction.Opcode(rawValue: 0x3f)
    private static let callIndirect = Instruction.Opcode(rawValue: 0x11)
    private static let copy = Instruction.Opcode(rawValue: 0xfc << 16 | 10)
    private static let fill = Instruction.Opcode(rawValue: 0xfc << 16 | 11)

    private static func concernsMemory(_ opcode: Instruction.Opcode) -> Bool {
        switch opcode {
        case memorySize, memoryGrow, copy, fill, .memoryInit: true
        default: MemoryAccess(opcode) != nil
        }
    }

    private func concerns(_ opcode: Instruction.Opcode) -> Bool {
        opcode == .call || opcode == Self.callIndirect || Self.concernsMemory(opcode)
    }

    private func write(
        _ instruction: Instruction, _ bytes: ArraySlice<UInt8>, _ locals: Locals, _ writer: inout BinaryWriter
    ) {
        switch instruction.opcode {
        case .call, Self.callIndirect:
            writer.append(bytes)
            writer.reload(locals, record: recordGlobal)
        case Self.memorySize:
            writer.get(locals.length)
            // i64.const 16, i64.shr_u, i32.wrap_i64
            writer.append([0x42, 16, 0x88, 0xa7])
        case Self.memoryGrow:
            writer.set(locals.address)
            writer.global(recordGlobal)
            writer.get(locals.address)
            // i32.const 0, call_indirect
            writer.append([0x41, 0, 0x11])
            writer.unsigned(growType)
            writer.unsigned(growTable)
            writer.reload(locals, record: recordGlobal)
        case Self.fill: writer.call(fillFunction)
        case Self.copy: writer.call(copyFunction)
        case .memoryInit: writer.call(initFunction(Int(instruction.first)))
        default:
            let access = MemoryAccess(instruction.opcode)!
            // Behind the opcode: the alignment, the offset.
            var position = bytes.startIndex + 1
            if bytes[bytes.startIndex] == 0xfd { position = unsigned(at: position).next }
            let offset = unsigned(at: unsigned(at: position).next).value
            if let value = access.value { writer.set(locals.value(value)) }
            writer.set(locals.address)
            writer.check(locals.address, plus: offset + UInt64(access.byteCount), locals.length)
            writer.get(locals.address)
            writer.get(locals.base)
            writer.byte(0x6a)
            if let value = access.value { writer.get(locals.value(value)) }
            writer.append(bytes)
        }
    }

    /// An unsigned LEB128 integer of a module that was read before.
    private func unsigned(at offset: Int) -> (value: UInt64, next: Int) {
        var value: UInt64 = 0
        var position = offset
        var shift: UInt64 = 0
        while true {
            let byte = module.bytes[position]
            value |= UInt64(byte & 0x7f) << shift
            position += 1
            shift += 7
            if byte & 0x80 == 0 { return (value, position) }
        }
    }

    // MARK: - Added functions

    /// `(param $to i32) (param $value i32) (param $count i32)`
    func fillBody() -> [UInt8] {
        bulkBody { writer, locals in
            writer.check(0, counting: 2, locals.length)
            writer.moved(0, locals)
            writer.get(1)
            writer.get(2)
            writer.append([0xfc, 0x0b, 0])
        }
    }

    /// `(param $to i32) (param $from i32) (param $count i32)`
    func copyBody() -> [UInt8] {
        bulkBody { writer, locals in
            writer.check(0, counting: 2, locals.length)
            writer.check(1, counting: 2, locals.length)
            writer.moved(0, locals)
            writer.moved(1, locals)
            writer.get(2)
            writer.append([0xfc, 0x0a, 0, 0])
        }
    }

    /// `(param $to i32) (param $from i32) (param $count i32)`
    func initBody(_ segment: Int) -> [UInt8] {
        bulkBody { writer, locals in
            writer.check(0, counting: 2, locals.length)
            writer.moved(0, locals)
            writer.get(1)
            writer.get(2)
            writer.append([0xfc, 0x08])
            writer.unsigned(segment)
            writer.byte(0)
        }
    }

    /// For a module without memory.
    static let emptyBulkBody: [UInt8] = [0, 0x0b]

    private func bulkBody(_ write: (inout BinaryWriter, Locals) -> Void) -> [UInt8] {
        let locals = Locals(after: 3)
        var writer = BinaryWriter([3, 1, 0x7f, 1, 0x7e, 1, 0x7f])
        writer.reload(locals, record: recordGlobal)
        write(&writer, locals)
        writer.byte(0x0b)
        return writer.bytes
    }

    /// What instantiation does, in its order.
    func startBody() -> [UInt8] {
        var writer = BinaryWriter([0])
        let summary = module.summary
        for (place, global) in module.layout.globals.enumerated() {
            let index = module.importedGlobalCount + place
            guard summary.globals[index].isMutable else { continue }
            writer.append(module.bytes[global.initializer].dropLast())
            writer.byte(0x24)
            writer.unsigned(index)
        }
        for index in module.importedTableCount..<tableCount {
            let table = summary.tables[index]
            // i32.const 0, ref.null, i32.const, table.fill
            writer.append([0x41, 0, 0xd0])
            writer.valueType(table.type)
            writer.constant(Int(table.limits.minimum))
            writer.append([0xfc, 17])
            writer.unsigned(index)
        }
        for (index, segment) in module.layout.elementSegments.enumerated() {
            guard case .active(let table, let offset) = segment.mode else { continue }
            writer.append(module.bytes[offset].dropLast())
            writer.constant(0)
            writer.constant(Int(unsigned(at: segment.elements.lowerBound).value))
            writer.append([0xfc, 12])
            writer.unsigned(index)
            writer.unsigned(table)
        }
        for (index, segment) in module.layout.dataSegments.enumerated() {
            guard case .active(_, let offset) = segment.mode else { continue }
            writer.append(module.bytes[offset].dropLast())
            writer.constant(0)
            writer.constant(segment.contents.count)
            writer.call(initFunction(index))
        }
        if let start = summary.startFunction { writer.call(Int(start)) }
        writer.byte(0x0b)
        return writer.bytes
    }
}

extension BinaryWriter {
    fileprivate mutating func get(_ local: Int) {
        byte(0x20)
        unsigned(local)
    }

    fileprivate mutating func set(_ local: Int) {
        byte(0x21)
        unsigned(local)
    }

    fileprivate mutating func global(_ index: Int) {
        byte(0x23)
        unsigned(index)
    }

    fileprivate mutating func call(_ function: Int) {
        byte(0x10)
        unsigned(function)
    }

    fileprivate mutating func constant(_ value: Int) {
        byte(0x41)
        signed(Int64(Int32(truncatingIfNeeded: value)))
    }

    /// Reads the record.
    fileprivate mutating func reload(_ locals: RegionModule.Locals, record: Int) {
        global(record)
        // i32.load offset=0
        append([0x28, 2, 0])
        set(locals.base)
        global(record)
        // i64.load offset=8
        append([0x29, 3, 8])
        set(locals.length)
    }

    /// An address moved into the region.
    fileprivate mutating func moved(_ local: Int, _ locals: RegionModule.Locals) {
        get(local)
        get(locals.base)
        byte(0x6a)
    }

    /// Traps if an address plus a constant lies beyond the region's end.
    fileprivate mutating func check(_ local: Int, plus bytes: UInt64, _ length: Int) {
        get(local)
        // i64.extend_i32_u, i64.const, i64.add
        append([0xad, 0x42])
        signed(Int64(bytes))
        byte(0x7c)
        trapBeyond(length)
    }

    /// Traps if an address plus a count, both in locals, lies beyond the region's end.
    fileprivate mutating func check(_ local: Int, counting count: Int, _ length: Int) {
        get(local)
        byte(0xad)
        get(count)
        append([0xad, 0x7c])
        trapBeyond(length)
    }

    private mutating func trapBeyond(_ length: Int) {
        get(length)
        // i64.gt_u, if; an access that is beyond any memory: i32.const -1, i32.load offset=0xffffffff, drop; end
        append([0x56, 0x04, 0x40, 0x41, 0x7f, 0x28, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a, 0x0b])
    }
}
