// Takes over what wasmtime returns when something failed, and turns it into text. Not for the audio thread: it frees.
import CWasmtime

/// The one adapter from `wasmtime_error_t`.
enum WasmtimeFailure {
    /// The text of an error, which is deleted; nil when there is none.
    static func consume(_ error: OpaquePointer?) -> String? {
        guard let error else { return nil }
        defer { wasmtime_error_delete(error) }
        return oneLine(text(of: error))
    }

    /// The text of a borrowed error, as wasmtime lays it out.
    static func text(of error: OpaquePointer) -> String {
        var name = wasm_name_t()
        wasmtime_error_message(error, &name)
        defer { wasm_byte_vec_delete(&name) }
        return String(wasmName: &name)
    }

    /// What stopped running code: wasmtime puts the backtrace, which is reported apart, before the cause.
    static func cause(in message: String) -> String {
        let cause = message.firstRange(of: "Caused by:").map { message[$0.upperBound...] } ?? message[...]
        return oneLine(String(cause))
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
