// What a snapshot can't carry, each with its reason. Plain values, any thread.

package import WasmBinary

/// Something that a module may not do, or have, if it is to be snapshotted.
package enum Refusal: Equatable, Sendable, CustomStringConvertible {
    case importedGlobal(String)
    case importedTable(String)
    case importedMemory(String)
    case importedTag(String)
    case sharedMemory
    case reservedExport(String)
    case mutableReferenceGlobal(ModuleSummary.ValueType)
    case dataDrop
    case elemDrop
    /// An instruction that changes a table of anything but functions.
    case tableMutation(String)
    case garbageCollection

    package var description: String {
        switch self {
        case .importedGlobal(let name):
            "it imports the global ‘\(name)’, whose value belongs to somebody else; only functions may be imported"
        case .importedTable(let name):
            "it imports the table ‘\(name)’, whose contents belong to somebody else; only functions may be imported"
        case .importedMemory(let name):
            "it imports the memory ‘\(name)’, whose contents belong to somebody else; only functions may be imported"
        case .importedTag(let name):
            "it imports the tag ‘\(name)’; only functions may be imported"
        case .sharedMemory: "it has a shared memory, which other threads could change while it is captured"
        case .reservedExport(let name): "it exports ‘\(name)’, a name that snapshotting keeps for itself"
        case .mutableReferenceGlobal(let type):
            "it has a mutable global of type \(type.rawValue), and a reference can't be written as an initial value"
        case .dataDrop: "data.drop: that a data segment was dropped can't be captured"
        case .elemDrop: "elem.drop: that an element segment was dropped can't be captured"
        case .tableMutation(let instruction):
            "\(instruction) on a table that does not hold functions: such references can't be captured"
        case .garbageCollection: "garbage-collected objects can't be captured"
        }
    }
}
