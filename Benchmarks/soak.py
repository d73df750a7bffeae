#!/usr/bin/env python3
"""Plays for minutes while everything is changed and effects misbehave, and checks what was heard.

    Benchmarks/soak.py [--seconds 300] [--period 128] [--periods 3]

A sine plays from a file, into a null sink, recorded by the session itself. Meanwhile: a thousand parameter changes a
second over the control socket; another preset every second; in each of them an effect is put in that loops for ever,
traps, floods the sound with NaN, or takes all the memory it can get (`hostile/hostile.c`), one after another. Then:

- no frame of the recording differs from the one before it by more than the sine and the fades can (see `greatest_step`),
  and nowhere has the sound gone;
- each failure of the hostile effect was told once: one, and one after each of three restarts; and no other effect failed;
- each xrun came when one processor had been away for longer than anybody could have waited (see `Witness.stalls`), or
  when aplay, on the same sink at the same time, had an underrun;
- memory, threads and open files do not grow.
"""
import argparse, array, itertools, json, math, operator, os, statistics, struct, subprocess, sys, threading, time

from sink import CAJON, ROOT, Listener, Session, Sink, percentile
from witness import Witness

RATE = 48_000
HERTZ = 1_000
AMPLITUDE = 0.25
CHANGES_PER_SECOND = 1_000
DEEDS = ["loop", "trap", "flood", "grow"]
# Of the level, in dB: what changes at random.
QUIETEST = -12
# A leak of a hundredth of an instance for each preset would be ten times as much.
MOST_KIB_PER_SECOND = 8

# All that is heard passes the same level and tone. The second is late by its lookahead, the third has a script in it.
COMMON = [{"id": "level", "effect": "gain"}, {"id": "tone", "effect": "filter", "parameters": {"cutoff": "8kHz"}}]
PRESETS = {
    "plain": COMMON,
    "late": COMMON + [{"id": "squeeze", "effect": "compressor", "parameters": {"threshold": "0dB", "lookahead": "5ms"}}],
    "scripted": COMMON + [{"id": "swing", "effect": "tremolo", "parameters": {"depth": "20%"}}],
}


def greatest_step():
    """The most by which two frames may differ.

    A sine's own is 2 A sin(pi f / R). Whatever turns it down by a gain g(n) adds at most A |g(n) - g(n-1)|; gains in a
    row are all at most 1, so their parts add up. Every fade but the level's runs along half a cosine of N frames, whose
    steepest step is pi / 2N of its height:
    """
    own = 2 * AMPLITUDE * math.sin(math.pi * HERTZ / RATE)
    # The level's decibels glide along a line for 20 ms; at 0 dB a decibel is ln 10 / 20.
    level = -QUIETEST / (0.02 * RATE) * math.log(10) / 20
    # The mix of the level fades for 20 ms, between the sound and what QUIETEST leaves of it.
    mix = math.pi / (2 * 0.02 * RATE) * (1 - 10 ** (QUIETEST / 20))
    # The hostile effect halves the sound; when it fails, its input takes its place within 5 ms, and when it returns.
    fault = math.pi / (2 * 0.005 * RATE) * 0.5
    # From one preset to the next in 50 ms, both at most 1 and perhaps opposed; the angle runs along half a cosine, too.
    swap = 2 * math.pi**2 / (4 * 0.05 * RATE)
    # Tone: between 4 and 12 kHz the phase at 1 kHz moves by less than 0.4, in 20 ms, at most twice as steeply as a line.
    tone = 2 * 0.4 / (0.02 * RATE)
    # Swing: a fifth of the level, 5 times a second.
    swing = 0.2 * math.pi * 5 / RATE
    # 1 % for the filter's own answer to being moved.
    return 1.01 * own + AMPLITUDE * (level + mix + fault + swap + tone + swing)


class Changes(threading.Thread):
    """A thousand parameter changes a second, on a connection of its own."""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.client = session.client()
        self.count, self.refused, self.seconds, self.slowest = 0, [], 0.0, 0.0
        self.should_stop = False
        self.start()

    def run(self):
        import random
        chance = random.Random(1)
        begin = time.monotonic()
        while not self.should_stop:
            due = int((time.monotonic() - begin) * CHANGES_PER_SECOND)
            requests = [self.change(chance) for _ in range(max(0, min(due - self.count, 100)))]
            if requests:
                sent = time.monotonic()
                self.client.send(requests)
                for _ in requests:
                    reply = self.client.line()
                    if reply is None or not reply["ok"]:
                        self.refused.append(reply)
                self.count += len(requests)
                self.slowest = max(self.slowest, time.monotonic() - sent)
            time.sleep(0.01)
        self.seconds = time.monotonic() - begin

    @staticmethod
    def change(chance):
        match chance.randrange(4):
            case 0: return {"do": "set", "target": "level.level", "number": chance.uniform(QUIETEST, 0)}
            case 1: return {"do": "set", "target": "tone.cutoff", "number": chance.uniform(4_000, 12_000)}
            case 2: return {"do": "set", "target": "level.@mix", "number": chance.uniform(0, 1)}
            case _: return {"do": "bypass", "node": "level", "to": chance.choice(["on", "off"])}


