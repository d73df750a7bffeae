// Arithmetic on vectors that stays vector arithmetic. The standard library's operators are written lane by lane and
// count on the optimiser to put the lanes together again, which in recursive filters it doesn't; these, being more
// specific, are chosen before them. For reading a lane, `x[2]` or `x.x` serve as ever.

internal import CajonC

/// Four samples, or four channels, at once.
typealias Float4 = SIMD4<Float>

/// Four whole numbers at once, such as places in a table; what exceeds 32 bits is lost.
typealias Int4 = SIMD4<Int32>

/// One frame of two channels, in double precision.
typealias Double2 = SIMD2<Double>

extension SIMD4 where Scalar == Float {
    @inline(__always) static func + (a: Self, b: Self) -> Self { cajon_add_float4(a, b) }
    @inline(__always) static func + (a: Self, b: Float) -> Self { cajon_add_float4(a, cajon_splat_float4(b)) }
    @inline(__always) static func + (a: Float, b: Self) -> Self { cajon_add_float4(cajon_splat_float4(a), b) }
    @inline(__always) static func += (a: inout Self, b: Self) { a = a + b }
    @inline(__always) static func += (a: inout Self, b: Float) { a = a + b }

    @inline(__always) static func - (a: Self, b: Self) -> Self { cajon_subtract_float4(a, b) }
    @inline(__always) static func - (a: Self, b: Float) -> Self { cajon_subtract_float4(a, cajon_splat_float4(b)) }
    @inline(__always) static func - (a: Float, b: Self) -> Self { cajon_subtract_float4(cajon_splat_float4(a), b) }
    @inline(__always) static func -= (a: inout Self, b: Self) { a = a - b }
    @inline(__always) static func -= (a: inout Self, b: Float) { a = a - b }

    @inline(__always) static func * (a: Self, b: Self) -> Self { cajon_multiply_float4(a, b) }
    @inline(__always) static func * (a: Self, b: Float) -> Self { cajon_multiply_float4(a, cajon_splat_float4(b)) }
    @inline(__always) static func * (a: Float, b: Self) -> Self { cajon_multiply_float4(cajon_splat_float4(a), b) }
    @inline(__always) static func *= (a: inout Self, b: Self) { a = a * b }
    @inline(__always) static func *= (a: inout Self, b: Float) { a = a * b }

    @inline(__always) static func / (a: Self, b: Self) -> Self { cajon_divide_float4(a, b) }
    @inline(__always) static func / (a: Self, b: Float) -> Self { cajon_divide_float4(a, cajon_splat_float4(b)) }
    @inline(__always) static func / (a: Float, b: Self) -> Self { cajon_divide_float4(cajon_splat_float4(a), b) }
    @inline(__always) static func /= (a: inout Self, b: Self) { a = a / b }
    @inline(__always) static func /= (a: inout Self, b: Float) { a = a / b }

    @inline(__always) static prefix func - (a: Self) -> Self { cajon_negate_float4(a) }
}

extension SIMD2 where Scalar == Double {
    @inline(__always) static func + (a: Self, b: Self) -> Self { cajon_add_double2(a, b) }
    @inline(__always) static func + (a: Self, b: Double) -> Self { cajon_add_double2(a, cajon_splat_double2(b)) }
    @inline(__always) static func + (a: Double, b: Self) -> Self { cajon_add_double2(cajon_splat_double2(a), b) }
    @inline(__always) static func += (a: inout Self, b: Self) { a = a + b }
    @inline(__always) static func += (a: inout Self, b: Double) { a = a + b }

    @inline(__always) static func - (a: Self, b: Self) -> Self { cajon_subtract_double2(a, b) }
    @inline(__always) static func - (a: Self, b: Double) -> Self { cajon_subtract_double2(a, cajon_splat_double2(b)) }
    @inline(__always) static func - (a: Double, b: Self) -> Self { cajon_subtract_double2(cajon_splat_double2(a), b) }
    @inline(__always) static func -= (a: inout Self, b: Self) { a = a - b }
    @inline(__always) static func -= (a: inout Self, b: Double) { a = a - b }

