// Counted vectors, names and optional parts, each within its bounds. Any thread.

import WasmBinary

extension ComponentParser {
    func check(_ what: String, _ found: Int, _ limit: Int, at offset: Int) throws(WasmBinaryError) {
        guard found <= limit else {
            throw WasmBinaryError(.exceedsLimit(what, found: UInt64(found), limit: UInt64(limit)), at: offset)
        }
    }

    /// How many elements follow: no more than one vector, and all together, may have.
    mutating func count(
        _ reader: inout BinaryReader, of what: String, limit: Int
    ) throws(WasmBinaryError) -> Int {
        let start = reader.offset
        let count = try reader.count(of: what)
        try check(what, count, limit, at: start)
        remainingElements -= count
        let total = limits.maximumTotalElements
        try check("elements of all vectors", total - remainingElements, total, at: start)
        return count
    }

    /// Elements with their places.
    mutating func vector<Element>(
        _ reader: inout BinaryReader, of what: String,
        _ element: (inout Self, inout BinaryReader) throws(WasmBinaryError) -> Element
    ) throws(WasmBinaryError) -> [Located<Element>] {
        try elements(&reader, of: what) { parser, reader throws(WasmBinaryError) in
            let offset = reader.offset
            return Located(try element(&parser, &reader), at: offset)
        }
    }

    mutating func elements<Element>(
        _ reader: inout BinaryReader, of what: String, limit: Int? = nil,
        _ element: (inout Self, inout BinaryReader) throws(WasmBinaryError) -> Element
    ) throws(WasmBinaryError) -> [Element] {
        var elements: [Element] = []
        for _ in 0..<(try count(&reader, of: what, limit: limit ?? limits.maximumElements)) {
            elements.append(try element(&self, &reader))
        }
        return elements
    }

    func name(_ reader: inout BinaryReader) throws(WasmBinaryError) -> String {
        let start = reader.offset
        let name = try reader.name()
        try check("bytes of a name", name.utf8.count, limits.maximumNameBytes, at: start)
        return name
    }

    /// The name of an import or export. 1 before it once told interfaces from plain names; it means nothing today.
    func externName(_ reader: inout BinaryReader) throws(WasmBinaryError) -> String {
        let start = reader.offset
        switch try reader.byte("a name's kind") {
        case 0, 1: return try name(&reader)
        case 2: throw WasmBinaryError(.unsupported("a name with options"), at: start)
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "0, a name"), at: start)
        }
    }

    /// 0, or 1 and something.
    mutating func optional<Wrapped>(
        _ reader: inout BinaryReader, _ what: String,
        _ wrapped: (inout Self, inout BinaryReader) throws(WasmBinaryError) -> Wrapped
    ) throws(WasmBinaryError) -> Wrapped? {
        let start = reader.offset
        switch try reader.byte(what) {
        case 0: return nil
        case 1: return try wrapped(&self, &reader)
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "0 or 1, before \(what)"), at: start)
        }
    }
}
