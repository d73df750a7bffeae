// Frequency responses by the Fourier transform's own definition, in double precision. Pure functions.

import Foundation

/// A complex number, as much of it as the tests need.
struct Complex {
    var real: Double
    var imaginary: Double

    init(_ real: Double, _ imaginary: Double = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    var magnitude: Double { (real * real + imaginary * imaginary).squareRoot() }
    /// In radians.
    var angle: Double { atan2(imaginary, real) }
    var decibels: Double { 20 * log10(max(magnitude, 1e-300)) }

    static func + (a: Complex, b: Complex) -> Complex { Complex(a.real + b.real, a.imaginary + b.imaginary) }

    static func * (a: Complex, b: Complex) -> Complex {
        Complex(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
    }

    static func / (a: Complex, b: Complex) -> Complex {
        let scale = b.real * b.real + b.imaginary * b.imaginary
        return Complex(
            (a.real * b.real + a.imaginary * b.imaginary) / scale, (a.imaginary * b.real - a.real * b.imaginary) / scale
        )
    }
}

enum Spectrum {
    /// Frequencies at equal ratios from `low` to `high`, both included.
    static func frequencies(from low: Double, to high: Double, count: Int) -> [Double] {
        (0..<count).map { low * pow(high / low, Double($0) / Double(count - 1)) }
    }

    /// What the samples have at each frequency: the sum of x[n] exp(-2 pi i f n / rate).
    static func transform(_ samples: ArraySlice<Float>, hertz: [Double], rate: Double) -> [Complex] {
        // Eight frequencies at a time, each phasor turned on by one multiplication; its error grows by 1e-16 a sample.
        var result: [Complex] = []
        for start in stride(from: 0, to: hertz.count, by: 8) {
            let part = hertz[start..<min(start + 8, hertz.count)]
            var (turnReal, turnImaginary) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
            for (lane, frequency) in part.enumerated() {
                turnReal[lane] = cos(2 * Double.pi * frequency / rate)
                turnImaginary[lane] = -sin(2 * Double.pi * frequency / rate)
            }
            var (real, imaginary) = (SIMD8<Double>(repeating: 1), SIMD8<Double>.zero)
            var (sumReal, sumImaginary) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
            for sample in samples {
                let value = Double(sample)
                sumReal += real * value
                sumImaginary += imaginary * value
                let nextReal = real * turnReal - imaginary * turnImaginary
                imaginary = real * turnImaginary + imaginary * turnReal
                real = nextReal
            }
            for lane in 0..<part.count { result.append(Complex(sumReal[lane], sumImaginary[lane])) }
        }
        return result
    }
}
