// `cajon devices`.

import Foundation
import TestSupport
import Testing

@Suite("The list of devices")
struct DevicesCommandTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    @Test("has what needs no sound card, with what it can do, and nothing else on standard error than that")
    func withoutCards() throws {
        let outcome = try shell.program(["devices"]).run()
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("\nnull  (") && outcome.text.contains("file:FILE=PATH"))
        #expect(outcome.text.contains("FLOAT_LE"))
        let lines = outcome.error.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("No sound card is here") }, "\(outcome.error)")
    }

    @Test("is the same as JSON")
    func json() throws {
        let outcome = try shell.program(["devices", "--json"]).run()
        #expect(outcome.status == 0)
        #expect(outcome.error == "")
        let list = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [[String: Any]])
        let null = try #require(list.first { $0["name"] as? String == "null" })
        let playback = try #require(null["playback"] as? [String: Any])
        #expect(playback["state"] as? String == "available")
        #expect((playback["sampleRates"] as? [Int])?.contains(48_000) == true)
    }

    @Test("comes, and says so, when a sound server takes the connection and never answers")
    func deafServer() throws {
        // A server that listens, and does nothing else.
        let path = shell.folder.file("deaf")
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(code == 0 && listen(listener, 8) == 0)
        var program = shell.program(["devices"])
        program.environment["PULSE_SERVER"] = "unix:\(path)"
        program.environment["HOME"] = shell.folder.path
        let outcome = try program.run()
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("\nnull  ("))
        if outcome.text.contains("\npulse  (") { #expect(outcome.text.contains("didn't answer")) }
    }
}
