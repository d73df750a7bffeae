// The text format, for tests and tools. Not for the audio thread.
import CWasmtime

extension WasmEngine {
    /// Translates WebAssembly text to a binary.
    ///
    /// Errors: `invalidText`, with the line and column.
    package static func wasm(fromText text: String) throws(WasmError) -> [UInt8] {
        var bytes = wasm_byte_vec_t()
        var text = text
        let error = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { wasmtime_wat2wasm($0.baseAddress, $0.count, &bytes) }
        }
        if let message = WasmtimeFailure.consume(error) { throw .invalidText(message) }
        defer { wasm_byte_vec_delete(&bytes) }
        // SAFETY: on success wasmtime filled `bytes`, which this function owns until it returns.
        return [UInt8](UnsafeBufferPointer(start: bytes.data, count: bytes.size))
    }
}
