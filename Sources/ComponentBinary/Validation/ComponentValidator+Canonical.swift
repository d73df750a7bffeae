// Functions made by the canonical ABI: their options, and their core types. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canonical-definitions

import WasmBinary

extension ComponentValidator {
    mutating func add(_ definition: CanonicalDefinition) throws(ComponentBinaryError) {
        switch definition {
        case .lift(let coreFunction, let options, let type): try lift(coreFunction, options, type)
        case .lower(let function, let options): try lower(function, options)
        case .resourceNew(let type):
            try checkIsLocal(type)
            scope.spaces.coreFunctions.append(.init(parameters: [.i32], results: [.i32]))
        case .resourceDrop(let type):
            _ = try resource(type)
            scope.spaces.coreFunctions.append(.init(parameters: [.i32], results: []))
        case .resourceRepresentation(let type):
            try checkIsLocal(type)
            scope.spaces.coreFunctions.append(.init(parameters: [.i32], results: [.i32]))
        }
    }

    private func checkIsLocal(_ type: UInt32) throws(ComponentBinaryError) {
        guard scope.localResources.contains(try resource(type).resource) else { throw failure(.notLocalResource(type)) }
    }

    private mutating func lift(
        _ coreFunction: UInt32, _ options: [CanonicalDefinition.Option], _ type: UInt32
    ) throws(ComponentBinaryError) {
        let reference = try entry(type, \.types, "type")
        guard case .function(let function) = reference else {
            throw failure(.wrongSort(type, expected: "a function type", found: "\(reference)"))
        }
        let coreType = try entry(coreFunction, \.coreFunctions, "core function")
        let given = try check(options)
        if let postReturn = given.postReturn {
            let found = try entry(postReturn, \.coreFunctions, "core function")
            let expected = ModuleSummary.FunctionType(parameters: coreType.results, results: [])
            guard found == expected else {
                throw failure(.coreSignatureMismatch(of: "‘post-return’", expected: expected, found: found))
            }
        }
        let passing = table.passing(function)
        // Parameters come from outside, so they are laid down in this memory; the result is read there.
        try require(given, memory: passing.resultsTouchMemory, realloc: passing.parametersTouchMemory)
        let parameters = passing.parameters ?? [.i32]
        let expected = ModuleSummary.FunctionType(parameters: parameters, results: passing.result ?? [.i32])
        guard coreType == expected else {
            throw failure(
                .coreSignatureMismatch(of: "core function \(coreFunction)", expected: expected, found: coreType))
        }
        scope.spaces.functions.append(function)
    }

    private mutating func lower(
        _ function: UInt32, _ options: [CanonicalDefinition.Option]
    ) throws(ComponentBinaryError) {
        let function = try entry(function, \.functions, "function")
        let given = try check(options)
        guard given.postReturn == nil else {
            throw failure(.invalidOption("‘post-return’ is for lifted functions, not for lowered ones"))
        }
        let passing = table.passing(function)
        try require(
            given, memory: passing.parametersTouchMemory || passing.result == nil,
            realloc: passing.resultHoldsPointers)
        var parameters = passing.parameters ?? [.i32]
        if passing.result == nil { parameters.append(.i32) }
        scope.spaces.coreFunctions.append(.init(parameters: parameters, results: passing.result ?? []))
    }

    private func require(_ given: GivenOptions, memory: Bool, realloc: Bool) throws(ComponentBinaryError) {
        guard given.memory != nil || !(memory || realloc) else {
            throw failure(.invalidOption("the function passes values in memory, so the option ‘memory’ is needed"))
        }
        guard given.realloc != nil || !realloc else {
            throw failure(.invalidOption("the function is given values in memory, so the option ‘realloc’ is needed"))
        }
    }

    private struct GivenOptions {
        var encoding: CanonicalDefinition.StringEncoding?
        var memory: UInt32?
        var realloc: UInt32?
        var postReturn: UInt32?
    }

    private func check(_ options: [CanonicalDefinition.Option]) throws(ComponentBinaryError) -> GivenOptions {
        var given = GivenOptions()
        func set<Value>(_ option: WritableKeyPath<GivenOptions, Value?>, _ value: Value, _ name: String)
            throws(ComponentBinaryError)
        {
            guard given[keyPath: option] == nil else {
                throw failure(.invalidOption("the canonical option ‘\(name)’ stands twice"))
            }
            given[keyPath: option] = value
        }
        for option in options {
            switch option {
            case .encoding(let encoding): try set(\.encoding, encoding, "string-encoding")
            case .memory(let index):
                try set(\.memory, index, "memory")
                let memory = try entry(index, \.coreMemories, "core memory")
                guard !memory.isShared, !memory.is64Bit else {
                    throw failure(.unsupported("a canonical option ‘memory’ that is shared or has 64-bit addresses"))
                }
            case .realloc(let index): try set(\.realloc, index, "realloc")
            case .postReturn(let index): try set(\.postReturn, index, "post-return")
            }
        }
        guard let realloc = given.realloc else { return given }
        guard given.memory != nil else {
            throw failure(.invalidOption("the canonical option ‘realloc’ needs the option ‘memory’"))
        }
        let found = try entry(realloc, \.coreFunctions, "core function")
        let expected = ModuleSummary.FunctionType(parameters: [.i32, .i32, .i32, .i32], results: [.i32])
        guard found == expected else {
            throw failure(.coreSignatureMismatch(of: "‘realloc’", expected: expected, found: found))
        }
        return given
    }
}
