// A type as something refers to it. Plain values, any thread.

/// A type in a signature, a member or an alias. Names stay names: those of the interface or the world that the
/// reference stands in.
package indirect enum TypeReference: Hashable, Sendable {
    case primitive(Primitive)
    case list(TypeReference)
    case option(TypeReference)
    case result(ok: TypeReference?, error: TypeReference?)
    case tuple([TypeReference])
    /// A handle to a resource, which passes with it; written as the resource's bare name.
    case own(String)
    /// A handle that is lent for the time of a call.
    case borrow(String)
    /// A declared type. It is a resource only as the whole of an alias, which gives the resource another name.
    case named(String)
}

/// The types that consist of nothing else.
package enum Primitive: String, Hashable, Sendable, CaseIterable {
    case bool, s8, u8, s16, u16, s32, u32, s64, u64, f32, f64, char, string
}

extension TypeReference {
    /// The same type where names are others.
    func renaming(_ names: [String: String]) -> TypeReference {
        switch self {
        case .primitive: self
        case .list(let element): .list(element.renaming(names))
        case .option(let wrapped): .option(wrapped.renaming(names))
        case .result(let ok, let error): .result(ok: ok?.renaming(names), error: error?.renaming(names))
        case .tuple(let types): .tuple(types.map { $0.renaming(names) })
        case .own(let name): .own(names[name] ?? name)
        case .borrow(let name): .borrow(names[name] ?? name)
        case .named(let name): .named(names[name] ?? name)
        }
    }
}
