// One component being put together around one core module: imports, instances, exports, in this order. A value, one
// thread at a time. Exports are in ComponentAssembly+Exports.swift.

import ComponentBinary
import WIT
import WasmBinary

struct ComponentAssembly: TypeSpace {
    let contents: WorldContents
    let match: CoreMatch
    var builder = ComponentBuilder()
    var known = KnownTypes()
    /// Those of interfaces, imported and by now exported.
    var instances: [TypeHome: UInt32] = [:]
    private let coreModule: [UInt8]
    /// The world's own imported functions, by the names they are imported by.
    private var importedFunctions: [String: UInt32] = [:]
    private var mainInstance: UInt32 = 0
    private var mainFunctions: [String: UInt32] = [:]
    private var memory: UInt32?

    init(_ contents: WorldContents, _ match: CoreMatch, _ coreModule: [UInt8]) {
        self.contents = contents
        self.match = match
        self.coreModule = coreModule
    }

    mutating func define(_ type: ComponentBinary.TypeDefinition) -> UInt32 { builder.type(type) }

    mutating func component() -> Component {
        addImports()
        instantiate()
        addExports()
        return builder.component
    }

    /// The index of a type that an interface's instance has, or that is known already.
    mutating func index(_ type: TypeName) -> UInt32 {
        if let index = known[type] { return index }
        guard let instance = instances[type.home] else { preconditionFailure("an interface comes after those it uses") }
        let index = builder.alias(.type, of: instance, type.name)
        known[type] = index
        return index
    }

    // MARK: - Imports

    private mutating func addImports() {
        let live = contents.order(liveTypes)
        let types = Dictionary(grouping: live, by: \.home)
        var functions: [TypeHome: Set<String>] = [:]
        for item in match.imports {
            guard case .function(let function, let interface, _) = item.source else { continue }
            functions[interface?.home ?? contents.home, default: []].insert(function.externalName)
        }
        for item in contents.imports {
            add(item, types[item.home] ?? [], functions[item.home] ?? [])
        }
        for type in types[contents.home] ?? [] {
            let descriptor: ExternDescriptor
            switch contents.definition(type).kind {
            case .resource: descriptor = .resourceType
            case .use(let interface, let name):
                descriptor = .equalType(index(contents.used(name, of: interface, by: type.home)))
            case let kind: descriptor = .equalType(define(kind, in: type.home))
            }
            known[type] = builder.import(type.name, descriptor)
        }
        let own = functions[contents.home] ?? []
        for function in contents.functions(.import) where own.contains(function.externalName) {
            let type = define(function, in: contents.home)
            importedFunctions[function.externalName] = builder.import(function.externalName, .function(type))
        }
    }

    /// What has to be there for the functions that the module imports, and for all that is exported.
    private var liveTypes: [TypeName] {
        func types(of function: Function, _ home: TypeHome) -> [TypeName] {
            function.typeNames.map { TypeName(home, $0) }
        }
        let imported = match.imports.flatMap { item in
            switch item.source {
            case .function(let function, let interface, _): types(of: function, interface?.home ?? contents.home)
            case .drop(let resource), .new(let resource), .representation(let resource): [resource]
            }
        }
        let exported = contents.exports.flatMap { item in
            item.interface.types.map { TypeName(item.home, $0.name) }
        }
        return imported + exported + contents.functions(.export).flatMap { types(of: $0, contents.home) }
    }

    private mutating func add(_ item: WorldContents.InterfaceItem, _ types: [TypeName], _ functions: Set<String>) {
        guard !types.isEmpty || !functions.isEmpty else { return }
        var space = InstanceTypeSpace()
        for type in types {
            switch contents.definition(type).kind {
            case .resource: space.export(type, .resourceType)
            case .use(let interface, let name):
                let outer = index(contents.used(name, of: interface, by: type.home))
                space.export(type, .equalType(space.outer(outer)))
            case let kind: space.export(type, .equalType(space.define(kind, in: type.home)))
            }
        }
        for function in item.interface.functions where functions.contains(function.externalName) {
            space.export(function, in: item.home)
        }
        let type = builder.type(.instance(space.declarators))
        instances[item.home] = builder.import(item.name, .instance(type))
    }

    // MARK: - Instances

    /// What goes through the shim.
    private enum Deferred {
        case lower(Function, of: TypeHome?, CanonicalNeeds)
        /// The core module's own export.
        case destructor(String)
    }

