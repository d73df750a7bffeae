// Takes over what wasmtime returns when something failed, and turns it into text. Not for the audio thread: it frees.
import CWasmtime

/// The one adapter from `wasmtime_error_t`.
enum WasmtimeFailure {
    /// The text of an error, which is deleted; nil when there is none.
    static func consume(_ error: OpaquePointer?) -> String? {
        guard let error else { return nil }
        var name = wasm_name_t()
        wasmtime_error_message(error, &name)
        wasmtime_error_delete(error)
        defer { wasm_byte_vec_delete(&name) }
        return oneLine(String(wasmName: &name))
    }

    /// wasmtime lists causes on lines of their own, outermost first; people get them in one line.
    static func oneLine(_ message: String) -> String {
        message.split(whereSeparator: \.isNewline).compactMap { line in
            var words = line.split(separator: " ")
            if let first = words.first, first.last == ":", Int(first.dropLast()) != nil { words.removeFirst() }
            let text = words.joined(separator: " ")
            return text.isEmpty || text == "Caused by:" ? nil : text
        }.joined(separator: ": ")
    }
}
