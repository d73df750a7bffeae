// Fetches by address for whoever waits. Any thread that may wait.

import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP client for files from strangers: no cookies, no credentials, no proxies, no compression; redirections by our
/// rules.
///
/// Its thread lives as long as it does.
package final class Downloader: Sendable {
    package let limits: DownloadLimits
    private let agent: String
    private let threads: MultiThreadedEventLoopGroup
    private let client: HTTPClient

    /// - Parameter agent: what servers are told is asking.
    package init(agent: String, limits: DownloadLimits = DownloadLimits()) {
        self.agent = agent
        self.limits = limits
        threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .seconds(Int64(limits.connectSeconds)), read: .seconds(Int64(limits.idleSeconds)),
                write: .seconds(Int64(limits.idleSeconds))),
            proxy: nil, ignoreUncleanSSLShutdown: false, decompression: .disabled)
        configuration.httpVersion = .http1Only
        // One that was used before may be closed by now, which would look like the server's fault.
        configuration.maximumUsesPerConnection = 1
        configuration.connectionPool.retryConnectionEstablishment = false
        // The name has to mean this machine, whatever a file or a server of names says.
        configuration.dnsOverride = ["localhost": "127.0.0.1"]
        client = HTTPClient(eventLoopGroupProvider: .shared(threads), configuration: configuration)
    }

    deinit {
        // Both fail only when they were shut down before.
        try? client.syncShutdown()
        try? threads.syncShutdownGracefully()
    }

    /// Asks for a file, follows redirections, and returns when a server has begun to send it.
    ///
    /// - Parameters:
    ///   - byteLimit: what is larger is refused: at once where the server says so, and otherwise when it is.
    ///   - seconds: from the first question to the last byte, in place of `DownloadLimits.wholeSeconds`.
    ///
    /// Errors: why it can't be had.
    package func open(
        _ start: Address, byteLimit: Int, within seconds: Int? = nil
    ) throws(DownloadError) -> Download {
        var limits = limits
        if let seconds { limits.wholeSeconds = seconds }
        let deadline = DispatchTime.now() + .seconds(limits.wholeSeconds)
        var address = start
        for _ in 0...limits.redirections {
            let answer = try Answer(to: request(address), from: address, by: client, until: deadline, limits: limits)
            guard let location = try answer.redirection else {
                return try Download(answer, from: self, byteLimit: byteLimit)
            }
            address = try address.redirected(to: location)
        }
        throw DownloadError(.tooManyRedirections(limit: limits.redirections), at: start.text)
    }

    private func request(_ address: Address) throws(DownloadError) -> HTTPClient.Request {
        let headers: [(String, String)] = [
            ("User-Agent", agent), ("Accept", "*/*"), ("Accept-Encoding", "identity"),
        ]
        do {
            return try HTTPClient.Request(url: address.text, headers: .init(headers))
        } catch {
            throw DownloadError(error, at: address, isReceiving: false)
        }
    }
}
