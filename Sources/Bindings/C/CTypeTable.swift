// The types of a world in C, each declared before it is used. Used by one thread at a time. What they look like is in
// CTypeTable+Text.swift.

import CanonicalABI
import WIT

/// Finds the C type of what WIT names, and writes the declarations on the way.
struct CTypeTable {
    let binding: WorldBinding
    var naming: CNaming
    /// Declarations so far, and functions that were written between them.
    var text = ""
    /// Conditions on sizes and places, each with what it is about.
    var assertions: [(conditions: [String], subject: String)] = []
    /// Lists, by what they are lists of: the C name of the list, of its element, and the element's type.
    private(set) var lists: [(name: String, element: CType?)] = []
    /// The functions that lift and lower what has cases, by the type's identity.
    var helpers: Set<String> = []

    private var declared: [Key: CType] = [:]
    private var anonymous: [String: CType] = [:]
    /// Resources by number, as the canonical ABI knows them.
    private var resources: [Key: Int] = [:]

    private struct Key: Hashable {
        let scope: TypeScope
        let name: String
        let direction: World.Direction
        var form = Form.itself

        enum Form { case itself, own, borrow }
    }

    private let groups: [Place: WorldBinding.Group]

    private struct Place: Hashable {
        let scope: TypeScope
        let direction: World.Direction
    }

    init(_ binding: WorldBinding, _ naming: CNaming) {
        self.binding = binding
        self.naming = naming
        groups = Dictionary(
            binding.groups.map { (Place(scope: $0.scope, direction: $0.direction), $0) }, uniquingKeysWith: { $1 })
    }

    // MARK: - References

    /// The C type that a reference in a group stands for.
    mutating func cType(_ reference: TypeReference, in group: WorldBinding.Group) -> CType {
        cType(reference, in: group.scope, group.direction)
    }

    mutating func cType(
        _ reference: TypeReference, in scope: TypeScope, _ direction: World.Direction
    ) -> CType {
        switch reference {
        case .primitive(.string): return list(of: nil)
        case .primitive(let primitive): return Self.scalar(primitive)
        case .named(let name): return named(name, in: scope, direction)
        case .own(let name): return handle(name, .own, in: scope, direction)
        case .borrow(let name): return handle(name, .borrow, in: scope, direction)
        case .list(let element): return list(of: cType(element, in: scope, direction))
        case .tuple(let types): return tuple(of: types.map { cType($0, in: scope, direction) })
        case .option(let wrapped): return option(of: cType(wrapped, in: scope, direction))
        case .result(let ok, let error):
            return result(
                ok: ok.map { cType($0, in: scope, direction) }, error: error.map { cType($0, in: scope, direction) })
        }
    }

    private mutating func named(_ name: String, in scope: TypeScope, _ direction: World.Direction) -> CType {
        let (definition, scope, direction) = binding.origin(of: name, in: scope, direction)
        let key = Key(scope: scope, name: definition.name, direction: direction)
        if let known = declared[key] { return known }
        let type = declare(definition, in: scope, direction)
        declared[key] = type
        return type
    }

    /// Declares a group's types in order.
    mutating func declareTypes(of group: WorldBinding.Group) {
        for definition in group.types {
            switch definition.kind {
            // What is taken over has its name already.
            case .use: break
            case .resource: _ = handle(definition.name, .own, in: group.scope, group.direction)
            case .alias(.named(let name))
            where binding.origin(of: name, in: group.scope, group.direction).definition.isResource:
                break
            default: _ = named(definition.name, in: group.scope, group.direction)
            }
        }
    }

    // MARK: - Handles

    private mutating func handle(
        _ name: String, _ form: Key.Form, in scope: TypeScope, _ direction: World.Direction
    ) -> CType {
        let (definition, scope, direction) = binding.origin(of: name, in: scope, direction)
        var key = Key(scope: scope, name: definition.name, direction: direction, form: form)
        if let known = declared[key] { return known }
        let number = resources.count
        resources[key] = number
        let base = naming.claim(prefix(of: scope, direction) + CNaming.snake(definition.name))
        let own = CType(
            name: naming.claim(base + "_own"), stem: stem(base) + "_own", form: .handle, .own(resource: number))
        let borrow =
            direction == .export
            ? CType(name: base + " *", stem: stem(base), form: .representation, .borrow(resource: number))
            : CType(
                name: naming.claim(base + "_borrow"), stem: stem(base) + "_borrow", form: .handle,
                .borrow(resource: number))
        declareResource(definition, base: base, own: own, borrow: borrow, in: scope, direction)
        key.form = .own
        declared[key] = own
        key.form = .borrow
        declared[key] = borrow
        return form == .own ? own : borrow
    }

    /// What names of a scope begin with.
    func prefix(of scope: TypeScope, _ direction: World.Direction) -> String {
        groups[Place(scope: scope, direction: direction)].map(naming.prefix(of:)) ?? naming.prefix
    }

