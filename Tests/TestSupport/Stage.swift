// The built program and what ships with it, as `make build` lays them out. Any thread.

/// Paths below `.build/stage`.
package enum Stage {
    /// The package's own folder.
    package static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    package static let folder = root + "/.build/stage"
    package static let program = folder + "/bin/cajon"
    package static let sdk = folder + "/share/cajon/sdk"

    /// A shipped effect's module.
    package static func effect(_ name: String) -> String { "\(folder)/share/cajon/effects/\(name).wasm" }
}
