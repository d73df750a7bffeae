// The shapes along which sounds come and go in an engine. Tables made beforehand, read by the audio thread.

import CRealtime
import Foundation

/// Cosines of an angle that goes from 0 to a right angle, starting and ending at rest.
///
/// The angle itself moves as half a cosine, so that no fade begins or ends with a kink: the steepest sine stays the
/// steepest step. Own derivation: at the start of a fade with gains that add up to 1, the step beyond a sine's own is at
/// most π³ / (8 (Xw)²) of it, for X frames and w radians a frame; 0.4 % at 100 Hz and 50 ms.
struct LiveFades: ~Copyable {
    /// From one graph to another, and at the very end.
    static let longSeconds = 0.05
    /// For what must be gone quickly: a tail that is cut, an effect's own noise that sets in.
    static let shortSeconds = 0.02

    let longFrames: Int
    let shortFrames: Int
    let longCosines: UnsafeMutablePointer<Float>
    let shortCosines: UnsafeMutablePointer<Float>

    init(sampleRate: Double) {
        longFrames = max(1, Int((sampleRate * Self.longSeconds).rounded()))
        shortFrames = max(1, Int((sampleRate * Self.shortSeconds).rounded()))
        longCosines = Self.cosines(longFrames)
        shortCosines = Self.cosines(shortFrames)
    }

    deinit {
        longCosines.deallocate()
        shortCosines.deallocate()
    }

    /// One more than the frames, so that the table holds both ends.
    private static func cosines(_ frames: Int) -> UnsafeMutablePointer<Float> {
        let table = UnsafeMutablePointer<Float>.allocate(capacity: frames + 1)
        for frame in 0...frames {
            let angle = Double.pi / 4 * (1 - cos(Double.pi * Double(frame) / Double(frames)))
            (table + frame).initialize(to: Float(cos(angle)))
        }
        return table
    }
}
