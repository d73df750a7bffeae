"""Renders a file through pedalboard's low-pass, compressor and chorus, in blocks, as its documentation shows it."""

import sys

from pedalboard import Chorus, Compressor, LowpassFilter, Pedalboard
from pedalboard.io import AudioFile

board = Pedalboard([
    LowpassFilter(cutoff_frequency_hz=2000),
    Compressor(threshold_db=-18, ratio=4, attack_ms=10, release_ms=100),
    Chorus(rate_hz=1, depth=0.25, centre_delay_ms=7, feedback=0, mix=0.5),
])
with AudioFile(sys.argv[1]) as source:
    with AudioFile(sys.argv[2], "w", source.samplerate, source.num_channels, bit_depth=32) as destination:
        while source.tell() < source.frames:
            destination.write(board(source.read(65536), source.samplerate, reset=False))
