#!/usr/bin/env python3
"""Measures what a session costs while it plays, and while there is nothing to hear.

    Benchmarks/idle.py [--seconds 10] [--period 128]

Sixteen effects, four of them scripts, take their sound from a null sink's monitor and play into another one. First a
sound plays into it, then it ends; once all tails are over the session rests. The last column is the rest's share.
"""
import argparse, os, subprocess, time

from sink import CHAIN, ROOT, Session, Sink


def measure(session, seconds):
    begin, spent = time.monotonic(), session.cpu_seconds()
    time.sleep(seconds)
    seconds = time.monotonic() - begin
    return {name: (after - spent.get(name, 0.0)) / seconds for name, after in session.cpu_seconds().items()}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--period", type=int, default=128)
    options = options.parse_args()
    sink = Sink(further=["source"])
    session = player = None
    try:
        session = Session(sink, "--chain", CHAIN, "--capture", "source_monitor", "--period", str(options.period),
                          "--periods", "3")
        client = session.client()
        player = subprocess.Popen(
            ["sh", "-c", 'while aplay -q -D source "$0"; do :; done', os.path.join(ROOT, "Samples/plucked-strings.wav")],
            env=sink.environment, start_new_session=True)
        while not any("peak" in level for level in client.ask("meters")["meters"]["output"]):
            time.sleep(0.05)
        playing = measure(session, options.seconds)
        os.killpg(player.pid, 15)
        player.wait()
        silent = time.monotonic()
        while (state := client.ask("status")["status"]["state"]) != "idle":
            if time.monotonic() - silent > 60:
                raise SystemExit(f"after a minute of silence it is still {state}")
            time.sleep(0.1)
        waited = time.monotonic() - silent
        idle = measure(session, options.seconds)
        session.end()
    finally:
        if player and player.poll() is None:
            os.killpg(player.pid, 15)
        if session:
            session.kill()
        sink.close()
    print(f"16 effects, 4 of them scripts, periods of {options.period}; processor time as a share of one processor")
    total_playing, total_idle = sum(playing.values()), sum(idle.values())
    print(f"playing {total_playing * 100:.1f} %, at rest {total_idle * 100:.1f} % "
          f"({total_idle / total_playing * 100:.0f} % of it), resting {waited:.1f} s after the sound")
    for name in sorted(playing, key=playing.get, reverse=True):
        print(f"{name:>16} {playing[name] * 100:6.2f} % {idle.get(name, 0.0) * 100:6.2f} %")


main()
