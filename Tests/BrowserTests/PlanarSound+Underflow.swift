// What is left of a sound when numbers too small for single precision are taken away. A pure function.

import EffectTestSupport

extension PlanarSound {
    /// With zero in place of denormal numbers, and of zeros of either sign.
    ///
    /// Cajon runs effects with denormals flushed to zero (ARCHITECTURE.md, "Numbers"), Chromium lets them be. A sound that
    /// dies away passes through them, in double precision too: there the one has a zero left, the other some 1e-310,
    /// and as samples both are zeros, perhaps of different signs.
    var withoutUnderflow: PlanarSound {
        var sound = self
        for index in samples.indices where samples[index].magnitude < .leastNormalMagnitude { sound.samples[index] = 0 }
        return sound
    }
}
