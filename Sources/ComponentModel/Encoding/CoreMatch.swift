// A core module held against a world: what it imports is found there, and what the world exports is found in it. A value,
// any thread.

import CanonicalABI
import WIT
import WasmBinary

/// What the core module's imports and exports stand for.
struct CoreMatch {
    /// What a core module may import.
    enum Source {
        /// A function of an imported interface, or the world's own.
        case function(Function, of: WorldContents.InterfaceItem?, CanonicalNeeds)
        /// A resource, where it is declared.
        case drop(TypeName)
        case new(TypeName)
        case representation(TypeName)
    }

    struct Imported {
        let module: String
        let name: String
        let source: Source
        let type: ModuleSummary.FunctionType
    }

    /// A function that the world exports, as the module has it.
    struct Exported {
        let function: Function
        let coreName: String
        let postReturn: String?
        let needs: CanonicalNeeds
    }

    /// In the module's order.
    private(set) var imports: [Imported] = []
    /// Of each exported interface, in the world's order.
    private(set) var interfaces: [[Exported]] = []
    /// The world's own functions.
    private(set) var functions: [Exported] = []
    /// The exports that are told of dropped resources, by the resources' own names.
    private(set) var destructors: [TypeName: String] = [:]
    private(set) var memory: String?
    private(set) var realloc: String?
    private(set) var initialize: String?

    /// Errors: all that doesn't fit.
    init(_ module: ModuleSummary, _ contents: WorldContents) throws(ComponentModelError) {
        var matcher = Matcher(module, contents)
        imports = matcher.imports()
        interfaces = contents.exports.map { item in matcher.exports(item.interface.functions, item) }
        functions = matcher.exports(contents.functions(.export), nil)
        destructors = matcher.destructors()
        let needs =
            imports.compactMap { if case .function(_, _, let needs) = $0.source { needs } else { nil } }
            + (interfaces.joined() + functions).map(\.needs)
        memory = matcher.memory(isNeeded: needs.contains { $0.memory })
        realloc = matcher.helper(\.realloc, [.i32, .i32, .i32, .i32], [.i32], isNeeded: needs.contains { $0.realloc })
        initialize = matcher.helper(\.initialize, [], [], isNeeded: false)
        matcher.checkNames()
        if let problem = EncodingProblem(matcher.problems) { throw ComponentModelError(.encoding(problem)) }
    }
}

/// Looks names up, and gathers what is wrong.
private struct Matcher {
    private struct ImportName: Hashable {
        let module: String
        let name: String
    }

    private let contents: WorldContents
    private let module: ModuleSummary
    private let entities: [String: ModuleSummary.Entity]
    /// By which a name is called that isn't there.
    private let naming: CoreNaming
    private var known: Set<String> = []
    private(set) var problems: [EncodingProblem] = []

    init(_ module: ModuleSummary, _ contents: WorldContents) {
        self.module = module
        self.contents = contents
        entities = Dictionary(module.exports.map { ($0.name, $0.entity) }) { first, _ in first }
        let names = module.imports.map(\.module) + module.exports.map(\.name)
        naming = names.contains { $0.hasPrefix(CoreNaming.prefix) } ? .buildTarget : .classic
    }

    // MARK: - Imports

    mutating func imports() -> [CoreMatch.Imported] {
        let sources = sources()
        var seen: Set<ImportName> = []
        return module.imports.compactMap { item in
            guard seen.insert(ImportName(module: item.module, name: item.name)).inserted else {
                problems.append(.duplicateImport(module: item.module, name: item.name))
                return nil
            }
            guard let source = sources[ImportName(module: item.module, name: item.name)] else {
                problems.append(.unknownImport(module: item.module, name: item.name))
                return nil
            }
            let type = type(of: source)
            guard item.entity == .function(type) else {
                problems.append(
                    .wrongImport(
                        module: item.module, name: item.name, expected: "function \(type)", found: "\(item.entity)"))
                return nil
            }
            return CoreMatch.Imported(module: item.module, name: item.name, source: source, type: type)
        }
    }

