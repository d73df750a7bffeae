// Types and values of the one implementation in the words of the other. Plain values, any thread.

import CanonicalABI
import TestSupport
import WasmEngine

/// The engine has a type of that name for core values.
typealias ValueType = CanonicalABI.ValueType

extension EchoType {
    init(_ type: ValueType) {
        switch type {
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
        case .list(let element): self = .list(EchoType(element))
        case .record(let fields): self = .record(fields.map { Field($0.name, EchoType($0.type)) })
        case .tuple(let types): self = .tuple(types.map { EchoType($0) })
        case .variant(let cases):
            self = .variant(cases.map { Case($0.name, $0.payload.map { EchoType($0) }) })
        case .enumeration(let labels): self = .enumeration(labels)
        case .option(let payload): self = .option(EchoType(payload))
        case .result(let ok, let error):
            self = .result(ok: ok.map { EchoType($0) }, error: error.map { EchoType($0) })
        case .flags(let labels): self = .flags(labels)
        case .own(let resource): self = .own(resource: resource)
        case .borrow(let resource): self = .borrow(resource: resource)
        }
    }
}

extension HostResourceType {
    /// The resource that a `ValueType` has that number for.
    static func numbered(_ number: Int) -> HostResourceType {
        HostResourceType(id: UInt32(number) + 1, name: "r\(number)")
    }
}

extension ComponentValue {
    /// A value of that type.
    init(_ value: Value, _ type: ValueType) {
        switch (value, type) {
        case (.bool(let bool), _): self = .bool(bool)
        case (.s8(let number), _): self = .s8(number)
        case (.u8(let number), _): self = .u8(number)
        case (.s16(let number), _): self = .s16(number)
        case (.u16(let number), _): self = .u16(number)
        case (.s32(let number), _): self = .s32(number)
        case (.u32(let number), _): self = .u32(number)
        case (.s64(let number), _): self = .s64(number)
        case (.u64(let number), _): self = .u64(number)
        case (.f32(let number), _): self = .f32(number)
        case (.f64(let number), _): self = .f64(number)
        case (.char(let scalar), _): self = .char(scalar)
        case (.string(let text), _): self = .string(text)
        case (.list(let values), .list(let element)): self = .list(values.map { ComponentValue($0, element) })
        case (.members(let values), .record(let fields)):
            self = .record(zip(values, fields).map { Field($1.name, ComponentValue($0, $1.type)) })
        case (.members(let values), .tuple(let types)):
            self = .tuple(zip(values, types).map { ComponentValue($0, $1) })
        case (.flags(let bits), .flags(let labels)):
            self = .flags(labels.enumerated().filter { bits & 1 << UInt32($0.offset) != 0 }.map(\.element))
        case (.variant(let index, _), .enumeration(let labels)): self = .enumeration(labels[index])
        case (.variant(let index, let payload), _):
            let content = payload.map { ComponentValue($0, type.cases![index]!) }
            switch type {
            case .variant(let cases): self = .variant(cases[index].name, content)
            case .option: self = .option(content)
            default: self = index == 0 ? .ok(content) : .error(content)
            }
        case (.handle(let representation), .own(let resource)):
            self = .hostResource(HostResource(.numbered(resource), representation: representation))
        case (.handle(let representation), .borrow(let resource)):
            self = .hostResource(HostResource(.numbered(resource), representation: representation).borrowed)
        default: preconditionFailure("\(value) is not a value of type \(type.briefName)")
        }
    }

    /// The same, but that all NaNs are one: an implementation may make them so, or keep them.
    var withOneNaN: ComponentValue {
        switch self {
        case .f32(let number): number.isNaN ? .f32(.nan) : self
        case .f64(let number): number.isNaN ? .f64(.nan) : self
        case .list(let values): .list(values.map(\.withOneNaN))
        case .tuple(let values): .tuple(values.map(\.withOneNaN))
        case .record(let fields): .record(fields.map { Field($0.name, $0.value.withOneNaN) })
        case .variant(let name, let payload?): .variant(name, payload.withOneNaN)
        case .option(let payload?): .option(payload.withOneNaN)
        case .ok(let payload?): .ok(payload.withOneNaN)
        case .error(let payload?): .error(payload.withOneNaN)
        default: self
        }
    }
}

extension CoreValue {
    /// The bits, widened with zeros.
    var word: UInt64 {
        switch self {
        case .i32(let value): UInt64(value)
        case .i64(let value): value
        case .f32(let value): UInt64(value.bitPattern)
        case .f64(let value): value.bitPattern
        }
    }

    init(word: UInt64, _ type: CoreType) {
        switch type {
        case .i32: self = .i32(UInt32(truncatingIfNeeded: word))
        case .i64: self = .i64(word)
        case .f32: self = .f32(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
        case .f64: self = .f64(Double(bitPattern: word))
        }
    }
}
