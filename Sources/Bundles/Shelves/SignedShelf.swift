// A shelf's index with its signature, as the file that servers serve. A plain value, any thread.

import EffectHost
import Foundation

/// An index that was signed by a key, which was checked. Whose key it is, and whether it is the right one, is for
/// `ShelfBook` to say.
package struct SignedShelf: Equatable, Sendable {
    /// The format that this Cajon reads and writes.
    package static let format = 1

    package let index: ShelfIndex
    package let key: SignatureKey
    /// Of the text that was signed; hexadecimal, lower case.
    package let sha256: String
    /// The whole file.
    package let bytes: [UInt8]

    /// The file's object. What is signed is a text within it, so that the signature covers bytes and not their meaning.
    private struct Envelope: Codable {
        var format: Int
        var signed: String
        var key: String
        var signature: String
    }

    /// Looked at before anything else is.
    private struct Format: Decodable { var format: Int }

    /// Signs an index. Equal indices, signed by one key, have an equal `sha256`.
    ///
    /// Errors: `.malformed` when it is larger than an index may be.
    package init(_ index: ShelfIndex, signedWith key: SigningKey) throws(ShelfError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let text = try? encoder.encode(index) else { preconditionFailure("an index can be written") }
        let signature = key.signature(of: Array(text), for: .shelf)
        let envelope = Envelope(
            format: Self.format, signed: String(decoding: text, as: UTF8.self), key: key.publicKey.base64,
            signature: Data(signature).base64EncodedString())
        encoder.outputFormatting.insert(.prettyPrinted)
        guard let file = try? encoder.encode(envelope) + Data("\n".utf8) else {
            preconditionFailure("an index can be written")
        }
        guard file.count <= ShelfLimits.indexBytes else {
            throw ShelfError(
                .malformed("it has \(file.count) bytes, and at most \(ShelfLimits.indexBytes) are allowed"))
        }
        self.index = index
        self.key = key.publicKey
        sha256 = ContentHash.of(Array(text))
        bytes = Array(file)
    }

    /// The index in a file, if it is as its key has signed it.
    ///
    /// Errors: `.newerFormat`, `.malformed`, `.wrongSignature`.
    package init(_ bytes: [UInt8]) throws(ShelfError) {
        guard bytes.count <= ShelfLimits.indexBytes else {
            throw ShelfError(.malformed("it is longer than \(ShelfLimits.indexBytes) bytes"))
        }
        let decoder = JSONDecoder()
        let data = Data(bytes)
        guard let format = try? decoder.decode(Format.self, from: data) else {
            throw ShelfError(.malformed("it is no shelf as ‘cajon preset index’ writes it"))
        }
        guard format.format <= Self.format else { throw ShelfError(.newerFormat(format.format)) }
        guard format.format == Self.format, let envelope = try? decoder.decode(Envelope.self, from: data),
            let key = SignatureKey(base64: envelope.key), let signature = Data(base64Encoded: envelope.signature)
        else { throw ShelfError(.malformed("it is no shelf as ‘cajon preset index’ writes it")) }
        let text = Data(envelope.signed.utf8)
        guard key.verifies(Array(signature), of: Array(text), for: .shelf) else { throw ShelfError(.wrongSignature) }
        // Only now is there somebody to blame for what it says.
        do {
            index = try decoder.decode(ShelfIndex.self, from: text)
        } catch {
            throw ShelfError(.malformed("it is signed, but not in order: \(Self.words(for: error))"))
        }
        self.key = key
        sha256 = ContentHash.of(Array(text))
        self.bytes = bytes
    }

    /// Where in the index something is wrong, and what.
    private static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it can't be read" }
        let (context, missing): (DecodingError.Context, String?) =
            switch error {
            case .keyNotFound(let key, let context): (context, key.stringValue)
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context, nil)
            @unknown default: (.init(codingPath: [], debugDescription: "can't be read"), nil)
            }
        let place = context.codingPath.reduce(into: "") { place, key in
            place += key.intValue.map { "[\($0)]" } ?? (place.isEmpty ? key.stringValue : ".\(key.stringValue)")
        }
        if let missing { return "\(place.isEmpty ? "it" : place) has no ‘\(missing)’" }
        return place.isEmpty ? "it isn't JSON" : "\(place) \(printable(context.debugDescription))"
    }
}
