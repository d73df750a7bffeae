"""An arpeggiated chord progression on six plucked strings, in stereo.

Source: Karplus and Strong 1983, with Jaffe and Smith's extensions (CMJ 7(2), 1983): tuning by an all-pass, pick
position, pick hardness, and a decay that is chosen for each note.
"""

from .dsp import RATE, Noise, add, decay, filtered, note, pan, room, silence, wav

SECONDS = 4.6
EIGHTH = 0.24
# A minor 9, F major 7, C add 9, G: strings from low to high, as MIDI notes.
CHORDS = ((45, 52, 59, 60, 64), (41, 48, 57, 60, 64), (48, 55, 62, 64, 67), (43, 50, 59, 62, 67))
PATTERN = (0, 2, 3, 4)
LAST = (45, 52, 57, 60, 64, 69)


def string(midi, seconds, hardness, noise, pick=0.13):
    """One pluck. `hardness` is 0 (flesh) to 1 (nail); `pick` the place along the string."""
    period = RATE / note(midi)
    blend = 0.5 - 0.32 * hardness * 0.5
    # The loop's low-pass (1-blend, blend) delays by `blend` samples at low frequencies, the all-pass by `rest`.
    whole = int(period - blend - 0.3)
    rest = period - blend - whole
    allpass = (1 - rest) / (1 + rest)
    burst, low = [], 0.0
    for _ in range(whole):
        low += (0.15 + 0.75 * hardness) * (noise.next() - low)
        burst.append(low)
    mean = sum(burst) / whole
    burst = [x - mean for x in burst]
    back = max(1, int(pick * whole))
    line = [burst[i] - burst[i - back] for i in range(whole)]

    factor = decay(seconds, period)
    before = previous_in = previous_out = 0.0
    place = 0
    out = []
    for _ in range(int(min(seconds * 1.1, SECONDS) * RATE)):
        x = line[place]
        out.append(x)
        smooth = factor * ((1 - blend) * x + blend * before)
        before = x
        y = allpass * (smooth - previous_out) + previous_in
        previous_in, previous_out = smooth, y
        line[place] = y
        place = (place + 1) % whole
    return out


def make():
    left, right = silence(SECONDS), silence(SECONDS)
    noise = Noise(1983)

    def pluck(midi, time, level, hardness, position, seconds):
        samples = string(midi, seconds, hardness, noise)
        l, r = pan(position)
        add(left, samples, time, level * l)
        add(right, samples, time, level * r)

    time = 0.02
    for bar, chord in enumerate(CHORDS):
        for step, index in enumerate(PATTERN):
            accent = 1.0 if step == 0 else 0.72 + 0.06 * ((step + bar) % 2)
            human = 0.004 * noise.next()
            # A note rings on through its bar, the bass longest.
            ring = 3.2 if step == 0 else 2.4
            pluck(chord[index], max(0.0, time + human), accent, 0.5 + 0.1 * step, (index - 2) * 0.28, ring)
            time += EIGHTH
    for index, midi in enumerate(LAST):
        pluck(midi, time + 0.022 * index, 0.8, 0.55, (index - 2.5) * 0.25, 2.0)

    # The body: the air's and the top's first resonances, and the bridge's rise; no rumble below the lowest string.
    sides = []
    for samples in (left, right):
        samples = filtered(samples, "peak", 104, 3.0, 5.0)
        samples = filtered(samples, "peak", 208, 4.0, 4.0)
        samples = filtered(samples, "peak", 2_600, 1.0, 3.0)
        samples = filtered(samples, "high", 62)
        sides.append(filtered(samples, "low", 11_000))
    left, right = room(*sides, seconds=0.9, level=0.10)
    return wav([left, right], fade_out=0.55)
