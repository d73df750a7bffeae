// The names that imports and exports may have, and when two are too much alike. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#name-uniqueness

/// A name, taken apart.
package enum ExternName: Equatable, Sendable {
    case plain(String)
    case constructor(resource: String)
    case method(resource: String, name: String)
    case `static`(resource: String, name: String)
    /// `namespace:package/interface`, perhaps with `@version`.
    case interface(namespace: String, package: String, interface: String, version: String?)

    /// Nil for what is no name, or one that names where a component is to be found: `locked-dep=`, `unlocked-dep=`,
    /// `url=`, `integrity=`.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.allSatisfy(Self.isLabel) else { return nil }
            switch (text[...end], parts.count) {
            case ("[constructor]", 1): self = .constructor(resource: String(rest))
            case ("[method]", 2): self = .method(resource: String(parts[0]), name: String(parts[1]))
            case ("[static]", 2): self = .static(resource: String(parts[0]), name: String(parts[1]))
            default: return nil
            }
        } else if let colon = text.firstIndex(of: ":") {
            let rest = text[text.index(after: colon)...]
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            let tail = rest[rest.index(after: slash)...]
            let at = tail.firstIndex(of: "@")
            let version = at.map { String(tail[tail.index(after: $0)...]) }
            let parts = [text[..<colon], rest[..<slash], tail[..<(at ?? tail.endIndex)]]
            guard parts.allSatisfy(Self.isLabel), !parts[0].utf8.contains(where: Self.isCapital),
                !parts[1].utf8.contains(where: Self.isCapital), version.map(SemanticVersion.isValid) ?? true
            else { return nil }
            self = .interface(
                namespace: String(parts[0]), package: String(parts[1]), interface: String(parts[2]), version: version)
        } else {
            guard Self.isLabel(text[...]) else { return nil }
            self = .plain(text)
        }
    }

    /// Names with equal keys may not stand beside one another: apart from case and from what kind of function they are
    /// for, they are the same, and bindings could not tell them apart. A constructor may be called like its resource,
    /// a method may not.
    var likenessKey: String {
        switch self {
        case .plain(let label): label.lowercased()
        case .constructor(let resource): "[constructor]" + resource.lowercased()
        case .method(let resource, let name), .static(let resource, let name):
            resource.lowercased() == name.lowercased() ? name.lowercased() : (resource + "." + name).lowercased()
        case .interface(let namespace, let package, let interface, let version):
            "\(namespace):\(package)/\(interface)".lowercased() + (version.map { "@" + $0 } ?? "")
        }
    }

    /// Words between hyphens, each in small letters or in capitals. Digits may be among them, but not begin the first.
    package static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty
                && (word.allSatisfy { isSmall($0) || isDigit($0) } || word.allSatisfy { isCapital($0) || isDigit($0) })
        }
    }

    private static func isSmall(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
