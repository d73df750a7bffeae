// Fetches by address for a thread that waits. Any thread that may; one download at a time each.

package import Dispatch
import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// An HTTP client for files from strangers: no cookies, no credentials, no proxies, no compression; redirections by our rules.
///
/// Its thread and its connections live as long as it does.
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

    /// Asks for a file, and returns when the server has begun to send it.
    ///
    /// - Parameter byteLimit: what is larger is refused: at once where the server says so, and otherwise when it is.
    ///
    /// Errors: why it can't be had.
    package func open(_ address: Address, byteLimit: Int) throws(DownloadError) -> Download {
        let fetch = Fetch(client: client, agent: agent, limits: limits, byteLimit: byteLimit)
        return try Download(of: address, by: fetch)
    }

    /// A file that fits into memory.
    ///
    /// Errors: why it can't be had.
    package func bytes(at address: Address, byteLimit: Int) throws(DownloadError) -> [UInt8] {
        let download = try open(address, byteLimit: byteLimit)
        var bytes: [UInt8] = []
        while let more = try download.next() { bytes += more }
        return bytes
    }
}
