// `cajon preset`: presets and bundles of them.

import ArgumentParser

struct PresetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preset", abstract: "List, show, check, import, pack and install presets.",
        discussion: "Examples:\n  cajon preset show warm-strings\n  cajon preset check mine.json",
        subcommands: [
            List.self, Search.self, Show.self, Check.self, Import.self, Pack.self, Install.self, Remove.self,
            Verify.self,
            Index.self, Add.self, Shelves.self, Update.self,
        ])
}
