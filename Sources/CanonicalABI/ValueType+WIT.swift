// From WIT's types to the canonical ABI's. Pure functions, any thread.

package import WIT

extension ValueType {
    /// The type that a spelled-out WIT type stands for.
    ///
    /// - Parameter number: the number by which the resource is to be known here.
    package init(_ type: ResolvedType, numbering number: (ResourceName) -> Int) {
        func value(_ type: ResolvedType) -> ValueType { ValueType(type, numbering: number) }
        switch type {
        case .primitive(let primitive): self.init(primitive)
        case .list(let element): self = .list(value(element))
        case .option(let wrapped): self = .option(value(wrapped))
        case .result(let ok, let error): self = .result(ok: ok.map(value), error: error.map(value))
        case .tuple(let types): self = .tuple(types.map(value))
        case .record(let members): self = .record(members.map { Field($0.name, value($0.type)) })
        case .variant(let cases): self = .variant(cases.map { Case($0.name, $0.payload.map(value)) })
        case .enumeration(let names): self = .enumeration(names)
        case .flags(let labels): self = .flags(labels)
        case .own(let resource): self = .own(resource: number(resource))
        case .borrow(let resource): self = .borrow(resource: number(resource))
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
    ///
    /// - Parameter number: the number by which a resource is to be known here.
    package init(_ signature: FunctionSignature, numbering number: (ResourceName) -> Int) {
        self.init(
            signature.parameters.map { ValueType.Field($0.name, ValueType($0.type, numbering: number)) },
            result: signature.result.map { ValueType($0, numbering: number) })
    }
}
