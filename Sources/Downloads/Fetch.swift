// One question to a server, and those that it leads to. A task of its own.

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What is done for one download.
struct Fetch: Sendable {
    let client: HTTPClient
    let agent: String
    let limits: DownloadLimits
    let byteLimit: Int

    /// Puts the head, then pieces, until there are no more.
    ///
    /// Errors: why it can't be had.
    func run(_ start: Address, into handoff: Handoff) async throws(DownloadError) {
        var address = start
        for _ in 0...limits.redirections {
            let response = try await ask(address)
            guard let location = try redirection(in: response, from: address) else {
                try check(response, from: address)
                let byteCount = response.headers.first(name: "Content-Length").flatMap(Int.init)
                await handoff.put(.head(address, byteCount: byteCount))
                return try await receive(response.body, from: address, into: handoff)
            }
            address = try address.redirected(to: location)
        }
        throw DownloadError(.tooManyRedirections(limit: limits.redirections), at: start.text)
    }

    private func ask(_ address: Address) async throws(DownloadError) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: address.text)
        request.headers.add(name: "User-Agent", value: agent)
        request.headers.add(name: "Accept", value: "*/*")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        do {
            return try await client.execute(request, timeout: .seconds(Int64(limits.wholeSeconds)))
        } catch {
            throw DownloadError(error, at: address, isReceiving: false)
        }
    }

    /// Where the server points instead of answering; nil when it answers.
    private func redirection(in response: HTTPClientResponse, from address: Address) throws(DownloadError) -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status.code) else { return nil }
        guard let location = response.headers.first(name: "Location") else {
            throw DownloadError(.broken("the server points elsewhere and doesn't say where"), at: address.text)
        }
        return location
    }

    private func check(_ response: HTTPClientResponse, from address: Address) throws(DownloadError) {
        guard response.status == .ok else { throw DownloadError(.status(Int(response.status.code)), at: address.text) }
        if let encoding = response.headers.first(name: "Content-Encoding"), encoding.lowercased() != "identity" {
            throw DownloadError(.compressed(encoding), at: address.text)
        }
        if let byteCount = response.headers.first(name: "Content-Length").flatMap(Int.init), byteCount > byteLimit {
            throw DownloadError(.tooLarge(byteLimit: byteLimit), at: address.text)
        }
    }

    private func receive(
        _ body: HTTPClientResponse.Body, from address: Address, into handoff: Handoff
    ) async throws(DownloadError) {
        var received = 0
        var pieces = body.makeAsyncIterator()
        while true {
            let piece: ByteBuffer?
            do { piece = try await pieces.next() } catch {
                throw DownloadError(error, at: address, isReceiving: true)
            }
            guard let piece else { return }
            received += piece.readableBytes
            guard received <= byteLimit else { throw DownloadError(.tooLarge(byteLimit: byteLimit), at: address.text) }
            if piece.readableBytes > 0 { await handoff.put(.bytes(Array(piece.readableBytesView))) }
        }
    }
}
