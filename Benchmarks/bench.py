"""Measures Cajon side by side with pedalboard, ffmpeg and sox, and prints a table and .build/bench/results.json.

Every comparison takes turns within one run and reports medians, so that a slow spell of the machine hits all sides.
"""

import array
import json
import os
import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CAJON = ROOT / ".build/stage/bin/cajon"
SHARE = ROOT / ".build/stage/share/cajon"
CHAIN = "filter cutoff=2kHz | compressor threshold=-18dB ratio=4 attack=10ms release=100ms | chorus voices=1 rate=1Hz depth=2ms delay=7ms"  # one voice, as pedalboard's chorus has
RATE = 48_000
ROUNDS = 5


def write_noise(path, seconds, channels=2):
    """A float WAV of seeded noise around -20 dBFS whose level rises and falls, so that a compressor has work."""
    frames = int(seconds * RATE)
    block = array.array("f")
    state = 1
    for index in range(min(frames, RATE * 4) * channels):
        state = (state * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF
        level = 0.05 + 0.4 * ((index // 20_000) % 4) / 3
        block.append(level * (state / 2**31 - 1))
    data_bytes = frames * channels * 4
    with open(path, "wb") as file:
        size = min(data_bytes, 0xFFFFFFFF - 44)
        file.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack(
            "<IHHIIHH", 16, 3, channels, RATE, RATE * channels * 4, channels * 4, 32) + b"data" + struct.pack("<I", size))
        raw = block.tobytes()
        while data_bytes > 0:
            file.write(raw[:data_bytes])
            data_bytes -= len(raw)


def run(command):
    """Wall-clock seconds of a command, and the most memory it took, in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, command))} failed: {error.decode(errors='replace')}")
    return seconds, usage.ru_maxrss * 1024


def interleaved(commands, rounds=ROUNDS):
    """The median seconds of each command, taking turns; the first round only warms caches."""
    seconds = {name: [] for name in commands}
    for round_number in range(rounds + 1):
        for name, command in commands.items():
            taken, _ = run(command)
            if round_number > 0:
                seconds[name].append(taken)
    return {name: statistics.median(values) for name, values in seconds.items()}


def pedalboard_command(source, destination, *effects):
    """Its name and command, or nothing where it isn't installed."""
    python = ROOT / ".deps/bench/bin/python"
    if subprocess.run([python, "-c", "import pedalboard"], capture_output=True).returncode != 0:
        return {}
    return {"pedalboard": [python, ROOT / "Benchmarks/pedalboard_render.py", source, destination, *effects]}


def peers(source, folder):
    commands = {
        "cajon": [CAJON, "render", "-q", source, "-o", folder / "cajon.wav", "--chain", CHAIN],
        "cajon copy": [CAJON, "render", "-q", source, "-o", folder / "copy.wav", "--chain", "gain @bypass"],
        "ffmpeg": [
            "ffmpeg", "-v", "error", "-y", "-threads", "1", "-filter_threads", "1", "-i", source, "-af",
            "lowpass=f=2000,acompressor=threshold=0.126:ratio=4:attack=10:release=100,chorus=0.5:0.9:50:0.4:0.25:2",
            "-c:a", "pcm_f32le", folder / "ffmpeg.wav"],
        "sox": [
            "sox", "-D", "--single-threaded", source, folder / "sox.wav", "lowpass", "2000", "compand", "0.01,0.1",
            "6:-18,-18,0,-13.5", "chorus", "0.7", "0.9", "55", "0.4", "0.25", "2", "-s"],
    }
    commands |= pedalboard_command(
        source, folder / "pedalboard.wav", "LowpassFilter(cutoff_frequency_hz=2000)",
        "Compressor(threshold_db=-18, ratio=4, attack_ms=10, release_ms=100)",
        "Chorus(rate_hz=1, depth=0.25, centre_delay_ms=7, feedback=0, mix=0.5)")
    return interleaved(commands)


def jobs(folder):
    """Sixteen files with one thread and with two."""
    inputs = []
    for index in range(16):
        inputs.append(folder / f"job{index}.wav")
        write_noise(inputs[-1], 40)
    commands = {
        f"{count}": [CAJON, "render", "-q", *inputs, "-d", folder / f"jobs{count}", "--chain", CHAIN, "--jobs", str(count)]
        for count in (1, 2)
    }
    return interleaved(commands)


def main():
    results = {}
    scratch = ROOT / ".build/bench"
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = pathlib.Path(name)

        short = folder / "short.wav"
        write_noise(short, 0.1)
        results["start"] = interleaved(
            {"render of 0.1 s": [CAJON, "render", "-q", short, "-o", folder / "s.wav", "--chain", CHAIN]}, 21)

        ten_minutes = folder / "ten-minutes.wav"
        write_noise(ten_minutes, 600)
        results["peers"] = peers(ten_minutes, folder)
        results["jobs"] = jobs(folder)
        for leftover in folder.glob("*.wav"):
            leftover.unlink()

        hour = folder / "hour.wav"
        write_noise(hour, 3600)
        seconds, memory = run([CAJON, "render", "-q", hour, "-o", "/dev/null", "--format", "wav", "--chain", CHAIN])
        results["hour"] = {"seconds": seconds, "memoryBytes": memory}

    results["inside"] = json.loads(
        subprocess.run(
            [ROOT / ".build/release/Microbenchmarks", SHARE, scratch / "native",
             "Effects/biquad/biquad.js", scratch / "biquad.wasm"],
            check=True, cwd=ROOT, stdout=subprocess.PIPE).stdout)
    node = subprocess.run(
        ["node", ROOT / "Benchmarks/context.js", ROOT / "Effects/biquad/biquad.js"], check=True,
        stdout=subprocess.PIPE)
    results["node"] = json.loads(node.stdout)
    (scratch / "results.json").write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")
    report(results)


def report(results):
    def row(what, value, goal=""):
        print(f"  {what:<44}{value:>16}   {goal}")

    times = results["peers"]
    print("10 minutes, stereo, 48 kHz float: low-pass, compressor, chorus; one thread each")
    for name, seconds in sorted(times.items(), key=lambda item: item[1]):
        ratio = "" if name.startswith("cajon") else f"{seconds / times['cajon']:.1f} times Cajon's time"
        row(name, f"{seconds:.2f} s", ratio)
    if "pedalboard" in times:
        row("speed against pedalboard", f"{times['pedalboard'] / times['cajon']:.2f}", "goal: at least 3")

    inside = results["inside"]
    print("An effect in its box against the same source, native (stereo, blocks of 512)")
    for name, figures in sorted(inside["native"].items()):
        row(name, f"{figures['ratio']:.2f}", f"{figures['wasmNanoseconds']:.1f} against "
            f"{figures['nativeNanoseconds']:.1f} ns a frame; goal: at most 1.2")

    hop = inside["hop"]
    print("A hop of 128 stereo frames")
    row("bare call", f"{hop['bareCallNanoseconds']:.0f} ns")
    row("hop over the bare call", f"{hop['hopNanoseconds']:.0f} ns", "goal: at most 250")
    paths = inside["paths"]
    module = paths["moduleNanoseconds"]
    row("a node, as a core module", f"{module:.0f} ns")
    component = paths["componentNanoseconds"]
    row("as a component taken apart", f"{component:.0f} ns, {component / module:.2f} times", "goal: at most 1.05")
    whole = paths["wholeComponentNanoseconds"]
    row("as a component run as a whole", f"{whole:.0f} ns, {whole / module:.0f} times")
    calls = inside["component"]
    row("wasmtime's component call", f"{calls['componentFrameNanoseconds']:.0f} ns")
    starts = inside["pathStarts"]
    row(
        "loading with a warm cache, module and component",
        f"{starts['moduleLoadMicroseconds']:.0f} and {starts['componentLoadMicroseconds']:.0f} us",
    )
    row(
        "an instance, module and component",
        f"{starts['moduleInstanceMicroseconds']:.0f} and {starts['componentInstanceMicroseconds']:.0f} us",
    )

    scale = inside["scale"]
    print("Chains of filters: time for each effect and block of 128 frames")
    for length in sorted(scale, key=int):
        row(f"{length} effects", f"{scale[length]:.0f} ns")
    row("most expensive over cheapest", f"{max(scale.values()) / min(scale.values()):.2f}", "goal: at most 1.15")

    script = inside["script"]
    print("Effects in JavaScript (a stereo biquad)")
    for name, what in (("compiled", "compiled by itself"), ("shared", "over the shared engine")):
        row(f"instance, {what}: median", f"{script[f'{name}StartMedianMicroseconds']:.1f} us",
            "goal: at most " + ("10" if name == "compiled" else "100"))
        row(f"instance, {what}: 99th percentile", f"{script[f'{name}Start99thMicroseconds']:.1f} us",
            "goal: at most 50" if name == "compiled" else "")
    row("without a snapshot", f"{script['withoutSnapshotMicroseconds']:.0f} us")
    row("node: a new V8 context with the script", f"{results['node']['median']:.0f} us",
        f"99th percentile {results['node']['percentile99']:.0f} us")
    row("from source text to the first block", f"{script['sourceToSoundMilliseconds']:.1f} ms", "goal: at most 10")
    row("a block of 128 stereo frames", f"{script['blockMicroseconds']:.0f} us",
        f"goal: at most 220; in C, in its box: {script['nativeBlockMicroseconds']:.1f} us")
    row("memory of one of 1,000 instances", f"{script['instanceBytes'] / 1024:.0f} KiB", "goal: under 1024")
    kernel = inside["kernel"]
    row("cabinet with its kernel, a block", f"{kernel['blockMicroseconds']:.0f} us",
        f"the same in JavaScript: {kernel['twinBlockMicroseconds']:.0f} us")

    print("The rest")
    row("--jobs 2 over --jobs 1, 16 files", f"{results['jobs']['1'] / results['jobs']['2']:.2f}", "goal: at least 1.8")
    row("render of a 0.1 s file, warm cache", f"{1000 * results['start']['render of 0.1 s']:.0f} ms", "goal: under 50")
    row("instance of an effect, ready", f"{inside['start']['instanceMicroseconds']:.1f} us")
    row("memory for a one-hour file", f"{results['hour']['memoryBytes'] / 1e6:.0f} MB", "goal: under 100")


if __name__ == "__main__":
    main()
