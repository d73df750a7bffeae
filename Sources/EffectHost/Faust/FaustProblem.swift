// Why a Faust module can't be an effect, and the wording of it. Plain values, any thread.

package import WasmBinary

/// A module that looks like Faust's and can't be used; each description goes on after "it ".
package enum FaustProblem: Error, Equatable, Sendable, CustomStringConvertible {
    // The module.
    case damaged(WasmBinaryError)
    case missingExport(String, expected: String)
    case wrongExport(String, found: String, expected: String)
    case foreignImport(module: String, name: String)
    case wrongImport(String, found: String, expected: String)
    /// Something that Faust's modules don't have, by its name.
    case unexpected(String)
    // Its code.
    case unexpectedInstruction(opcode: UInt32, offset: Int)
    case unclearAddress(offset: Int)
    // Its description.
    case noDescription
    case tooLong(byteCount: Int, limit: Int)
    case notJSON
    case tooDeep(limit: Int)
    case missing(String)
    case tooMany(String, found: Int, limit: Int)
    case tooLarge(byteCount: Int, limit: Int)
    case noInput
    case noOutput
    case soundfile(String)
    case misplaced(control: String, place: Int, byteCount: Int)
    case overlapping(String, String)
    case notANumber(control: String, what: String)

    package var description: String {
        switch self {
        case .damaged(let error): "is damaged: \(error)"
        case .missingExport(let name, let expected): "has no export ‘\(name)’, expected a \(expected)"
        case .wrongExport(let name, let found, let expected):
            "exports ‘\(name)’ as a \(found), expected a \(expected)"
        case .foreignImport("env", let name):
            "calls ‘\(printable(name, limit: 100))’, which is none of the mathematical functions that Faust has"
        case .foreignImport(let module, let name):
            "imports ‘\(printable(name, limit: 100))’ from ‘\(printable(module, limit: 100))’; a Faust module imports "
                + "mathematical functions from ‘env’, and nothing else"
        case .wrongImport(let name, let found, let expected):
            "imports ‘\(name)’ as a \(found), expected a \(expected)"
        case .unexpected(let what): "has \(what), which Faust's modules don't have"
        case .unexpectedInstruction(let opcode, let offset):
            "uses an instruction that Faust doesn't, 0x\(String(opcode, radix: 16)) (at byte \(offset))"
        case .unclearAddress(let offset):
            "uses an address of which it isn't clear whether it is one of a sample or of its own state (at byte \(offset))"
        case .noDescription: "has no description of itself: expected JSON text at the beginning of its memory"
        case .tooLong(let byteCount, let limit):
            "has a description of \(byteCount) bytes; at most \(limit) are allowed"
        case .notJSON: "has a description that is not JSON as Faust writes it"
        case .tooDeep(let limit): "has groups within groups, more than \(limit) deep"
        case .missing(let what): "doesn't say its \(what), or not as Faust does"
        case .tooMany(let what, let found, let limit): "has \(found) \(what); at most \(limit) are allowed"
        case .tooLarge(let byteCount, let limit):
            "wants \(byteCount) bytes for its state; an effect may have \(limit)"
        case .noInput: "has no audio input: it is an instrument, and an effect processes sound"
        case .noOutput: "has no audio output"
        case .soundfile(let label):
            "plays the sound file ‘\(printable(label, limit: 100))’, which effects in Faust can't have here"
        case .misplaced(let control, let place, let byteCount):
            "keeps ‘\(printable(control, limit: 100))’ at byte \(place), and its state has \(byteCount) bytes"
        case .overlapping(let first, let second):
            "keeps ‘\(printable(first, limit: 100))’ and ‘\(printable(second, limit: 100))’ in the same place"
        case .notANumber(let control, let what):
            "has no usable \(what) for ‘\(printable(control, limit: 100))’"
        }
    }
}
