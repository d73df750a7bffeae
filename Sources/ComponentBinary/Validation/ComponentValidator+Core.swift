// Core modules, their instances and their types. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#instance-definitions

import WasmBinary

extension ComponentValidator {
    mutating func addModule(_ bytes: ArraySlice<UInt8>) throws(ComponentBinaryError) {
        let summary: ModuleSummary
        do { summary = try ModuleSummary(parsing: bytes, limits: limits.module) } catch {
            throw ComponentBinaryError(.coreModule(error.kind), in: .coreModule, at: error.offset)
        }
        var type = CoreModuleType()
        for item in summary.imports
        where !type.insertImport(module: item.module, name: item.name, item.entity) {
            throw ComponentBinaryError(
                .duplicateModuleImport(module: item.module, name: item.name), in: .coreModule, at: item.offset)
        }
        for export in summary.exports where !type.insertExport(export.name, export.entity) {
            throw ComponentBinaryError(
                .duplicateName(export.name, of: "exports", previous: export.name), in: .coreModule, at: export.offset)
        }
        scope.spaces.coreModules.append(table.add(type))
    }

    mutating func add(_ instance: CoreInstance) throws(ComponentBinaryError) {
        try checkInstanceCount()
        switch instance {
        case .instantiate(let module, let arguments):
            let type = table[try entry(module, \.coreModules, "core module")]
            scope.spaces.coreInstances.append(try instantiate(type, arguments))
        case .exports(let exports):
            var all = CoreExports()
            for export in exports {
                guard all.insert(export.name, try coreEntity(export.sort, export.index)) else {
                    throw failure(.duplicateName(export.name, of: "exports", previous: export.name))
                }
            }
            scope.spaces.coreInstances.append(all)
        }
    }

    private mutating func instantiate(
        _ module: CoreModuleType, _ arguments: [CoreInstance.Argument]
    ) throws(ComponentBinaryError) -> CoreExports {
        var given: [[UInt8]: CoreExports] = [:]
        for argument in arguments {
            let exports = try entry(argument.instance, \.coreInstances, "core instance")
            guard given.updateValue(exports, forKey: Array(argument.name.utf8)) == nil else {
                throw failure(.duplicateName(argument.name, of: "arguments", previous: argument.name))
            }
        }
        try withTypes("an instantiation") { table throws(TypeFailure) in try table.step(module.imports.count) }
        for item in module.imports {
            guard let exports = given[Array(item.module.utf8)] else { throw failure(.missingArgument(item.module)) }
            let what = "the import ‘\(item.name)’ of ‘\(item.module)’"
            guard let entity = exports[item.name] else {
                throw failure(
                    .typeMismatch(
                        of: what, TypeMismatch(expected: "\(item.entity)", found: "no export of that name")))
            }
            guard entity.matches(item.entity) else {
                throw failure(.typeMismatch(of: what, TypeMismatch(expected: "\(item.entity)", found: "\(entity)")))
            }
        }
        return module.exports
    }

    private func coreEntity(_ sort: CoreSort, _ index: UInt32) throws(ComponentBinaryError) -> ModuleSummary.Entity {
        switch sort {
        case .function: return .function(try entry(index, \.coreFunctions, "core function"))
        case .table:
            let table = try entry(index, \.coreTables, "core table")
            return .table(table.type, table.limits)
        case .memory: return .memory(try entry(index, \.coreMemories, "core memory"))
        case .global:
            let global = try entry(index, \.coreGlobals, "core global")
            return .global(global.type, isMutable: global.isMutable)
        case .tag: throw failure(.unsupported("an exception's tag"))
        case .type, .module, .instance: throw failure(.unsupported("a core \(sort) exported by a core instance"))
        }
    }

    // MARK: - Types

    mutating func add(_ type: CoreTypeDefinition) throws(ComponentBinaryError) {
        switch type {
        case .function(let type): scope.spaces.coreTypes.append(.function(type))
        case .module(let declarators):
            let type = try moduleType(declarators)
            scope.spaces.coreTypes.append(.module(table.add(type)))
        }
    }

    private mutating func moduleType(
        _ declarators: [Located<CoreTypeDefinition.Declarator>]
    ) throws(ComponentBinaryError) -> CoreModuleType {
        var type = CoreModuleType()
        var types: [ModuleSummary.FunctionType] = []
        try forEach(declarators) { validator, declarator throws(ComponentBinaryError) in
            switch declarator {
            case .type(let type): types.append(type)
            case .outerType(let count, let index):
                types.append(try validator.outerFunctionType(count, index, local: types))
            case .import(let module, let name, let descriptor):
                guard type.insertImport(module: module, name: name, try validator.entity(descriptor, types)) else {
                    throw validator.failure(.duplicateModuleImport(module: module, name: name))
                }
            case .export(let name, let descriptor):
                guard type.insertExport(name, try validator.entity(descriptor, types)) else {
                    throw validator.failure(.duplicateName(name, of: "exports", previous: name))
                }
            }
        }
        return type
    }

    private func outerFunctionType(
        _ count: UInt32, _ index: UInt32, local: [ModuleSummary.FunctionType]
    ) throws(ComponentBinaryError) -> ModuleSummary.FunctionType {
        guard count > 0 else { return try functionType(index, local) }
        guard case .function(let type) = try outerEntry(index, count - 1, \.coreTypes, "core type") else {
            throw failure(.wrongSort(index, expected: "a core function type", found: "a core module type"))
        }
        return type
    }

    private func functionType(
        _ index: UInt32, _ types: [ModuleSummary.FunctionType]
    ) throws(ComponentBinaryError) -> ModuleSummary.FunctionType {
        guard Int(index) < types.count else {
            throw failure(.indexOutOfRange(index, of: "core type", count: types.count))
        }
        return types[Int(index)]
    }

    private func entity(
        _ descriptor: CoreTypeDefinition.Descriptor, _ types: [ModuleSummary.FunctionType]
    ) throws(ComponentBinaryError) -> ModuleSummary.Entity {
        switch descriptor {
        case .function(let index): return .function(try functionType(index, types))
        case .table(let table):
            try check(table.limits, "elements of a table", maximum: Self.maximumTableElements)
            return .table(table.type, table.limits)
        case .memory(let limits):
            try check(limits, "pages of memory", maximum: Self.maximumMemoryPages)
            return .memory(limits)
        case .global(let global): return .global(global.type, isMutable: global.isMutable)
        case .tag: throw failure(.unsupported("an exception's tag"))
        }
    }

    private func check(
        _ limits: ModuleSummary.Limits, _ what: String, maximum: UInt64
    ) throws(ComponentBinaryError) {
        guard !limits.isShared, !limits.is64Bit else {
            throw failure(.unsupported("a shared or 64-bit memory or table in a module type"))
        }
        let largest = max(limits.minimum, limits.maximum ?? 0)
        guard largest <= maximum else {
            throw failure(.exceedsLimit(what, found: Int(clamping: largest), limit: Int(maximum)))
        }
        guard limits.minimum <= limits.maximum ?? .max else {
            throw failure(.invalidModuleType("a minimum of \(limits.minimum) \(what) is above the maximum"))
        }
    }

    /// What 32 bits can address, in pages of 64 KiB.
    private static let maximumMemoryPages: UInt64 = 65_536
    private static let maximumTableElements = UInt64(UInt32.max)
}
