// WIT packages from a seed, all of them right. One thread at a time. Worlds and words are in
// PackageGenerator+Worlds.swift.

/// Writes packages that use everything the language has, laid out at random.
package struct PackageGenerator {
    struct KnownType {
        let name: String
        let isResource: Bool
        var holdsBorrow = false
    }

    struct KnownInterface {
        let package: Int
        let name: String
        var types: [KnownType]
    }

    struct KnownWorld {
        let package: Int
        let name: String
        let functions: [String]
    }

    var random: SeededGenerator
    var counter = 0
    var tokens: [String] = []
    var names: [String] = []
    var isVersioned: [Bool] = []
    var interfaces: [KnownInterface] = []
    var worlds: [KnownWorld] = []

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// One file: packages in braces, and a main one that may use them.
    package mutating func text() -> String {
        let nestedCount = Int.random(in: 0...2, using: &random)
        var nested: [[String]] = []
        for index in 0...nestedCount {
            tokens = []
            let version = random.chance(0.7) ? "@1.\(index).0" + (random.chance(0.3) ? "-rc.1+b.2" : "") : ""
            names.append("gen:\(escaped("p\(index)"))\(version)")
            isVersioned.append(!version.isEmpty)
            for _ in 0..<Int.random(in: 1...4, using: &random) { interface(in: index) }
            for _ in 0..<Int.random(in: 0...3, using: &random) { world(in: index) }
            nested.append(tokens)
        }
        tokens = []
        document()
        add("package", names[nestedCount], ";")
        for index in 0..<nestedCount {
            document()
            add("package", names[index], "{")
            tokens += nested[index]
            add("}")
        }
        tokens += nested[nestedCount]
        return laidOut()
    }

    // MARK: - Items

    mutating func interface(in package: Int) {
        annotate(package)
        let name = fresh("i")
        add("interface", name, "{")
        let types = body(in: package)
        add("}")
        interfaces.append(KnownInterface(package: package, name: name, types: types))
    }

    /// What an interface consists of.
    mutating func body(in package: Int) -> [KnownType] {
        var types: [KnownType] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) { types += use(in: package) }
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            if random.chance(0.6) { types.append(type(types, in: package)) } else { function(types, in: package) }
        }
        return types
    }

    mutating func use(in package: Int) -> [KnownType] {
        guard let interface = interfaces.filter({ !$0.types.isEmpty }).randomElement(using: &random) else { return [] }
        add("use", path(interface.package, interface.name, from: package), ".", "{")
        var used: [KnownType] = []
        for type in interface.types.shuffled(using: &random).prefix(2) {
            let alias = fresh("u")
            add(type.name, "as", alias, ",")
            used.append(KnownType(name: alias, isResource: type.isResource, holdsBorrow: type.holdsBorrow))
        }
        add("}", ";")
        return used
    }

    mutating func type(_ known: [KnownType], in package: Int) -> KnownType {
        document()
        let name = fresh("t")
        var holdsBorrow = false
        switch Int.random(in: 0...6, using: &random) {
        case 0:
            let resource = known.filter(\.isResource).randomElement(using: &random)
            if let resource, random.chance(0.5) {
                let isHandle = random.chance(0.5)
                add("type", name, "=", isHandle ? "own<\(resource.name)>" : resource.name, ";")
                return KnownType(name: name, isResource: !isHandle)
            }
            add("type", name, "=", reference(known, &holdsBorrow), ";")
        case 1:
            add("record", name, "{")
            list(1...4) { $0.add($0.fresh("m"), ":", $0.reference(known, &holdsBorrow)) }
        case 2:
            add("variant", name, "{")
            list(1...4) {
                $0.add($0.fresh("c"))
                if $0.random.chance(0.5) { $0.add("(", $0.reference(known, &holdsBorrow), ")") }
            }
        case 3:
            add("enum", name, "{")
            list(1...12) { $0.add($0.fresh("a-case")) }
        case 4:
            add("flags", name, "{")
            list(1...32) { $0.add($0.fresh("f")) }
        default:
            add("resource", name)
            guard random.chance(0.8) else {
                add(";")
                return KnownType(name: name, isResource: true)
            }
            add("{")
            let inner = known + [KnownType(name: name, isResource: true)]
            if random.chance(0.5) {
                annotate(package)
                add("constructor")
                signature(inner, result: random.chance(0.5) ? "result<\(name), string>" : nil)
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                annotate(package)
                add(fresh("fn"), ":", random.chance(0.3) ? "static func" : "func")
                signature(inner, result: result(inner))
            }
            add("}")
            return KnownType(name: name, isResource: true)
        }
        return KnownType(name: name, isResource: false, holdsBorrow: holdsBorrow)
    }

    mutating func function(_ known: [KnownType], in package: Int) {
        annotate(package)
        add(fresh("fn"), ":", "func")
        signature(known, result: result(known))
    }

    mutating func signature(_ known: [KnownType], result: String?) {
        add("(")
        var isBorrowed = false
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            add(fresh("x"), ":", reference(known, &isBorrowed), ",")
        }
        add(")")
        if let result { add("->", result) }
        add(";")
    }

    mutating func result(_ known: [KnownType]) -> String? {
        guard random.chance(0.6) else { return nil }
        var isBorrowed = false
        let type = reference(known.filter { !$0.holdsBorrow }, &isBorrowed)
        return isBorrowed ? "result" : type
    }

    mutating func reference(_ known: [KnownType], _ holdsBorrow: inout Bool, depth: Int = 0) -> String {
        let choice = Int.random(in: 0...(depth < 3 ? 11 : 4), using: &random)
        switch choice {
        case 0...2:
            guard let type = known.randomElement(using: &random) else { return "string" }
            if type.isResource, random.chance(0.5) {
                let isOwn = random.chance(0.4)
                if !isOwn { holdsBorrow = true }
                return isOwn ? "own<\(type.name)>" : "borrow< \(type.name) >"
            }
            if type.holdsBorrow { holdsBorrow = true }
            return type.name
        case 3, 4:
            let primitives = [
                "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string",
            ]
            return primitives.randomElement(using: &random)!
        case 5, 6: return "list<\(reference(known, &holdsBorrow, depth: depth + 1))>"
        case 7: return "option<\(reference(known, &holdsBorrow, depth: depth + 1))>"
        case 8: return "tuple<\(reference(known, &holdsBorrow, depth: depth + 1)), u8,>"
        case 9: return "result<_, \(reference(known, &holdsBorrow, depth: depth + 1))>"
        case 10: return "result<\(reference(known, &holdsBorrow, depth: depth + 1)), string>"
        default: return "result<\(reference(known, &holdsBorrow, depth: depth + 1))>"
        }
    }
}
