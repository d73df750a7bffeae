#!/usr/bin/env python3
"""What bundles cost: opening one of ten effects, listing 1,000 installed ones, and compiling in a process of its own.

Times whole commands of the staged program, in a home of its own, one after the other in turns, and prints medians. Wants an
otherwise idle machine.
"""
import json
import os
import pathlib
import random
import shutil
import statistics
import struct
import subprocess
import tempfile
import time
import wave

ROOT = pathlib.Path(__file__).resolve().parent.parent
CAJON = ROOT / ".build/stage/bin/cajon"
ROUNDS = 21
# Components of some 50 kB, made ten of different content by a custom section.
EFFECTS = [["chorus", "compressor", "filter", "gain"][number % 4] for number in range(10)]


class Home:
    """A folder for everything that the program keeps."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.environment = os.environ | {"HOME": folder} | {
            f"XDG_{kind}_HOME": f"{folder}/{kind.lower()}" for kind in ["CACHE", "CONFIG", "DATA"]}

    def run(self, *arguments):
        subprocess.run(
            [CAJON, *arguments], cwd=self.folder, env=self.environment, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def seconds(self, *arguments):
        start = time.perf_counter()
        self.run(*arguments)
        return time.perf_counter() - start

    def in_turns(self, commands, before=lambda: None):
        """The median of each command's times."""
        times = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, arguments in commands.items():
                before()
                times[name].append(self.seconds(*arguments))
        return {name: statistics.median(each) for name, each in times.items()}


def main():
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        aliases = {}
        for number, name in enumerate(EFFECTS):
            effect = (ROOT / f".build/stage/share/cajon/effects/{name}.wasm").read_bytes()
            (home.folder / f"e{number}.wasm").write_bytes(effect + bytes([0, 3, 1, ord("n"), number]))
            aliases[f"e{number}"] = f"./e{number}.wasm"
        nodes = [{"id": name, "effect": name} for name in aliases]
        preset = {
            "format": 2, "name": "Ten", "author": "Nobody", "licence": "CC0-1.0", "effects": aliases, "nodes": nodes}
        (home.folder / "ten.json").write_text(json.dumps(preset))
        noise = random.Random(1)
        with wave.open(f"{folder}/in.wav", "wb") as file:
            file.setparams((2, 2, 48000, 0, "NONE", ""))
            file.writeframes(b"".join(struct.pack("<h", noise.randint(-4000, 4000)) for _ in range(2 * 4800)))
        home.run("keys", "new")
        home.run("preset", "pack", "./ten.json", "-o", "ten.cajon", "--sign", "--id", "ten-effects")
        home.run("preset", "install", "ten.cajon")

        def render(preset):
            return ["render", "in.wav", "-o", "out.wav", "--quiet", "--preset", preset]

        commands = {
            "plain preset": render("./ten.json"), "bundle": render("./ten.cajon"), "installed": render("ten-effects")}
        for arguments in commands.values():
            home.run(*arguments)
        times = home.in_turns(commands)
        size = (home.folder / "ten.cajon").stat().st_size / 1e6
        print(f"0.1 s of sound through ten effects, warm cache; the bundle has {size:.1f} MB")
        for name, seconds in times.items():
            more = "" if name == "plain preset" else f"  {1000 * (seconds - times['plain preset']):+.1f} ms"
            print(f"  {name:14}{1000 * seconds:7.1f} ms{more}")
        print("  goal: less than 30 ms more")

        def forget():
            shutil.rmtree(home.folder / "cache", ignore_errors=True)

        chain = ["render", "in.wav", "-o", "out.wav", "--quiet", "--chain", "filter | compressor | chorus"]
        home.run(*chain)
        warm = home.in_turns({"chain": chain})["chain"]
        cold = home.in_turns({"chain": chain}, before=forget)["chain"]
        print(f"three effects compiled, each in a process of its own: {1000 * (cold - warm):.0f} ms")

        home.run("preset", "pack", "warm-strings", "-o", "small.cajon", "--id", "small")
        home.run("preset", "install", "small.cajon")
        bundles = home.folder / "data/cajon/bundles"
        for number in range(999):
            shutil.copytree(bundles / "small", bundles / f"small-{number}")
        times = home.in_turns({"list": ["preset", "list"], "search": ["preset", "search", "wide"], "nothing": ["--version"]})
        print(f"1,001 installed bundles: listed in {1000 * times['list']:.0f} ms, searched in {1000 * times['search']:.0f} ms")
        print(f"  goal: 100 ms; of that the program's start takes {1000 * times['nothing']:.0f} ms")


if __name__ == "__main__":
    main()
