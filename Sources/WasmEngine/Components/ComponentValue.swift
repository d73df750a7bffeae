// Values as components pass them through wasmtime: with the names that their types give them. Plain values, any thread
// but the audio thread.

/// A value of any type of the Component Model.
///
/// It names its own type, and wasmtime compares that with what a function takes: a value of another type is refused
/// when the call is made, never misread.
package indirect enum ComponentValue: Sendable {
    case bool(Bool)
    case s8(Int8), u8(UInt8), s16(Int16), u16(UInt16), s32(Int32), u32(UInt32), s64(Int64), u64(UInt64)
    case f32(Float), f64(Double)
    case char(Unicode.Scalar)
    case string(String)
    case list([ComponentValue])
    case record([Field])
    case tuple([ComponentValue])
    case variant(String, ComponentValue?)
    case enumeration(String)
    case option(ComponentValue?)
    case ok(ComponentValue?)
    case error(ComponentValue?)
    /// The flags that are set, in the type's order when they come from a component; any order will do for one.
    case flags([String])
    /// An own or a borrow of a resource that a component defines.
    case resource(ComponentResource)
    /// An own or a borrow of a resource that the host defines.
    case hostResource(HostResource)

    /// A named member of a record.
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: ComponentValue

        package init(_ name: String, _ value: ComponentValue) {
            self.name = name
            self.value = value
        }
    }
}

extension ComponentValue: Equatable {
    /// Numbers are equal when their bits are: a NaN equals itself, and 0 is not -0. Flags are sets.
    package static func == (left: ComponentValue, right: ComponentValue) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): left == right
        case (.s8(let left), .s8(let right)): left == right
        case (.u8(let left), .u8(let right)): left == right
        case (.s16(let left), .s16(let right)): left == right
        case (.u16(let left), .u16(let right)): left == right
        case (.s32(let left), .s32(let right)): left == right
        case (.u32(let left), .u32(let right)): left == right
        case (.s64(let left), .s64(let right)): left == right
        case (.u64(let left), .u64(let right)): left == right
        case (.f32(let left), .f32(let right)): left.bitPattern == right.bitPattern
        case (.f64(let left), .f64(let right)): left.bitPattern == right.bitPattern
        case (.char(let left), .char(let right)): left == right
        // Unicode's equivalences are no equality of values.
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): left == right
        case (.record(let left), .record(let right)): left == right
        case (.tuple(let left), .tuple(let right)): left == right
        case (.variant(let left, let payload), .variant(let right, let other)): left == right && payload == other
        case (.enumeration(let left), .enumeration(let right)): left == right
        case (.option(let left), .option(let right)): left == right
        case (.ok(let left), .ok(let right)): left == right
        case (.error(let left), .error(let right)): left == right
        case (.flags(let left), .flags(let right)): Set(left) == Set(right)
        case (.resource(let left), .resource(let right)): left === right
        case (.hostResource(let left), .hostResource(let right)): left == right
        default: false
        }
    }
}

extension ComponentValue {
    /// A list of single-precision numbers.
    package static func floats(_ numbers: some Sequence<Float>) -> ComponentValue { .list(numbers.map { .f32($0) }) }

    /// The numbers of a list of single-precision numbers; nil for anything else.
    package var floats: [Float]? {
        guard case .list(let elements) = self else { return nil }
        var numbers: [Float] = []
        numbers.reserveCapacity(elements.count)
        for element in elements {
            guard case .f32(let number) = element else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// The bytes of a list of bytes; nil for anything else.
    package var bytes: [UInt8]? {
        guard case .list(let elements) = self else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.count)
        for element in elements {
            guard case .u8(let byte) = element else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
