// Writing values into a guest's memory. Used on the thread that runs the guest; not on the audio thread.
// Source: CanonicalABI.md, "Storing".

extension GuestMemory where Self: ~Copyable {
    /// Writes one value; what it points to goes where the guest's allocator says.
    ///
    /// The value must fit the type. Errors: address misaligned or out of bounds, allocation failed.
    package mutating func store(_ value: Value, as type: ValueType, at address: UInt32) throws(CanonicalABIError) {
        try view.check(address, byteCount: UInt64(type.size), alignment: type.alignment, "writing \(type.briefName)")
        try storeChecked(value, as: type, at: Int(address))
    }

    private mutating func storeChecked(_ value: Value, as type: ValueType, at address: Int) throws(CanonicalABIError) {
        switch (value, type) {
        case (.bool(let bool), .bool): view.store(UInt8(bool ? 1 : 0), at: address)
        case (.s8(let number), .s8): view.store(number, at: address)
        case (.u8(let number), .u8): view.store(number, at: address)
        case (.s16(let number), .s16): view.store(number, at: address)
        case (.u16(let number), .u16): view.store(number, at: address)
        case (.s32(let number), .s32): view.store(number, at: address)
        case (.u32(let number), .u32): view.store(number, at: address)
        case (.s64(let number), .s64): view.store(number, at: address)
        case (.u64(let number), .u64): view.store(number, at: address)
        case (.f32(let number), .f32): view.store(number.bitPattern, at: address)
        case (.f64(let number), .f64): view.store(number.bitPattern, at: address)
        case (.char(let scalar), .char): view.store(scalar.value, at: address)
        case (.flags(let bits), .flags(let labels)):
            storeUnsigned(bits & Value.flagsMask(labels.count), size: type.size, at: address)
        case (.handle(let representation), .own), (.handle(let representation), .borrow):
            view.store(try view.context.lower(representation, as: type), at: address)
        case (.string(let text), .string):
            let (pointer, length) = try storeString(text)
            view.store(pointer, at: address)
            view.store(length, at: address + 4)
        case (.list(let values), .list(let element)):
            let pointer = try storeList(values, of: element)
            view.store(pointer, at: address)
            view.store(UInt32(values.count), at: address + 4)
        case (.members(let values), .record), (.members(let values), .tuple):
            precondition(values.count == type.members!.count, "a value of another record type")
            for ((value, member), offset) in zip(zip(values, type.members!), type.memberOffsets.offsets) {
                try storeChecked(value, as: member, at: address + offset)
            }
        case (.variant(let index, let payload), .variant), (.variant(let index, let payload), .enumeration),
            (.variant(let index, let payload), .option), (.variant(let index, let payload), .result):
            storeUnsigned(UInt32(index), size: type.discriminantSize, at: address)
            if let payloadType = type.payload(ofCase: index) {
                try storeChecked(payload!, as: payloadType, at: address + type.payloadOffset)
            }
        default:
            preconditionFailure("\(value) is not a value of type \(type.briefName)")
        }
    }

    /// Allocates and writes a list's elements; returns their address.
    mutating func storeList(_ values: [Value], of element: ValueType) throws(CanonicalABIError) -> UInt32 {
        let context = "writing list<\(element.briefName)>"
        let byteCount = UInt64(values.count) * UInt64(element.size)
        guard byteCount <= LinearMemoryView.maximumByteLength else {
            throw CanonicalABIError(.tooLong(byteCount: byteCount), while: context)
        }
        let pointer = try checkedAllocation(byteCount: Int(byteCount), alignment: element.alignment, context)
        let stride = element.size
        for (index, value) in values.enumerated() {
            try storeChecked(value, as: element, at: Int(pointer) + index * stride)
        }
        return pointer
    }

    private func storeUnsigned(_ value: UInt32, size: Int, at address: Int) {
        switch size {
        case 1: view.store(UInt8(truncatingIfNeeded: value), at: address)
        case 2: view.store(UInt16(truncatingIfNeeded: value), at: address)
        default: view.store(value, at: address)
        }
    }
}
