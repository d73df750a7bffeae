// What a component wrote to its standard streams, up to a bound. Thread: the one that runs the component.

/// Text that waits to be fetched.
struct OutputLog {
    /// What is written while so much waits is dropped, and counted.
    static let mostBytes = 65_536

    private var bytes: [UInt8] = []
    private var droppedByteCount = 0

    mutating func write(_ text: [UInt8]) {
        let kept = min(text.count, Self.mostBytes - bytes.count)
        bytes += text.prefix(kept)
        droppedByteCount += text.count - kept
    }

    mutating func take() -> ComponentOutput {
        let output = ComponentOutput(text: String(decoding: bytes, as: UTF8.self), droppedByteCount: droppedByteCount)
        self = OutputLog()
        return output
    }
}

/// What a component wrote to its standard output and standard error since that was fetched last.
package struct ComponentOutput: Equatable, Sendable {
    /// What is no UTF-8 is replaced; control characters are not.
    package let text: String
    /// How many bytes were too many.
    package let droppedByteCount: Int

    package init(text: String, droppedByteCount: Int) {
        self.text = text
        self.droppedByteCount = droppedByteCount
    }
}

extension WasmStore {
    /// Fetches what the store's components wrote to their standard streams.
    package mutating func takeOutput() -> ComponentOutput {
        guard let state = shared.pointee.componentState else { return ComponentOutput(text: "", droppedByteCount: 0) }
        return state.system.output.take()
    }
}
