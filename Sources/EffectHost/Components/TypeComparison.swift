// How a function that a component has differs from the one that the contract has. Pure functions, any thread.

import CanonicalABI
import ComponentBinary

/// Finds the first difference between types, and puts it into words that follow on a function's name.
///
/// It goes no deeper than the contract's own types do, whatever the component's are.
struct TypeComparison {
    /// Of a list of names in a message.
    private static let listLength = 200

    private let types: ComponentBinary.TypeTable

    init(_ types: ComponentBinary.TypeTable) {
        self.types = types
    }

    /// Nil when the types are the same, names of parameters included.
    func difference(_ found: FunctionNode, _ expected: CanonicalABI.FunctionType) -> String? {
        let names = expected.parameters.map(\.name)
        guard found.parameters.map(\.label) == names else {
            return "takes \(list(found.parameters.map(\.label))), expected \(list(names))"
        }
        for (found, expected) in zip(found.parameters, expected.parameters) {
            if let difference = difference(found.type, expected.type) {
                return "takes as ‘\(expected.name)’ \(difference)"
            }
        }
        return difference(found.result, expected.result).map { "returns \($0)" }
    }

    /// Of what may be missing: results, and payloads of results.
    private func difference(_ found: ResolvedValueType?, _ expected: CanonicalABI.ValueType?) -> String? {
        switch (found, expected) {
        case (nil, nil): nil
        case (let found?, let expected?): difference(found, expected)
        case (let found?, nil): "\(types.describe(found)), expected nothing"
        case (nil, let expected?): "nothing, expected \(Self.describe(expected))"
        }
    }

    private func difference(_ found: ResolvedValueType, _ expected: CanonicalABI.ValueType) -> String? {
        switch (shape(of: found), expected) {
        case (.list(let found), .list(let expected)):
            return difference(found, expected).map { "a list whose elements are \($0)" }
        case (.record(let found), .record(let expected)):
            guard found.map(\.label) == expected.map(\.name) else {
                return "a record of \(list(found.map(\.label))), expected \(list(expected.map(\.name)))"
            }
            for (found, expected) in zip(found, expected) {
                if let difference = difference(found.type, expected.type) {
                    return "a record whose ‘\(expected.name)’ is \(difference)"
                }
            }
            return nil
        case (.enumeration(let found), .enumeration(let expected)):
            return found == expected ? nil : "an enum of \(list(found)), expected \(list(expected))"
        case (.result(let ok, let error), .result(let expectedOK, let expectedError)):
            if let difference = difference(ok, expectedOK) { return "a result whose value is \(difference)" }
            return difference(error, expectedError).map { "a result whose error is \($0)" }
        case (.primitive(let found), _) where "\(found)" == Self.describe(expected): return nil
        default: return "\(types.describe(found)), expected \(Self.describe(expected))"
        }
    }

    private func shape(of type: ResolvedValueType) -> ValueShape {
        switch type {
        case .primitive(let primitive): .primitive(primitive)
        case .defined(let id): types[id].shape
        }
    }

    private func list(_ names: [String]) -> String {
        names.isEmpty ? "nothing" : printable(names.map { "‘\($0)’" }.joined(separator: ", "), limit: Self.listLength)
    }

    /// In the words in which a component's types are described.
    private static func describe(_ type: CanonicalABI.ValueType) -> String {
        switch type {
        case .list: "a list"
        case .record(let fields): "a record of \(fields.count) fields"
        case .tuple(let types): "a tuple of \(types.count)"
        case .variant(let cases): "a variant of \(cases.count) cases"
        case .enumeration(let names): "an enum of \(names.count) cases"
        case .flags(let labels): "\(labels.count) flags"
        case .option: "an option"
        case .result: "a result"
        case .own: "an owned handle"
        case .borrow: "a borrowed handle"
        case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64, .char, .string: "\(type)"
        }
    }
}
