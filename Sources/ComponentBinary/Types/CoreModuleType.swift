// What a core module imports and exports, and when another will do for it. Values, any thread.
// Source: https://webassembly.github.io/spec/core/valid/matching.html

package import WasmBinary

/// A core module's type, as far as instantiating it is concerned.
package struct CoreModuleType: Sendable {
    package struct Import: Equatable, Sendable {
        package let module: String
        package let name: String
        package let entity: ModuleSummary.Entity
    }

    package private(set) var imports: [Import] = []
    package private(set) var exports = CoreExports()
    private var importPlaces: [[[UInt8]]: Int] = [:]

    /// False if there is one of that name already.
    mutating func insertImport(module: String, name: String, _ entity: ModuleSummary.Entity) -> Bool {
        let key = [Array(module.utf8), Array(name.utf8)]
        guard importPlaces[key] == nil else { return false }
        importPlaces[key] = imports.count
        imports.append(Import(module: module, name: name, entity: entity))
        return true
    }

    /// False if there is one of that name already.
    mutating func insertExport(_ name: String, _ entity: ModuleSummary.Entity) -> Bool {
        exports.insert(name, entity)
    }

    func importedEntity(module: String, name: String) -> ModuleSummary.Entity? {
        importPlaces[[Array(module.utf8), Array(name.utf8)]].map { imports[$0].entity }
    }
}

extension ModuleSummary.Entity {
    /// Whether it can be given where `expected` is imported.
    func matches(_ expected: ModuleSummary.Entity) -> Bool {
        switch (self, expected) {
        case (.function(let found), .function(let expected)), (.tag(let found), .tag(let expected)): found == expected
        case (.table(let found, let limits), .table(let expected, let expectedLimits)):
            found == expected && limits.matches(expectedLimits)
        case (.memory(let limits), .memory(let expectedLimits)): limits.matches(expectedLimits)
        case (.global(let found, let isMutable), .global(let expected, let expectedMutable)):
            found == expected && isMutable == expectedMutable
        default: false
        }
    }

    /// The sort that an alias of it has.
    var sort: CoreSort {
        switch self {
        case .function: .function
        case .table: .table
        case .memory: .memory
        case .global: .global
        case .tag: .tag
        }
    }
}

extension ModuleSummary.Limits {
    fileprivate func matches(_ expected: ModuleSummary.Limits) -> Bool {
        guard isShared == expected.isShared, is64Bit == expected.is64Bit, minimum >= expected.minimum else {
            return false
        }
        guard let bound = expected.maximum else { return true }
        return maximum.map { $0 <= bound } ?? false
    }
}
