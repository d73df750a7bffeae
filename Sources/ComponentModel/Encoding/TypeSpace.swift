// Types of WIT as definitions of a component's. Values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

import ComponentBinary
import WIT

/// The types that an index space has already.
struct KnownTypes {
    /// By name.
    private var indices: [TypeHome: [String: UInt32]] = [:]
    /// Those without a name, which are defined once.
    private var nameless: [TypeHome: [WIT.TypeReference: ComponentBinary.ValueType]] = [:]

    subscript(type: TypeName) -> UInt32? {
        get { indices[type.home]?[type.name] }
        set { indices[type.home, default: [:]][type.name] = newValue }
    }

    subscript(reference: WIT.TypeReference, home: TypeHome) -> ComponentBinary.ValueType? {
        get { nameless[home]?[reference] }
        set { nameless[home, default: [:]][reference] = newValue }
    }

    /// Forgets an interface's types, which go by other indices from now on.
    mutating func forget(_ home: TypeHome) {
        indices[home] = nil
        nameless[home] = nil
    }
}

/// An index space of types that can be added to: a component's or an instance type's.
protocol TypeSpace {
    var known: KnownTypes { get set }

    mutating func define(_ type: ComponentBinary.TypeDefinition) -> UInt32
}

extension TypeSpace {
    /// The index of a type that is known, as all are that are referred to.
    func index(_ name: String, in home: TypeHome) -> UInt32 {
        guard let index = known[TypeName(home, name)] else {
            preconditionFailure("types come after those they refer to")
        }
        return index
    }

    /// The index of a type that is declared with its parts; not for resources, nor for what is taken over by `use`.
    mutating func define(_ kind: WIT.TypeDefinition.Kind, in home: TypeHome) -> UInt32 {
        switch kind {
        case .alias(.named(let name)): return index(name, in: home)
        case .alias(let reference):
            switch value(reference, in: home) {
            case .index(let index): return index
            case .primitive(let primitive): return define(.value(.primitive(primitive)))
            }
        case .record(let fields):
            let fields = fields.map { Labelled($0.name, value($0.type, in: home)) }
            return define(.value(.record(fields)))
        case .variant(let cases):
            let cases = cases.map { item in
                DefinedValueType.Case(item.name, item.payload.map { value($0, in: home) })
            }
            return define(.value(.variant(cases)))
        case .enumeration(let cases): return define(.value(.enumeration(cases.map(\.name))))
        case .flags(let labels): return define(.value(.flags(labels.map(\.name))))
        case .resource, .use: preconditionFailure("a resource is no value, and a used type is defined elsewhere")
        }
    }

    /// A new function type.
    mutating func define(_ function: Function, in home: TypeHome) -> UInt32 {
        let parameters = function.parameters.map { Labelled($0.name, value($0.type, in: home)) }
        let result = function.result.map { value($0, in: home) }
        return define(.function(.init(parameters: parameters, result: result)))
    }

    /// As deep as the text has it, which the parser bounds.
    private mutating func value(_ reference: WIT.TypeReference, in home: TypeHome) -> ComponentBinary.ValueType {
        if let known = known[reference, home] { return known }
        let definition: DefinedValueType
        switch reference {
        case .primitive(let primitive): return .primitive(PrimitiveType(primitive))
        case .named(let name): return .index(index(name, in: home))
        case .list(let element): definition = .list(value(element, in: home))
        case .option(let wrapped): definition = .option(value(wrapped, in: home))
        case .result(let ok, let error):
            let ok = ok.map { value($0, in: home) }
            definition = .result(ok: ok, error: error.map { value($0, in: home) })
        case .tuple(let types): definition = .tuple(types.map { value($0, in: home) })
        case .own(let name): definition = .own(index(name, in: home))
        case .borrow(let name): definition = .borrow(index(name, in: home))
        }
        let type = ComponentBinary.ValueType.index(define(.value(definition)))
        known[reference, home] = type
        return type
    }
}

/// The type of an instance, in the making.
struct InstanceTypeSpace: TypeSpace {
    var known = KnownTypes()
    private(set) var declarators: [Located<ComponentBinary.TypeDefinition.Declarator>] = []
    private var typeCount: UInt32 = 0

    mutating func define(_ type: ComponentBinary.TypeDefinition) -> UInt32 { add(.type(type)) }

    /// A type of the component that the instance type stands in.
    mutating func outer(_ index: UInt32) -> UInt32 { add(.alias(.outer(.type, count: 1, index: index))) }

    /// Names a type, which makes it another.
    mutating func export(_ type: TypeName, _ descriptor: ExternDescriptor) {
        known[type] = add(.export(name: type.name, descriptor))
    }

    mutating func export(_ function: Function, in home: TypeHome) {
        let type = define(function, in: home)
        declarators.append(Located(.export(name: function.externalName, .function(type))))
    }

    private mutating func add(_ declarator: ComponentBinary.TypeDefinition.Declarator) -> UInt32 {
        declarators.append(Located(declarator))
        typeCount += 1
        return typeCount - 1
    }
}

extension PrimitiveType {
    init(_ primitive: Primitive) {
        switch primitive {
        case .bool: self = .bool
        case .s8: self = .s8
        case .u8: self = .u8
        case .s16: self = .s16
        case .u16: self = .u16
        case .s32: self = .s32
        case .u32: self = .u32
        case .s64: self = .s64
        case .u64: self = .u64
        case .f32: self = .f32
        case .f64: self = .f64
        case .char: self = .char
        case .string: self = .string
        }
    }
}
