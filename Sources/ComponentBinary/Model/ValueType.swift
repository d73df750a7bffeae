// The types of values, as they are defined and referred to. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

/// A field, a parameter or a case.
package struct Labelled: Equatable, Sendable {
    package var label: String
    package var type: ValueType

    package init(_ label: String, _ type: ValueType) {
        self.label = label
        self.type = type
    }
}

/// A primitive type, or the index of a defined one.
package enum ValueType: Equatable, Sendable {
    case primitive(PrimitiveType)
    case index(UInt32)
}

/// The types that need no definition. Raw values are their bytes.
package enum PrimitiveType: UInt8, Hashable, Sendable, CaseIterable {
    case string = 0x73
    case char, f64, f32, u64, s64, u32, s32, u16, s16, u8, s8, bool
}

/// A definition of a type that values may have.
package enum DefinedValueType: Equatable, Sendable {
    case primitive(PrimitiveType)
    case record([Labelled])
    case variant([Case])
    case list(ValueType)
    /// A gated feature, which `ComponentFeatures` grants.
    case fixedLengthList(ValueType, count: UInt32)
    case tuple([ValueType])
    case flags([String])
    case enumeration([String])
    case option(ValueType)
    case result(ok: ValueType?, error: ValueType?)
    case own(UInt32)
    case borrow(UInt32)

    package struct Case: Equatable, Sendable {
        package var label: String
        package var type: ValueType?

        package init(_ label: String, _ type: ValueType?) {
            self.label = label
            self.type = type
        }
    }
}