class Underruns(threading.Thread):
    """The moments of aplay's."""

    def __init__(self, aplay):
        super().__init__(daemon=True)
        self.aplay, self.moments = aplay, []
        self.start()

    def run(self):
        for line in self.aplay.stderr:
            if "underrun" in line:
                self.moments.append(time.monotonic())


def write_sine(path):
    """Ten seconds, whole cycles: over and over it is one sine."""
    frames = 10 * RATE
    samples = array.array("f")
    for frame in range(frames):
        samples.extend([AMPLITUDE * math.sin(2 * math.pi * HERTZ * frame / RATE)] * 2)
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + 8 * frames, b"WAVE", b"fmt ", 16, 3, 2, RATE, 8 * RATE,
                         8, 32, b"data", 8 * frames)
    with open(path, "wb") as file:
        file.write(header + samples.tobytes())


def read_recording(path):
    with open(path, "rb") as file:
        data = file.read()
    place = data.index(b"data")
    samples = array.array("f")
    samples.frombytes(data[place + 8:len(data) - (len(data) - place - 8) % 8])
    return samples


def slope(points):
    """Of the line through (x, y) with the least squares."""
    if len(points) < 2:
        return 0.0
    x, y = statistics.fmean(p[0] for p in points), statistics.fmean(p[1] for p in points)
    return sum((p[0] - x) * (p[1] - y) for p in points) / sum((p[0] - x) ** 2 for p in points)


