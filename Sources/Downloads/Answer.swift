// What one server answers to one question. Used by one thread, which waits.

import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1

/// An answer that has begun. It ends when it goes, whatever is still to come.
final class Answer {
    let address: Address
    private let head: HTTPResponseHead
    private let handoff: Handoff
    private let task: HTTPClient.Task<Void>
    private let deadline: DispatchTime
    private let limits: DownloadLimits
    private var isOver = false

    /// Asks, and waits for the answer to begin.
    ///
    /// Errors: why it doesn't.
    init(
        to request: HTTPClient.Request, from address: Address, by client: HTTPClient, until deadline: DispatchTime,
        limits: DownloadLimits
    ) throws(DownloadError) {
        let handoff = Handoff()
        let task = client.execute(
            request: request, delegate: Reception(into: handoff),
            deadline: .now() + .seconds(Int64(limits.wholeSeconds)))
        let failure: DownloadError
        switch handoff.take(until: deadline) {
        case .head(let head):
            self.head = head
            (self.address, self.handoff, self.task, self.deadline, self.limits) = (
                address, handoff, task, deadline, limits
            )
            return
        case .end(let error?): failure = DownloadError(error, at: address, isReceiving: false)
        case .end(nil), .bytes: failure = DownloadError(.broken("the server said nothing"), at: address.text)
        case nil: failure = DownloadError(.timedOut(.whole(seconds: limits.wholeSeconds)), at: address.text)
        }
        task.cancel()
        handoff.close()
        throw failure
    }

    deinit {
        task.cancel()
        handoff.close()
    }

    /// Where the server points instead of answering; nil when it answers.
    ///
    /// Errors: `.broken` when it doesn't say where.
    var redirection: String? {
        get throws(DownloadError) {
            guard [301, 302, 303, 307, 308].contains(head.status.code) else { return nil }
            guard let location = head.headers.first(name: "Location") else {
                throw DownloadError(.broken("the server points elsewhere and doesn't say where"), at: address.text)
            }
            return location
        }
    }

    /// The size that the server states; nil when it doesn't.
    ///
    /// Errors: this is no answer with a file, as it is, in it.
    var byteCount: Int? {
        get throws(DownloadError) {
            guard head.status == .ok else { throw DownloadError(.status(Int(head.status.code)), at: address.text) }
            if let encoding = head.headers.first(name: "Content-Encoding"), encoding.lowercased() != "identity" {
                throw DownloadError(.compressed(encoding), at: address.text)
            }
            return head.headers.first(name: "Content-Length").flatMap(Int.init)
        }
    }

    /// The next piece, which is not empty; nil at the end.
    ///
    /// Errors: why there is no more to be had; there is nothing after that.
    func next() throws(DownloadError) -> [UInt8]? {
        guard !isOver else { return nil }
        switch handoff.take(until: deadline) {
        case .bytes(let bytes): return bytes
        case .end(nil), .head:
            isOver = true
            return nil
        case .end(let error?):
            isOver = true
            throw DownloadError(error, at: address, isReceiving: true)
        case nil:
            isOver = true
            throw DownloadError(.timedOut(.whole(seconds: limits.wholeSeconds)), at: address.text)
        }
    }
}
