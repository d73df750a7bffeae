// One WIT file as it is written. Plain values, any thread.

/// A parsed file: its own package's part, and packages in braces.
struct Document: Sendable {
    /// `package name;` or the beginning of `package name { … }`.
    struct Header: Sendable {
        let name: PackageName
        let documentation: String?
        let place: Place
    }

    /// What a file or a pair of braces declares.
    struct Body: Sendable {
        /// `use path as alias;` outside of interfaces and worlds.
        struct Use: Sendable {
            let path: UsePath
            let alias: Identifier?
            var local: Identifier { alias ?? path.name }
        }

        var uses: [Use] = []
        var interfaces: [InterfaceDeclaration] = []
        var worlds: [WorldDeclaration] = []
    }

    let header: Header?
    let body: Body
    let nested: [(Header, Body)]

    /// Parses a text.
    ///
    /// - Parameter file: the text's index among all.
    ///
    /// Errors: the first thing that is wrong, with its place. Names are not looked up.
    init(parsing source: SourceFile, file: Int) throws(WITError) {
        var parser = try Parser(source, file: file)
        self = try parser.document()
    }

    init(header: Header?, body: Body, nested: [(Header, Body)]) {
        self.header = header
        self.body = body
        self.nested = nested
    }
}
