// One module of a Faust module and the runtime: an effect that keeps to the contract, imports nothing, and has one memory.
// Used once, by one thread.
//
// The runtime keeps its memory, table, globals and data as they are. Of its functions those are taken that the contract's
// exports, the table and the Faust module need. The Faust module's come after them, with the state's address added to
// theirs (FaustCode); its memory and its data are left behind, since all it needs is room for its state. Its description
// goes along as a passive segment in the runtime's words.

import WasmBinary

/// Links one Faust module.
struct FaustLinker {
    private let faust: FaustModule
    private let runtime: ModuleBinary
    private let library: FaustRuntime
    private let description: [UInt8]
    private let exported: [(name: String, export: ModuleLayout.Export)]

    /// The runtime's functions that are taken, by their old indices, in order; and the module's own.
    private var runtimeFunctions: [Int] = []
    private var faustFunctions: [Int] = []
    /// Functions made here, each for one of the runtime's imports.
    private var adapters: [FaustRuntime.Import] = []
    /// New indices by old ones.
    private var runtimeIndices: [Int: Int] = [:]
    private var faustIndices: [Int: Int] = [:]

    /// Links a module whose description has been checked.
    ///
    /// Errors: it imports what it isn't given, or its code isn't as Faust makes it.
    static func link(
        _ module: FaustModule, _ description: FaustDescription, with runtime: FaustRuntime
    ) throws(FaustProblem) -> [UInt8] {
        var linker = FaustLinker(module, description, runtime)
        try linker.choose()
        return try linker.written()
    }

    private init(_ faust: FaustModule, _ description: FaustDescription, _ library: FaustRuntime) {
        self.faust = faust
        self.library = library
        self.description = description.encoded()
        exported = library.contractExports(hasMeters: !description.meters.isEmpty)
        runtime = library.binary
    }

    // MARK: - Which functions are taken

    private mutating func choose() throws(FaustProblem) {
        let imported = try importedFunctions()
        // Faust's own: what its entry points reach.
        var pending = [faust.initializer, faust.compute, faust.setter, faust.getter]
        var known = Set(pending)
        var needed: Set<Int> = []
        while let function = pending.popLast() {
            if function < imported.count {
                needed.insert(imported[function])
                continue
            }
            let body = function - imported.count
            for callee in try FaustCode.callees(faust.binary, bodyIndex: body) where known.insert(callee).inserted {
                guard callee < faust.binary.summary.functions.count else { throw .unexpected("calls of nothing") }
                pending.append(callee)
            }
        }
        faustFunctions = known.filter { $0 >= imported.count }.sorted()

        var runtimePending = exported.filter { $0.export.kind == .function }.map(\.export.index)
        runtimePending += runtime.layout.elementSegments.flatMap(\.functions)
        runtimePending += needed.sorted()
        var runtimeKnown = Set(runtimePending)
        while let function = runtimePending.popLast() {
            guard function >= runtime.importedFunctionCount else { continue }
            let body = function - runtime.importedFunctionCount
            for callee in try FaustCode.callees(runtime, bodyIndex: body) where runtimeKnown.insert(callee).inserted {
                runtimePending.append(callee)
            }
        }
        runtimeFunctions = runtimeKnown.filter { $0 >= runtime.importedFunctionCount }.sorted()
        number(imported)
    }

    private mutating func number(_ imported: [Int]) {
        for (index, function) in runtimeFunctions.enumerated() { runtimeIndices[function] = index }
        for (index, function) in faustFunctions.enumerated() {
            faustIndices[function] = runtimeFunctions.count + index
        }
        for (index, function) in imported.enumerated() { faustIndices[index] = runtimeIndices[function] }
        adapters = runtime.summary.imports.compactMap { FaustRuntime.Import(rawValue: $0.name) }
        for index in adapters.indices {
            runtimeIndices[index] = runtimeFunctions.count + faustFunctions.count + index
        }
    }

    /// For each function that the module imports, the runtime's.
    private func importedFunctions() throws(FaustProblem) -> [Int] {
        var functions: [Int] = []
        for item in faust.binary.summary.imports {
            guard item.module == "env", let function = library.mathematicalFunction(item.name) else {
                throw .foreignImport(module: item.module, name: item.name)
            }
            guard item.entity == .function(function.type) else {
                throw .wrongImport(item.name, found: "\(item.entity)", expected: "function \(function.type)")
            }
            functions.append(function.index)
        }
        return functions
    }

    // MARK: - Writing

