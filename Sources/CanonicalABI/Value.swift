// Values of the Component Model's types, as the host holds them. Plain values, any thread but the audio thread.

/// A value that was lifted out of a guest, or is to be lowered into one.
///
/// A value fits a `ValueType` or it doesn't; lowering one that doesn't is a mistake of ours, and traps.
package indirect enum Value: Equatable, Sendable {
    case bool(Bool)
    case s8(Int8), u8(UInt8), s16(Int16), u16(UInt16), s32(Int32), u32(UInt32), s64(Int64), u64(UInt64)
    case f32(Float), f64(Double)
    case char(Unicode.Scalar)
    case string(String)
    case list([Value])
    /// A record's or tuple's members, in the type's order.
    case members([Value])
    /// A variant's, enum's, option's or result's case: its index in the type (option: 0 none, 1 some; result: 0 ok,
    /// 1 error), and its payload if that case has one.
    case variant(index: Int, payload: Value?)
    /// Bit `i` stands for the type's label `i`.
    case flags(UInt32)
    /// A resource, owned or borrowed, by its representation: what its implementer calls it. The handle that stands for
    /// it is different in each instance.
    case handle(UInt32)
}
