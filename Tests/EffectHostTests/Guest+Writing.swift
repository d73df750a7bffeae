// Guests as files. Any thread.

import TestSupport
import WasmEngine

extension TemporaryFolder {
    /// Writes a guest's module; returns its path.
    func write(_ guest: Guest, _ name: String) throws -> String {
        try write(WasmEngine.wasm(fromText: guest.text), name)
    }
}
