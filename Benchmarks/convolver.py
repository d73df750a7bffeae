"""Measures the convolver beside ffmpeg's afir and pedalboard's Convolution: whole commands that render the same file
through the same stereo response, one thread each, taking turns in one run; medians. Prints a table, and writes
.build/bench/convolver.json.

    convolver.py [SECONDS...]    responses of these lengths; 1 and 5 unless it says otherwise
"""

import json
import pathlib
import sys
import tempfile

from bench import CAJON, ROOT, interleaved, pedalboard_command, write_noise

SECONDS = 300
ROUNDS = 5
LATENCIES = ("none", "short", "medium", "long")


def commands(response, source, folder):
    result = {}
    for latency in LATENCIES:
        result[f"cajon {latency}"] = [
            CAJON, "render", "-q", source, "-o", folder / "cajon.wav", "--no-tail", "--grant", f"assets={response.parent}",
            "--chain", f"convolver mix=100 latency={latency}"]
    result["ffmpeg"] = [
        "ffmpeg", "-v", "error", "-y", "-threads", "1", "-filter_complex_threads", "1", "-i", source, "-i", response,
        "-filter_complex", "[0][1]afir=dry=10:wet=10", "-c:a", "pcm_f32le", folder / "ffmpeg.wav"]
    return result | pedalboard_command(source, folder / "pedalboard.wav", f"Convolution({str(response)!r}, 1.0)")


def main():
    results = {}
    scratch = ROOT / ".build/bench"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = pathlib.Path(name)
        source = folder / "noise.wav"
        write_noise(source, SECONDS)
        print(f"{SECONDS} s of stereo noise at 48 kHz through stereo responses: seconds of the whole command, and the "
              "fastest of the others over Cajon without latency, and with the longest")
        for length in [float(argument) for argument in sys.argv[1:]] or [1.0, 5.0]:
            response = folder / f"{length}" / "impulse.wav"
            response.parent.mkdir()
            # Noise that doesn't decay takes as long as one that does.
            write_noise(response, length)
            seconds = interleaved(commands(response, source, folder), ROUNDS)
            results[f"{length} s"] = seconds
            others = {name: value for name, value in seconds.items() if not name.startswith("cajon")}
            fastest = min(others, key=others.get)
            print(
                f"  {length:g} s   " + "".join(f"{name} {value:.2f}   " for name, value in seconds.items())
                + f"{others[fastest] / seconds['cajon none']:.2f}, {others[fastest] / seconds['cajon long']:.2f} ({fastest})",
                flush=True)
    (scratch / "convolver.json").write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
