// One WIT file as it is written: declarations with their places and documentation, names not looked up yet. Plain
// values, any thread.

/// A name where it stands.
package struct Identifier: Hashable, Sendable {
    package let text: String
    package let location: SourceLocation
}

/// `namespace:name@version`.
package struct PackageName: Hashable, Sendable, CustomStringConvertible {
    package let namespace: String
    package let name: String
    package let version: String?

    package init(namespace: String, name: String, version: String? = nil) {
        self.namespace = namespace
        self.name = name
        self.version = version
    }

    package var description: String { "\(namespace):\(name)" + (version.map { "@\($0)" } ?? "") }

    /// What an interface of this package is called outside of it: `namespace:name/interface@version`.
    package func qualifying(_ interface: String) -> String {
        "\(namespace):\(name)/\(interface)" + (version.map { "@\($0)" } ?? "")
    }
}

/// A parsed file.
package struct Document: Sendable {
    package let package: PackageName?
    package let interfaces: [InterfaceDeclaration]
    package let worlds: [WorldDeclaration]

    /// Parses a text.
    ///
    /// Errors: the first thing that is wrong, with its place. Names are not looked up; `Package` does that.
    package init(parsing text: String) throws(WITError) {
        var parser = try Parser(text)
        self = try parser.document()
    }

    init(package: PackageName?, interfaces: [InterfaceDeclaration], worlds: [WorldDeclaration]) {
        self.package = package
        self.interfaces = interfaces
        self.worlds = worlds
    }
}
