// The third step, instrument: a module with the same code, whose whole state can be reached from outside. Pure, any
// thread.

package import WasmBinary

/// A module that also exports all of its state, under reserved names.
///
/// Its mutable globals and its memories; and, if its code changes tables, those tables and every function that could be
/// in them.
package struct Instrumented: Sendable {
    /// An export that was added, for the item of that index.
    package struct Item: Equatable, Sendable {
        package let index: Int
        package let name: String
    }

    /// What the added exports' names begin with. No component's name does, since a version would come first.
    package static let reservedPrefix = "cajon:snapshot/"

    /// The module as it was.
    package let module: ModuleBinary
    package let survey: ModuleSurvey
    /// The module with the exports added.
    package let bytes: [UInt8]
    package let globals: [Item]
    package let memories: [Item]
    package let tables: [Item]
    package let functions: [Item]

    /// Adds the exports.
    ///
    /// - Parameter survey: that of the same module.
    package init(_ module: ModuleBinary, _ survey: ModuleSurvey) {
        func items(_ kind: ModuleLayout.ExternKind, _ indices: some Sequence<Int>) -> [Item] {
            indices.sorted().map { Item(index: $0, name: "\(Self.reservedPrefix)\(kind)-\($0)") }
        }
        self.module = module
        self.survey = survey
        globals = items(.global, module.summary.globals.indices.filter { module.summary.globals[$0].isMutable })
        memories = items(.memory, module.summary.memories.indices)
        tables = items(.table, survey.mutatedTables)
        functions = items(.function, survey.mutatedTables.isEmpty ? [] : Self.escapingFunctions(module, survey))

        var writer = BinaryWriter()
        let added: [(ModuleLayout.ExternKind, [Item])] = [
            (.global, globals), (.memory, memories), (.table, tables), (.function, functions),
        ]
        writer.unsigned(module.layout.exports.count + added.reduce(0) { $0 + $1.1.count })
        for export in module.layout.exports { writer.append(module.bytes[export.whole]) }
        for (kind, items) in added {
            for item in items { writer.export(item.name, kind, item.index) }
        }
        bytes = module.replacing([.export: writer.bytes])
    }

    /// The functions that there are references to: nothing else can get into a table.
    private static func escapingFunctions(_ module: ModuleBinary, _ survey: ModuleSurvey) -> Set<Int> {
        var functions = survey.referencedFunctions
        for segment in module.layout.elementSegments { functions.formUnion(segment.functions) }
        // An initialiser that can't be read is refused by the engine before anything runs.
        for case .function(let index) in (try? module.initialGlobals()) ?? [] { functions.insert(index) }
        return functions.filter { $0 < module.summary.functions.count }
    }
}

extension BinaryWriter {
    /// One entry of an export section.
    mutating func export(_ name: String, _ kind: ModuleLayout.ExternKind, _ index: Int) {
        self.name(name)
        byte(kind.rawValue)
        unsigned(index)
    }
}
