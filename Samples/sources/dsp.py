"""Arithmetic, noise, filters and files that the sources share.

The sources use only + - * / and square root on doubles, which IEEE 754 rounds the same on every machine; sine and
exponential are polynomials, since one C library's last bit differs from the next one's. So the files are the same
bytes everywhere.
"""

import array
import math
import struct
import sys

RATE = 48_000
TAU = 6.283185307179586
_LN2 = 0.6931471805599453


def sine(turns):
    """sin(2*pi*turns), by the Taylor series on a quarter turn; error below 1e-15."""
    x = turns - math.floor(turns)
    sign = 1.0
    if x >= 0.5:
        x, sign = x - 0.5, -1.0
    if x > 0.25:
        x = 0.5 - x
    x *= TAU
    square = x * x
    total = 0.0
    for n in (19, 17, 15, 13, 11, 9, 7, 5, 3):
        total = (1.0 + total) * (-square / (n * (n - 1)))
    return sign * x * (1.0 + total)


def cosine(turns):
    return sine(turns + 0.25)


def exp(x):
    """e**x, by halving the range and a Taylor series; relative error below 1e-14."""
    whole = math.floor(x / _LN2 + 0.5)
    rest = x - whole * _LN2
    total = 1.0
    for n in range(16, 0, -1):
        total = 1.0 + total * rest / n
    return math.ldexp(total, int(whole))


def decay(seconds, samples=1):
    """The factor over so many samples of a fall by 60 dB in so many seconds."""
    return exp(-6.907755278982137 * samples / (seconds * RATE))


def gain(decibels):
    return exp(decibels * 0.11512925464970229)


def note(midi):
    """Frequency in Hz of a MIDI note number, equal temperament, A4 = 440 Hz."""
    return 440.0 * exp((midi - 69) * _LN2 / 12)


class Noise:
    """White noise in -1 ... 1 from Knuth's 64-bit linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.state >> 40) / 8388608.0 - 1.0


def biquad(kind, hertz, q, decibels=0.0):
    """Coefficients b0 b1 b2 a1 a2 of the Audio EQ Cookbook's filters."""
    sin, cos = sine(hertz / RATE), cosine(hertz / RATE)
    alpha = sin / (2 * q)
    if kind == "peak":
        a = gain(decibels / 2)
        b, d = (1 + alpha * a, -2 * cos, 1 - alpha * a), (1 + alpha / a, -2 * cos, 1 - alpha / a)
    elif kind == "low":
        b, d = ((1 - cos) / 2, 1 - cos, (1 - cos) / 2), (1 + alpha, -2 * cos, 1 - alpha)
    elif kind == "high":
        b, d = ((1 + cos) / 2, -1 - cos, (1 + cos) / 2), (1 + alpha, -2 * cos, 1 - alpha)
    else:
        b, d = (alpha, 0.0, -alpha), (1 + alpha, -2 * cos, 1 - alpha)
    return b[0] / d[0], b[1] / d[0], b[2] / d[0], d[1] / d[0], d[2] / d[0]


def filtered(samples, kind, hertz, q=0.7071067811865476, decibels=0.0):
    """The samples through one biquad."""
    b0, b1, b2, a1, a2 = biquad(kind, hertz, q, decibels)
    s1 = s2 = 0.0
    out = []
    for x in samples:
        y = b0 * x + s1
        s1 = b1 * x - a1 * y + s2
        s2 = b2 * x - a2 * y
        out.append(y)
    return out


def silence(seconds):
    return [0.0] * int(seconds * RATE)


def add(target, samples, seconds, level=1.0):
    """Mixes samples into target from a time on; what reaches beyond the end is cut off."""
    start = int(seconds * RATE)
    for index in range(min(len(samples), len(target) - start)):
        target[start + index] += level * samples[index]


def pan(position):
    """Equal-power levels for left and right; position is -1 (left) to 1 (right)."""
    return cosine((position + 1) / 8), sine((position + 1) / 8)


def room(left, right, seconds, level, damping=0.35):
    """Adds the reverberation of a small room: a feedback delay network of four lines with a Hadamard matrix."""
    lengths = (1_327, 1_631, 1_973, 2_311)
    factors = [decay(seconds, length) for length in lengths]
    lines = [[0.0] * length for length in lengths]
    places = [0, 0, 0, 0]
    low = [0.0] * 4
    wet_left, wet_right = [], []
    for l, r in zip(left, right):
        out = []
        for index in range(4):
            low[index] += (1 - damping) * (lines[index][places[index]] - low[index])
            out.append(low[index] * factors[index])
        a, b, c, d = out
        back = (a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d)
        for index in range(4):
            lines[index][places[index]] = 0.5 * back[index] + (l if index % 2 == 0 else r)
            places[index] = (places[index] + 1) % lengths[index]
        wet_left.append(l + level * (a + c))
        wet_right.append(r + level * (b + d))
    return wet_left, wet_right


def wav(channels, peak_decibels=-3.0, fade_in=0.003, fade_out=0.25):
    """A 16-bit WAV file's bytes: level set, ends faded, dithered with triangular noise."""
    peak = max(max(abs(x) for x in samples) for samples in channels)
    scale = gain(peak_decibels) / peak * 32768
    count = len(channels[0])
    rise, fall = int(fade_in * RATE), int(fade_out * RATE)
    noise = Noise(16)
    data = array.array("h")
    for index in range(count):
        ends = min(1.0, index / rise, (count - 1 - index) / fall)
        envelope = scale * (0.5 - 0.5 * cosine(ends / 2))
        for samples in channels:
            value = samples[index] * envelope
            dither = (noise.next() + noise.next()) / 2 if ends > 0 else 0.0
            data.append(int(math.floor(value + dither + 0.5)))
    if sys.byteorder == "big":
        data.byteswap()
    body = data.tobytes()
    width = 2 * len(channels)
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, len(channels), RATE, RATE * width, width,
        16, b"data", len(body))
    return header + body
