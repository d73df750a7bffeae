// Which of the canonical ABI's options a function can't do without. Pure functions, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flattening

import CanonicalABI
import WasmBinary

/// What a core module has to have so that a function can be lifted or lowered.
struct CanonicalNeeds {
    var memory = false
    var realloc = false
    var strings = false
}

extension CanonicalABI.FunctionType {
    /// Of a function that the module calls: parameters are read from its memory, the result is laid down there.
    var importNeeds: CanonicalNeeds {
        let realloc = result.map(Self.holdsPointers) ?? false
        return CanonicalNeeds(
            memory: realloc || returnsResultInMemory || passesParametersInMemory
                || parameters.contains { Self.holdsPointers($0.type) },
            realloc: realloc, strings: holdsStrings)
    }

    /// Of a function that the module has.
    var exportNeeds: CanonicalNeeds {
        let realloc = passesParametersInMemory || parameters.contains { Self.holdsPointers($0.type) }
        return CanonicalNeeds(
            memory: realloc || returnsResultInMemory || result.map(Self.holdsPointers) ?? false, realloc: realloc,
            strings: holdsStrings)
    }

    private var holdsStrings: Bool {
        (parameters.map(\.type) + (result.map { [$0] } ?? [])).contains { $0.contains { $0 == .string } }
    }

    private static func holdsPointers(_ type: CanonicalABI.ValueType) -> Bool {
        type.contains { if case .list = $0 { true } else { $0 == .string } }
    }
}

extension CanonicalABI.ValueType {
    /// Whether it, or a type in it, is such. As deep as types spelled out are, which WIT's resolution bounds.
    fileprivate func contains(_ isSuch: (Self) -> Bool) -> Bool {
        if isSuch(self) { return true }
        if case .list(let element) = self { return element.contains(isSuch) }
        return (members ?? []).contains { $0.contains(isSuch) }
            || (cases ?? []).contains { $0?.contains(isSuch) ?? false }
    }
}

extension CoreSignature {
    /// As a module has it.
    var functionType: ModuleSummary.FunctionType {
        ModuleSummary.FunctionType(parameters: parameters.map(Self.valueType), results: results.map(Self.valueType))
    }

    private static func valueType(_ type: CoreType) -> ModuleSummary.ValueType {
        switch type {
        case .i32: .i32
        case .i64: .i64
        case .f32: .f32
        case .f64: .f64
        }
    }
}
