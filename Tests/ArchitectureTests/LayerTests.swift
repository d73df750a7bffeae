// Imports run downward only: in the sources, and in the package's manifest.

import Foundation
import Testing

@Suite("The layers")
struct LayerTests {
    private let repository: Repository

    init() throws { repository = try Repository() }

    /// The module that a line imports, or nil.
    ///
    /// Attributes, an access level and a kind of declaration may stand around the keyword, and several imports on one
    /// line after semicolons.
    private static func imports(in line: String) -> [String] {
        line.split(separator: ";").compactMap { statement in
            let pattern =
                /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var|actor)\s+)?(\w+)/
            return statement.firstMatch(of: pattern).map { String($0.1) }
        }
    }

    @Test("are recognised in every form an import can take")
    func importForms() {
        #expect(Self.imports(in: "import Foundation") == ["Foundation"])
        #expect(Self.imports(in: "  package import CRealtime // why") == ["CRealtime"])
        #expect(Self.imports(in: "@preconcurrency public import WasmEngine") == ["WasmEngine"])
        #expect(Self.imports(in: "@_spi(Testing) import struct Realtime.AudioBlock") == ["Realtime"])
        #expect(Self.imports(in: "import A; import B") == ["A", "B"])
        #expect(Self.imports(in: "// import Foundation") == [])
        #expect(Self.imports(in: "let important = imports") == [])
    }

    @Test("stand in an order in which every import they are allowed goes down")
    func tableIsConsistent() {
        for layer in Layer.all {
            for name in layer.mayImport ?? [] { #expect(Layer.named(name).map { $0.rank < layer.rank } == true) }
            for name in layer.onlyFor ?? [] { #expect(Layer.named(name).map { $0.allows(layer) } == true) }
        }
        #expect(Set(Layer.all.map(\.name)).count == Layer.all.count)
    }

    @Test("each have their place in the table")
    func everyTargetIsKnown() {
        let folders = Set(repository.paths(below: "Sources").map { String($0.split(separator: "/")[1]) })
        #expect(folders.count >= 10)
        for folder in folders.sorted() {
            #expect(Layer.named(folder) != nil, "Sources/\(folder) has no place in Layer.all")
        }
    }

    @Test("import downward only, and only what they are allowed")
    func sourcesImportDownward() throws {
        var found = 0
        for path in repository.paths(below: "Sources", suffixes: [".swift"]) {
            let layer = try #require(Layer.named(String(path.split(separator: "/")[1])), "\(path)")
            for (number, line) in try repository.lines(path).enumerated() {
                for name in Self.imports(in: line) {
                    guard let imported = Layer.named(name), name != layer.name else { continue }
                    found += 1
                    #expect(layer.allows(imported), "\(path):\(number + 1): \(layer.name) may not import \(name)")
                }
            }
        }
        #expect(found > 0)
    }

    @Test("depend downward only in Package.swift, and on everything they import")
    func manifestDependsDownward() throws {
        let declared = try dependenciesInManifest()
        #expect(declared["AudioGraph"] == ["Realtime", "CRealtime"])
        for (name, dependencies) in declared {
            guard let layer = Layer.named(name) else { continue }
            for dependency in dependencies {
                guard let other = Layer.named(dependency) else { continue }
                #expect(layer.allows(other), "Package.swift: \(name) may not depend on \(dependency)")
            }
        }
        for path in repository.paths(below: "Sources", suffixes: [".swift"]) {
            let target = String(path.split(separator: "/")[1])
            for name in try repository.lines(path).flatMap(Self.imports(in:)) where Layer.named(name) != nil {
                #expect(declared[target]?.contains(name) == true, "\(path) imports \(name), which Package.swift omits")
            }
        }
    }

    /// Target names with the names in their list of dependencies, as `layer(…)` and `target(…)` spell them.
    private func dependenciesInManifest() throws -> [String: Set<String>] {
        let manifest = try #require(try repository.text("Package.swift"))
        var declared: [String: Set<String>] = [:]
        func add(_ name: Substring, _ list: Substring) {
            declared[String(name)] = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
        }
        for match in manifest.matches(of: /\blayer\(\s*"(\w+)"(?:\s*,\s*\[([^\]]*)\])?/) { add(match.1, match.2 ?? "") }
        for match in manifest.matches(of: /[tT]arget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/) {
            add(match.1, match.2)
        }
        return declared
    }
}
