// Colours, and how they are computed. Plain values, any thread.

import Foundation

/// A colour of sRGB, each part 0 to 1.
package struct Colour: Equatable, Sendable {
    package let red: Double
    package let green: Double
    package let blue: Double

    package init(red: Double, green: Double, blue: Double) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// As `0xRRGGBB`.
    package init(_ hex: UInt32) {
        self.init(
            red: Double(hex >> 16 & 0xFF) / 255, green: Double(hex >> 8 & 0xFF) / 255, blue: Double(hex & 0xFF) / 255)
    }

    /// By lightness 0 to 1, chroma, and hue in degrees; of a chroma that sRGB doesn't have there, as much as it has.
    ///
    /// Source: B. Ottosson, *A perceptual color space for image processing* (Oklab), 2020.
    package init(lightness: Double, chroma: Double, hueDegrees: Double) {
        var chroma = chroma
        var linear = Self.linear(lightness, chroma, hueDegrees)
        while chroma > 0.001, linear.contains(where: { !(0...1).contains($0) }) {
            chroma -= 0.001
            linear = Self.linear(lightness, chroma, hueDegrees)
        }
        self.init(red: Self.encoded(linear[0]), green: Self.encoded(linear[1]), blue: Self.encoded(linear[2]))
    }

    private static func linear(_ lightness: Double, _ chroma: Double, _ hueDegrees: Double) -> [Double] {
        let (a, b) = (chroma * cos(hueDegrees * .pi / 180), chroma * sin(hueDegrees * .pi / 180))
        let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
        let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
        let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
        return [
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
        ]
    }

    /// The transfer function of sRGB (IEC 61966-2-1).
    private static func encoded(_ linear: Double) -> Double {
        let value = min(max(linear, 0), 1)
        return value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
    }

    /// As cairo packs it into 32 bits, opaque.
    var packed: UInt32 {
        func byte(_ part: Double) -> UInt32 { UInt32((min(max(part, 0), 1) * 255).rounded()) }
        return 0xFF00_0000 | byte(red) << 16 | byte(green) << 8 | byte(blue)
    }
}

/// The colours of a spectrogram: from dark violet by way of blue and green to light yellow, lightness rising evenly, so
/// that equal steps look equal and a print in grey keeps their order.
package enum ColourMap {
    private static let stepCount = 256
    private static let table: [UInt32] = (0..<stepCount).map { colour(Double($0) / Double(stepCount - 1)).packed }

    /// Range: 0 to 1; own derivation, in Oklab: lightness 0.16 to 0.95, hue 305° to 105°, chroma 0.06 at the dark end,
    /// most in the middle.
    package static func colour(_ share: Double) -> Colour {
        let t = min(max(share, 0), 1)
        return Colour(
            lightness: 0.16 + 0.79 * t, chroma: 0.06 + 0.07 * sin(.pi * min(t * 1.15, 1)) + 0.06 * t * t,
            hueDegrees: 305 - 200 * pow(t, 1.1))
    }

    static func packed(_ share: Double) -> UInt32 {
        table[min(max(Int((share * Double(stepCount - 1)).rounded()), 0), stepCount - 1)]
    }
}
