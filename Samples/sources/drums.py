"""Two bars of a drum groove at 120 beats a minute, in stereo: kick, snare with ghost notes, hats, a tom fill."""

from .dsp import RATE, Noise, add, decay, filtered, pan, room, silence, sine, wav

SECONDS = 4.0
SIXTEENTH = 0.125
SWING = 0.012
#        1 e + a 2 e + a 3 e + a 4 e + a
KICK = ("X..x..x...X..x..", "X..x..x...X.....")
SNARE = ("....X..g.g..X..g", "....X..g.g..X.XX")
HAT = ("x.xox.x.x.xox.xo", "x.xox.x.x.xo....")
TOM = ("................", "............hml.")


def swept(seconds, start, end, fall, level=1.0):
    """A sine whose frequency falls from start to end, and its level to nothing."""
    out, phase, amplitude = [], 0.0, level
    slide, sink = decay(fall), decay(seconds)
    extra = start - end
    for _ in range(int(seconds * RATE)):
        phase += (end + extra) / RATE
        extra *= slide
        out.append(amplitude * sine(phase))
        amplitude *= sink
    return out


def burst(noise, seconds, attack=0.0005):
    """Noise that falls by 60 dB in so many seconds."""
    sink, rise = decay(seconds), int(attack * RATE) + 1
    out, amplitude = [], 1.0
    for index in range(int(seconds * RATE)):
        out.append(amplitude * min(1.0, (index + 1) / rise) * noise.next())
        amplitude *= sink
    return out


def kick(noise):
    out = swept(0.5, 190, 49, 0.09)
    add(out, filtered(burst(noise, 0.02), "band", 3_200, 0.8), 0, 0.35)
    # Soft saturation gives it weight on small speakers.
    return [x * (1.6 - 0.55 * x * x) for x in out]


def snare(noise, level):
    out = swept(0.22, 260, 186, 0.05, 0.55)
    add(out, swept(0.14, 380, 331, 0.05, 0.30), 0)
    wires = filtered(filtered(burst(noise, 0.26), "high", 1_400), "peak", 4_800, 0.8, 5)
    add(out, wires, 0, 0.55 * level)
    return out


def hat(noise, seconds):
    """Six square waves that fit no scale, and noise: what metal sounds like."""
    count = int(seconds * RATE)
    ratios = (2.0, 3.0, 4.16, 5.43, 6.79, 8.21)
    metal = []
    for index in range(count):
        metal.append(sum(1.0 if (index * 521.0 * ratio / RATE) % 1 < 0.5 else -1.0 for ratio in ratios) / 6)
    hiss = burst(noise, seconds)
    sink, amplitude = decay(seconds), 1.0
    for index in range(count):
        metal[index] = 0.6 * amplitude * metal[index] + 0.7 * hiss[index]
        amplitude *= sink
    return filtered(filtered(metal, "high", 7_500), "high", 6_500)


def make():
    left, right = silence(SECONDS), silence(SECONDS)
    noise = Noise(120)

    def hit(samples, time, level, position):
        l, r = pan(position)
        add(left, samples, time, level * l)
        add(right, samples, time, level * r)

    for bar in range(2):
        for step in range(16):
            time = 0.005 + (16 * bar + step) * SIXTEENTH + (SWING if step % 2 else 0.0)
            strength = 1.0 if step % 4 == 0 else 0.78
            if KICK[bar][step] != ".":
                hit(kick(noise), time, 0.85 if KICK[bar][step] == "X" else 0.62, 0)
            if SNARE[bar][step] != ".":
                loud = SNARE[bar][step] == "X"
                hit(snare(noise, 1.0 if loud else 0.6), time, 1.05 if loud else 0.20, -0.08)
            if HAT[bar][step] != ".":
                opened = HAT[bar][step] == "o"
                hit(hat(noise, 0.34 if opened else 0.075), time, (0.34 if opened else 0.40) * strength, 0.35)
            if TOM[bar][step] != ".":
                pitch, position = {"h": (176, -0.45), "m": (132, 0.0), "l": (98, 0.45)}[TOM[bar][step]]
                hit(swept(0.42, pitch * 1.5, pitch, 0.10, 0.8), time, 0.8, position)
    left, right = room(left, right, seconds=0.35, level=0.07, damping=0.5)
    return wav([left, right], fade_in=0.001, fade_out=0.06)
