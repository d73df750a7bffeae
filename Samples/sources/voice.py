"""A voice-like melody on vowels, mono: a glottal pulse through seven moving formants, with vibrato and breath.

Source: Rosenberg's glottal pulse (JASA 49(2), 1971), Klatt's cascade of resonators (JASA 67(3), 1980), formants after
Peterson and Barney (JASA 24(2), 1952).
"""

import math

from .dsp import RATE, TAU, Noise, cosine, exp, filtered, note, room, silence, sine, wav

# For each vowel seven formants in Hz; bandwidths below.
VOWELS = {
    "a": (730, 1_090, 2_440, 3_400, 4_500, 5_600, 6_900),
    "e": (530, 1_840, 2_480, 3_500, 4_600, 5_600, 6_900),
    "i": (290, 2_250, 3_000, 3_650, 4_700, 5_700, 6_900),
    "o": (500, 860, 2_410, 3_300, 4_500, 5_600, 6_900),
    "u": (320, 820, 2_240, 3_200, 4_400, 5_500, 6_900),
}
BANDWIDTHS = (95, 110, 140, 200, 260, 380, 500)

# (start in seconds, MIDI note, vowel, loudness); loudness 0 is a breath between phrases.
PHRASE = (
    (0.00, 57, "a", 0.9), (0.55, 60, "e", 0.9), (0.95, 62, "i", 1.0), (1.55, 60, "o", 0.9), (2.05, 59, "u", 0.8),
    (2.45, 59, "u", 0.0), (2.65, 64, "a", 1.0), (3.25, 62, "e", 0.9), (3.60, 60, "o", 0.9), (4.00, 57, "a", 0.85),
    (4.70, 57, "a", 0.0),
)
STEP = 32


def sing(phrase, seconds, noise, breath=0.03, tract=1.0, vibrato_cents=28.0):
    """Sings a phrase; `tract` scales the formants, below 1 for a longer throat."""
    count = int(seconds * RATE)
    pitch = note(phrase[0][1])
    loudness = 0.0
    formants = [float(f) for f in VOWELS[phrase[0][2]]]
    state = [[0.0, 0.0] for _ in formants]
    coefficients = [(0.0, 0.0, 0.0)] * len(formants)
    phase, held, wander, position = 0.0, 0.0, 0.0, 0
    flow_before = air_before = 0.0
    # Time constants of pitch, vowel and loudness, as factors for a step.
    glide, move, swell = (1 - exp(-STEP / (RATE * t)) for t in (0.035, 0.045, 0.045))
    out = []
    for index in range(count):
        if index % STEP == 0:
            time = index / RATE
            while position + 1 < len(phrase) and phrase[position + 1][0] <= time:
                if phrase[position + 1][1] != phrase[position][1]:
                    held = 0.0
                position += 1
            _, midi, vowel, target = phrase[position]
            held += STEP / RATE
            pitch += glide * (note(midi) - pitch)
            loudness += swell * (target - loudness)
            formants = [f + move * (tract * g - f) for f, g in zip(formants, VOWELS[vowel])]
            # Vibrato comes in once a note is held; a slow wander keeps it human.
            wander += 0.002 * (noise.next() - wander)
            depth = vibrato_cents * min(1.0, max(0.0, held - 0.12) / 0.25)
            hertz = pitch * (1 + 0.00057779 * (depth * sine(5.3 * time) + 60 * wander))
            for number, (centre, width) in enumerate(zip(formants, BANDWIDTHS)):
                radius = exp(-TAU / 2 * width / RATE)
                b = 2 * radius * cosine(centre / RATE)
                c = -radius * radius
                coefficients[number] = (1 - b - c, b, c)
        phase += hertz / RATE
        phase -= int(phase)
        # Rosenberg's flow: opens over 40 % of the period, closes over 16 %.
        if phase < 0.40:
            x = phase / 0.40
            flow = x * x * (3 - 2 * x)
        elif phase < 0.56:
            x = (phase - 0.40) / 0.16
            flow = 1 - x * x
        else:
            flow = 0.0
        # Radiation at the lips differentiates; breath sounds while the folds are open.
        source = 12 * (flow - flow_before) + breath * (0.3 + flow) * noise.next()
        flow_before = flow
        air = loudness * 0.25 * flow * noise.next()
        value = loudness * source
        for (a, b, c), memory in zip(coefficients, state):
            value = a * value + b * memory[0] + c * memory[1]
            memory[1] = memory[0]
            memory[0] = value
        # What the teeth and lips make of the breath passes no formant of the throat.
        out.append(value + 0.03 * (air - air_before))
        air_before = air
    return out


def levelled(samples, seconds=0.03, floor=0.06):
    """Halves the differences of level in dB, as a singer does who hears how each vowel carries."""
    follow = 1 - exp(-1 / (RATE * seconds))
    peak = max(abs(x) for x in samples)
    envelope, out = 0.0, []
    for x in samples:
        envelope += follow * (abs(x) / peak - envelope)
        out.append(x / math.sqrt(envelope + floor))
    return out


def present(samples):
    """The brightness that a microphone close to the mouth hears."""
    samples = filtered(samples, "high", 85)
    # 6 dB more for each octave above 1.9 kHz.
    samples = [x + 4 * (x - before) for x, before in zip(samples, [0.0] + samples)]
    samples = filtered(samples, "peak", 3_000, 0.7, 5.0)
    return levelled(filtered(samples, "low", 13_000))


def make():
    samples = present(sing(PHRASE, 5.0, Noise(1952)))
    left, _ = room(samples, silence(5.0), seconds=0.6, level=0.05)
    return wav([left], fade_in=0.02, fade_out=0.25)
