// Writes packages as WIT, always in the same way. Used by one thread at a time. Types are in Printer+Types.swift,
// worlds in Printer+Worlds.swift.

/// Writes lines with their indentation.
struct Printer {
    /// Longer lists are written with a line for each member.
    static let lineLength = 100

    private(set) var text = ""
    private var depth = 0
    /// The package whose interfaces are named without it.
    private var package: PackageName?
    /// Whether a blank line is due before the next item.
    private var isBlankDue = false

    // MARK: - Packages

    /// Everything of a package, after `package name;`.
    mutating func file(_ package: Package) {
        document(package.documentation)
        line("package \(Self.name(package.name));")
        isBlankDue = true
        items(of: package)
    }

    /// A package in braces.
    mutating func nested(_ package: Package) {
        item {
            $0.document(package.documentation)
            $0.block("package \(Self.name(package.name))") { $0.items(of: package) }
        }
        isBlankDue = true
    }

    private mutating func items(of package: Package) {
        self.package = package.name
        for interface in package.interfaces { self.interface(interface, "interface \(Self.name(interface.name))") }
        for world in package.worlds { self.world(world) }
    }

    /// An interface of a package, or of a world.
    mutating func interface(_ interface: Interface, _ head: String) {
        item(isLarge: true) {
            $0.annotate(interface.documentation, interface.gate)
            $0.block(head) { printer in
                printer.types(interface.items.map { if case .type(let type) = $0 { type } else { nil } }) {
                    printer, index in
                    if case .function(let function) = interface.items[index] { printer.function(function) }
                }
            }
        }
    }

    // MARK: - Functions

    mutating func function(_ function: Function) {
        item(isLarge: function.documentation != nil || function.gate != nil) {
            $0.annotate(function.documentation, function.gate)
            switch function.role {
            case .constructor(let resource):
                // What it returns goes without saying, unless it can fail.
                let result = function.result == .own(resource) ? nil : function.result
                $0.line("constructor\(Self.signature(function.parameters, result));")
            case .method:
                let signature = Self.signature(Array(function.parameters.dropFirst()), function.result)
                $0.line("\(Self.name(function.name)): func\(signature);")
            case .static:
                $0.line(
                    "\(Self.name(function.name)): static func\(Self.signature(function.parameters, function.result));")
            case .free:
                $0.line("\(Self.name(function.name)): func\(Self.signature(function.parameters, function.result));")
            }
        }
    }

    static func signature(_ parameters: [Function.Parameter], _ result: TypeReference?) -> String {
        let list = parameters.map { "\(name($0.name)): \(type($0.type))" }.joined(separator: ", ")
        return "(\(list))" + (result.map { " -> \(type($0))" } ?? "")
    }

    // MARK: - Names

    /// A name, with a `%` where it would be a keyword.
    static func name(_ text: String) -> String { Token.reserved.contains(text) ? "%\(text)" : text }

    static func name(_ package: PackageName) -> String {
        "\(name(package.namespace)):\(name(package.name))" + (package.version.map { "@\($0)" } ?? "")
    }

    /// An interface, as it is named in the package at hand.
    func path(_ interface: QualifiedName) -> String {
        if interface.package == package { return Self.name(interface.name) }
        let package = interface.package
        return "\(Self.name(package.namespace)):\(Self.name(package.name))/\(Self.name(interface.name))"
            + (package.version.map { "@\($0)" } ?? "")
    }

    // MARK: - Lines

    mutating func annotate(_ documentation: String?, _ gate: Gate?) {
        document(documentation)
        guard let gate else { return }
        switch gate.stability {
        case .since(let version): line("@since(version = \(version))")
        case .unstable(let feature): line("@unstable(feature = \(Self.name(feature)))")
        }
        if let version = gate.deprecated { line("@deprecated(version = \(version))") }
    }

    mutating func document(_ documentation: String?) {
        guard let documentation else { return }
        for line in documentation.split(separator: "\n", omittingEmptySubsequences: false) {
            self.line(line.isEmpty ? "///" : "/// \(line)")
        }
    }

    mutating func line(_ content: String) {
        text += String(repeating: "    ", count: depth) + content + "\n"
    }

    /// Braces, and what is between them; on one line when that is nothing.
    mutating func block(_ head: String, _ content: (inout Printer) -> Void) {
        line("\(head) {")
        let empty = text.utf8.count
        let outer = isBlankDue
        isBlankDue = false
        depth += 1
        content(&self)
        depth -= 1
        isBlankDue = outer
        if text.utf8.count == empty {
            text.removeLast()
            text += "}\n"
        } else {
            line("}")
        }
    }

    /// One of several items. Between them is a blank line, unless both are small.
    mutating func item(isLarge: Bool = true, _ content: (inout Printer) -> Void) {
        if isBlankDue || (isLarge && !isFirstInBlock) { text += "\n" }
        isBlankDue = false
        content(&self)
        isBlankDue = isLarge
    }

    private var isFirstInBlock: Bool { text.isEmpty || text.hasSuffix("{\n") }
}
