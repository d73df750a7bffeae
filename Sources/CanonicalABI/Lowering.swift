// Turning values of the Component Model into core function values. Used on the thread that runs the guest; not on the
// audio thread. Source: CanonicalABI.md, "Flat Lowering".

extension GuestMemory where Self: ~Copyable {
    /// Lowers a call's arguments to what the core function takes.
    ///
    /// The arguments must fit the function's parameters. Errors: the guest's allocator failed.
    package mutating func lowerArguments(_ arguments: [Value], of function: FunctionType) throws(CanonicalABIError)
        -> [CoreValue]
    {
        precondition(arguments.count == function.parameters.count, "a call with the wrong number of arguments")
        if function.passesParametersInMemory {
            let tuple = function.parameterTuple
            let address = try checkedAllocation(
                byteCount: tuple.size, alignment: tuple.alignment, "writing parameters")
            try store(.members(arguments), as: tuple, at: address)
            return [.i32(address)]
        }
        var values: [CoreValue] = []
        for (argument, parameter) in zip(arguments, function.parameters) {
            try lowerFlat(argument, as: parameter.type, to: &values)
        }
        return values
    }

    /// Lowers the result of a function that the guest imports and called, to what the core function returns.
    ///
    /// `coreArguments` are those of the call; the last one says where a result in memory goes. The result must fit the
    /// function's. Errors: that address is misaligned or out of bounds; the guest's allocator failed.
    package mutating func lowerResult(_ result: Value?, of function: FunctionType, coreArguments: [CoreValue])
        throws(CanonicalABIError) -> [CoreValue]
    {
        precondition((result == nil) == (function.result == nil), "a call with a result that its function doesn't have")
        guard let result, let type = function.result else { return [] }
        guard function.returnsResultInMemory else {
            var values: [CoreValue] = []
            try lowerFlat(result, as: type, to: &values)
            return values
        }
        try store(result, as: type, at: UInt32(truncatingIfNeeded: coreArguments[coreArguments.count - 1].bits))
        return []
    }

    /// Appends one value's core values, of the types in `type.flattened`.
    package mutating func lowerFlat(_ value: Value, as type: ValueType, to values: inout [CoreValue])
        throws(CanonicalABIError)
    {
        switch (value, type) {
        case (.bool(let bool), .bool): values.append(.i32(bool ? 1 : 0))
        case (.s8(let number), .s8): values.append(.i32(UInt32(bitPattern: Int32(number))))
        case (.u8(let number), .u8): values.append(.i32(UInt32(number)))
        case (.s16(let number), .s16): values.append(.i32(UInt32(bitPattern: Int32(number))))
        case (.u16(let number), .u16): values.append(.i32(UInt32(number)))
        case (.s32(let number), .s32): values.append(.i32(UInt32(bitPattern: number)))
        case (.u32(let number), .u32): values.append(.i32(number))
        case (.s64(let number), .s64): values.append(.i64(UInt64(bitPattern: number)))
        case (.u64(let number), .u64): values.append(.i64(number))
        case (.f32(let number), .f32): values.append(.f32(number))
        case (.f64(let number), .f64): values.append(.f64(number))
        case (.char(let scalar), .char): values.append(.i32(scalar.value))
        case (.flags(let bits), .flags(let labels)): values.append(.i32(bits & Value.flagsMask(labels.count)))
        case (.handle(let representation), .own), (.handle(let representation), .borrow):
            values.append(.i32(try view.context.lower(representation, as: type)))
        case (.string(let text), .string):
            let (pointer, length) = try storeString(text)
            values += [.i32(pointer), .i32(length)]
        case (.list(let elements), .list(let element)):
            values += [.i32(try storeList(elements, of: element)), .i32(UInt32(elements.count))]
        case (.members(let members), .record), (.members(let members), .tuple):
            precondition(members.count == type.members!.count, "a value of another record type")
            for (member, memberType) in zip(members, type.members!) {
                try lowerFlat(member, as: memberType, to: &values)
            }
        case (.variant(let index, let payload), .variant), (.variant(let index, let payload), .enumeration),
            (.variant(let index, let payload), .option), (.variant(let index, let payload), .result):
            values.append(.i32(UInt32(index)))
            var own: [CoreValue] = []
            if let payloadType = type.payload(ofCase: index) { try lowerFlat(payload!, as: payloadType, to: &own) }
            for (place, shared) in type.flattenedPayload.enumerated() {
                values.append(CoreValue(bits: place < own.count ? own[place].bits : 0, type: shared))
            }
        default:
            preconditionFailure("\(value) is not a value of type \(type.briefName)")
        }
    }
}
