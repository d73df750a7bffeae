// The window of all spectra here. Pure functions, any thread.

import Foundation

/// The Hann window: sidelobes that fall with 18 dB per octave, and halves that overlap to one.
enum Window {
    /// w[n] = (1 - cos(2πn / length)) / 2, or 1 for a length too short to be tapered.
    static func hann(length: Int) -> [Double] {
        guard length >= 8 else { return Array(repeating: 1, count: length) }
        return (0..<length).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length)) }
    }
}
