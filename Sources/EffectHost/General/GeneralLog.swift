// The contract's `log` for components that are run as wholes. Runs wherever the effect runs; never on the audio thread.

import WasmEngine

/// The one interface of ours that every effect may import.
enum GeneralLog {
    private static let levels = ["debug", "info", "warning", "error"]

    /// Puts a message into the store's log. Level and text are sound: wasmtime has read them by their types, which are
    /// held against the contract before the component is compiled.
    static let interface = HostInterface(
        EffectContract.logInterface,
        functions: [
            "write": { call, arguments throws(HostRefusal) in
                guard arguments.count == 2, case .enumeration(let name) = arguments[0],
                    case .string(let message) = arguments[1], let level = levels.firstIndex(of: name),
                    let guest = call.userData
                else { throw HostRefusal("its arguments are not a level and a message") }
                guard message.utf8.count <= Int(EffectLog.longestText) else {
                    throw HostRefusal("a message of more than \(EffectLog.longestText) bytes")
                }
                // SAFETY: the store's user data is the effect's context, which outlives the store.
                guest.assumingMemoryBound(to: GuestContext.self).pointee.log.append(UInt8(level), message)
                return nil
            }
        ])
}

extension EffectLog {
    /// Keeps a line, as `append` does with its bytes.
    func append(_ level: UInt8, _ message: String) {
        // One more byte, so that an empty text has an address too; more than a line can hold needn't be copied.
        let bytes = message.utf8.prefix(2 * Self.longestMessage) + [0]
        bytes.withUnsafeBufferPointer { append(level: level, bytes: $0.baseAddress!, count: $0.count - 1) }
    }
}
