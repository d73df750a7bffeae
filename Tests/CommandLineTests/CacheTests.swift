// Compiled code between runs: used, shared, and never trusted blindly.

import Foundation
import TestSupport
import Testing

@Suite("The cache of compiled effects")
struct CacheTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.sound("in.wav", seconds: 0.05)
    }

    private static let arguments = ["render", "in.wav", "-o", "out.wav", "--chain", "gain level=-6dB", "-q"]

    /// Renders with a cache in the working folder, or with whatever the changes make of it; the output.
    private func render(_ changes: [String: String?]? = nil) throws -> [UInt8] {
        let outcome = try shell.program(
            Self.arguments, environment: changes ?? ["XDG_CACHE_HOME": shell.folder.file("cache")]
        ).run()
        #expect(outcome.status == 0)
        #expect(outcome.error == "")
        defer { try? FileManager.default.removeItem(atPath: shell.folder.file("out.wav")) }
        return try shell.folder.read("out.wav")
    }

    private var entries: [String] {
        get throws { try shell.folder.names(below: "cache/cajon").map { shell.folder.file("cache/cajon/\($0)") } }
    }

    private func permissions(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("is made for this user only, and used")
    func isMade() throws {
        let first = try render()
        let entries = try entries
        #expect(entries.count == 1)
        #expect(try permissions(shell.folder.file("cache/cajon")) == 0o700)
        #expect(try permissions(entries[0]) == 0o600)
        let stored = try Data(contentsOf: URL(filePath: entries[0]))
        #expect(try render() == first)
        #expect(try Data(contentsOf: URL(filePath: entries[0])) == stored)
    }

    @Test("is not believed when it is damaged", arguments: [0, 8, 30, 60, 88, 5_000, -1])
    func damaged(offset: Int) throws {
        let first = try render()
        let url = URL(filePath: try #require(try entries.first))
        let stored = try Data(contentsOf: url)
        let handle = try FileHandle(forUpdating: url)
        let place = offset < 0 ? stored.count + offset : offset
        try handle.seek(toOffset: UInt64(place))
        try handle.write(contentsOf: [stored[place] ^ 0x40])
        try handle.close()
        #expect(try render() == first)
        // It was compiled again, and put right.
        #expect(try Data(contentsOf: url) == stored)
    }

    @Test("is not believed when it was cut off, emptied, or made larger")
    func resized() throws {
        let first = try render()
        let url = URL(filePath: try #require(try entries.first))
        let size = try Data(contentsOf: url).count
        for length in [0, 50, size - 1, size + 1] {
            let handle = try FileHandle(forUpdating: url)
            try handle.truncate(atOffset: UInt64(length))
            try handle.close()
            #expect(try render() == first)
            #expect(try Data(contentsOf: url).count == size)
        }
    }

    @Test("is not believed when others could have written it")
    func writable() throws {
        let first = try render()
        let entry = try #require(try entries.first)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: entry)
        #expect(try render() == first)
        #expect(try permissions(entry) == 0o600)
        // A folder that others can write is used no more, and left as it is.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: shell.folder.file("cache/cajon"))
        try FileManager.default.removeItem(atPath: entry)
        #expect(try render() == first)
        #expect(try entries == [])
    }

    @Test(
        "may be missing altogether",
        arguments: [
            ["XDG_CACHE_HOME": "/dev/null/cache"], ["XDG_CACHE_HOME": "/proc"], ["XDG_CACHE_HOME": nil, "HOME": nil],
            ["XDG_CACHE_HOME": "relative", "HOME": ""], ["XDG_CACHE_HOME": nil, "HOME": "/dev/null/home"],
        ] as [[String: String?]])
    func missing(changes: [String: String?]) throws {
        #expect(try render(changes) == render())
    }

    @Test("is shared by programs that start at once and find it cold")
    func shared() throws {
        let running = try (0..<6).map { number in
            var program = shell.program(
                ["render", "in.wav", "-o", "out-\(number).wav", "--chain", "filter | gain", "-q"],
                environment: ["XDG_CACHE_HOME": shell.folder.file("cache")])
            program.input = .nothing
            return try program.start()
        }
        for outcome in running.map({ $0.wait() }) {
            #expect(outcome.status == 0)
            #expect(outcome.error == "")
        }
        let first = try shell.folder.read("out-0.wav")
        for number in 1..<6 { #expect(try shell.folder.read("out-\(number).wav") == first) }
        // Two effects, two entries, and nothing unfinished.
        #expect(try entries.filter { $0.hasSuffix(".code") }.count == 2)
        #expect(try entries.count == 2)
    }
}
