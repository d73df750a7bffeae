"""Measures effects beside their like in ffmpeg, sox and pedalboard: whole commands that render the same file, one thread
each, taking turns in one run; medians. Prints a table, and writes .build/bench/effects.json.

    effects.py [NAME...]    only those whose names begin so
"""

import json
import pathlib
import sys
import tempfile

from bench import CAJON, ROOT, interleaved, pedalboard_command, write_noise

SECONDS = 300
ROUNDS = 5

# What the effects play, and what of the others does the most alike. Bands, echoes, voices and oversampling are equal in
# number; where a peer can't do it, it isn't named.
BELLS = [round(40 * 1.21**number) for number in range(32)]
COMPARISONS = {
    "equalizer, ten bells": {
        "cajon": "equalizer " + " ".join(
            f"type{n + 1}=bell frequency{n + 1}={hertz} gain{n + 1}=3 q{n + 1}=2" for n, hertz in enumerate(BELLS[::3][:10])),
        "ffmpeg": ",".join(f"equalizer=f={hertz}:t=q:w=2:g=3:r=f64" for hertz in BELLS[::3][:10]),
        "sox": [word for hertz in BELLS[::3][:10] for word in ("equalizer", str(hertz), "2q", "3")],
        "pedalboard": [f"PeakFilter(cutoff_frequency_hz={hertz}, gain_db=3, q=2)" for hertz in BELLS[::3][:10]],
    },
    "equalizer, 32 bells": {
        "cajon": "equalizer " + " ".join(
            f"type{n + 1}=bell frequency{n + 1}={hertz} gain{n + 1}=1 q{n + 1}=2" for n, hertz in enumerate(BELLS)),
        "ffmpeg": ",".join(f"equalizer=f={hertz}:t=q:w=2:g=1:r=f64" for hertz in BELLS),
        "sox": [word for hertz in BELLS for word in ("equalizer", str(hertz), "2q", "1")],
        "pedalboard": [f"PeakFilter(cutoff_frequency_hz={hertz}, gain_db=1, q=2)" for hertz in BELLS],
    },
    # None of the others measures between the samples.
    "limiter, of samples": {
        "cajon": "limiter drive=12dB ceiling=-1dB true-peak=off lookahead=5ms release=50ms",
        "ffmpeg": "alimiter=level_in=4:limit=0.891:attack=5:release=50:level=0",
        "pedalboard": ["Gain(gain_db=12)", "Limiter(threshold_db=-1, release_ms=50)"],
    },
    "limiter, of true peaks": {
        "cajon": "limiter drive=12dB ceiling=-1dB lookahead=5ms release=50ms",
        "ffmpeg": "aresample=192000,alimiter=level_in=4:limit=0.891:attack=5:release=50:level=0,aresample=48000",
    },
    "gate": {
        "cajon": "gate threshold=-20dB range=60dB attack=5ms release=100ms",
        "ffmpeg": "agate=threshold=0.1:range=0.001:attack=5:release=100",
        "sox": ["compand", "0.005,0.1", "-90,-150,-21,-81,-20,-20,0,0"],
        "pedalboard": ["NoiseGate(threshold_db=-20, ratio=60, attack_ms=5, release_ms=100)"],
    },
    # The others' echoes lose no highs, and ffmpeg's and sox's don't come back.
    "delay": {
        "cajon": "delay time=350ms feedback=40% mix=30%",
        "ffmpeg": "aecho=0.8:0.9:350:0.4",
        "sox": ["echo", "0.8", "0.9", "350", "0.4"],
        "pedalboard": ["Delay(delay_seconds=0.35, feedback=0.4, mix=0.3)"],
    },
    "reverb": {
        "cajon": "reverb decay=2s mix=30%",
        "sox": ["reverb", "50", "50", "60"],
        "pedalboard": ["Reverb(room_size=0.6, damping=0.5, wet_level=0.3, dry_level=0.7)"],
    },
    "saturator, four times the rate": {
        "cajon": "saturator drive=12dB oversampling=4x",
        "ffmpeg": "volume=12dB,asoftclip=type=tanh:oversample=4",
    },
    "saturator, at the stream's rate": {
        "cajon": "saturator drive=12dB oversampling=off",
        "ffmpeg": "volume=12dB,asoftclip=type=tanh",
        "sox": ["overdrive", "12"],
        "pedalboard": ["Distortion(drive_db=12)"],
    },
    "multiband, three bands": {
        "cajon": "multiband bands=3",
        "ffmpeg": "mcompand=0.03\\,0.2 6 -24/-24\\,0/-12 160 | 0.015\\,0.15 6 -24/-24\\,0/-12 2000 "
                  "| 0.008\\,0.1 6 -24/-24\\,0/-12 20000",
        "sox": ["mcompand", "0.03,0.2 6:-24,-24,0,-12", "160", "0.015,0.15 6:-24,-24,0,-12", "2000",
                "0.008,0.1 6:-24,-24,0,-12"],
    },
    "crossfeed": {
        "cajon": "crossfeed",
        "ffmpeg": "bs2b",
    },
    "stereo": {
        "cajon": "stereo width=150% rotation=10 delay=0.5ms",
        "ffmpeg": "stereotools=slev=1.5:delay=0.5",
        "sox": ["remix", "1,2v-0.2", "2,1v-0.2", "delay", "0", "0.0005"],
    },
    "loudness, metered": {
        "cajon": "loudness",
        "ffmpeg": "ebur128=peak=true",
    },
}


def commands(comparison, source, folder):
    result = {"cajon": [CAJON, "render", "-q", source, "-o", folder / "cajon.wav", "--chain", comparison["cajon"]]}
    if filters := comparison.get("ffmpeg"):
        result["ffmpeg"] = [
            "ffmpeg", "-v", "error", "-y", "-threads", "1", "-filter_threads", "1", "-i", source, "-af", filters,
            "-c:a", "pcm_f32le", folder / "ffmpeg.wav"]
    if effects := comparison.get("sox"):
        result["sox"] = ["sox", "-D", "--single-threaded", source, folder / "sox.wav", *effects]
    if effects := comparison.get("pedalboard"):
        result |= pedalboard_command(source, folder / "pedalboard.wav", *effects)
    return result


def main():
    names = sys.argv[1:]
    chosen = {
        what: comparison for what, comparison in COMPARISONS.items()
        if not names or any(what.startswith(name) for name in names)}
    results = {}
    scratch = ROOT / ".build/bench"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = pathlib.Path(name)
        source = folder / "noise.wav"
        write_noise(source, SECONDS)
        print(f"{SECONDS} s of stereo noise at 48 kHz through effects: seconds of the whole command, and the fastest of the "
              "others over Cajon")
        for what, comparison in chosen.items():
            seconds = interleaved(commands(comparison, source, folder), ROUNDS)
            results[what] = seconds
            others = {name: value for name, value in seconds.items() if name != "cajon"}
            fastest = min(others, key=others.get)
            print(
                f"  {what:<34}" + "".join(f"{name} {value:.2f}   " for name, value in seconds.items())
                + f"{others[fastest] / seconds['cajon']:.2f} ({fastest})", flush=True)
    (scratch / "effects.json").write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
