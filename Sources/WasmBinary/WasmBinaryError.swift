// What can be wrong with a binary, and the wording of it. Plain values, any thread.

/// Bytes that are not a WebAssembly module as the specification has it.
package struct WasmBinaryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Kind: Equatable, Sendable {
        case notWebAssembly
        case unknownVersion(UInt32)
        case unexpectedEnd(expected: String)
        case malformedInteger(bits: Int)
        case malformedUTF8
        case countTooLarge(UInt32, of: String, room: Int)
        case unexpectedByte(UInt8, expected: String)
        case unknownSection(UInt8)
        case sectionOutOfOrder(String)
        case sectionSizeMismatch(String, declared: Int, used: Int)
        case indexOutOfRange(UInt32, of: String, count: Int)
        case countMismatch(String, Int, String, Int)
        case duplicateExport(String)
        case exceedsLimit(String, found: UInt64, limit: UInt64)
        case isComponent
        case malformedExpression
        /// An alias of a core export for something that core instances don't export.
        case malformedAlias(String)
        /// What the format has and we don't take, by its name.
        case unsupported(String)
    }

    package let kind: Kind
    /// In bytes from the start of the file.
    package let offset: Int

    package init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    package var description: String { "\(wording) (at byte \(offset))" }

    /// What is wrong, without the place.
    package var wording: String {
        switch kind {
        case .notWebAssembly: "it does not begin with ‘\\0asm’, so it is no WebAssembly file"
        case .unknownVersion(let version): "its binary format has version \(version); expected 1"
        case .unexpectedEnd(let expected): "the file ends where \(expected) should be"
        case .malformedInteger(let bits): "not a well-formed integer of \(bits) bits"
        case .malformedUTF8: "a name is not UTF-8"
        case .countTooLarge(let count, let what, let room):
            "\(count) \(what) are announced where \(room) bytes are left"
        case .unexpectedByte(let byte, let expected): "byte 0x\(String(byte, radix: 16)); expected \(expected)"
        case .unknownSection(let id): "a section of unknown kind \(id)"
        case .sectionOutOfOrder(let name): "the \(name) section is out of order or stands twice"
        case .sectionSizeMismatch(let name, let declared, let used):
            "the \(name) section announces \(declared) bytes and has \(used)"
        case .indexOutOfRange(let index, let what, let count): "\(what) \(index) does not exist: there are \(count)"
        case .countMismatch(let first, let firstCount, let second, let secondCount):
            "\(firstCount) \(first) for \(secondCount) \(second)"
        case .duplicateExport(let name): "two exports are called ‘\(name)’"
        case .exceedsLimit(let what, let found, let limit): "\(found) \(what); at most \(limit) are allowed"
        case .isComponent: "it is a component, not a core module"
        case .malformedAlias(let sort): "an alias of a core export is for a \(sort); expected a core sort"
        case .unsupported(let what): "\(what), which is not supported"
        case .malformedExpression: "an initialiser does not leave exactly one value of its type"
        }
    }
}