def torment(session, seconds, directory):
    """A preset a second, with a hostile effect in it. Returns what was seen, second by second."""
    client, listener, samples, xruns = session.client(), Listener(session), [], []
    wrong = []
    begin = time.monotonic()
    number, known = 0, 0

    def watch(until, is_done=lambda: False):
        nonlocal known
        while time.monotonic() < until and not is_done():
            now = client.ask("meters")["meters"]["xruns"]
            if now > known:
                xruns.append((time.monotonic(), now - known))
                known = now
            time.sleep(0.05)

    while time.monotonic() - begin < seconds:
        start = time.monotonic()
        name = list(PRESETS)[number % len(PRESETS)]
        deed = DEEDS[number % len(DEEDS)]
        for reply in (client.ask("load", preset=f"./{name}.json", directory=directory),
                      client.ask("insert", effect=f"'./hostile.wasm' deed={deed}", after="level", directory=directory)):
            if not reply["ok"]:
                wrong.append(f"{name}, {deed}: {reply['error']['message']}")
        # What keeps failing is out soon; if not, the next preset waits for it.
        expects = deed != "grow"
        watch(start + 10, lambda: not expects or listener.of_kind("out", start, "hostile"))
        if expects:
            told = [len(listener.of_kind(kind, start, "hostile")) for kind in ("fault", "restarted", "out")]
            if told != [4, 3, 1]:
                wrong.append(f"{name}, {deed}: told of {told[0]} failures, {told[1]} restarts, {told[2]} ends; "
                             "expected 4, 3 and 1")
        watch(start + 1)
        samples.append((time.monotonic() - begin, session.resident_kib(), session.thread_count(),
                        session.descriptor_count(), deed))
        number += 1
    healthy = [event for event in listener.of_kind("fault") if event.get("node") != "hostile"]
    status = client.ask("status")["status"]
    client.close()
    listener.client.close()
    return samples, xruns, wrong, healthy, number, status


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--period", type=int, default=128)
    options.add_argument("--periods", type=int, default=3)
    options = options.parse_args()
    sink = Sink()
    session = None
    try:
        write_sine(sink.file("sine.wav"))
        source = os.path.join(ROOT, "Benchmarks/hostile/hostile.c")
        subprocess.run([CAJON, "build", source, "-o", sink.file("hostile.wasm")], check=True)
        for name, nodes in PRESETS.items():
            sink.write(f"{name}.json", json.dumps({"format": 2, "name": name, "nodes": nodes}))
        witness = Witness()
        aplay = sink.aplay(options.period, options.periods)
        underruns = Underruns(aplay)
        session = Session(sink, "--preset", "./plain.json", "--input", "sine.wav", "--loop", "--record", "heard.wav",
                          "--period", str(options.period), "--periods", str(options.periods))
        changes = Changes(session)
        samples, xruns, wrong, healthy, number, status = torment(session, options.seconds, sink.folder)
        changes.should_stop = True
        changes.join()
        report = session.end()
        aplay.terminate()
        aplay.wait()
        witness.end()
        heard = read_recording(sink.file("heard.wav"))
    finally:
        if session:
            session.kill()
        sink.close()

    problems = list(wrong)
    period = options.period / RATE
    print(f"{options.seconds:g} s of a sine at {HERTZ} Hz; {changes.count} parameter changes "
          f"({changes.count / changes.seconds:.0f} a second, a hundred of them took at most {changes.slowest * 1e3:.0f} ms), "
          f"{number} presets, {len(changes.refused)} refused")
    if changes.refused:
        problems.append(f"refused: {changes.refused[0]}")
    if changes.count / changes.seconds < 0.95 * CHANGES_PER_SECOND:
        problems.append("fewer changes than there should be")

    # Before the fade at the end, and after the first period.
    frames = len(heard) // 2
    steps = map(operator.sub, itertools.islice(heard, 2, None), heard)
    greatest, where = 0.0, 0
    most = greatest_step()
    over = 0
    for place, step in enumerate(steps):
        if abs(step) > greatest:
            greatest, where = abs(step), place // 2
        over += abs(step) > most
    own = 2 * AMPLITUDE * math.sin(math.pi * HERTZ / RATE)
    print(f"steps: greatest {greatest:.5f} at {where / RATE:.2f} s; the sine's own {own:.5f}, with the fades at most "
          f"{most:.5f}; {over} beyond")
    if over:
        problems.append(f"{over} steps beyond {most:.5f}")
    # Each window of ten cycles reaches what is the least that all gains leave, 0.9 of it for where fades meet.
    least = 0.9 * AMPLITUDE * 10 ** (QUIETEST / 20) * 0.5 * 0.8
    window = 2 * RATE // 100
    peaks = [max(heard[place:place + window]) for place in range(2 * RATE // 10, 2 * (frames - RATE // 5), window)]
    gaps = sum(peak < least for peak in peaks)
    print(f"gaps: {gaps} of {len(peaks)} hundredths of a second are quieter than {least:.4f}; the quietest {min(peaks):.4f}")
    if gaps:
        problems.append(f"{gaps} gaps")
    if lost := status["recording"]["lostFrames"]:
        problems.append(f"{lost} frames were not recorded")

    failures = {deed: 0 for deed in DEEDS}
    for fault in report["faults"]:
        if fault["node"] == "hostile":
            words = fault["cause"]
            failures["loop" if "longer" in words else "trap" if "trapped" in words else "flood"] += 1
    print("failures told:", ", ".join(f"{deed} {count}" for deed, count in failures.items() if deed != "grow"),
          f"(at most a thousand are kept); of other effects {len(healthy)}")
    problems += [f"{fault['node']} failed: {fault['message']}" for fault in healthy[:5]]

    stalls = witness.stalls(most=(options.periods - 1.75) * period, within=options.periods * period)
    causes = stalls + underruns.moments
    # It is asked for every 50 ms or so, and a stall is over before its xrun is seen.
    unexplained = [(moment, count) for moment, count in xruns
                   if not any(moment - 0.5 < cause < moment + 0.1 for cause in causes)]
    load = report["load"]
    shares = [load["period"][f"{name}Nanoseconds"] / load["periodNanoseconds"] * 100
              for name in ("median", "percentile99", "percentile999", "maximum")]
    print("load: " + ", ".join(f"{name} {share:.1f} %" for name, share in zip(("median", "99 %", "99.9 %", "most"), shares)))
    worst = max((late for _, late, _ in witness.delays), default=0)
    print(f"xruns: {report['playbackXruns']}, {len(unexplained)} of them not the machine's; aplay had "
          f"{len(underruns.moments)}; a processor was away {len(stalls)} times, at most {worst * 1e3:.1f} ms"
          + ("" if witness.is_realtime else " (the witness had no real-time priority)"))
    problems += [f"{count} xruns at {moment:.2f} without a cause" for moment, count in unexplained]

    # Twelve presets are one round of all of them with all deeds; the smallest of a round has no grown memory in it.
    rounds = [samples[first:first + 12] for first in range(0, len(samples) - 11, 12)]
    print(f"{'s':>7} {'resident':>10} {'threads':>8} {'files':>6}")
    points = []
    for number, part in enumerate(rounds):
        moment, resident = part[-1][0], min(sample[1] for sample in part)
        threads, files = max(sample[2] for sample in part), max(sample[3] for sample in part)
        # The first round fills caches and pools.
        if number > 0:
            points.append((moment, resident, threads, files))
        if number % max(1, len(rounds) // 20) == 0 or number == len(rounds) - 1:
            print(f"{moment:7.0f} {resident:6} KiB {threads:8} {files:6}")
    growth = slope([(moment, resident) for moment, resident, _, _ in points])
    print(f"growth after the first round: {growth:.2f} KiB a second, so much for each preset")
    if len(points) >= 4:
        if growth > MOST_KIB_PER_SECOND:
            problems.append(f"memory grows by {growth:.1f} KiB a second")
        half = len(points) // 2
        for what, place in (("threads", 2), ("files", 3)):
            before, after = (max(point[place] for point in part) for part in (points[:half], points[half:]))
            if after > before:
                problems.append(f"{what}: {before}, later {after}")
    for problem in problems:
        print("WRONG:", problem)
    sys.exit(1 if problems else 0)


main()
