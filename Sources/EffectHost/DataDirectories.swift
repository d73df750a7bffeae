// Where Cajon's own and the user's effects and presets lie. Any thread.

import Foundation

/// The folders that hold `effects` and `presets`, the most specific first.
package enum DataDirectories {
    /// `$XDG_DATA_HOME/cajon` (`~/.local/share/cajon`), then `share/cajon` beside the folder of this program.
    package static var standard: [String] {
        let environment = ProcessInfo.processInfo.environment
        var directories: [String] = []
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            directories.append("\(data)/cajon")
        } else if let home = environment["HOME"], !home.isEmpty {
            directories.append("\(home)/.local/share/cajon")
        }
        if let shipped { directories.append(shipped) }
        return directories
    }

    /// What the user has decided: `$XDG_CONFIG_HOME/cajon` (`~/.config/cajon`); nil without a home.
    package static var configuration: String? {
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") { return "\(base)/cajon" }
        if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.config/cajon" }
        return nil
    }

    /// What can be made again: `$XDG_CACHE_HOME/cajon` (`~/.cache/cajon`); nil without a home.
    package static var cache: String? {
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return "\(base)/cajon" }
        if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.cache/cajon" }
        return nil
    }

    /// The JavaScript engine that came with this program.
    package static var scriptEngine: String? { shipped.map { $0 + "/engines/javascript.wasm" } }

    /// What Faust's modules are linked with, which came with this program.
    package static var faustRuntime: String? { shipped.map { $0 + "/engines/faust.wasm" } }

    /// What came with this program; nil when the program can't tell where it is.
    package static var shipped: String? {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        let prefix = URL(filePath: program).deletingLastPathComponent().deletingLastPathComponent()
        return prefix.appending(path: "share/cajon").path
    }
}
