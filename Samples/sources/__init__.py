"""The synthesised sources, one module each; `dsp` is what they share."""
