// Foundation's opinion on what JSON is, to hold the module's own reader against. Any thread.

import Foundation
import Presets

/// Compares `JSONLocator` with Foundation's parser.
enum JSONOracle {
    /// Whether Foundation takes a text for JSON.
    ///
    /// - Parameter bytes: valid UTF-8.
    static func accepts(_ bytes: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }

    /// Whether both readers judge a text alike, Foundation's known liberties aside: it takes a comma before a closing
    /// bracket, guesses UTF-16 where there are zero bytes, and refuses numbers beyond a double's range.
    static func agrees(on bytes: [UInt8]) -> Bool {
        guard let tree = try? JSONLocator.tree(of: bytes) else {
            return !accepts(bytes) || bytes.contains(0) || hasTrailingComma(bytes)
        }
        return accepts(bytes) || hasInfinity(tree)
    }

    private static func hasTrailingComma(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(/,\s*[}\]]/)
    }

    private static func hasInfinity(_ node: JSONNode) -> Bool {
        switch node.content {
        case .number(let number): number.isInfinite
        case .array(let elements): elements.contains(where: hasInfinity)
        case .object(let members): members.contains { hasInfinity($0.value) }
        default: false
        }
    }
}
