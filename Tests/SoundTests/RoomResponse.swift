// What is measured of a reverberation: decay over frequency, density of echoes, how even its spectrum is. Pure functions.

import EffectTestSupport
import Foundation

/// What a reverb answers to an impulse in every channel.
struct RoomResponse {
    let sound: PlanarSound
    let rate: Double

    /// A second-order filter's coefficients: RBJ's cookbook.
    private struct Biquad {
        var (b0, b1, b2, a1, a2) = (0.0, 0.0, 0.0, 0.0, 0.0)

        init(hertz: Double, quality: Double, isLowpass: Bool, rate: Double) {
            let w = 2 * Double.pi * hertz / rate
            let alpha = sin(w) / (2 * quality)
            let middle = isLowpass ? 1 - cos(w) : -(1 + cos(w))
            b0 = abs(middle) / 2 / (1 + alpha)
            b1 = middle / (1 + alpha)
            b2 = b0
            a1 = -2 * cos(w) / (1 + alpha)
            a2 = (1 - alpha) / (1 + alpha)
        }

        func filter(_ x: [Double]) -> [Double] {
            var (s1, s2) = (0.0, 0.0)
            return x.map { sample in
                let y = b0 * sample + s1
                s1 = b1 * sample - a1 * y + s2
                s2 = b2 * sample - a2 * y
                return y
            }
        }
    }

    /// The time in seconds in which an octave falls by 60 dB, from its fall from -5 to -35 dB: Schroeder's backward
    /// integration over all channels, and a straight line (ISO 3382-1's T30).
    ///
    /// The octave is cut out by Butterworth's filters of fourth order, which run backwards so that their own ringing is
    /// not taken for the room's.
    func decay(octave hertz: Double) -> Double {
        var energy = [Double](repeating: 0, count: sound.frameCount)
        for channel in 0..<sound.channelCount {
            var x = sound.channel(channel).reversed().map { Double($0) }
            for quality in [0.541_196, 1.306_563] {
                x = Biquad(hertz: hertz / 2.0.squareRoot(), quality: quality, isLowpass: false, rate: rate).filter(x)
                x = Biquad(hertz: hertz * 2.0.squareRoot(), quality: quality, isLowpass: true, rate: rate).filter(x)
            }
            var sum = 0.0
            for (index, sample) in x.enumerated() {
                sum += sample * sample
                energy[sound.frameCount - 1 - index] += sum
            }
        }
        let total = energy[0]
        var (count, times, levels, squares, products) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (frame, rest) in energy.enumerated() {
            let level = 10 * log10(rest / total + 1e-300)
            guard level <= -5 else { continue }
            guard level >= -35 else { break }
            let time = Double(frame) / rate
            count += 1
            times += time
            levels += level
            squares += time * time
            products += time * level
        }
        let slope = (count * products - times * levels) / (count * squares - times * times)
        return -60 / slope
    }

    /// Normalised echo density: how many samples of 20 ms lie outside a standard deviation, against Gaussian noise's share.
    /// Source: J. S. Abel, P. Huang, "A simple, robust measure of reverberation echo density", 121st AES Convention, 2006.
    func echoDensity(atSeconds seconds: Double, channel: Int = 0) -> Double {
        let half = Int(0.01 * rate)
        let centre = Int(seconds * rate)
        var (weights, power) = (0.0, 0.0)
        func window(_ offset: Int) -> Double { 0.5 + 0.5 * cos(Double.pi * Double(offset) / Double(half)) }
        func sample(_ offset: Int) -> Double {
            centre + offset < 0 ? 0 : Double(sound[channel, centre + offset])
        }
        for offset in -half...half {
            weights += window(offset)
            power += window(offset) * sample(offset) * sample(offset)
        }
        let deviation = (power / weights).squareRoot()
        var outside = 0.0
        for offset in -half...half where abs(sample(offset)) > deviation { outside += window(offset) }
        return outside / weights / 0.317_31
    }

    /// How unlike each other the powers at neighbouring frequencies are, from `start` for half a second.
    ///
    /// The powers at frequencies 4 Hz apart, under a Hann window of 2 Hz resolution, are exponentially distributed for
    /// Gaussian noise (Rayleigh's statistics): their mean square is twice their squared mean, and their geometric mean is
    /// exp(-0.5772) of their mean. Both are given as a ratio to that; a few modes that stick out raise the first and lower
    /// the second.
    static func modalSpread(
        _ samples: ArraySlice<Float>, rate: Double, octave hertz: Double, decaySeconds: Double
    ) -> (moment: Double, flatness: Double) {
        let count = samples.count
        let window = samples.enumerated().map { index, sample in
            // The fall is undone, so that the window's shape is the same for all.
            let lift = pow(10, 3 * Double(index) / rate / decaySeconds)
            return Float(Double(sample) * lift * (0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(count))))
        }
        let places = Array(stride(from: hertz / 2.0.squareRoot(), to: hertz * 2.0.squareRoot(), by: 4))
        let powers = Spectrum.transform(window[...], hertz: places, rate: rate).map { $0.magnitude * $0.magnitude }
        let mean = powers.reduce(0, +) / Double(powers.count)
        let square = powers.reduce(0) { $0 + $1 * $1 } / Double(powers.count)
        let logarithm = powers.reduce(0) { $0 + log($1) } / Double(powers.count)
        return (square / (mean * mean) / 2, exp(logarithm) / mean / 0.561_46)
    }
}
