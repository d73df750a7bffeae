// `cajon component`: what can be done with components as files. Each subcommand has a file of its own.

import ArgumentParser

struct ComponentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component", abstract: "Make components of WebAssembly modules, and look into them.",
        discussion: "Example:\n  cajon component new core.wasm --wit wit --world effect -o component.wasm",
        subcommands: [New.self, Unbundle.self])
}
