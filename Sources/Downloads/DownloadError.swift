// Why something couldn't be fetched. A plain value, any thread.

/// What went wrong, and with which address.
package struct DownloadError: Error, Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// It is no address that may be asked; what is wrong, as the rest of a sentence.
        case address(String)
        /// The server points to an address that isn't followed; why, as a relative clause.
        case redirection(to: String, String)
        case tooManyRedirections(limit: Int)
        /// The host's name is unknown.
        case unknownHost
        /// Nobody listens there.
        case refused
        /// There is no way to it, or the connection failed for another reason of the system's.
        case unreachable(String)
        /// The server's certificate isn't valid; why, as the rest of a sentence.
        case certificate(String)
        /// Encryption couldn't be agreed on.
        case encryption(String)
        case timedOut(Stage)
        /// More than allowed.
        case tooLarge(byteLimit: Int)
        /// Any status but 200.
        case status(Int)
        /// It is compressed, which nobody asked for.
        case compressed(String)
        /// The server closed the connection.
        case closed
        /// It ended before its end, or isn't HTTP.
        case broken(String)
    }

    /// What took too long.
    package enum Stage: Equatable, Sendable {
        case connecting
        case idle
        case whole(seconds: Int)
    }

    package let kind: Kind
    package let address: String

    package init(_ kind: Kind, at address: String) {
        self.kind = kind
        self.address = address
    }
}
