// Downloads from servers of every temper.

import Downloads
import Foundation
import TestSupport
import Testing

@Suite("A downloader")
struct DownloaderTests {
    private static let byteLimit = 1 << 20

    private let folder: TemporaryFolder
    private let server: LoopbackServer
    private let downloader: Downloader

    init() throws {
        folder = try TemporaryFolder()
        server = try LoopbackServer(serving: folder.path)
        var limits = DownloadLimits()
        limits.idleSeconds = 1
        limits.wholeSeconds = 3
        downloader = Downloader(agent: "cajon/1.2.3", limits: limits)
    }

    private func bytes(_ path: String, byteLimit: Int = byteLimit) throws -> [UInt8] {
        try bytes(at: Address(server.origin + path), byteLimit: byteLimit)
    }

    private func bytes(at address: Address, byteLimit: Int) throws -> [UInt8] {
        let download = try downloader.open(address, byteLimit: byteLimit)
        var bytes: [UInt8] = []
        while let more = try download.next() { bytes += more }
        return bytes
    }

    private func failure(_ path: String) -> DownloadError? {
        do {
            _ = try bytes(path)
            return nil
        } catch { return error as? DownloadError }
    }

    @Test("fetches files whole, up to the limit, one after another")
    func files() throws {
        let large = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        try folder.write(large, "large")
        try folder.write([], "empty")
        try folder.write([1, 2, 3], "a b/ö")
        #expect(try bytes("/large") == large)
        #expect(try bytes("/large", byteLimit: large.count) == large)
        #expect(try bytes("/empty") == [])
        let index = try Address(server.origin + "/shelf.json")
        #expect(try bytes(at: index.beside(["a b", "ö"]), byteLimit: 3) == [1, 2, 3])
        let download = try downloader.open(Address(server.origin + "/large"), byteLimit: large.count)
        #expect(download.byteCount == large.count)
    }

    @Test("finds localhost on loopback, and IPv6's")
    func loopback() throws {
        try folder.write([1], "one")
        #expect(try bytes(at: Address("http://localhost:\(server.port)/one"), byteLimit: 1) == [1])
        guard let server = try? LoopbackServer(serving: folder.path, host: "::1") else { return }
        #expect(try bytes(at: Address(server.origin + "/one"), byteLimit: 1) == [1])
    }

    @Test("says who asks, and nothing of the user")
    func asked() throws {
        let once = String(decoding: try bytes("/asked"), as: UTF8.self)
        let lines = once.split(separator: "\n").map { $0.lowercased() }
        #expect(lines.first == "get /asked http/1.1")
        let names = Set(lines.dropFirst().compactMap { $0.split(separator: ":").first.map(String.init) })
        #expect(names.isSubset(of: ["host", "user-agent", "accept", "accept-encoding", "connection"]))
        #expect(lines.contains("user-agent: cajon/1.2.3"))
        #expect(lines.contains("accept-encoding: identity"))
        // The cookie that came with the first answer isn't given back.
        #expect(String(decoding: try bytes("/asked"), as: UTF8.self) == once)
    }

    @Test(
        "is given no more than it asked for",
        arguments: ["endless", "endless-chunks", "huge-chunk", "length-huge"])
    func tooLarge(behaviour: String) {
        #expect(failure("/bad/\(behaviour)")?.kind == .tooLarge(byteLimit: Self.byteLimit))
    }

    @Test("refuses a file one byte larger than allowed")
    func oneTooMany() throws {
        try folder.write([1, 2, 3, 4], "four")
        let error = #expect(throws: DownloadError.self) { try bytes("/four", byteLimit: 3) }
        #expect(error?.kind == .tooLarge(byteLimit: 3))
    }

    @Test(
        "refuses what isn't HTTP, or doesn't come to its end",
        arguments: [
            "endless-header", "endless-headers", "length-beyond", "length-negative", "length-twice", "length-long",
            "cut-chunk", "close", "garbage",
        ])
    func broken(behaviour: String) throws {
        let error = try #require(failure("/bad/\(behaviour)"))
        switch error.kind {
        case .broken, .closed: break
        default: Issue.record("\(error)")
        }
    }

    @Test("takes as much as was announced, and not what follows")
    func longer() throws {
        #expect(String(decoding: try bytes("/bad/length-short"), as: UTF8.self) == "thr")
    }

    @Test("waits for a silent server only so long", arguments: ["silent", "mute"])
    func silent(behaviour: String) {
        #expect(failure("/bad/\(behaviour)")?.kind == .timedOut(.idle))
    }

    @Test("ends a download that takes too long, however busy the server is", arguments: ["slow", "endless-waits"])
    func slow(behaviour: String) throws {
        let error = try #require(failure("/bad/\(behaviour)"))
        guard case .timedOut = error.kind else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("ends a download sooner when that is asked for")
    func sooner() throws {
        // By itself this one would wait for a quarter of an hour.
        let patient = Downloader(agent: "cajon")
        let error = #expect(throws: DownloadError.self) {
            let download = try patient.open(Address(server.origin + "/bad/slow"), byteLimit: 1 << 20, within: 1)
            while try download.next() != nil {}
        }
        guard case .timedOut = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("refuses what is compressed, since it didn't ask for that")
    func compressed() {
        #expect(failure("/bad/gzip")?.kind == .compressed("gzip"))
    }

    @Test("says what the server says", arguments: [204, 206, 304, 401, 403, 404, 410, 429, 500, 503])
    func statuses(status: Int) {
        #expect(failure("/bad/status/\(status)")?.kind == .status(status))
    }

    @Test("follows five redirections and not one more")
    func redirections() throws {
        #expect(String(decoding: try bytes("/bad/down/5"), as: UTF8.self) == "down")
        #expect(failure("/bad/down/6")?.kind == .tooManyRedirections(limit: 5))
        #expect(failure("/bad/round/1")?.kind == .tooManyRedirections(limit: 5))
        try folder.write([7], "seven")
        let other = try LoopbackServer(serving: folder.path)
        let download = try downloader.open(Address(server.origin + "/bad/to?\(other.origin)/seven"), byteLimit: 1)
        #expect(try download.next() == [7])
        #expect(try download.next() == nil)
        #expect(download.address.text == other.origin + "/seven")
    }

    @Test(
        "follows no redirection to where it may not go",
        arguments: [
            "file:///etc/passwd", "http://example.com/", "ftp://127.0.0.1/", "https://user:word@127.0.0.1/",
            "http://2130706433/",
            "data:,x", "http+unix://%252Ftmp/",
        ])
    func refusedRedirections(target: String) throws {
        let error = try #require(failure("/bad/to?\(target)"))
        guard case .redirection = error.kind else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("refuses a redirection to nowhere")
    func nowhere() throws {
        let error = try #require(failure("/bad/nowhere"))
        #expect(error.problem.contains("doesn't say where"))
    }

    @Test("says that nobody listens")
    func refused() throws {
        // The port that was tcpmux's; nobody has served it for decades.
        let error = #expect(throws: DownloadError.self) {
            try downloader.open(Address("http://127.0.0.1:1/"), byteLimit: 1)
        }
        #expect(error?.kind == .refused)
    }

    @Test("can be left in the middle, and be used on")
    func left() throws {
        for _ in 0..<20 {
            let download = try downloader.open(Address(server.origin + "/bad/endless"), byteLimit: .max)
            _ = try download.next()
        }
        try folder.write([1], "one")
        #expect(try bytes("/one") == [1])
    }
}
