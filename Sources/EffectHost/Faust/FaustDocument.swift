// What a Faust module says of itself, as JSON: read, and not yet believed. Plain values, any thread.

import Foundation

/// The JSON text that Faust's compiler writes to the beginning of a module's memory.
struct FaustDocument: Decodable {
    /// A group or a control.
    struct Item: Decodable {
        let type: String
        let label: String?
        /// Where its value lies, in bytes from the state's beginning.
        let index: Int?
        let meta: [[String: String]]?
        let `init`: Double?
        let min: Double?
        let max: Double?
        let step: Double?
        let items: [Item]?

        /// The last that is said of a key.
        func said(of key: String) -> String? { meta?.last { $0[key] != nil }?[key] }
    }

    let name: String?
    let version: String?
    let compileOptions: String?
    let size: Int?
    let inputs: Int?
    let outputs: Int?
    let meta: [[String: String]]?
    let ui: [Item]?

    private enum CodingKeys: String, CodingKey {
        case name, version, size, inputs, outputs, meta, ui
        case compileOptions = "compile_options"
    }

    /// The last that the program declares of a key.
    func declared(_ key: String) -> String? { meta?.last { $0[key] != nil }?[key] }

    /// Reads the text; zeroes at its end are not part of it.
    ///
    /// Errors: it is too long, nested too deeply, or not JSON as Faust writes it.
    static func read(_ bytes: ArraySlice<UInt8>) throws(FaustProblem) -> FaustDocument {
        guard bytes.count <= FaustLimits.descriptionBytes else {
            throw .tooLong(byteCount: bytes.count, limit: FaustLimits.descriptionBytes)
        }
        let text = bytes.prefix { $0 != 0 }
        guard bytes[text.endIndex...].allSatisfy({ $0 == 0 }) else { throw .notJSON }
        // A reader of JSON goes as deep as the text does; what is deeper never gets there.
        guard depth(of: text) <= FaustLimits.depth * 2 else { throw .tooDeep(limit: FaustLimits.depth) }
        guard let document = try? JSONDecoder().decode(FaustDocument.self, from: Data(text)) else { throw .notJSON }
        return document
    }

    /// How many brackets are open at once at most.
    private static func depth(of text: ArraySlice<UInt8>) -> Int {
        var (depth, deepest, isInText, isEscaped) = (0, 0, false, false)
        for byte in text {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
