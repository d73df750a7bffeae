// What a guest can do wrong at its boundary, and the wording of it. Plain values, any thread.

/// A guest broke a rule of the canonical ABI. The spec calls each of these a trap: the guest must not be called again.
package struct CanonicalABIError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Which rule was broken.
    package enum Kind: Equatable, Sendable {
        case outOfBounds(address: UInt32, byteCount: UInt64, memorySize: UInt64)
        case misaligned(address: UInt32, alignment: Int)
        case tooLong(byteCount: UInt64)
        /// All strings and lists of one value together are more than the host takes.
        case beyondAllowance(limit: UInt64)
        case invalidUTF8(address: UInt32, byteCount: UInt64)
        case invalidUTF16(address: UInt32, byteCount: UInt64)
        case invalidCharacter(UInt32)
        case invalidCase(UInt32, count: Int)
        /// The guest's own `cabi_realloc` trapped or could not be called.
        case allocationFailed(String)
        /// The guest's function trapped, for the reason that who called it found.
        case functionTrapped(String)
        /// A rule about handles or calls.
        case broken(Rule)
    }

    package let kind: Kind
    /// The type being read or written when it happened.
    package let context: String

    package init(_ kind: Kind, while context: String) {
        self.kind = kind
        self.context = context
    }

    package var description: String {
        switch kind {
        case .outOfBounds(let address, let byteCount, let memorySize):
            "\(context): \(byteCount) bytes at address \(address) do not lie within its memory of \(memorySize) bytes"
        case .misaligned(let address, let alignment):
            "\(context): address \(address) is not a multiple of \(alignment)"
        case .tooLong(let byteCount):
            "\(context): \(byteCount) bytes are more than the \(LinearMemoryView.maximumByteLength) that the canonical ABI allows"
        case .beyondAllowance(let limit):
            "\(context): the value's strings and lists take more than the \(limit) bytes that are allowed"
        case .invalidUTF8(let address, let byteCount):
            "\(context): the \(byteCount) bytes at address \(address) are not UTF-8"
        case .invalidUTF16(let address, let byteCount):
            "\(context): the \(byteCount) bytes at address \(address) are not UTF-16"
        case .invalidCharacter(let code):
            "\(context): \(code) is not a Unicode scalar value"
        case .invalidCase(let found, let count):
            "\(context): case \(found), expected one below \(count)"
        case .allocationFailed(let reason):
            "\(context): cabi_realloc failed: \(reason)"
        case .functionTrapped(let reason):
            "\(context): it trapped: \(reason)"
        case .broken(let rule):
            "\(context): \(rule)"
        }
    }
}
