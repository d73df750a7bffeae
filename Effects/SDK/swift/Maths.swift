// The maths of `cajon_maths.h` under Swift names, for one float and for four. Both give the same bits on every
// machine. Greatest errors are stated there and tested.

internal import CajonC

/// 2 to the power x; 0 below -126.5.
@inline(__always) func exp2(_ x: Float) -> Float { cajon_exp2(x) }
@inline(__always) func exp2(_ x: Float4) -> Float4 { cajon_exp2_4(x) }

/// The binary logarithm; anything below 2^-126 counts as that.
@inline(__always) func log2(_ x: Float) -> Float { cajon_log2(x) }
@inline(__always) func log2(_ x: Float4) -> Float4 { cajon_log2_4(x) }

/// e to the power x.
@inline(__always) func exp(_ x: Float) -> Float { cajon_exp(x) }
@inline(__always) func exp(_ x: Float4) -> Float4 { cajon_exp4(x) }

/// The natural logarithm; anything below 2^-126 counts as that.
@inline(__always) func log(_ x: Float) -> Float { cajon_log(x) }
@inline(__always) func log(_ x: Float4) -> Float4 { cajon_log4(x) }

/// x to the power y, for x above 0.
@inline(__always) func pow(_ x: Float, _ y: Float) -> Float { cajon_pow(x, y) }
@inline(__always) func pow(_ x: Float4, _ y: Float4) -> Float4 { cajon_pow4(x, y) }

/// The sine of x radians, |x| up to 8192.
@inline(__always) func sin(_ x: Float) -> Float { cajon_sin(x) }
@inline(__always) func sin(_ x: Float4) -> Float4 { cajon_sin4(x) }

/// The cosine of x radians, |x| up to 8192.
@inline(__always) func cos(_ x: Float) -> Float { cajon_cos(x) }
@inline(__always) func cos(_ x: Float4) -> Float4 { cajon_cos4(x) }

/// The tangent of x radians, |x| up to 1.57.
@inline(__always) func tan(_ x: Float) -> Float { cajon_tan(x) }
@inline(__always) func tan(_ x: Float4) -> Float4 { cajon_tan4(x) }

/// The tangent of x radians in double precision, |x| up to 1.57: for frequencies that need more than a float.
@inline(__always) func tan(_ x: Double) -> Double { cajon_tan_double(x) }

/// The hyperbolic tangent.
@inline(__always) func tanh(_ x: Float) -> Float { cajon_tanh(x) }
@inline(__always) func tanh(_ x: Float4) -> Float4 { cajon_tanh4(x) }

/// The sine of a phase in turns, sin(2 pi x): what an oscillator wants. |x| below 2^22.
@inline(__always) func sin(turns x: Float) -> Float { cajon_sin_turns(x) }
@inline(__always) func sin(turns x: Float4) -> Float4 { cajon_sin_turns4(x) }

/// The cosine of a phase in turns, cos(2 pi x). |x| below 2^22.
@inline(__always) func cos(turns x: Float) -> Float { cajon_cos_turns(x) }
@inline(__always) func cos(turns x: Float4) -> Float4 { cajon_cos_turns4(x) }

/// A level in decibels as a factor.
@inline(__always) func gain(decibels x: Float) -> Float { cajon_decibels_to_gain(x) }
@inline(__always) func gain(decibels x: Float4) -> Float4 { cajon_decibels_to_gain4(x) }

/// A factor, at least 0, as a level in decibels; silence is -758.6 dB.
@inline(__always) func decibels(gain x: Float) -> Float { cajon_gain_to_decibels(x) }
@inline(__always) func decibels(gain x: Float4) -> Float4 { cajon_gain_to_decibels4(x) }

/// The smaller, lane by lane.
@inline(__always) func min(_ a: Float4, _ b: Float4) -> Float4 { cajon_min4(a, b) }

/// The larger, lane by lane.
@inline(__always) func max(_ a: Float4, _ b: Float4) -> Float4 { cajon_max4(a, b) }

/// The size, lane by lane.
@inline(__always) func abs(_ x: Float4) -> Float4 { cajon_abs4(x) }

/// The square root, correctly rounded.
@inline(__always) func sqrt(_ x: Float) -> Float { x.squareRoot() }
@inline(__always) func sqrt(_ x: Float4) -> Float4 { cajon_sqrt4(x) }
