// A type as it is written, where a parameter, a member or an alias names one. Plain values, any thread.

/// A type expression and where it begins.
struct TypeExpression: Sendable {
    indirect enum Form: Sendable {
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

    let form: Form
    let place: Place
}

extension TypeExpression {
    /// The names in it, in order.
    var names: [Identifier] {
        switch form {
        case .primitive: []
        case .list(let part), .option(let part): part.names
        case .result(let ok, let error): (ok?.names ?? []) + (error?.names ?? [])
        case .tuple(let parts): parts.flatMap(\.names)
        case .own(let name), .borrow(let name), .named(let name): [name]
        }
    }
}
