// What a snapshot is to be made of, and what it is to export. Plain values, any thread.

package import WasmBinary

/// How to make a snapshot.
package struct SnapshotOptions: Equatable, Sendable {
    /// An exported function that gets a new name in the snapshot.
    package struct Rename: Equatable, Sendable {
        package let newName: String
        package let oldName: String

        package init(newName: String, oldName: String) {
            self.newName = newName
            self.oldName = oldName
        }
    }

    /// By the convention of such tools.
    package static let conventionalInitFunction = "wizer-initialize"

    /// The export to call before capturing: no parameters, no results.
    package var initFunction = conventionalInitFunction
    /// Whether the snapshot still exports it. `_initialize` it never does: a host would run it again.
    package var keepsInitFunction = false
    package var renames: [Rename] = []
    package var limits = ModuleLimits.forTools

    package init() {}
}
