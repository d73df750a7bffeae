"""The impulse response of a small hall that never was, in stereo: the convolver's own, for when it is given no other."""

from .dsp import RATE, Noise, decay, exp, filtered, wav

SECONDS = 0.6
# When reflections arrive, in milliseconds, and how loud, left and right: the first ones off walls, floor and ceiling.
REFLECTIONS = (
    (0.2, 1.0, 0.9), (3.7, 0.55, 0.3), (5.3, -0.28, 0.5), (8.9, 0.42, 0.22), (11.3, 0.2, -0.38), (14.9, -0.3, 0.26),
    (19.1, 0.24, 0.28), (23.3, 0.17, -0.22), (29.7, -0.19, 0.14),
)
# The diffuse sound by bands: what it passes through, its decay by 60 dB in seconds, its level.
BANDS = (
    (("low", 350.0), 0.8, 0.9), (("band", 900.0), 0.72, 0.8), (("band", 2600.0), 0.58, 0.6), (("high", 5200.0), 0.38, 0.2),
)


def diffuse(noise):
    """Noise that rises within 20 ms and dies away, high frequencies first."""
    count = int(SECONDS * RATE)
    total = [0.0] * count
    for (kind, hertz), seconds, level in BANDS:
        band = filtered([noise.next() for _ in range(count)], kind, hertz)
        step, factor = decay(seconds), level
        for index in range(count):
            total[index] += factor * band[index]
            factor *= step
    return [x * (1.0 - exp(-index / (0.008 * RATE))) for index, x in enumerate(total)]


def make():
    noise = Noise(77)
    sides = []
    for side in (1, 2):
        samples = [0.22 * x for x in diffuse(noise)]
        dull = [0.0] * len(samples)
        for reflection in REFLECTIONS:
            dull[int(reflection[0] * RATE / 1000)] += reflection[side]
        dull = filtered(dull, "low", 7_500.0)
        sides.append(filtered([a + b for a, b in zip(samples, dull)], "high", 60.0))
    return wav(sides, fade_in=0.0001, fade_out=0.15)
