// The one error of this module: what a request, a socket or a packet came to grief over. A plain value, any thread.

private import Glibc

/// What is wrong, where, what was expected and what to do, with a sort for machines.
package struct ControlError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The sort of problem, under a stable name.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// Not a request at all, or one that lacks something.
        case badRequest = "bad-request"
        /// There is no such node or parameter.
        case unknownTarget = "unknown-target"
        /// The parameter doesn't take that.
        case badValue = "bad-value"
        /// The preset or chain is wrong.
        case badPreset = "bad-preset"
        /// There is no such preset or file.
        case notFound = "not-found"
        /// What would be needed isn't there, or isn't there now.
        case unavailable
        /// An effect could not be started.
        case effectFailed = "effect-failed"
        /// Reading or writing failed, or would have overwritten something.
        case fileFailed = "file-failed"
        /// The call itself makes no sense here.
        case usage
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }

    /// What a command that meets this ends with, as sysexits.h numbers it.
    package var exitStatus: Int32 {
        switch kind {
        case .usage: 64
        case .badRequest, .unknownTarget, .badValue, .badPreset: 65
        case .notFound: 66
        case .unavailable: 69
        case .effectFailed: 70
        case .fileFailed: 74
        }
    }

    /// What the system refused, with its reason.
    static func system(_ what: String, _ code: Int32) -> ControlError {
        // SAFETY: strerror's text is copied before anybody calls it again on this thread.
        ControlError(.unavailable, "\(what): \(unsafe String(cString: strerror(code)))")
    }
}

extension ControlError: Codable {
    private enum CodingKeys: String, CodingKey { case kind, message, status }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // A newer session may know sorts that this program doesn't.
        kind = (try? container.decode(Kind.self, forKey: .kind)) ?? .unavailable
        message = try container.decode(String.self, forKey: .message)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(message, forKey: .message)
        try container.encode(exitStatus, forKey: .status)
    }
}
