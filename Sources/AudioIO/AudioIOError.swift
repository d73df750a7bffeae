// The one error of this module: what went wrong with which file, and the exit status it stands for. Any thread.

/// Why a sound file could not be read or written.
///
/// `description` is a whole message for people: what, where, what was expected and found, what to do. All wording is in
/// `AudioIOError+Wording.swift`.
package struct AudioIOError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What sort of failure it is, as the command line's exit statuses tell them apart.
    package enum Kind: String, Sendable, CaseIterable {
        /// What was asked for can't be done: an unknown format, a combination that the format doesn't have.
        case usage
        /// The input is there, but isn't sound that can be read.
        case badData
        /// The input isn't there or may not be read.
        case noInput
        /// The system refused to read or write.
        case io
    }

    package let kind: Kind
    /// The path as it was given, or "standard input" or "standard output".
    package let path: String
    /// The message without the path.
    package let message: String
    /// The system's error number, where the system was what failed.
    package let systemError: Int32?

    init(_ kind: Kind, _ path: String, _ message: String, systemError: Int32? = nil) {
        self.kind = kind
        self.path = path
        self.message = message
        self.systemError = systemError
    }

    /// The exit status from sysexits.h: 64 usage, 65 bad data, 66 no input, 74 input or output failed.
    package var exitStatus: Int32 {
        switch kind {
        case .usage: 64
        case .badData: 65
        case .noInput: 66
        case .io: 74
        }
    }

    package var description: String { "\(path): \(message)" }
}
