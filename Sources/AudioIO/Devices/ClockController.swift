// Steers a resampler so that two clocks stay together. Plain arithmetic; used on the audio thread.
internal import Glibc

/// A proportional-integral controller from the fill level between two clocks to a correction of the resampling ratio.
///
/// **Loop.** Let L be the level in frames, f the sample rate, d how much faster the captured clock runs (a fraction),
/// and u the correction by which fewer frames are made. Then dL/dt = f (d - u). With u = p e + i ∫ e dt and e = L less
/// its target, L follows s² + f p s + f i = 0: critically damped at w = 2π b for p = 2 w / f, i = w² / f. Once settled,
/// the integral is d. Own derivation; the shape is that of F. Adriaensen, "Using a DLL to filter time", LAC 2005.
///
/// **Smoothing.** Before that, e passes two one-pole filters at ten times b, so that the jitter of wake-ups doesn't
/// become jitter of pitch. The bandwidth b begins high, to catch up within a second, and falls.
package struct ClockController {
    /// No two sound cards that work differ by as much.
    package static let greatestCorrection = 0.01
    /// Bandwidth in hertz, from so many seconds on. At last 0.02: a level that is off by 10 frames for a moment bends
    /// the pitch by less than 0.1 cent.
    package static let stages: [(fromSeconds: Double, bandwidthHertz: Double)] = [(0, 0.5), (2, 0.1), (10, 0.02)]
    private static let smoothingRatio = 10.0

    private struct Coefficients {
        let untilSeconds: Double
        let proportional: Double
        let integral: Double
        let smoothing: Double
    }

    private let intervalSeconds: Double
    private let first: Coefficients
    private let second: Coefficients
    private let third: Coefficients
    private var elapsedSeconds = 0.0
    private var smoothedOnce = 0.0
    private var smoothedTwice = 0.0
    private var integral = 0.0

    /// What to make fewer frames by: 0.0001 for 100 parts in a million. Range: ±`greatestCorrection`.
    package private(set) var correction = 0.0
    /// How much faster the captured clock runs, as far as it is known.
    package var drift: Double {
        @_noLocks get { integral }
    }

    /// - Parameter intervalFrames: how often `update` is called.
    package init(sampleRate: Double, intervalFrames: Int) {
        let interval = Double(intervalFrames) / sampleRate
        intervalSeconds = interval
        func coefficients(_ stage: Int) -> Coefficients {
            let frequency = 2 * Double.pi * Self.stages[stage].bandwidthHertz
            let isLast = stage + 1 == Self.stages.count
            return Coefficients(
                untilSeconds: isLast ? .infinity : Self.stages[stage + 1].fromSeconds,
                proportional: 2 * frequency / sampleRate,
                integral: frequency * frequency / sampleRate * interval,
                smoothing: 1 - exp(-Self.smoothingRatio * frequency * interval))
        }
        first = coefficients(0)
        second = coefficients(1)
        third = coefficients(2)
    }

    /// Takes how many frames the level is above its target.
    @_noLocks
    package mutating func update(excessFrames: Double) {
        let now =
            elapsedSeconds < first.untilSeconds ? first : elapsedSeconds < second.untilSeconds ? second : third
        elapsedSeconds += intervalSeconds
        smoothedOnce += now.smoothing * (excessFrames - smoothedOnce)
        smoothedTwice += now.smoothing * (smoothedOnce - smoothedTwice)
        integral = Self.clamped(integral + now.integral * smoothedTwice)
        correction = Self.clamped(integral + now.proportional * smoothedTwice)
    }

    /// The level was set anew: what is known of the clocks stays, what is known of the level doesn't.
    @_noLocks
    package mutating func restart() {
        smoothedOnce = 0
        smoothedTwice = 0
        elapsedSeconds = 0
        correction = integral
    }

    @_noLocks
    private static func clamped(_ value: Double) -> Double {
        // Written out: the constant as a computed value, which the audio thread may read.
        value > 0.01 ? 0.01 : value < -0.01 ? -0.01 : value
    }
}
