// The words and signs a WIT text consists of. Plain values, any thread.

/// One word or sign, with the documentation that stands before it.
struct Token: Equatable {
    enum Kind: Equatable {
        /// A name or a keyword: which of them, the place decides. An escaped one (`%list`) is always a name.
        case word(String, isEscaped: Bool)
        case integer(String)
        case symbol(String)
        case end
    }

    let kind: Kind
    let place: Place
    /// The lines of the `///` and `/** */` comments right before it, without their marks.
    let documentation: String?

    /// What messages call it.
    var description: String {
        switch kind {
        case .word(let text, let isEscaped): "‘\(isEscaped ? "%" : "")\(text)’"
        case .integer(let text), .symbol(let text): "‘\(text)’"
        case .end: "the end of the text"
        }
    }

    /// Words that mean something wherever a type may stand, so that a type so named needs its `%`.
    static let reservedTypes: Set<String> = [
        "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string", "list", "option",
        "result", "tuple", "own", "borrow", "future", "stream", "error-context", "map",
    ]

    /// Words that can't be names without a `%`.
    ///
    /// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md, "Keywords"
    static let reserved: Set<String> = reservedTypes.union([
        "as", "async", "constructor", "enum", "export", "flags", "from", "func", "import", "include", "interface",
        "package", "record", "resource", "static", "type", "use", "variant", "with", "world",
    ])
}
