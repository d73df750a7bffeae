#!/usr/bin/env python3
"""Plays sixteen effects, four of them scripts, on a device with a clock, beside aplay on the same device.

    Benchmarks/live.py [--seconds 600] [--periods 128,64,32]

The device is a PulseAudio null sink that this script starts and ends by its process id. Both programs play at the same
time with the same period and as much buffered. What aplay calls an underrun and Cajon an xrun is what that run of the
machine did to a program that computes nothing, and to one that does.
"""
import argparse, json, os, signal, subprocess, sys

from sink import CAJON, CHAIN, ROOT, Sink


def play(sink, period, seconds):
    aplay = sink.aplay(period, 3)
    cajon = subprocess.run(
        [CAJON, "live", "--chain", CHAIN, "--input", os.path.join(ROOT, "Samples/plucked-strings.wav"), "--loop",
         "--playback", "sink", "--period", str(period), "--periods", "3", "--seconds", str(seconds), "--json",
         "--no-control", "--no-midi"],
        env=sink.environment, capture_output=True, text=True)
    aplay.send_signal(signal.SIGTERM)
    underruns = aplay.communicate()[1].count("underrun")
    if cajon.returncode != 0:
        sys.exit(f"cajon live ended with {cajon.returncode}: {cajon.stderr}")
    return json.loads(cajon.stdout), underruns


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--periods", default="128,64,32")
    options = options.parse_args()
    print(f"16 effects, 4 of them scripts, 48 kHz stereo, {options.seconds:g} s each; load as a share of the period")
    print(f"{'period':>7} {'median':>8} {'99 %':>8} {'99.9 %':>8} {'max':>8} {'xruns':>6} {'aplay':>6} {'faults':>7}")
    sink = Sink()
    try:
        for period in map(int, options.periods.split(",")):
            report, underruns = play(sink, period, options.seconds)
            load = report["load"]
            shares = [load["period"][f"{name}Nanoseconds"] / load["periodNanoseconds"] * 100
                      for name in ("median", "percentile99", "percentile999", "maximum")]
            cells = " ".join(f"{share:7.1f}%" for share in shares)
            print(f"{period:7} {cells} {report['playbackXruns']:6} {underruns:6} {len(report['faults']):7}", flush=True)
    finally:
        sink.close()


main()
