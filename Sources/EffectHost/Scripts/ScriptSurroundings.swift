// What a script finds beside its own files: bytes that it asks for, and what effect.json says of its processor. Plain values,
// any thread.

import Foundation

/// A file that a script reads as bytes.
package struct ScriptBinary: Equatable, Sendable {
    /// Its path from the script's folder, with `/` between the parts.
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// What is handed to the engine with a script's sources.
package struct ScriptSurroundings: Equatable, Sendable {
    package var binaries: [ScriptBinary] = []
    /// The manifest's text, a JSON object, of which the engine reads `processor`, `processorOptions` and `messages`; empty
    /// without one.
    package var manifest = ""

    package init(binaries: [ScriptBinary] = [], manifest: String = "") {
        self.binaries = binaries
        self.manifest = manifest
    }
}