    private mutating func instantiate() {
        let main = builder.coreModule(coreModule)
        var deferred: [(type: ModuleSummary.FunctionType, what: Deferred)] = []
        var places: [Int: Int] = [:]
        for (index, item) in match.imports.enumerated() {
            guard case .function(let function, let interface, let needs) = item.source, needs.memory else { continue }
            places[index] = deferred.count
            deferred.append((item.type, .lower(function, of: interface?.home, needs)))
        }
        let resources = contents.exports.flatMap { item in
            item.interface.resources.map { TypeName(item.home, $0.name) }
        }
        let firstDestructor = deferred.count
        for resource in resources {
            guard let destructor = match.destructors[resource] else { continue }
            deferred.append((.init(parameters: [.i32], results: []), .destructor(destructor)))
        }
        let types = deferred.map(\.type)
        var shim: UInt32 = 0
        var fixup: UInt32 = 0
        if !deferred.isEmpty {
            let module = builder.coreModule(ShimModule.encoded(types))
            fixup = builder.coreModule(ShimModule.fixup(types))
            shim = builder.coreInstance(.instantiate(module: module, arguments: []))
        }
        var destructors = firstDestructor
        for resource in resources {
            var destructor: UInt32?
            if match.destructors[resource] != nil {
                destructor = builder.coreAlias(.function, of: shim, "\(destructors)")
                destructors += 1
            }
            known[resource] = builder.type(.resource(destructor: destructor))
        }

        let functions = match.imports.indices.map { index in
            places[index].map { builder.coreAlias(.function, of: shim, "\($0)") } ?? direct(match.imports[index].source)
        }
        let arguments = arguments(functions)
        mainInstance = builder.coreInstance(.instantiate(module: main, arguments: arguments))
        memory = match.memory.map { builder.coreAlias(.memory, of: mainInstance, $0) }
        if !deferred.isEmpty { fill(shim, deferred.map(\.what), by: fixup) }
        if let name = match.initialize {
            let function = mainFunction(name)
            let starter = builder.coreModule(ShimModule.starter())
            let instance = builder.coreInstance(.exports([.init(name: "", .function, function)]))
            _ = builder.coreInstance(.instantiate(module: starter, arguments: [.init(name: "", instance: instance)]))
        }
    }

    /// A core function for something that needs nothing of the module.
    private mutating func direct(_ source: CoreMatch.Source) -> UInt32 {
        switch source {
        case .function(let function, let interface, _):
            builder.canonical(.lower(function: imported(function, interface?.home), options: []))
        case .drop(let resource): builder.canonical(.resourceDrop(index(resource)))
        case .new(let resource): builder.canonical(.resourceNew(index(resource)))
        case .representation(let resource): builder.canonical(.resourceRepresentation(index(resource)))
        }
    }

    private mutating func imported(_ function: Function, _ home: TypeHome?) -> UInt32 {
        guard let home else { return importedFunctions[function.externalName]! }
        return builder.alias(.function, of: instances[home]!, function.externalName)
    }

    /// An instance for each name that the module imports from.
    private mutating func arguments(_ functions: [UInt32]) -> [CoreInstance.Argument] {
        var names: [String] = []
        var exports: [String: [CoreInstance.InlineExport]] = [:]
        for (item, function) in zip(match.imports, functions) {
            if exports[item.module] == nil { names.append(item.module) }
            exports[item.module, default: []].append(.init(name: item.name, .function, function))
        }
        return names.map { .init(name: $0, instance: builder.coreInstance(.exports(exports[$0]!))) }
    }

    private mutating func fill(_ shim: UInt32, _ deferred: [Deferred], by fixup: UInt32) {
        let table = builder.coreAlias(.table, of: shim, ShimModule.table)
        var exports: [CoreInstance.InlineExport] = [.init(name: ShimModule.table, .table, table)]
        for (index, what) in deferred.enumerated() {
            let function: UInt32
            switch what {
            case .lower(let item, let home, let needs):
                let imported = imported(item, home)
                let options = options(needs)
                function = builder.canonical(.lower(function: imported, options: options))
            case .destructor(let name): function = mainFunction(name)
            }
            exports.append(.init(name: "\(index)", .function, function))
        }
        let instance = builder.coreInstance(.exports(exports))
        _ = builder.coreInstance(.instantiate(module: fixup, arguments: [.init(name: "", instance: instance)]))
    }

    /// A function that the module exports.
    mutating func mainFunction(_ name: String) -> UInt32 {
        if let index = mainFunctions[name] { return index }
        let index = builder.coreAlias(.function, of: mainInstance, name)
        mainFunctions[name] = index
        return index
    }

    mutating func options(_ needs: CanonicalNeeds, postReturn: String? = nil) -> [CanonicalDefinition.Option] {
        var options: [CanonicalDefinition.Option] = []
        if needs.memory, let memory { options.append(.memory(memory)) }
        if needs.realloc, let realloc = match.realloc { options.append(.realloc(mainFunction(realloc))) }
        if needs.strings { options.append(.encoding(.utf8)) }
        if let postReturn { options.append(.postReturn(mainFunction(postReturn))) }
        return options
    }
}
