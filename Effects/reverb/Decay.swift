// How long the room rings, over frequency. A plain value.

/// The time in which the sound falls by 60 dB: `seconds` in the middle, and times of their own below and above.
///
/// The rate of decay, 60 dB over the time, goes from one to the other as the decibels of a first-order shelf do:
///
///     1 / T(f) = 1 / T + (1 / Tb - 1 / T) / (1 + (f / fb)^2) + (1 / Tt - 1 / T) (f / ft)^2 / (1 + (f / ft)^2)
struct Decay: Equatable {
    var seconds: Float = 1
    /// The times' ratio to the one in the middle.
    var bass: Float = 1
    var bassHertz: Float = 250
    var treble: Float = 1
    var trebleHertz: Float = 4000

    /// The shortest of all.
    var leastSeconds: Float { seconds * min(1, min(bass, treble)) }

    /// -log2(10^3) / `seconds`: the binary logarithm of what is left after a second.
    static func logarithm(seconds: Float) -> Float { -9.965_784_3 / seconds }
}
