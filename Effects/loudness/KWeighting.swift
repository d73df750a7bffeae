// What BS.1770 hears: a shelf for the head's acoustics, and a high-pass. Designed for any rate from the analogue
// filters that its coefficients for 48 kHz are of.

/// Coefficients of one filter of second order.
struct Section {
    var b0 = 1.0
    var b1 = 0.0
    var b2 = 0.0
    var a1 = 0.0
    var a2 = 0.0
}

/// Both filters for a rate.
///
/// The recommendation states digital filters for 48 kHz. They are bilinear transforms of a shelf and a high-pass, whose
/// corners, gains and quality factors follow from the coefficients: B. De Man, *Evaluation of Implementations of the
/// EBU R128 Loudness Measurement*, AES Convention 145, 2018. At 48 kHz the coefficients are the recommendation's.
struct KWeighting {
    var shelf = Section()
    var highpass = Section()

    private static var shelfHertz: Double { 1_681.974_450_955_533 }
    private static var shelfQuality: Double { 0.707_175_236_955_419_6 }
    /// 3.9998 dB, and what the shelf's middle term is multiplied by.
    private static var shelfGain: Double { 1.584_864_701_130_855_6 }
    private static var shelfMiddle: Double { 1.258_720_930_232_561_7 }
    private static var highpassHertz: Double { 38.135_470_876_024_44 }
    private static var highpassQuality: Double { 0.500_327_037_323_877_3 }
    /// The recommendation's high-pass passes a little more than 1 high up: by so much.
    private static var highpassGain: Double { 1.004_994_898_714_688_4 }

    init() {}

    init(sampleRate: Double) {
        let k = Self.warp(Self.shelfHertz, sampleRate)
        let over = k / Self.shelfQuality
        let scale = 1 / (1 + over + k * k)
        shelf = Section(
            b0: (Self.shelfGain + Self.shelfMiddle * over + k * k) * scale, b1: 2 * (k * k - Self.shelfGain) * scale,
            b2: (Self.shelfGain - Self.shelfMiddle * over + k * k) * scale, a1: 2 * (k * k - 1) * scale,
            a2: (1 - over + k * k) * scale)
        let h = Self.warp(Self.highpassHertz, sampleRate)
        let share = h / Self.highpassQuality
        let rest = 1 / (1 + share + h * h)
        let gain = Self.highpassGain * rest
        highpass = Section(
            b0: gain, b1: -2 * gain, b2: gain, a1: 2 * (h * h - 1) * rest, a2: (1 - share + h * h) * rest)
    }

    /// The bilinear transform's frequency. At rates below 3.7 kHz the corner stays under half of them.
    private static func warp(_ hertz: Double, _ sampleRate: Double) -> Double {
        tan(min(Double.pi * hertz / sampleRate, 1.42))
    }
}
