// How a function's parameters and result are passed as core values. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flattening

package import WasmBinary

/// What a call of a function needs, seen from the core side.
package struct FunctionPassing: Equatable, Sendable {
    /// Nil if there are more than may be passed: then one pointer to all of them is.
    package let parameters: [ModuleSummary.ValueType]?
    /// Nil if it is more than one core value: then it is passed in memory.
    package let result: [ModuleSummary.ValueType]?
    package let parametersHoldPointers: Bool
    package let resultHoldsPointers: Bool

    var parametersTouchMemory: Bool { parameters == nil || parametersHoldPointers }
    var resultsTouchMemory: Bool { result == nil || resultHoldsPointers }
}

extension TypeTable {
    /// Most core values that a result may be passed as; more are passed in memory.
    package static let maximumFlatResults = 1

    package func passing(_ id: FunctionTypeID) -> FunctionPassing {
        let function = self[id]
        let result = flat([function.result].compactMap(\.self))
        return FunctionPassing(
            parameters: flat(function.parameters.lazy.map(\.type)),
            result: result.flatMap { $0.count <= Self.maximumFlatResults ? $0 : nil },
            parametersHoldPointers: function.parameters.contains { holdsPointers($0.type) },
            resultHoldsPointers: function.result.map(holdsPointers) ?? false)
    }
}
