// One answer of a server, as the client tells of it. Called on the client's thread alone.

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Puts an answer where it is waited for.
final class Reception: HTTPClientResponseDelegate {
    private let handoff: Handoff

    init(into handoff: Handoff) { self.handoff = handoff }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        put(.head(head), for: task)
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        guard buffer.readableBytes > 0 else { return task.eventLoop.makeSucceededVoidFuture() }
        return put(.bytes(Array(buffer.readableBytesView)), for: task)
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) { handoff.put(.end(error)) }

    func didFinishRequest(task: HTTPClient.Task<Void>) { handoff.put(.end(nil)) }

    private func put(_ item: Handoff.Item, for task: HTTPClient.Task<Void>) -> EventLoopFuture<Void> {
        let taken = task.eventLoop.makePromise(of: Void.self)
        handoff.put(item, taken: taken)
        return taken.futureResult
    }
}
