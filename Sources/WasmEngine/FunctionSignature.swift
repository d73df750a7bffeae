// What a function takes and gives. Plain values, any thread.

/// A function's parameter and result types.
package struct FunctionSignature: Equatable, Sendable, CustomStringConvertible {
    package let parameters: [ValueType]
    package let results: [ValueType]

    package init(_ parameters: [ValueType] = [], _ results: [ValueType] = []) {
        self.parameters = parameters
        self.results = results
    }

    /// How many `RawValue`s a call needs: arguments and results share their places.
    package var slotCount: Int { max(parameters.count, results.count) }

    /// As in `(i32, f32) -> i32`, and `(i32) -> ()` when there is no result.
    package var description: String {
        func list(_ types: [ValueType]) -> String {
            "(" + types.map(\.description).joined(separator: ", ") + ")"
        }
        return list(parameters) + " -> " + (results.count == 1 ? results[0].description : list(results))
    }
}
