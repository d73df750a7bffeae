// The resources that types refer to, numbered otherwise. Pure functions, any thread.

extension ValueType {
    /// The same type with each resource's number replaced.
    package func mappingResources(_ number: (Int) -> Int) -> ValueType {
        switch self {
        case .own(let resource): .own(resource: number(resource))
        case .borrow(let resource): .borrow(resource: number(resource))
        case .list(let element): .list(element.mappingResources(number))
        case .option(let wrapped): .option(wrapped.mappingResources(number))
        case .record(let fields): .record(fields.map { Field($0.name, $0.type.mappingResources(number)) })
        case .tuple(let types): .tuple(types.map { $0.mappingResources(number) })
        case .variant(let cases): .variant(cases.map { Case($0.name, $0.payload?.mappingResources(number)) })
        case .result(let ok, let error):
            .result(ok: ok?.mappingResources(number), error: error?.mappingResources(number))
        case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64, .char, .string, .enumeration, .flags: self
        }
    }
}

extension FunctionType {
    /// The same type with each resource's number replaced.
    package func mappingResources(_ number: (Int) -> Int) -> FunctionType {
        FunctionType(
            parameters.map { ValueType.Field($0.name, $0.type.mappingResources(number)) },
            result: result?.mappingResources(number))
    }
}
