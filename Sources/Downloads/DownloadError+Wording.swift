// What is said of a download that failed. Pure functions, any thread.

extension DownloadError: CustomStringConvertible {
    package var description: String { "\(shown(address, limit: 500)): \(problem)" }

    /// Without the address.
    package var problem: String {
        switch kind {
        case .address(let problem): shown(problem, limit: 500)
        case .redirection(let target, let why): "the server points to ‘\(shown(target))’, \(shown(why, limit: 500))"
        case .tooManyRedirections(let limit): "the server points elsewhere more than \(limit) times"
        case .unknownHost: "there is no host of that name, or names can't be looked up; is the network up?"
        case .refused: "the connection was refused: nothing serves there"
        case .unreachable(let reason): "can't be reached: \(shown(reason))"
        case .certificate(let reason): "the server's certificate isn't valid: \(shown(reason))"
        case .encryption(let reason): "no encrypted connection came about: \(shown(reason))"
        case .timedOut(.connecting): "nobody answered in time"
        case .timedOut(.idle): "the server went silent"
        case .timedOut(.whole(let seconds)): "it took more than \(seconds) seconds"
        case .tooLarge(let limit): "is larger than allowed (\(limit) bytes)"
        case .status(let status): "the server says \(status)\(Self.meaning(of: status))"
        case .compressed(let encoding): "is compressed (\(shown(encoding))), which wasn't asked for"
        case .closed: "didn't arrive whole: the server closed the connection"
        case .broken(let reason): "didn't arrive whole: \(shown(reason))"
        }
    }

    /// The statuses that a static server gives. Source: RFC 9110, 15.
    private static func meaning(of status: Int) -> String {
        switch status {
        case 401, 403: ": it may not be read"
        case 404: ": not found"
        case 410: ": it is gone"
        case 429: ": too many requests; try again later"
        case 500...599: ": something is wrong with the server; try again later"
        default: ""
        }
    }
}
