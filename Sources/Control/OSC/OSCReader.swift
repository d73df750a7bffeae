// From a packet to messages. Packets come from any program on this machine and are not trusted. Pure, any thread.

/// Reads packets of Open Sound Control 1.0: messages, and bundles of them.
///
/// Types i, f, h, d, s, S, T and F. Times of bundles are not kept: what comes is done at once.
///
/// Source: M. Wright, "The Open Sound Control 1.0 Specification", 2002.
package struct OSCReader {
    /// What a packet may hold.
    package enum Limits {
        /// The most that UDP carries.
        package static let packetBytes = 65_507
        /// Bundles inside bundles.
        package static let depth = 8
        /// Messages of one packet.
        package static let messages = 1_024
        /// Messages of one packet whose addresses have patterns.
        package static let patterns = 16
        /// Arguments of one message.
        package static let arguments = 64
    }

    private let bytes: ArraySlice<UInt8>
    private var index: Int

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The messages of a packet, in order.
    ///
    /// Errors: `.badRequest`, with the byte at which the packet stops making sense; nothing of it is then to be done.
    package static func messages(in packet: [UInt8]) throws(ControlError) -> [OSCMessage] {
        var messages: [OSCMessage] = []
        try read(packet[...], depth: 0, into: &messages)
        return messages
    }

    private static func read(
        _ bytes: ArraySlice<UInt8>, depth: Int, into messages: inout [OSCMessage]
    ) throws(ControlError) {
        var reader = OSCReader(bytes)
        guard bytes.count % 4 == 0, let first = bytes.first else {
            throw reader.fault("a packet of \(bytes.count) bytes; expected a multiple of 4, and at least 4")
        }
        guard first == UInt8(ascii: "#") else {
            guard messages.count < Limits.messages else { throw reader.fault("more than \(Limits.messages) messages") }
            messages.append(try reader.message())
            return
        }
        guard depth < Limits.depth else { throw reader.fault("bundles nest deeper than \(Limits.depth)") }
        guard try reader.text() == "#bundle" else { throw reader.fault("expected an address or #bundle") }
        _ = try reader.take(8)
        while reader.index < bytes.endIndex {
            let count = Int(try reader.integer32())
            guard count >= 0 else { throw reader.fault("an element of \(count) bytes") }
            try read(try reader.take(count), depth: depth + 1, into: &messages)
        }
    }

    private mutating func message() throws(ControlError) -> OSCMessage {
        let address = try text()
        guard address.first == "/" else { throw fault("an address that doesn't begin with a slash") }
        var message = OSCMessage(address)
        // Some old senders leave out the types of a message without arguments.
        guard index < bytes.endIndex else { return message }
        let types = try text()
        guard types.first == "," else { throw fault("expected types, which begin with a comma") }
        guard types.utf8.count <= Limits.arguments + 1 else {
            throw fault("more than \(Limits.arguments) arguments")
        }
        for type in types.dropFirst() { message.arguments.append(try argument(type)) }
        guard index == bytes.endIndex else { throw fault("more bytes than its types say") }
        return message
    }

    private mutating func argument(_ type: Character) throws(ControlError) -> OSCMessage.Argument {
        switch type {
        case "i": return .integer(Int64(try integer32()))
        case "h": return .integer(Int64(bitPattern: try unsigned(8)))
        case "f": return .float(Double(Float(bitPattern: UInt32(try unsigned(4)))))
        case "d": return .float(Double(bitPattern: try unsigned(8)))
        case "s", "S": return .text(try text())
        case "T": return .flag(true)
        case "F": return .flag(false)
        default:
            throw fault(
                "the type \(type.unicodeScalars.first.map { String($0.value) } ?? "") isn't understood;"
                    + " expected i, f, h, d, s, T or F")
        }
    }

    private mutating func integer32() throws(ControlError) -> Int32 { Int32(bitPattern: UInt32(try unsigned(4))) }

    /// Big end first.
    private mutating func unsigned(_ count: Int) throws(ControlError) -> UInt64 {
        try take(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A text, its end's zero, and zeros up to a multiple of four bytes.
    private mutating func text() throws(ControlError) -> String {
        guard let end = bytes[index...].firstIndex(of: 0) else { throw fault("a text without an end") }
        guard let text = String(validating: bytes[index..<end], as: UTF8.self) else {
            throw fault("a text of no UTF-8")
        }
        let length = end - index
        let padding = try take(length + 4 - length % 4).dropFirst(length)
        guard padding.allSatisfy({ $0 == 0 }) else { throw fault("a text that isn't followed by zeros") }
        return text
    }

    private mutating func take(_ count: Int) throws(ControlError) -> ArraySlice<UInt8> {
        guard count <= bytes.endIndex - index else { throw fault("it ends too early") }
        defer { index += count }
        return bytes[index..<index + count]
    }

    private func fault(_ what: String) -> ControlError {
        ControlError(.badRequest, "OSC: at byte \(index) of the packet: \(what)")
    }
}
