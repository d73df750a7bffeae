// From WIT's types to the canonical ABI's. Pure functions, any thread.

package import WIT

extension ValueType {
    /// The type that a resolved WIT type stands for.
    package init(_ type: ResolvedType) {
        switch type {
        case .primitive(let primitive): self.init(primitive)
        case .list(let element): self = .list(ValueType(element))
        case .option(let wrapped): self = .option(ValueType(wrapped))
        case .result(let ok, let error):
            self = .result(ok: ok.map { ValueType($0) }, error: error.map { ValueType($0) })
        case .tuple(let types): self = .tuple(types.map { ValueType($0) })
        case .record(let members): self = .record(members.map { Field($0.name, ValueType($0.type)) })
        case .variant(let cases): self = .variant(cases.map { Case($0.name, $0.payload.map { ValueType($0) }) })
        case .enumeration(let names): self = .enumeration(names)
        case .flags(let labels): self = .flags(labels)
        case .own(let resource): self = .own(resource: resource)
        case .borrow(let resource): self = .borrow(resource: resource)
        }
    }

    private init(_ primitive: Primitive) {
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

extension FunctionType {
    /// The type that a WIT function has.
    package init(_ function: Function) {
        self.init(
            function.parameters.map { ValueType.Field($0.name, ValueType($0.type)) },
            result: function.result.map { ValueType($0) })
    }
}
