// Reading values out of a guest's memory. Used on the thread that runs the guest; not on the audio thread.
// Source: CanonicalABI.md, "Loading".

extension LinearMemoryView {
    /// Reads one value. Everything it points to is checked and copied.
    ///
    /// Errors: misaligned or out-of-bounds address, string or list too long, bad text, character, case or handle.
    package func load(_ type: ValueType, at address: UInt32) throws(CanonicalABIError) -> Value {
        try check(address, byteCount: UInt64(type.size), alignment: type.alignment, "reading \(type.briefName)")
        return try loadChecked(type, at: Int(address))
    }

    /// Reads one value whose own bytes are known to be within memory.
    private func loadChecked(_ type: ValueType, at address: Int) throws(CanonicalABIError) -> Value {
        switch type {
        case .bool: return .bool(load(address, as: UInt8.self) != 0)
        case .s8: return .s8(load(address, as: Int8.self))
        case .u8: return .u8(load(address, as: UInt8.self))
        case .s16: return .s16(load(address, as: Int16.self))
        case .u16: return .u16(load(address, as: UInt16.self))
        case .s32: return .s32(load(address, as: Int32.self))
        case .u32: return .u32(load(address, as: UInt32.self))
        case .s64: return .s64(load(address, as: Int64.self))
        case .u64: return .u64(load(address, as: UInt64.self))
        case .f32: return .f32(Float(bitPattern: load(address, as: UInt32.self)))
        case .f64: return .f64(Double(bitPattern: load(address, as: UInt64.self)))
        case .char: return .char(try character(load(address, as: UInt32.self)))
        case .string:
            return .string(
                try loadString(load(address, as: UInt32.self), length: load(address + 4, as: UInt32.self)))
        case .list(let element):
            return .list(
                try loadList(
                    of: element, at: load(address, as: UInt32.self), count: load(address + 4, as: UInt32.self)))
        case .flags(let labels):
            return .flags(loadUnsigned(address, size: type.size) & Value.flagsMask(labels.count))
        case .own, .borrow: return .handle(try context.lift(load(address, as: UInt32.self), as: type))
        case .record, .tuple:
            var values: [Value] = []
            for (member, offset) in zip(type.members!, type.memberOffsets.offsets) {
                values.append(try loadChecked(member, at: address + offset))
            }
            return .members(values)
        case .variant, .enumeration, .option, .result:
            let index = try type.checkedCase(loadUnsigned(address, size: type.discriminantSize))
            guard let payload = type.payload(ofCase: index) else { return .variant(index: index, payload: nil) }
            return .variant(index: index, payload: try loadChecked(payload, at: address + type.payloadOffset))
        }
    }

    /// Reads a list's elements.
    func loadList(of element: ValueType, at address: UInt32, count: UInt32) throws(CanonicalABIError) -> [Value] {
        let stride = element.size
        _ = try checkSequence(
            address, count: count, elementSize: stride, alignment: element.alignment,
            "reading list<\(element.briefName)>")
        var values: [Value] = []
        for index in 0..<Int(count) {
            values.append(try loadChecked(element, at: Int(address) + index * stride))
        }
        return values
    }

    private func loadUnsigned(_ address: Int, size: Int) -> UInt32 {
        switch size {
        case 1: UInt32(load(address, as: UInt8.self))
        case 2: UInt32(load(address, as: UInt16.self))
        default: load(address, as: UInt32.self)
        }
    }
}

/// A Unicode scalar value, or the trap that the spec demands.
func character(_ code: UInt32) throws(CanonicalABIError) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(code) else {
        throw CanonicalABIError(.invalidCharacter(code), while: "reading char")
    }
    return scalar
}

extension ValueType {
    /// The index of a case that exists, or the trap that the spec demands.
    func checkedCase(_ discriminant: UInt32) throws(CanonicalABIError) -> Int {
        let count = caseCount!
        guard discriminant < UInt32(count) else {
            throw CanonicalABIError(.invalidCase(discriminant, count: count), while: "reading \(briefName)")
        }
        return Int(discriminant)
    }

    /// The type's name in WIT, without its parts.
    package var briefName: String {
        switch self {
        case .list(let element): "list<\(element.briefName)>"
        case .option(let wrapped): "option<\(wrapped.briefName)>"
        case .record: "record"
        case .tuple: "tuple"
        case .variant: "variant"
        case .enumeration: "enum"
        case .result: "result"
        case .flags: "flags"
        case .own: "own"
        case .borrow: "borrow"
        default: "\(self)"
        }
    }
}

extension Value {
    /// The bits that stand for labels.
    static func flagsMask(_ count: Int) -> UInt32 { count >= 32 ? .max : 1 << UInt32(count) - 1 }
}