    @inline(__always) static func * (a: Self, b: Self) -> Self { cajon_multiply_double2(a, b) }
    @inline(__always) static func * (a: Self, b: Double) -> Self { cajon_multiply_double2(a, cajon_splat_double2(b)) }
    @inline(__always) static func * (a: Double, b: Self) -> Self { cajon_multiply_double2(cajon_splat_double2(a), b) }
    @inline(__always) static func *= (a: inout Self, b: Self) { a = a * b }
    @inline(__always) static func *= (a: inout Self, b: Double) { a = a * b }

    @inline(__always) static func / (a: Self, b: Self) -> Self { cajon_divide_double2(a, b) }
    @inline(__always) static func / (a: Self, b: Double) -> Self { cajon_divide_double2(a, cajon_splat_double2(b)) }
    @inline(__always) static func / (a: Double, b: Self) -> Self { cajon_divide_double2(cajon_splat_double2(a), b) }
    @inline(__always) static func /= (a: inout Self, b: Self) { a = a / b }
    @inline(__always) static func /= (a: inout Self, b: Double) { a = a / b }

    @inline(__always) static prefix func - (a: Self) -> Self { cajon_negate_double2(a) }
}

extension SIMD4 where Scalar == Int32 {
    @inline(__always) static func &+ (a: Self, b: Self) -> Self { cajon_add_int4(a, b) }
    @inline(__always) static func &+ (a: Self, b: Int32) -> Self { cajon_add_int4(a, cajon_splat_int4(b)) }
    @inline(__always) static func &- (a: Self, b: Self) -> Self { cajon_subtract_int4(a, b) }
    @inline(__always) static func &- (a: Int32, b: Self) -> Self { cajon_subtract_int4(cajon_splat_int4(a), b) }
    @inline(__always) static func & (a: Self, b: Int32) -> Self { cajon_and_int4(a, cajon_splat_int4(b)) }
    /// By 0 to 31 places.
    @inline(__always) static func &<< (a: Self, count: Int32) -> Self { cajon_shift_left_int4(a, count) }
    /// By 0 to 31 places; the sign stays.
    @inline(__always) static func &>> (a: Self, count: Int32) -> Self { cajon_shift_right_int4(a, count) }

    /// The bits of four floats.
    @inline(__always)
    init(bitsOf x: Float4) { self = cajon_bits_int4(x) }
}

/// Lane by lane `a < b ? x : y`; `y` where a or b is NaN.
@inline(__always)
func select(_ a: Float4, lessThan b: Float4, _ x: Float4, _ y: Float4) -> Float4 { cajon_select_less4(a, b, x, y) }

/// (a0, b0, a1, b1): with `zipHigh`, puts two channels' samples side by side.
@inline(__always) func zipLow(_ a: Float4, _ b: Float4) -> Float4 { cajon_zip_low(a, b) }

/// (a2, b2, a3, b3).
@inline(__always) func zipHigh(_ a: Float4, _ b: Float4) -> Float4 { cajon_zip_high(a, b) }

/// (a0, a2, b0, b2): with `unzipOdd`, undoes the zips.
@inline(__always) func unzipEven(_ a: Float4, _ b: Float4) -> Float4 { cajon_unzip_even(a, b) }

/// (a1, a3, b1, b3).
@inline(__always) func unzipOdd(_ a: Float4, _ b: Float4) -> Float4 { cajon_unzip_odd(a, b) }

/// (a0, a1, b0, b1).
@inline(__always) func lowHalves(_ a: Float4, _ b: Float4) -> Float4 { cajon_low_halves(a, b) }

/// (a2, a3, b2, b3).
@inline(__always) func highHalves(_ a: Float4, _ b: Float4) -> Float4 { cajon_high_halves(a, b) }

/// The first two lanes in double precision.
@inline(__always) func widenLow(_ x: Float4) -> Double2 { cajon_widen_low(x) }

/// The last two lanes in double precision.
@inline(__always) func widenHigh(_ x: Float4) -> Double2 { cajon_widen_high(x) }

/// Two pairs of doubles as floats.
@inline(__always) func narrow(_ low: Double2, _ high: Double2) -> Float4 { cajon_narrow(low, high) }
