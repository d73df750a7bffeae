// Values of the contract's types, between the canonical ABI's form and wasmtime's. Set-up only.

import CanonicalABI
import WasmEngine

extension ComponentValue {
    /// A value as wasmtime takes it, with the names that its type gives it.
    ///
    /// One that doesn't fit the type is a mistake of ours, and traps. The contract has no handles.
    init(_ value: Value, as type: CanonicalABI.ValueType) {
        switch (value, type) {
        case (.bool(let value), .bool): self = .bool(value)
        case (.s8(let value), .s8): self = .s8(value)
        case (.u8(let value), .u8): self = .u8(value)
        case (.s16(let value), .s16): self = .s16(value)
        case (.u16(let value), .u16): self = .u16(value)
        case (.s32(let value), .s32): self = .s32(value)
        case (.u32(let value), .u32): self = .u32(value)
        case (.s64(let value), .s64): self = .s64(value)
        case (.u64(let value), .u64): self = .u64(value)
        case (.f32(let value), .f32): self = .f32(value)
        case (.f64(let value), .f64): self = .f64(value)
        case (.char(let value), .char): self = .char(value)
        case (.string(let text), .string): self = .string(text)
        case (.list(let elements), .list(let type)): self = .list(elements.map { ComponentValue($0, as: type) })
        case (.members(let members), .record(let fields)):
            self = .record(zip(fields, members).map { Field($0.name, ComponentValue($1, as: $0.type)) })
        case (.members(let members), .tuple(let types)):
            self = .tuple(zip(members, types).map { ComponentValue($0, as: $1) })
        case (.variant(let index, _), .enumeration(let names)): self = .enumeration(names[index])
        case (.variant(let index, let payload), .variant(let cases)):
            let type = cases[index].payload
            self = .variant(cases[index].name, payload.map { ComponentValue($0, as: type!) })
        case (.variant(_, let payload), .option(let type)):
            self = .option(payload.map { ComponentValue($0, as: type) })
        case (.variant(0, let payload), .result(let type, _)): self = .ok(payload.map { ComponentValue($0, as: type!) })
        case (.variant(1, let payload), .result(_, let type)):
            self = .error(payload.map { ComponentValue($0, as: type!) })
        default: preconditionFailure("a value fits its type")
        }
    }
}

/// Reads what a component answered, as far as that is allowed to go.
struct ContractReader {
    /// In bytes that strings and lists would take in the component's memory, so that the limit is the same for modules.
    private let limit: UInt64
    private var taken: UInt64 = 0

    init(limit: UInt64) {
        self.limit = limit
    }

    /// The value in the canonical ABI's form.
    ///
    /// Errors: `beyondAllowance`. Nil for a value of another type, which the contract was held against before.
    mutating func read(
        _ value: ComponentValue, as type: CanonicalABI.ValueType
    ) throws(CanonicalABIError) -> Value? {
        switch (value, type) {
        case (.bool(let value), .bool): return .bool(value)
        case (.u32(let value), .u32): return .u32(value)
        case (.u64(let value), .u64): return .u64(value)
        case (.f32(let value), .f32): return .f32(value)
        case (.string(let text), .string):
            try take(text.utf8.count, "reading string")
            return .string(text)
        case (.list(let elements), .list(let type)):
            try take(elements.count * type.size, "reading list")
            var values: [Value] = []
            for element in elements {
                guard let value = try read(element, as: type) else { return nil }
                values.append(value)
            }
            return .list(values)
        case (.record(let members), .record(let fields)):
            var values: [Value] = []
            for (member, field) in zip(members, fields) {
                guard let value = try read(member.value, as: field.type) else { return nil }
                values.append(value)
            }
            return .members(values)
        case (.enumeration(let name), .enumeration(let names)):
            return names.firstIndex(of: name).map { .variant(index: $0, payload: nil) }
        case (.ok(let payload), .result(let type, _)): return try result(0, payload, type)
        case (.error(let payload), .result(_, let type)): return try result(1, payload, type)
        default: return nil
        }
    }

    private mutating func result(
        _ index: Int, _ payload: ComponentValue?, _ type: CanonicalABI.ValueType?
    ) throws(CanonicalABIError) -> Value? {
        guard let payload, let type else { return .variant(index: index, payload: nil) }
        return try read(payload, as: type).map { .variant(index: index, payload: $0) }
    }

    private mutating func take(_ byteCount: Int, _ context: String) throws(CanonicalABIError) {
        taken += UInt64(byteCount)
        guard taken <= limit else { throw CanonicalABIError(.beyondAllowance(limit: limit), while: context) }
    }
}
