// The small core modules around the one that is wrapped. Pure functions, any thread.

import WasmBinary

/// Stands in for functions that can't exist before the module that imports them does: they need its memory, or are its
/// own. The module is given functions that call through a table, and the table is filled afterwards.
enum ShimModule {
    /// The table's name in the exports of the one and the imports of the other.
    static let table = "$imports"

    /// The functions, exported by their numbers, and the table.
    static func encoded(_ types: [ModuleSummary.FunctionType]) -> [UInt8] {
        var module = BinaryWriter(header)
        module.section(.type, typeSection(types))
        module.section(.function, vector(types.indices) { $0.unsigned($1) })
        var tables = BinaryWriter()
        tables.unsigned(1)
        tables.valueType(.funcref)
        tables.limits(limits(types.count))
        module.section(.table, tables.bytes)
        var exports = BinaryWriter()
        exports.unsigned(types.count + 1)
        for index in types.indices {
            exports.name("\(index)")
            exports.byte(ExternKind.function.rawValue)
            exports.unsigned(index)
        }
        exports.name(table)
        exports.byte(ExternKind.table.rawValue)
        exports.unsigned(0)
        module.section(.export, exports.bytes)
        module.section(
            .code,
            vector(types.indices) { writer, index in
                var body = BinaryWriter()
                body.unsigned(0)
                for parameter in types[index].parameters.indices {
                    body.byte(Opcode.localGet)
                    body.unsigned(parameter)
                }
                body.byte(Opcode.i32Const)
                body.signed(Int64(index))
                body.byte(Opcode.callIndirect)
                body.unsigned(index)
                body.unsigned(0)
                body.byte(Opcode.end)
                writer.vector(body.bytes)
            })
        return module.bytes
    }

    /// Fills the table with what it imports, when it is instantiated.
    static func fixup(_ types: [ModuleSummary.FunctionType]) -> [UInt8] {
        var module = BinaryWriter(header)
        module.section(.type, typeSection(types))
        var imports = BinaryWriter()
        imports.unsigned(types.count + 1)
        for index in types.indices {
            imports.name("")
            imports.name("\(index)")
            imports.byte(ExternKind.function.rawValue)
            imports.unsigned(index)
        }
        imports.name("")
        imports.name(table)
        imports.byte(ExternKind.table.rawValue)
        imports.valueType(.funcref)
        imports.limits(limits(types.count))
        module.section(.import, imports.bytes)
        var elements = BinaryWriter()
        elements.unsigned(1)
        // Active, in table 0.
        elements.unsigned(0)
        elements.append([Opcode.i32Const, 0, Opcode.end])
        elements.append(vector(types.indices) { $0.unsigned($1) })
        module.section(.element, elements.bytes)
        return module.bytes
    }

    /// Calls the function that it imports, when it is instantiated.
    static func starter() -> [UInt8] {
        var module = BinaryWriter(header)
        module.section(.type, typeSection([.init(parameters: [], results: [])]))
        var imports = BinaryWriter()
        imports.unsigned(1)
        imports.name("")
        imports.name("")
        imports.byte(ExternKind.function.rawValue)
        imports.unsigned(0)
        module.section(.import, imports.bytes)
        module.section(.start, [0])
        return module.bytes
    }

    private typealias ExternKind = ModuleLayout.ExternKind

    private enum Opcode {
        static let end: UInt8 = 0x0b
        static let callIndirect: UInt8 = 0x11
        static let localGet: UInt8 = 0x20
        static let i32Const: UInt8 = 0x41
    }

    private static let header: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

    private static func limits(_ count: Int) -> ModuleSummary.Limits {
        ModuleSummary.Limits(minimum: UInt64(count), maximum: UInt64(count))
    }

    /// One for each function, by its number.
    private static func typeSection(_ types: [ModuleSummary.FunctionType]) -> [UInt8] {
        vector(types) { writer, type in
            writer.byte(0x60)
            writer.valueTypes(type.parameters)
            writer.valueTypes(type.results)
        }
    }

    private static func vector<Elements: Collection>(
        _ elements: Elements, _ write: (inout BinaryWriter, Elements.Element) -> Void
    ) -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(elements.count)
        for element in elements { write(&writer, element) }
        return writer.bytes
    }
}
