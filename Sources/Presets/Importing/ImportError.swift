// Why a file as a whole can't be imported, with all wording. A plain value, any thread.

import EffectHost

/// What is wrong with a file before its lines are looked at, or with all of them together.
///
/// Lines that stop an import are no error: they are told in the `ImportReport`, all of them at once.
package struct ImportError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// The system doesn't give the file: all there is to say.
        case unreadable(String)
        case tooLarge
        case tooManyLines
        /// It holds what no text holds: what that is.
        case notText(String)
        /// No line of it is of a format that is known.
        case unknownFormat
        case tooManyBands
        /// All of it had to be left out.
        case nothingLeft
    }

    package let path: String
    package let kind: Kind

    package init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }

    package var description: String {
        let reason =
            switch kind {
            case .unreadable(let reason): reason
            case .tooLarge: "is too large; expected at most \(ImportLimits.fileBytes) bytes"
            case .tooManyLines: "has too many lines; expected at most \(ImportLimits.lines)"
            case .notText(let found): "is not text: it has \(found); expected UTF-8, UTF-16 with its mark, or Latin-1"
            case .unknownFormat:
                "has no line of a format that is known; expected ‘Preamp: …’, ‘Filter 1: ON PK Fc …’ or ‘GraphicEQ: …’"
            case .nothingLeft: "has nothing that could be taken over"
            case .tooManyBands: "has too many filters; expected at most \(ImportLimits.bands)"
            }
        return "\(printable(path)): \(reason)"
    }
}
