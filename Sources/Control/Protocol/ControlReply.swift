// One line to a client, in answer to one of its own. A plain value, any thread.

private import Foundation

/// Whether it was done, and what there is to tell. `PROTOCOL.md` says which request gets which members.
package struct ControlReply: Codable, Equatable, Sendable {
    /// The request's; the server sees to it.
    package var id: RequestID?
    package var ok: Bool
    /// Why not.
    package var error: ControlError?

    /// `set`: what was set, and to what.
    package var target: String?
    package var value: Float?
    package var text: String?
    /// `get`: one, of a node, or all.
    package var parameters: [ParameterReading]?
    package var status: LiveStatus?
    package var meters: LiveMeters?
    /// `insert` and `replace`: the node's id, of several the first's. `bypass`: the node.
    package var node: String?
    /// `bypass`: how it is now.
    package var bypassed: Bool?
    /// `load`: the preset's name.
    package var preset: String?
    /// `record`, `save`: where.
    package var file: String?
    /// `record` with `stop`: how long it has become.
    package var seconds: Double?
    /// `midi`: which controllers move what.
    package var mappings: [MIDIMappingReading]?
    /// What is to be known although it was done.
    package var warnings: [String]?

    private init(ok: Bool) { self.ok = ok }

    /// Done, and nothing more to tell.
    package static let done = ControlReply(ok: true)

    /// Not done.
    package static func failure(_ error: ControlError) -> ControlReply {
        var reply = ControlReply(ok: false)
        reply.error = error
        return reply
    }

    /// A parameter was set.
    package static func set(_ target: ParameterTarget, to value: Float, _ text: String) -> ControlReply {
        var reply = done
        reply.target = target.description
        reply.value = value
        reply.text = text
        return reply
    }

    /// Done, with what there is to tell.
    package static func done(_ tell: (inout ControlReply) -> Void) -> ControlReply {
        var reply = done
        tell(&reply)
        return reply
    }
}

/// Lines as the protocol writes them.
enum ProtocolLine {
    /// A value as one line of JSON, the line's end included; keys in order, so that equal values give equal lines.
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // What isn't finite should not come here; if it does, one number must not cost the client its reply.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch {
            preconditionFailure("a plain value can always be written: \(error)")
        }
    }

    /// A reply from a line without its end.
    static func decode<Value: Decodable>(_ type: Value.Type, from line: [UInt8]) throws(ControlError) -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try decoder.decode(type, from: Data(line))
        } catch {
            throw ControlError(
                .unavailable, "the live session answered in words that this program doesn't know; are both one version?"
            )
        }
    }
}
