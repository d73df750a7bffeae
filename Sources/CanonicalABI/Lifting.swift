// Turning core function values into values of the Component Model. Used on the thread that runs the guest; not on the
// audio thread. Source: CanonicalABI.md, "Flat Lifting".

extension LinearMemoryView {
    /// Lifts a function's result from what the core function returned.
    ///
    /// `coreResults` must have the types of the function's exported signature. Nil when the function has no result.
    package func liftResult(of function: FunctionType, from coreResults: [CoreValue]) throws(CanonicalABIError)
        -> Value?
    {
        guard let type = function.result else { return nil }
        var values = coreResults[...]
        if function.returnsResultInMemory { return try load(type, at: values.popInt32()) }
        return try liftFlat(type, from: &values)
    }

    /// Lifts the arguments that a guest passed to a function it imports.
    package func liftParameters(of function: FunctionType, from coreArguments: [CoreValue])
        throws(CanonicalABIError) -> [Value]
    {
        var values = coreArguments[...]
        if function.passesParametersInMemory {
            guard case .members(let members) = try load(function.parameterTuple, at: values.popInt32()) else {
                preconditionFailure("a tuple loads as members")
            }
            return members
        }
        var lifted: [Value] = []
        for parameter in function.parameters { lifted.append(try liftFlat(parameter.type, from: &values)) }
        return lifted
    }

    /// Lifts one value from the front of `values`, which must have the types of `type.flattened`.
    package func liftFlat(_ type: ValueType, from values: inout ArraySlice<CoreValue>) throws(CanonicalABIError)
        -> Value
    {
        switch type {
        case .bool: return .bool(values.popInt32() != 0)
        case .s8: return .s8(Int8(truncatingIfNeeded: values.popInt32()))
        case .u8: return .u8(UInt8(truncatingIfNeeded: values.popInt32()))
        case .s16: return .s16(Int16(truncatingIfNeeded: values.popInt32()))
        case .u16: return .u16(UInt16(truncatingIfNeeded: values.popInt32()))
        case .s32: return .s32(Int32(bitPattern: values.popInt32()))
        case .u32: return .u32(values.popInt32())
        case .s64: return .s64(Int64(bitPattern: values.removeFirst().bits))
        case .u64: return .u64(values.removeFirst().bits)
        case .f32: return .f32(Float(bitPattern: values.popInt32()))
        case .f64: return .f64(Double(bitPattern: values.removeFirst().bits))
        case .char: return .char(try character(values.popInt32()))
        case .string:
            let pointer = values.popInt32()
            return .string(try loadString(pointer, length: values.popInt32()))
        case .list(let element):
            let pointer = values.popInt32()
            return .list(try loadList(of: element, at: pointer, count: values.popInt32()))
        case .flags(let labels): return .flags(values.popInt32() & Value.flagsMask(labels.count))
        case .own, .borrow: return .handle(try context.lift(values.popInt32(), as: type))
        case .record, .tuple:
            var members: [Value] = []
            for member in type.members! { members.append(try liftFlat(member, from: &values)) }
            return .members(members)
        case .variant, .enumeration, .option, .result:
            let index = try type.checkedCase(values.popInt32())
            let shared = type.flattenedPayload
            let payloadValues = values.prefix(shared.count)
            values = values.dropFirst(shared.count)
            guard let payload = type.payload(ofCase: index) else { return .variant(index: index, payload: nil) }
            var own = zip(payload.flattened, payloadValues).map { CoreValue(bits: $1.bits, type: $0) }[...]
            return .variant(index: index, payload: try liftFlat(payload, from: &own))
        }
    }
}

extension ArraySlice<CoreValue> {
    /// Takes the first value's low 32 bits.
    fileprivate mutating func popInt32() -> UInt32 { UInt32(truncatingIfNeeded: removeFirst().bits) }
}
