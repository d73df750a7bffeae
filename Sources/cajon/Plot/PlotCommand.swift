// `cajon plot`: pictures of what effects do, and of sounds before and after them.

import ArgumentParser

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw what effects do, and sounds before and after them, as SVG or PNG.",
        discussion: """
            Examples:
              cajon plot response --chain 'filter cutoff=1kHz' -o filter.svg
              cajon plot curve --chain 'compressor ratio=4' -o curve.svg
              cajon plot spectrogram in.wav --preset telephone -o phone.png
              cajon plot loudness speech.wav --json

            Everything drawn can be had as numbers, with --json.
            """,
        subcommands: [
            Response.self, Impulse.self, Curve.self, Waveform.self, Spectrum.self, Spectrogram.self, Loudness.self,
        ])
}
