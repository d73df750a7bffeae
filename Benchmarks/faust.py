#!/usr/bin/env python3
"""Measures Faust's examples as Cajon's effects beside the same source in C++, natively, and beside Faust's own Wasm in node.

All take turns within one run; medians. An effect's time is that of a render with it, less that of one without: reading and
writing files is not its doing. Writes .build/bench/faust.json besides.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from bench import CAJON, ROOT, run, write_noise

EXAMPLES = pathlib.Path("/usr/share/faust/examples")
PROGRAMS = [
    ("delayEcho/echo", 1), ("filtering/moogVCF", 1), ("filtering/parametricEqualizer", 1), ("phasing/phaser", 2),
    ("reverb/freeverb", 2), ("reverb/zitaRev", 2), ("reverb/zitaRevFDN", 8),
]
SECONDS = 60
ROUNDS = 7


def tool(*command, cwd=None):
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, command))} failed: {done.stderr or done.stdout}")
    return done.stdout


def prepare(name, folder):
    source = EXAMPLES / f"{name}.dsp"
    stem = folder / name.replace("/", "-")
    tool("faust", "-lang", "wasm", "-o", f"{stem}.faust.wasm", source.name, cwd=source.parent)
    tool("faust", "-lang", "cpp", "-a", ROOT / "Benchmarks/Faust/native.cpp", "-o", f"{stem}.cpp", source.name,
         cwd=source.parent)
    tool("g++", "-O3", "-ffp-contract=off", "-w", f"{stem}.cpp", "-o", f"{stem}.native")
    tool(CAJON, "build", f"{stem}.faust.wasm", "-o", f"{stem}.wasm")
    return stem


def measure(stem, noise):
    frames = SECONDS * 48_000

    def render(chain):
        seconds, _ = run([
            CAJON, "render", "-q", noise, "-o", "/dev/null", "--format", "wav", "--block-size", "512", "--no-tail",
            "--chain", chain])
        return 1e9 * seconds / frames

    sides = {
        "without": lambda: render("gain @bypass"),
        "with": lambda: render(f"{stem}.wasm"),
        "native": lambda: float(tool(f"{stem}.native", frames)),
        "node": lambda: float(tool("node", ROOT / "Benchmarks/Faust/node.mjs", f"{stem}.faust.wasm", frames)),
    }
    figures = {side: [] for side in sides}
    for number in range(ROUNDS + 1):
        for side, work in sides.items():
            figure = work()
            if number > 0:
                figures[side].append(figure)
    cajon = statistics.median(have - lack for have, lack in zip(figures["with"], figures["without"]))
    return {"cajon": cajon, "native": statistics.median(figures["native"]), "node": statistics.median(figures["node"])}


def main():
    for program in ("faust", "g++", "node"):
        if not shutil.which(program):
            sys.exit(f"bench: {program} is not installed, and the comparison is with it")
    scratch = ROOT / ".build/bench"
    scratch.mkdir(parents=True, exist_ok=True)
    results = {}
    print("Nanoseconds a frame at 48 kHz, blocks of 512; times of the native build in brackets")
    print(f"  {'':<32}{'native':>10}{'cajon':>20}{'node':>20}")
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = pathlib.Path(name)
        for program, channels in PROGRAMS:
            noise = folder / f"noise{channels}.wav"
            if not noise.exists():
                write_noise(noise, SECONDS, channels)
            figures = results[program] = measure(prepare(program, folder), noise)
            native = figures["native"]
            print(
                f"  {program:<32}{native:>10.1f}"
                + "".join(f"{f'{figures[side]:.1f} ({figures[side] / native:.2f})':>20}" for side in ("cajon", "node")),
                flush=True)
    ratios = {side: statistics.median(f[side] / f["native"] for f in results.values()) for side in ("cajon", "node")}
    print(f"  {'median ratio':<32}{1:>10.2f}{ratios['cajon']:>20.2f}{ratios['node']:>20.2f}")
    (scratch / "faust.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
