// How things of a world are called in C. Pure functions, any thread.

import WIT

/// Spells names, and sees to it that no two are the same.
struct CNaming {
    /// What all names begin with, `_` included.
    let prefix: String
    /// What guards, macros and the like begin with.
    var macroPrefix: String { prefix.uppercased() }
    /// The allocator's name.
    let reallocate: String
    let bits: BitFunctions

    private let package: PackageName
    private let hasOwnPrefix: Bool
    private let interfaces: [String: String]
    private var names: NameTable

    init(_ names: BindingNames, _ binding: WorldBinding) throws(BindingsError) {
        package = binding.name.package
        hasOwnPrefix = names.prefix != nil
        prefix = (names.prefix ?? "\(Self.snake(package.namespace))_\(Self.snake(package.name))") + "_"
        let known = binding.groups.compactMap(\.fullName)
        var interfaces: [String: String] = [:]
        for (name, prefix) in names.interfaces {
            let matching = binding.groups.filter { $0.interface == name || $0.fullName == name }
            guard !matching.isEmpty else { throw BindingsError(.noSuchInterface(name, known: known)) }
            for group in matching { interfaces[group.fullName ?? name] = prefix }
        }
        self.interfaces = interfaces
        var table = NameTable()
        reallocate = table.claim(prefix + "realloc")
        bits = BitFunctions(&table, prefix: prefix)
        self.names = table
    }

    /// What the names of a group begin with, `_` included.
    func prefix(of group: WorldBinding.Group) -> String {
        guard let interface = group.interface, let fullName = group.fullName else { return prefix }
        let direction = group.isTwofold && group.direction == .export ? "exports_" : ""
        if let chosen = interfaces[fullName] { return "\(chosen)_\(direction)" }
        // An interface of another package says so.
        if let name = QualifiedName(fullName), name.package != package {
            let package = "\(Self.snake(name.package.namespace))_\(Self.snake(name.package.name))_"
            return "\(hasOwnPrefix ? prefix : "")\(package)\(direction)\(Self.snake(interface))_"
        }
        return "\(prefix)\(direction)\(Self.snake(interface))_"
    }

    mutating func claim(_ name: String) -> String { names.claim(name) }

    /// The constants of a type.
    static func constant(_ type: String, _ label: String) -> String { "\(type)_\(snake(label))".uppercased() }

    /// A label in lower case with `_` between its words.
    static func snake(_ label: String) -> String {
        String(label.lowercased().map { $0 == "-" ? "_" : $0 })
    }

    /// A label as the name of a parameter or a member.
    static func member(_ label: String) -> String {
        let name = snake(label)
        return keywords.contains(name) ? name + "_" : name
    }

    /// Words that can't be names in C, in C++, or after the headers that are included.
    static let keywords: Set<String> = [
        "alignas", "alignof", "and", "and_eq", "asm", "atomic", "auto", "bitand", "bitor", "bool", "break", "case",
        "catch", "char", "class", "compl", "concept", "const", "consteval", "constexpr", "constinit", "const_cast",
        "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit",
        "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "linux", "long",
        "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
        "protected", "public", "register", "reinterpret_cast", "requires", "restrict", "return", "short", "signed",
        "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local",
        "throw", "true", "try", "typedef", "typeid", "typename", "typeof", "typeof_unqual", "union", "unix",
        "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq", "offsetof",
    ]
}
