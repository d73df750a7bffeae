// What the author wants generated names to begin with. Plain values, any thread.

/// The beginnings of names.
package struct BindingNames: Hashable, Sendable {
    /// What all names begin with; nil for the package's namespace and name.
    package let prefix: String?
    /// What names from an interface begin with, by the interface's plain or full name; else it is the prefix for all,
    /// and the interface's name.
    package let interfaces: [String: String]

    /// - Throws: `invalidPrefix`.
    package init(prefix: String? = nil, interfaces: [String: String] = [:]) throws(BindingsError) {
        for text in [prefix].compactMap({ $0 }) + interfaces.values.sorted() where !Self.isIdentifier(text) {
            throw BindingsError(.invalidPrefix(text))
        }
        self.prefix = prefix
        self.interfaces = interfaces
    }

    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.count <= 64
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// Names that have been given, so that none is given twice. Not for use by several threads at once.
struct NameTable {
    private var taken: Set<String>
    /// How often a name was asked for again, so that the next number is found at once.
    private var counts: [String: Int] = [:]

    init(taken: Set<String> = []) { self.taken = taken }

    /// The name itself, or, when it is taken, with a number behind it that makes it another.
    mutating func claim(_ name: String) -> String {
        if taken.insert(name).inserted { return name }
        var number = counts[name, default: 1]
        repeat { number += 1 } while !taken.insert("\(name)_\(number)").inserted
        counts[name] = number
        return "\(name)_\(number)"
    }
}
