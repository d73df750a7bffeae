#!/usr/bin/env python3
"""Measures the time from saving a script to hearing it, while it plays under `--watch`.

    Benchmarks/save.py [--saves 30] [--period 128] [--periods 2]

The script multiplies a constant, by another factor in each version. It is heard at the monitor of a null sink, by a
recorder that notes when each chunk of sound arrives: after it left the session, its buffer and the sink, so the time
includes the latency of playback, and of the recorder. A version is heard when the sound has moved by a thousandth of the
way from the old constant to the new one (-60 dB); the rest is the fade. A file is saved the moment before it is opened to
be written. A script that doesn't say how long it rings on is taken to do so for as long as it sounds.
"""
import argparse, array, random, statistics, struct, subprocess, threading, time

from sink import Session, Sink, percentile

SCRIPT = """
registerProcessor('factor', class extends AudioWorkletProcessor {{
    {metadata}
    process([input], [output]) {{
        output.forEach((channel, index) => {{
            for (let frame = 0; frame < channel.length; frame++) channel[frame] = input[index]?.[frame] * {factor};
        }});
        return true;
    }}
}});
"""
WITHOUT_TAIL = "static get metadata() { return { tailSeconds: 0 }; }"
GOAL_MILLISECONDS = 50


class Monitor(threading.Thread):
    """Hears what the sink plays, and when."""

    def __init__(self, sink):
        super().__init__(daemon=True)
        self.recorder = subprocess.Popen(
            ["parec", f"--server=unix:{sink.socket}", "--device=null.monitor", "--format=float32le", "--rate=48000",
             "--channels=1", "--raw", "--latency-msec=2"], stdout=subprocess.PIPE, env=sink.environment)
        self.chunks = []
        self.start()

    def run(self):
        rest = b""
        while data := self.recorder.stdout.read1(1 << 16):
            now = time.monotonic()
            rest += data
            whole = len(rest) // 4 * 4
            self.chunks.append((now, array.array("f", rest[:whole])))
            rest = rest[whole:]

    def first(self, since, is_heard):
        """When a sample came that is meant, looking from a moment on; None if it hasn't."""
        for moment, chunk in self.chunks[-2000:]:
            if moment >= since and any(map(is_heard, chunk)):
                return moment
        return None

    def close(self):
        self.recorder.terminate()
        self.recorder.wait()


def write_constant(path):
    samples = array.array("f", [1.0] * 96_000)
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + 4 * len(samples), b"WAVE", b"fmt ", 16, 3, 2, 48_000,
                         384_000, 8, 32, b"data", 4 * len(samples))
    with open(path, "wb") as file:
        file.write(header + samples.tobytes())


def measure(title, chain, options, metadata=WITHOUT_TAIL):
    sink = Sink()
    session = monitor = None
    try:
        write_constant(sink.file("one.wav"))
        sink.write("factor.js", SCRIPT.format(factor=0.5, metadata=metadata))
        monitor = Monitor(sink)
        session = Session(sink, "--chain", chain, "--input", "one.wav", "--loop", "--watch",
                          "--period", str(options.period), "--periods", str(options.periods))
        chance = random.Random(1)
        times = {0.001: [], 0.01: [], 0.5: []}
        time.sleep(0.5)
        for number in range(options.saves):
            # At any moment of a period.
            time.sleep(0.3 + chance.uniform(0, 0.01))
            # Other effects may have made something else of it: what counts is what is heard before, and after.
            settled = monitor.chunks[-1][1][-1]
            text = SCRIPT.format(factor=0.25 + 0.5 * (number * 7 % 11) / 11, metadata=metadata)
            saved = time.monotonic()
            with open(sink.file("factor.js"), "w") as file:
                file.write(text)
            time.sleep(0.25)
            reached = monitor.chunks[-1][1][-1]
            way = reached - settled
            for share, found in times.items():
                moment = monitor.first(saved, lambda sample: (sample - settled) / way >= share) if way else None
                if moment is None:
                    raise SystemExit(f"save {number + 1} was not heard: {session.words()}")
                found.append((moment - saved) * 1e3)
        latency = session.client().ask("status")["status"]["latencyMilliseconds"]
        session.end()
    finally:
        if session:
            session.kill()
        if monitor:
            monitor.close()
        sink.close()
    words = {0.001: "first sample", 0.01: "1 % of the way", 0.5: "half of it"}
    for share, found in times.items():
        print(f"{title:>22} {words[share]:>16} {statistics.median(found):8.1f} {percentile(found, 0.95):8.1f} "
              f"{max(found):8.1f}" + (f"   (playback alone {latency:.1f})" if share == 0.001 else ""), flush=True)
    return statistics.median(times[0.001])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--saves", type=int, default=30)
    options.add_argument("--period", type=int, default=128)
    options.add_argument("--periods", type=int, default=2)
    options = options.parse_args()
    print(f"{options.saves} saves, {options.periods} periods of {options.period} frames; milliseconds")
    print(f"{'':>22} {'heard':>16} {'median':>8} {'95 %':>8} {'most':>8}")
    median = measure("the script alone", "./factor.js", options)
    measure("with an open tail", "./factor.js", options, metadata="")
    others = " | ".join(["gain level=-1dB", "filter cutoff=8kHz", "compressor threshold=0dB"] * 4)
    measure("before 15 effects", f"./factor.js | {others} | biquad | gain | biquad", options)
    if median >= GOAL_MILLISECONDS:
        raise SystemExit(f"the goal is a median below {GOAL_MILLISECONDS} ms")


main()
