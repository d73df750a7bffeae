// A file that is on its way. Used by one thread, which waits.

import Dispatch

/// Gives what arrives, piece by piece. It ends when it goes, whatever is still to come.
package final class Download {
    /// Where it comes from, after all redirections.
    package private(set) var address: Address
    /// As the server has it; nil when it doesn't say.
    package private(set) var byteCount: Int?
    private let handoff = Handoff()
    private let task: Task<Void, Never>
    private let deadline: DispatchTime
    private let wholeSeconds: Int
    private var isOver = false

    /// Errors: why it can't be had.
    init(of address: Address, by fetch: Fetch) throws(DownloadError) {
        self.address = address
        wholeSeconds = fetch.limits.wholeSeconds
        deadline = .now() + .seconds(wholeSeconds)
        task = Task { [handoff] in
            do throws(DownloadError) {
                try await fetch.run(address, into: handoff)
                await handoff.put(.end(nil))
            } catch {
                await handoff.put(.end(error))
            }
        }
        guard case .head(let address, let byteCount) = try take() else { preconditionFailure("a download begins with its head") }
        self.address = address
        self.byteCount = byteCount
    }

    deinit { stop() }

    /// The next piece, which is not empty; nil at the end.
    ///
    /// Errors: why there is no more to be had; there is nothing after that.
    package func next() throws(DownloadError) -> [UInt8]? {
        guard !isOver else { return nil }
        guard case .bytes(let bytes) = try take() else { return nil }
        return bytes
    }

    private func take() throws(DownloadError) -> Handoff.Item {
        switch handoff.take(until: deadline) {
        case .end(let error?):
            stop()
            throw error
        case .end(nil):
            stop()
            return .end(nil)
        case let item?: return item
        case nil:
            stop()
            throw DownloadError(.timedOut(.whole(seconds: wholeSeconds)), at: address.text)
        }
    }

    private func stop() {
        isOver = true
        task.cancel()
        handoff.close()
    }
}
