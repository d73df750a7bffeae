// A type as it is written, where a parameter, a member or an alias names one. Plain values, any thread.

/// A type expression and where it begins.
package struct TypeExpression: Sendable {
    package indirect enum Form: Sendable {
        case primitive(Primitive)
        case list(TypeExpression)
        case option(TypeExpression)
        /// `_` and what is left out are nil.
        case result(ok: TypeExpression?, error: TypeExpression?)
        case tuple([TypeExpression])
        case own(Identifier)
        case borrow(Identifier)
        case named(Identifier)
    }

    package let form: Form
    package let location: SourceLocation
}

/// The types that consist of nothing else.
package enum Primitive: String, Hashable, Sendable, CaseIterable {
    case bool, s8, u8, s16, u16, s32, u32, s64, u64, f32, f64, char, string
}
