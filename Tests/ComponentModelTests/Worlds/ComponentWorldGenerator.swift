// Packages with a world, from a seed, all of them right. One thread at a time.

import TestSupport
import WIT

/// Draws models that use everything that components can show, in an order in which types come before their uses.
struct ComponentWorldGenerator {
    private struct KnownType {
        let name: String
        let isResource: Bool
        var holdsBorrow = false
    }

    private struct KnownInterface {
        let name: QualifiedName
        let types: [KnownType]
    }

    private var random: SeededGenerator
    private var counter = 0
    private var interfaces: [KnownInterface] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Packages, each of which uses only those before, and then that of the world.
    mutating func packages() -> [Package] {
        var packages: [Package] = []
        for index in 0..<Int.random(in: 1...3, using: &random) {
            let version = random.chance(0.7) ? Version(1, UInt64(index), 0, prerelease: ["rc", "1"]) : nil
            let name = PackageName(namespace: "gen", name: "p\(index)", version: version)
            var members: [Interface] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let own = fresh("i")
                let (interface, types) = interface(own)
                interfaces.append(KnownInterface(name: QualifiedName(name, own), types: types))
                members.append(interface)
            }
            packages.append(Package(name, interfaces: members))
        }
        let root = PackageName(namespace: "root", name: "component")
        return packages + [Package(root, worlds: [world()])]
    }

    // MARK: - Items

    /// A world that imports every interface, and passes some of what it imports on.
    private mutating func world() -> World {
        var types: [KnownType] = []
        var definitions: [TypeDefinition] = []
        if random.chance(0.7) {
            use(&types, &definitions)
            for _ in 0..<Int.random(in: 0...4, using: &random) { definitions.append(type(&types)) }
        }
        var imports = interfaces.map { World.Item.interface(.init($0.name)) }
        var exports = imports.filter { _ in random.chance(0.3) }
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let item: World.Item =
                random.chance(0.6) ? .function(function(types)) : .inline(interface(fresh("in")).interface)
            imports.append(item)
            if random.chance(0.3) { exports.append(item) }
        }
        return World("root", types: definitions, imports: imports, exports: exports)
    }

    private mutating func interface(_ name: String) -> (interface: Interface, types: [KnownType]) {
        var types: [KnownType] = []
        var definitions: [TypeDefinition] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) { use(&types, &definitions) }
        var items = definitions.map(Interface.Item.type)
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            items.append(random.chance(0.6) ? .type(type(&types)) : .function(function(types)))
        }
        return (Interface(name, items), types)
    }

    private mutating func use(_ types: inout [KnownType], _ definitions: inout [TypeDefinition]) {
        guard let interface = interfaces.filter({ !$0.types.isEmpty }).randomElement(using: &random) else { return }
        for type in interface.types.shuffled(using: &random).prefix(2) {
            let name = fresh("u")
            definitions.append(TypeDefinition(name, .use(of: interface.name, name: type.name)))
            types.append(KnownType(name: name, isResource: type.isResource, holdsBorrow: type.holdsBorrow))
        }
    }

    private mutating func type(_ known: inout [KnownType]) -> TypeDefinition {
        let name = fresh("t")
        var holdsBorrow = false
        var isResource = false
        let kind: TypeDefinition.Kind
        switch Int.random(in: 0...6, using: &random) {
        case 0:
            if let other = known.randomElement(using: &random), random.chance(0.6) {
                kind = .alias(.named(other.name))
                (isResource, holdsBorrow) = (other.isResource, other.holdsBorrow)
            } else {
                kind = .alias(reference(known, &holdsBorrow))
            }
        case 1:
            var fields: [TypeDefinition.Field] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                fields.append(.init(fresh("m"), reference(known, &holdsBorrow)))
            }
            kind = .record(fields)
        case 2:
            var cases: [TypeDefinition.Case] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                cases.append(.init(fresh("c"), random.chance(0.5) ? reference(known, &holdsBorrow) : nil))
            }
            kind = .variant(cases)
        case 3: kind = .enumeration(labels())
        case 4: kind = .flags(labels())
        default:
            isResource = true
            let inner = known + [KnownType(name: name, isResource: true)]
            var functions: [Function] = []
            if random.chance(0.5) {
                let error = random.chance(0.5) ? TypeReference.primitive(.string) : nil
                functions.append(
                    Function(
                        "constructor", .constructor(of: name), parameters(inner),
                        result: random.chance(0.5) ? .own(name) : .result(ok: .own(name), error: error)))
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let isStatic = random.chance(0.3)
                functions.append(
                    Function(
                        fresh("fn"), isStatic ? .static(of: name) : .method(of: name),
                        (isStatic ? [] : [.init("self", .borrow(name))]) + parameters(inner), result: result(inner)))
            }
            kind = .resource(functions)
        }
        known.append(KnownType(name: name, isResource: isResource, holdsBorrow: holdsBorrow))
        return TypeDefinition(name, kind)
    }

    private mutating func labels() -> [TypeDefinition.Case] {
        var labels: [TypeDefinition.Case] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) { labels.append(.init(fresh("l"))) }
        return labels
    }

    private mutating func function(_ known: [KnownType]) -> Function {
        Function(fresh("fn"), .free, parameters(known), result: result(known))
    }

    private mutating func parameters(_ known: [KnownType]) -> [Function.Parameter] {
        var parameters: [Function.Parameter] = []
        var isBorrowed = false
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            parameters.append(.init(fresh("x"), reference(known, &isBorrowed)))
        }
        return parameters
    }

    private mutating func result(_ known: [KnownType]) -> TypeReference? {
        guard random.chance(0.6) else { return nil }
        var isBorrowed = false
        let type = reference(known.filter { !$0.holdsBorrow }, &isBorrowed)
        return isBorrowed ? .result(ok: nil, error: nil) : type
    }

    private mutating func reference(
        _ known: [KnownType], _ holdsBorrow: inout Bool, depth: Int = 0
    ) -> TypeReference {
        switch Int.random(in: 0...(depth < 3 ? 10 : 4), using: &random) {
        case 0...2:
            guard let type = known.randomElement(using: &random) else { return .primitive(.string) }
            guard type.isResource else {
                if type.holdsBorrow { holdsBorrow = true }
                return .named(type.name)
            }
            if random.chance(0.5) { return .own(type.name) }
            holdsBorrow = true
            return .borrow(type.name)
        case 3, 4: return .primitive(Primitive.allCases.randomElement(using: &random) ?? .bool)
        case 5, 6: return .list(reference(known, &holdsBorrow, depth: depth + 1))
        case 7: return .option(reference(known, &holdsBorrow, depth: depth + 1))
        case 8: return .tuple([reference(known, &holdsBorrow, depth: depth + 1), .primitive(.u8)])
        case 9: return .result(ok: nil, error: reference(known, &holdsBorrow, depth: depth + 1))
        default: return .result(ok: reference(known, &holdsBorrow, depth: depth + 1), error: .primitive(.char))
        }
    }

    private mutating func fresh(_ stem: String) -> String {
        counter += 1
        return "\(stem)-\(counter)"
    }
}
