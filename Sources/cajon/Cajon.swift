// The program: one command with its subcommands. Everything of substance lives in the layers below.

import ArgumentParser
import Foundation

@main
struct Cajon: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cajon",
        abstract: "An audio effect host in which every effect is locked in a WebAssembly box.",
        discussion: """
            Example:
              cajon render guitar.wav -o warm.wav --chain 'filter cutoff=2kHz | chorus'

            Exit status:
              0 done, 64 wrong usage, 65 bad data, 66 no such input,
              69 device or service unavailable, 70 an effect failed,
              74 reading or writing failed, 130 interrupted.
            """,
        version: "0.1.0",
        subcommands: [
            RenderCommand.self, PlotCommand.self, LiveCommand.self, ControlCommand.self, DevicesCommand.self,
            LatencyCommand.self,
            EffectCommand.self, PresetCommand.self, GrantsCommand.self, KeysCommand.self, BuildCommand.self,
            ComponentCommand.self, BindingsCommand.self, SnapshotCommand.self, InspectCommand.self,
        ])

    static func main() {
        Terminal.claimStandardStreams()
        CompilerCommand.runIfAsked()
        // A file that outgrows the user's limit is an error with words, not a sudden end.
        signal(SIGXFSZ, SIG_IGN)
        main(nil)
    }
}
