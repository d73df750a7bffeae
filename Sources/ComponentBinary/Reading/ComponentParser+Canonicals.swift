// Canonical definitions, and the names of those that are not supported. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#canonical-definitions

import WasmBinary

extension ComponentParser {
    mutating func canonical(_ reader: inout BinaryReader) throws(WasmBinaryError) -> CanonicalDefinition {
        let start = reader.offset
        switch try reader.byte("a canonical definition") {
        case 0x00:
            try functionSort(&reader)
            let function = try reader.unsigned32("a core function's index")
            let options = try options(&reader)
            return .lift(coreFunction: function, options: options, type: try reader.unsigned32("a type's index"))
        case 0x01:
            try functionSort(&reader)
            let function = try reader.unsigned32("a function's index")
            return .lower(function: function, options: try options(&reader))
        case 0x02: return .resourceNew(try reader.unsigned32("a type's index"))
        case 0x03: return .resourceDrop(try reader.unsigned32("a type's index"))
        case 0x04: return .resourceRepresentation(try reader.unsigned32("a type's index"))
        case let byte:
            if let name = Self.unsupportedBuiltIns[byte] {
                throw WasmBinaryError(.unsupported("the built-in ‘\(name)’"), at: start)
            }
            throw WasmBinaryError(.unexpectedByte(byte, expected: "a canonical definition"), at: start)
        }
    }

    private func functionSort(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        let start = reader.offset
        let sort = try reader.byte("a sort")
        guard sort == 0 else { throw WasmBinaryError(.unexpectedByte(sort, expected: "0, a function"), at: start) }
    }

    private mutating func options(
        _ reader: inout BinaryReader
    ) throws(WasmBinaryError) -> [CanonicalDefinition.Option] {
        let start = reader.offset
        let options = try elements(&reader, of: "canonical options") { parser, reader throws(WasmBinaryError) in
            try parser.option(&reader)
        }
        try check("canonical options", options.count, limits.maximumOptions, at: start)
        return options
    }

    private func option(_ reader: inout BinaryReader) throws(WasmBinaryError) -> CanonicalDefinition.Option {
        let start = reader.offset
        switch try reader.byte("a canonical option") {
        case 0: return .encoding(.utf8)
        case 1: return .encoding(.utf16)
        case 2: return .encoding(.latin1OrUTF16)
        case 3: return .memory(try reader.unsigned32("a memory's index"))
        case 4: return .realloc(try reader.unsigned32("a core function's index"))
        case 5: return .postReturn(try reader.unsigned32("a core function's index"))
        case 6: throw WasmBinaryError(.unsupported("the canonical option ‘async’"), at: start)
        case 7: throw WasmBinaryError(.unsupported("the canonical option ‘callback’"), at: start)
        case 8: throw WasmBinaryError(.unsupported("the canonical option ‘core-type’"), at: start)
        case 9: throw WasmBinaryError(.unsupported("the canonical option ‘gc’"), at: start)
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "a canonical option"), at: start)
        }
    }

    /// What the asynchronous and the threaded ABI have besides, gated features both.
    private static let unsupportedBuiltIns: [UInt8: String] = [
        0x05: "task.cancel", 0x06: "subtask.cancel", 0x07: "resource.drop async", 0x08: "backpressure.set",
        0x09: "task.return", 0x0a: "context.get", 0x0b: "context.set", 0x0c: "thread.yield", 0x0d: "subtask.drop",
        0x0e: "stream.new", 0x0f: "stream.read", 0x10: "stream.write", 0x11: "stream.cancel-read",
        0x12: "stream.cancel-write", 0x13: "stream.drop-readable", 0x14: "stream.drop-writable",
        0x15: "future.new", 0x16: "future.read", 0x17: "future.write", 0x18: "future.cancel-read",
        0x19: "future.cancel-write", 0x1a: "future.drop-readable", 0x1b: "future.drop-writable",
        0x1c: "error-context.new", 0x1d: "error-context.debug-message", 0x1e: "error-context.drop",
        0x1f: "waitable-set.new", 0x20: "waitable-set.wait", 0x21: "waitable-set.poll", 0x22: "waitable-set.drop",
        0x23: "waitable.join", 0x24: "backpressure.inc", 0x25: "backpressure.dec", 0x26: "thread.index",
        0x27: "thread.new-indirect", 0x28: "thread.switch-to", 0x29: "thread.suspend", 0x2a: "thread.resume-later",
        0x2b: "thread.yield-to", 0x40: "thread.spawn-ref", 0x41: "thread.spawn-indirect",
        0x42: "thread.available-parallelism",
    ]
}
