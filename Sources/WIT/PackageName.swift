// How packages, and what is in them, are called. Plain values, any thread.

/// `namespace:name@version`. Another version is another package.
package struct PackageName: Hashable, Sendable {
    package let namespace: String
    package let name: String
    package let version: Version?

    package init(namespace: String, name: String, version: Version? = nil) {
        self.namespace = namespace
        self.name = name
        self.version = version
    }
}

extension PackageName: CustomStringConvertible {
    package var description: String { "\(namespace):\(name)" + (version.map { "@\($0)" } ?? "") }
}

/// What an interface or a world is called outside of its package: `namespace:package/name@version`. For an interface
/// that a component imports or exports, the description is the import's or export's name.
package struct QualifiedName: Hashable, Sendable {
    package let package: PackageName
    package let name: String

    package init(_ package: PackageName, _ name: String) {
        self.package = package
        self.name = name
    }

    /// Reads `namespace:package/name@version`; nil when the text is none.
    ///
    /// Source: component-model, Explainer.md, `interfacename`
    package init?(_ text: String) {
        var rest = text[...]
        var version: Version?
        if let at = rest.firstIndex(of: "@") {
            guard let found = Version(String(rest[rest.index(after: at)...])) else { return nil }
            version = found
            rest = rest[..<at]
        }
        guard let colon = rest.firstIndex(of: ":"), let slash = rest.firstIndex(of: "/"), colon < slash else {
            return nil
        }
        let (namespace, package) = (rest[..<colon], rest[rest.index(after: colon)..<slash])
        let name = rest[rest.index(after: slash)...]
        guard Label.isValidInPackageName(namespace), Label.isValidInPackageName(package), Label.isValid(name) else {
            return nil
        }
        self.init(
            PackageName(namespace: String(namespace), name: String(package), version: version), String(name))
    }
}

extension QualifiedName: CustomStringConvertible {
    package var description: String {
        "\(package.namespace):\(package.name)/\(name)" + (package.version.map { "@\($0)" } ?? "")
    }
}
