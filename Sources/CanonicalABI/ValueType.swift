// The Component Model's value types. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md

/// A type whose values can cross a component boundary.
package indirect enum ValueType: Hashable, Sendable {
    case bool
    case s8, u8, s16, u16, s32, u32, s64, u64
    case f32, f64
    case char, string
    case list(ValueType)
    case record([Field])
    case tuple([ValueType])
    case variant([Case])
    case enumeration([String])
    case option(ValueType)
    case result(ok: ValueType?, error: ValueType?)
    /// At most 32 labels, as the spec demands.
    case flags([String])
    /// A handle to a resource, which its interface numbers. What crosses as a core value is an index into the handles
    /// of the instance that passes or takes it.
    case own(resource: Int)
    case borrow(resource: Int)

    /// A named member of a record.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let type: ValueType

        package init(_ name: String, _ type: ValueType) {
            self.name = name
            self.type = type
        }
    }

    /// One alternative of a variant.
    package struct Case: Hashable, Sendable {
        package let name: String
        package let payload: ValueType?

        package init(_ name: String, _ payload: ValueType? = nil) {
            self.name = name
            self.payload = payload
        }
    }
}

extension ValueType {
    /// The members in order, for the types that lie in memory as a record does; nil for all others.
    package var members: [ValueType]? {
        switch self {
        case .record(let fields): fields.map(\.type)
        case .tuple(let types): types
        default: nil
        }
    }

    /// The payload of each case in order, for the types that lie in memory as a variant does; nil for all others.
    package var cases: [ValueType?]? {
        switch self {
        case .variant(let cases): cases.map(\.payload)
        case .enumeration(let names): names.map { _ in nil }
        case .option(let type): [nil, type]
        case .result(let ok, let error): [ok, error]
        default: nil
        }
    }

    /// How many of these there are, which is found out without looking at each.
    package var caseCount: Int? {
        switch self {
        case .variant(let cases): cases.count
        case .enumeration(let names): names.count
        case .option, .result: 2
        default: nil
        }
    }

    /// The payload of one of these cases, found likewise.
    package func payload(ofCase index: Int) -> ValueType? {
        if case .variant(let cases) = self { return cases[index].payload }
        if case .enumeration = self { return nil }
        return cases![index]
    }
}

/// The type of a function that crosses a component boundary.
package struct FunctionType: Hashable, Sendable {
    package let parameters: [ValueType.Field]
    package let result: ValueType?

    package init(_ parameters: [ValueType.Field], result: ValueType? = nil) {
        self.parameters = parameters
        self.result = result
    }
}
