// A WebAssembly value as compiled code passes it. Plain bits, any thread.

/// One argument or result of an unchecked call: 16 bytes whose type only the function's signature knows.
///
/// Reading it as another type than was written gives other bits, never a fault.
package struct RawValue: BitwiseCopyable, Sendable {
    /// Bits 0 to 63; narrower types lie in the low ones.
    package var low: UInt64
    /// Bits 64 to 127, used by vectors only.
    package var high: UInt64

    @inlinable @_noLocks
    package init(low: UInt64 = 0, high: UInt64 = 0) {
        self.low = low
        self.high = high
    }

    @inlinable @_noLocks
    package init(i32 value: Int32) { self.init(low: UInt64(UInt32(bitPattern: value))) }

    @inlinable @_noLocks
    package init(u32 value: UInt32) { self.init(low: UInt64(value)) }

    @inlinable @_noLocks
    package init(i64 value: Int64) { self.init(low: UInt64(bitPattern: value)) }

    @inlinable @_noLocks
    package init(u64 value: UInt64) { self.init(low: value) }

    @inlinable @_noLocks
    package init(f32 value: Float) { self.init(low: UInt64(value.bitPattern)) }

    @inlinable @_noLocks
    package init(f64 value: Double) { self.init(low: value.bitPattern) }

    @inlinable
    package var i32: Int32 { @_noLocks get { Int32(truncatingIfNeeded: low) } }

    @inlinable
    package var u32: UInt32 { @_noLocks get { UInt32(truncatingIfNeeded: low) } }

    @inlinable
    package var i64: Int64 { @_noLocks get { Int64(bitPattern: low) } }

    @inlinable
    package var u64: UInt64 { @_noLocks get { low } }

    @inlinable
    package var f32: Float { @_noLocks get { Float(bitPattern: UInt32(truncatingIfNeeded: low)) } }

    @inlinable
    package var f64: Double { @_noLocks get { Double(bitPattern: low) } }
}
