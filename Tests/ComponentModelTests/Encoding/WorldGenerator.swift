// WIT packages with one world in each, from a seed. One thread at a time.

import TestSupport
import WIT

/// Draws worlds that import and export interfaces, functions and types of every kind.
struct WorldGenerator {
    private struct KnownType {
        let name: String
        let isResource: Bool
        var holdsBorrow = false
    }

    private var random: SeededGenerator
    private var counter = 0
    private var interfaces: [(name: String, types: [KnownType])] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A package `gen:p` with the world `w`.
    mutating func resolution() -> Resolution {
        let version =
            random.chance(0.8) ? ["@0.0.7", "@0.4.1", "@1.2.3", "@2.0.0-rc.1+b"].randomElement(using: &random)! : ""
        var text = "package gen:p\(version);\n"
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let name = fresh("i")
            let (body, types) = self.body()
            text += "interface \(name) {\n\(body)}\n"
            interfaces.append((name, types))
        }
        // What is exported may only be reached by exported interfaces; where that isn't so, fewer are.
        let exported = interfaces.map(\.name).filter { _ in random.chance(0.6) }
        let rest = worldItems()
        for count in stride(from: exported.count, through: 0, by: -1) {
            let exports = exported.prefix(count).map { "export \($0);\n" }.joined()
            do throws(WITError) {
                return try Resolution(parsing: text + "world w {\n\(exports)\(rest)}\n")
            } catch {
                guard case .mixedDependency = error.kind else { preconditionFailure("\(error)") }
            }
        }
        preconditionFailure("a world without exports has no mixed dependencies")
    }

    private mutating func worldItems() -> String {
        var text = ""
        var types: [KnownType] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) { text += use(&types) }
        for _ in 0..<Int.random(in: 0...2, using: &random) { text += type(&types) }
        for interface in interfaces where random.chance(0.5) { text += "import \(interface.name);\n" }
        for direction in ["import", "export"] {
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                text += "\(direction) \(fresh("f")): func\(signature(types));\n"
            }
            if random.chance(0.5) { text += "\(direction) \(fresh("n")): interface {\n\(body().text)}\n" }
        }
        return text
    }

    // MARK: - Interfaces

    private mutating func body() -> (text: String, types: [KnownType]) {
        var text = ""
        var types: [KnownType] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) { text += use(&types) }
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            text += random.chance(0.6) ? type(&types) : "\(fresh("f")): func\(signature(types));\n"
        }
        return (text, types)
    }

    private mutating func use(_ types: inout [KnownType]) -> String {
        guard let (name, there) = interfaces.filter({ !$0.types.isEmpty }).randomElement(using: &random) else {
            return ""
        }
        let type = there.randomElement(using: &random)!
        let alias = fresh("u")
        types.append(KnownType(name: alias, isResource: type.isResource, holdsBorrow: type.holdsBorrow))
        return "use \(name).{\(type.name) as \(alias)};\n"
    }

    private mutating func type(_ types: inout [KnownType]) -> String {
        let name = fresh("t")
        var borrows = false
        var isResource = false
        let known = types
        func members(_ count: Int, _ member: () -> String) -> String {
            (0..<count).map { _ in member() }.joined(separator: ", ")
        }
        let count = Int.random(in: 1...4, using: &random)
        let text: String
        switch Int.random(in: 0...6, using: &random) {
        case 0:
            let resource = known.filter(\.isResource).randomElement(using: &random)
            isResource = resource != nil && random.chance(0.5)
            text = "type \(name) = \(isResource ? resource!.name : reference(known, &borrows));\n"
        case 1: text = "record \(name) { \(members(count) { "\(fresh("m")): \(reference(known, &borrows))" }) }\n"
        case 2:
            let cases = members(count) {
                random.chance(0.5) ? fresh("c") : "\(fresh("c"))(\(reference(known, &borrows)))"
            }
            text = "variant \(name) { \(cases) }\n"
        case 3: text = "enum \(name) { \(members(count) { fresh("c") }) }\n"
        case 4: text = "flags \(name) { \(members(count * 8) { fresh("l") }) }\n"
        default:
            isResource = true
            let inner = known + [KnownType(name: name, isResource: true)]
            var functions = random.chance(0.5) ? "constructor(\(parameters(inner)));\n" : ""
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                functions += "\(fresh("f")): \(random.chance(0.3) ? "static " : "")func\(signature(inner));\n"
            }
            text = "resource \(name) {\n\(functions)}\n"
        }
        types.append(KnownType(name: name, isResource: isResource, holdsBorrow: borrows))
        return text
    }

    private mutating func signature(_ types: [KnownType]) -> String {
        let parameters = parameters(types)
        var borrows = false
        guard random.chance(0.6) else { return "(\(parameters))" }
        let result = reference(types.filter { !$0.holdsBorrow }, &borrows)
        return "(\(parameters)) -> \(borrows ? "string" : result)"
    }

    private mutating func parameters(_ types: [KnownType]) -> String {
        var borrows = false
        let count = random.chance(0.1) ? 17 : Int.random(in: 0...3, using: &random)
        return (0..<count).map { _ in "\(fresh("x")): \(reference(types, &borrows))" }.joined(separator: ", ")
    }

    private mutating func reference(_ types: [KnownType], _ borrows: inout Bool, depth: Int = 0) -> String {
        func part() -> String { reference(types, &borrows, depth: depth + 1) }
        switch Int.random(in: 0...(depth < 3 ? 11 : 4), using: &random) {
        case 0...2:
            guard let type = types.randomElement(using: &random) else { return "string" }
            if type.isResource, random.chance(0.5) {
                borrows = true
                return "borrow<\(type.name)>"
            }
            borrows = borrows || type.holdsBorrow
            return type.name
        case 3, 4: return Primitive.allCases.randomElement(using: &random)!.rawValue
        case 5, 6: return "list<\(part())>"
        case 7: return "option<\(part())>"
        case 8: return "tuple<\(part()), u8>"
        case 9: return "result<_, \(part())>"
        case 10: return "result<\(part()), string>"
        default: return "result"
        }
    }

    private mutating func fresh(_ stem: String) -> String {
        counter += 1
        return "\(stem)-\(counter)"
    }
}