    private func written() throws(FaustProblem) -> [UInt8] {
        let types = runtime.summary.types + faust.binary.summary.types
        var module = BinaryWriter([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
        module.section(
            .type,
            Self.vector(types) { writer, type in
                writer.byte(0x60)
                writer.valueTypes(type.parameters)
                writer.valueTypes(type.results)
            })
        let functionTypes =
            runtimeFunctions.map { runtime.summary.functions[$0] }
            + faustFunctions.map { faust.binary.summary.functions[$0] }
            + adapters.indices.map { runtime.summary.functions[$0] }
        module.section(.function, Self.vector(functionTypes) { $0.unsigned(types.firstIndex(of: $1) ?? 0) })
        copy(.table, to: &module)
        copy(.memory, to: &module)
        copy(.global, to: &module)
        module.section(.export, exports())
        if !runtime.layout.elementSegments.isEmpty { module.section(.element, elements()) }
        var count = BinaryWriter()
        count.unsigned(runtime.layout.dataSegments.count + 1)
        module.section(.dataCount, count.bytes)
        module.section(.code, try code())
        module.section(.data, data())
        return module.bytes
    }

    private func copy(_ kind: SectionKind, to module: inout BinaryWriter) {
        guard let section = runtime.layout.section(kind) else { return }
        module.append(runtime.bytes[section.whole])
    }

    private func exports() -> [UInt8] {
        Self.vector(exported) { writer, item in
            writer.name(item.name)
            writer.byte(item.export.kind.rawValue)
            writer.unsigned(item.export.kind == .function ? runtimeIndices[item.export.index] ?? 0 : item.export.index)
        }
    }

    /// The runtime's table, from the place where it begins.
    private func elements() -> [UInt8] {
        Self.vector(runtime.layout.elementSegments) { writer, segment in
            guard case .active(0, let offset) = segment.mode else { return writer.append([1, 0, 0]) }
            writer.unsigned(0)
            writer.append(runtime.bytes[offset])
            writer.append(Self.vector(segment.functions) { $0.unsigned(runtimeIndices[$1] ?? 0) })
        }
    }

    private func data() -> [UInt8] {
        var data = BinaryWriter()
        data.unsigned(runtime.layout.dataSegments.count + 1)
        for segment in runtime.layout.dataSegments { data.append(runtime.bytes[segment.whole]) }
        data.unsigned(1)
        data.vector(description)
        return data.bytes
    }

    private func code() throws(FaustProblem) -> [UInt8] {
        var code = BinaryWriter()
        code.unsigned(runtimeFunctions.count + faustFunctions.count + adapters.count)
        for function in runtimeFunctions { code.vector(try runtimeBody(function - runtime.importedFunctionCount)) }
        for function in faustFunctions {
            var body = FaustCode(
                faust.binary, bodyIndex: function - faust.binary.importedFunctionCount, indices: faustIndices)
            code.vector(try body.rewritten())
        }
        for adapter in adapters { code.vector(adapterBody(adapter)) }
        return code.bytes
    }

    /// A body of the runtime with the new indices in its calls.
    private func runtimeBody(_ index: Int) throws(FaustProblem) -> [UInt8] {
        let body = runtime.layout.functionBodies[index]
        var writer = BinaryWriter()
        var copied = body.whole.lowerBound
        var instructions = runtime.instructions(ofBody: index)
        do throws(WasmBinaryError) {
            var current = try instructions.next()
            while let instruction = current {
                current = try instructions.next()
                guard instruction.opcode == .call else { continue }
                writer.append(runtime.bytes[copied..<instruction.offset])
                writer.byte(0x10)
                writer.unsigned(runtimeIndices[Int(instruction.first)] ?? 0)
                copied = current?.offset ?? body.whole.upperBound
            }
        } catch {
            throw .damaged(error)
        }
        writer.append(runtime.bytes[copied..<body.whole.upperBound])
        return writer.bytes
    }

    /// What stands for one of the runtime's imports.
    private func adapterBody(_ adapter: FaustRuntime.Import) -> [UInt8] {
        var body = BinaryWriter([0])
        func get(_ local: Int) -> [UInt8] { [0x20, UInt8(local)] }
        func call(_ function: Int) {
            body.byte(0x10)
            body.unsigned(faustIndices[function] ?? 0)
        }
        switch adapter {
        case .initialize:
            body.append(get(0) + get(1))
            call(faust.initializer)
        case .compute:
            body.append(get(0) + get(1) + get(2) + get(3))
            call(faust.compute)
        case .setParameter:
            // f32.demote_f64
            body.append(get(0) + get(1) + get(2) + (faust.isDouble ? [] : [0xb6]))
            call(faust.setter)
        case .getParameter:
            body.append(get(0) + get(1))
            call(faust.getter)
            // f64.promote_f32
            if !faust.isDouble { body.byte(0xbb) }
        case .descriptionBytes:
            body.byte(0x41)
            body.signed(Int64(description.count))
        case .copyDescription:
            body.append(get(0) + [0x41, 0, 0x41])
            body.signed(Int64(description.count))
            // memory.init
            body.append([0xfc, 8])
            body.unsigned(runtime.layout.dataSegments.count)
            body.byte(0)
        }
        body.byte(0x0b)
        return body.bytes
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
