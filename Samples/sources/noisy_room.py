"""A low voice in a bad recording, in stereo: hiss, mains hum, rumble and a room, with pauses in which only they sound."""

from .dsp import RATE, Noise, add, filtered, gain, room, sine, wav
from .voice import present, sing

SECONDS = 4.0
# Short syllables like speech; see voice.PHRASE.
SPEECH = (
    (0.00, 45, "a", 0.0), (0.35, 47, "a", 1.0), (0.52, 47, "a", 0.1), (0.58, 49, "i", 0.9), (0.74, 48, "e", 0.7),
    (0.92, 46, "o", 0.9), (1.16, 44, "o", 0.0), (1.75, 48, "e", 1.0), (1.90, 48, "e", 0.1), (1.96, 50, "a", 1.0),
    (2.20, 47, "u", 0.8), (2.38, 46, "i", 0.9), (2.52, 46, "i", 0.1), (2.58, 43, "a", 0.9), (2.92, 42, "a", 0.0),
)
# Levels under the voice's peak.
HISS_DECIBELS = -44.0
HUM_DECIBELS = -36.0
RUMBLE_DECIBELS = -30.0


def peak_of(samples):
    return max(abs(x) for x in samples)


def make():
    noise = Noise(50)
    voice = sing(SPEECH, SECONDS, noise, breath=0.04, tract=0.92, vibrato_cents=4.0)
    voice = filtered(present(voice), "low", 9_000)
    left, right = [0.92 * x for x in voice], voice
    left, right = room(left, right, seconds=0.7, level=0.09)
    reference = max(peak_of(left), peak_of(right))

    count = len(left)
    hum = []
    for index in range(count):
        turns = 50.0 * index / RATE
        hum.append(sine(turns) + 0.45 * sine(2 * turns) + 0.6 * sine(3 * turns) + 0.2 * sine(5 * turns) + 0.1 * sine(7 * turns))
    rumble = filtered(filtered([noise.next() for _ in range(count)], "low", 38, 0.9), "low", 45)
    for side in (left, right):
        hiss = filtered([noise.next() for _ in range(count)], "high", 900, 0.6)
        for samples, decibels in ((hiss, HISS_DECIBELS), (hum, HUM_DECIBELS), (rumble, RUMBLE_DECIBELS)):
            add(side, samples, 0, gain(decibels) * reference / peak_of(samples))
    return wav([left, right], fade_in=0.02, fade_out=0.1)
