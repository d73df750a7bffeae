// The discrete Fourier transform of real samples, by FFTW. One thread at a time each; making them takes turns.

import CFFTW
import Foundation

/// A complex number.
package struct ComplexNumber: Equatable, Sendable {
    package var real: Double
    package var imaginary: Double

    package init(_ real: Double, _ imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    /// The squared magnitude.
    package var power: Double { real * real + imaginary * imaginary }
}

/// A transform of a fixed length, from samples to bins 0...length/2; X[k] = Σ x[n] e^(-2πi kn / length), unscaled.
package final class FourierTransform {
    /// FFTW's planner is one for the whole program.
    private static let planner = NSLock()

    package let length: Int
    private let samples: UnsafeMutablePointer<Double>
    private let bins: UnsafeMutablePointer<fftw_complex>
    private let plan: fftw_plan

    /// Range: a length of 1 or more.
    package init(length: Int) {
        precondition(length >= 1)
        self.length = length
        let (samples, bins) = (fftw_alloc_real(length)!, fftw_alloc_complex(length / 2 + 1)!)
        samples.initialize(repeating: 0, count: length)
        // SAFETY: a plan of one dimension with memory of its size always exists.
        plan = Self.planner.withLock {
            fftw_plan_dft_r2c_1d(Int32(length), samples, bins, cajon_fftw_estimate)!
        }
        (self.samples, self.bins) = (samples, bins)
    }

    deinit {
        Self.planner.withLock { fftw_destroy_plan(plan) }
        fftw_free(samples)
        fftw_free(bins)
    }

    package var binCount: Int { length / 2 + 1 }

    /// Transforms what `fill` writes, and hands the bins over, one by one.
    ///
    /// - Parameter fill: is given `length` samples, which hold what they held before, to write all of.
    package func run(_ fill: (UnsafeMutableBufferPointer<Double>) -> Void, bin: (Int, ComplexNumber) -> Void) {
        fill(UnsafeMutableBufferPointer(start: samples, count: length))
        fftw_execute(plan)
        // SAFETY: FFTW lays a complex number out as two doubles, the real part first; there are `binCount` of them.
        bins.withMemoryRebound(to: Double.self, capacity: 2 * binCount) { values in
            for index in 0..<binCount { bin(index, ComplexNumber(values[2 * index], values[2 * index + 1])) }
        }
    }

    /// Transforms samples, with zeros after them up to the length. Range: no more samples than the length.
    package func bins(of source: [Double]) -> [ComplexNumber] {
        precondition(source.count <= length)
        var result: [ComplexNumber] = []
        result.reserveCapacity(binCount)
        run { samples in
            for index in 0..<length { samples[index] = index < source.count ? source[index] : 0 }
        } bin: { _, value in
            result.append(value)
        }
        return result
    }
}