    /// The module that the resources' own functions are imported from.
    func resourceModule(of scope: TypeScope, _ direction: World.Direction) -> String {
        let module = groups[Place(scope: scope, direction: direction)]?.importModule ?? "$root"
        return direction == .export ? "[export]\(module)" : module
    }

    // MARK: - Types without a name

    private mutating func list(of element: CType?) -> CType {
        let stem = element.map { $0.stem + "_list" } ?? "string"
        return once("list<\(element?.identity ?? "utf8")>", stem) { table, name in
            let type = CType(
                name: name, stem: stem, form: .list(element: element), element.map { .list($0.value) } ?? .string)
            table.lists.append((name, element))
            table.declareList(type, of: element)
            return type
        }
    }

    private mutating func tuple(of types: [CType]) -> CType {
        let stem = Self.shortened(types.map(\.stem)) + "_tuple"
        return once("tuple<\(types.map(\.identity).joined(separator: ","))>", stem) { table, name in
            let members = types.enumerated().map {
                CType.Member(name: "item\($0.offset)", documentation: nil, type: $0.element)
            }
            let type = CType(name: name, stem: stem, form: .record(members), .tuple(types.map(\.value)))
            table.declareStruct(type, members, about: "A tuple.")
            return type
        }
    }

    private mutating func option(of wrapped: CType) -> CType {
        let stem = wrapped.stem + "_option"
        return once("option<\(wrapped.identity)>", stem) { table, name in
            let variant = CType.Variant(
                kind: .option, tag: "is_some", tagType: "bool",
                cases: [
                    .init(name: "none", documentation: nil, value: "0", payload: nil),
                    .init(name: "value", documentation: nil, value: "1", payload: wrapped),
                ])
            let type = CType(name: name, stem: stem, form: .variant(variant), .option(wrapped.value))
            table.declareVariant(type, variant, about: "`value` holds if `is_some`.")
            return type
        }
    }

    private mutating func result(ok: CType?, error: CType?) -> CType {
        let stem = [ok?.stem ?? "void", error?.stem].compactMap { $0 }.joined(separator: "_") + "_result"
        return once("result<\(ok?.identity ?? "_"),\(error?.identity ?? "_")>", stem) { table, name in
            let variant = CType.Variant(
                kind: .result, tag: "is_error", tagType: "bool",
                cases: [
                    .init(name: "ok", documentation: nil, value: "0", payload: ok),
                    .init(name: "error", documentation: nil, value: "1", payload: error),
                ])
            let type = CType(
                name: name, stem: stem, form: .variant(variant), .result(ok: ok?.value, error: error?.value))
            let about =
                ok == nil && error == nil
                ? "Success or failure, without more." : "`is_error` says which payload holds, if there is one."
            table.declareVariant(type, variant, about: about)
            return type
        }
    }

    private mutating func once(
        _ key: String, _ stem: String, _ declare: (inout CTypeTable, String) -> CType
    ) -> CType {
        if let known = anonymous[key] { return known }
        let name = naming.claim(naming.prefix + stem)
        let type = declare(&self, name)
        anonymous[key] = type
        return type
    }

    /// What tells a C name from the names of other types.
    func stem(_ name: String) -> String {
        name.hasPrefix(naming.prefix) ? String(name.dropFirst(naming.prefix.count)) : name
    }

    /// Names made of many are cut; what they have in common then gets numbers.
    private static func shortened(_ stems: [String]) -> String {
        stems.count <= 4 ? stems.joined(separator: "_") : stems.prefix(3).joined(separator: "_") + "_etc"
    }

    // MARK: - Numbers

    private static func scalar(_ primitive: Primitive) -> CType {
        let (name, slot, value): (String, CSlot, ValueType) =
            switch primitive {
            case .bool: ("bool", .int32, .bool)
            case .s8: ("int8_t", .int32, .s8)
            case .u8: ("uint8_t", .int32, .u8)
            case .s16: ("int16_t", .int32, .s16)
            case .u16: ("uint16_t", .int32, .u16)
            case .s32: ("int32_t", .int32, .s32)
            case .u32: ("uint32_t", .int32, .u32)
            case .s64: ("int64_t", .int64, .s64)
            case .u64: ("uint64_t", .int64, .u64)
            case .f32: ("float", .float, .f32)
            case .f64: ("double", .double, .f64)
            case .char: ("uint32_t", .int32, .char)
            case .string: preconditionFailure("a string is no number")
            }
        let form: CType.Form = primitive == .bool ? .boolean : .scalar(slot)
        // A character is another type to WIT, so that a list of them isn't a list of numbers.
        let identity = primitive == .char ? "char" : name
        return CType(name: name, identity: identity, stem: primitive.rawValue, form: form, value: value)
    }
}

extension CType {
    init(name: String, stem: String, form: Form, _ value: ValueType) {
        self.init(name: name, identity: name, stem: stem, form: form, value: value)
    }
}
