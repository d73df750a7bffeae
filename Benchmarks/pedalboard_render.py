"""Renders a file through pedalboard, in blocks, as its documentation shows it.

    pedalboard_render.py SOURCE DESTINATION EFFECT...

An effect is written as in Python: "LowpassFilter(cutoff_frequency_hz=2000)".
"""

import sys

import pedalboard
from pedalboard.io import AudioFile

source_path, destination_path, *effects = sys.argv[1:]
board = pedalboard.Pedalboard([eval(effect, vars(pedalboard).copy()) for effect in effects])
with AudioFile(source_path) as source:
    with AudioFile(destination_path, "w", source.samplerate, source.num_channels, bit_depth=32) as destination:
        while source.tell() < source.frames:
            destination.write(board(source.read(65536), source.samplerate, reset=False))