    /// Everything that a module may import, by either naming. Where one name stands for two things, since their
    /// interfaces' versions are compatible, it is the first.
    private func sources() -> [ImportName: CoreMatch.Source] {
        var sources: [ImportName: CoreMatch.Source] = [:]
        func add(_ module: String, _ name: String, _ source: @autoclosure () -> CoreMatch.Source) {
            let key = ImportName(module: module, name: name)
            if sources[key] == nil { sources[key] = source() }
        }
        for naming in CoreNaming.allCases {
            func gather(_ functions: [Function], _ types: [WIT.TypeDefinition], _ item: WorldContents.InterfaceItem?) {
                let module = naming.importModule(item?.name)
                let home = item?.home ?? contents.home
                for function in functions {
                    let needs = type(of: function, home).importNeeds
                    add(module, function.externalName, .function(function, of: item, needs))
                }
                for type in types {
                    guard let resource = contents.resource(TypeName(home, type.name)) else { continue }
                    add(module, naming.drop(type.name), .drop(resource))
                }
            }
            for item in contents.imports {
                gather(item.interface.functions, item.interface.types, item)
            }
            gather(contents.functions(.import), contents.world.types, nil)
            for item in contents.exports {
                let module = naming.intrinsicModule(item.name)
                for type in item.interface.types {
                    guard let resource = contents.resource(TypeName(item.home, type.name)) else { continue }
                    add(module, naming.drop(type.name), .drop(resource))
                    guard type.isResource else { continue }
                    add(module, naming.new(type.name), .new(resource))
                    add(module, naming.representation(type.name), .representation(resource))
                }
            }
        }
        return sources
    }

    private func type(of source: CoreMatch.Source) -> ModuleSummary.FunctionType {
        switch source {
        case .function(let function, let item, _):
            type(of: function, item?.home ?? contents.home).importedSignature.functionType
        case .drop: CoreSignature([.i32]).functionType
        case .new, .representation: CoreSignature([.i32], [.i32]).functionType
        }
    }

    private func type(of function: Function, _ home: TypeHome) -> CanonicalABI.FunctionType {
        CanonicalABI.FunctionType(contents.resolution.signature(of: function, in: home.scope)) { _ in 0 }
    }

    // MARK: - Exports

    mutating func exports(_ functions: [Function], _ item: WorldContents.InterfaceItem?) -> [CoreMatch.Exported] {
        functions.compactMap { function in
            let type = type(of: function, item?.home ?? contents.home)
            let name = find(type.exportedSignature, isNeeded: true) { $0.export(function, item?.name) }
            let postReturn = find(type.postReturnSignature, isNeeded: false) { $0.postReturn(function, item?.name) }
            return name.map {
                CoreMatch.Exported(function: function, coreName: $0, postReturn: postReturn, needs: type.exportNeeds)
            }
        }
    }

    mutating func destructors() -> [TypeName: String] {
        var found: [TypeName: String] = [:]
        for item in contents.exports {
            for resource in item.interface.resources {
                found[TypeName(item.home, resource.name)] = find(CoreSignature([.i32]), isNeeded: false) {
                    $0.destructor(resource.name, item.name)
                }
            }
        }
        return found
    }

    mutating func helper(
        _ name: KeyPath<CoreNaming, String>, _ parameters: [CoreType], _ results: [CoreType], isNeeded: Bool
    ) -> String? {
        find(CoreSignature(parameters, results), isNeeded: isNeeded) { $0[keyPath: name] }
    }

    mutating func memory(isNeeded: Bool) -> String? {
        known.formUnion(CoreNaming.allCases.map(\.memory))
        guard let name = CoreNaming.allCases.map(\.memory).first(where: { entities[$0] != nil }) else {
            if isNeeded { problems.append(.missingExport(naming.memory)) }
            return nil
        }
        guard isNeeded, let entity = entities[name] else { return nil }
        if case .memory(let limits) = entity, !limits.isShared, !limits.is64Bit { return name }
        problems.append(.wrongExport(name, expected: "memory with 32-bit addresses of its own", found: "\(entity)"))
        return nil
    }

    /// The export by whichever naming it is there, if it is.
    private mutating func find(
        _ signature: CoreSignature, isNeeded: Bool, _ name: (CoreNaming) -> String
    ) -> String? {
        let names = CoreNaming.allCases.map(name)
        known.formUnion(names)
        guard let found = names.first(where: { entities[$0] != nil }), let entity = entities[found] else {
            if isNeeded { problems.append(.missingExport(name(naming))) }
            return nil
        }
        let expected = ModuleSummary.Entity.function(signature.functionType)
        if entity == expected { return found }
        problems.append(.wrongExport(found, expected: "\(expected)", found: "\(entity)"))
        return nil
    }

    /// The build target's names mean nothing else.
    mutating func checkNames() {
        for export in module.exports where export.name.hasPrefix(CoreNaming.prefix) && !known.contains(export.name) {
            problems.append(.unknownExport(export.name))
        }
    }
}
