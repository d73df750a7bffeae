// Where sessions listen, and how they are found.

import Control
import Foundation
import TestSupport
import Testing

@Suite("Sessions' sockets")
struct SessionFolderTests {
    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }

    @Test("are for their owner alone, in a folder for the owner alone, and go with the session")
    func permissions() throws {
        let session = try FakeSession()
        #expect(try mode(session.folder.file("cajon")) == 0o700)
        #expect(try mode(session.path) == 0o600)
        session.end()
        #expect(try session.folder.names(below: "cajon") == [])
    }

    @Test("are called after the process where nobody gave a name")
    func defaultName() throws {
        let session = try FakeSession(nil)
        #expect(session.name == "live-\(getpid())")
        #expect(try session.client().ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
    }

    @Test("lie in $XDG_RUNTIME_DIR, else in a folder of the user's in /tmp")
    func folder() {
        #expect(RuntimeDirectory.standard(environment: ["XDG_RUNTIME_DIR": "/run/x"]).path == "/run/x/cajon")
        #expect(RuntimeDirectory.standard(environment: [:]).path == "/tmp/cajon-\(geteuid())")
        #expect(RuntimeDirectory.standard(environment: ["XDG_RUNTIME_DIR": "x"]).path == "/tmp/cajon-\(geteuid())")
    }

    @Test("are refused in a folder that others may use, or that isn't there, with what to do")
    func foreignFolder() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("cajon"), withIntermediateDirectories: false)
        chmod(folder.file("cajon"), 0o755)
        let open = #expect(throws: ControlError.self) { try FakeSession(folder: folder) }
        #expect(open?.kind == .unavailable)
        #expect(open?.message.contains("chmod 700") == true)
        #expect(throws: ControlError.self) {
            try ControlClient(session: nil, in: RuntimeDirectory(path: folder.file("cajon")))
        }
        rmdir(folder.file("cajon"))
        symlink("/tmp", folder.file("cajon"))
        #expect(throws: ControlError.self) { try FakeSession(folder: folder) }
        let directory = RuntimeDirectory(path: folder.file("missing/cajon"))
        let missing = #expect(throws: ControlError.self) {
            _ = try ControlServer(name: "x", in: directory, loop: EventLoop(), handler: FakeHandler())
        }
        #expect(missing?.message.contains("set XDG_RUNTIME_DIR") == true)
    }

    @Test("have names that are names, and paths that fit")
    func names() throws {
        for name in ["", "A", "../x", "a b", "a/b", "-x", String(repeating: "a", count: 65)] {
            let error = #expect(throws: ControlError.self) { try RuntimeDirectory(path: "/x").socketPath(of: name) }
            #expect(error?.exitStatus == 64)
        }
        let long = #expect(throws: ControlError.self) {
            try RuntimeDirectory(path: "/" + String(repeating: "x", count: 100)).socketPath(of: "stage")
        }
        #expect(long?.message.contains("takes 107 bytes") == true)
    }

    @Test("of sessions that are gone are removed by the next, those of others that run stay")
    func stale() throws {
        let folder = try TemporaryFolder()
        let running = try FakeSession("running", folder: folder)
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: folder.file("cajon/stale.sock").utf8) }
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        #expect(isBound)
        close(stale)
        #expect(running.directory.names == ["running", "stale"])
        #expect(try running.directory.runningSessions() == ["running"])
        let next = try FakeSession("stale", folder: folder)
        #expect(try running.directory.runningSessions() == ["running", "stale"])
        let other = try FakeSession("other", folder: folder)
        #expect(try next.client().ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
        let twice = #expect(throws: ControlError.self) { try FakeSession("other", folder: folder) }
        #expect(twice?.message == "a live session called \"other\" runs already")
        #expect(try other.client().ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
    }

    @Test("are found by themselves where there is one, and asked for where there are more")
    func finding() throws {
        let folder = try TemporaryFolder()
        let directory = RuntimeDirectory(path: folder.file("cajon"))
        let none = #expect(throws: ControlError.self) { try ControlClient(session: nil, in: directory) }
        #expect(none?.exitStatus == 69)
        #expect(none?.message.contains("cajon live") == true)
        let first = try FakeSession("one", folder: folder)
        #expect(
            try ControlClient(session: nil, in: directory).ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply
                .ok)
        let second = try FakeSession("two", folder: folder)
        let several = #expect(throws: ControlError.self) { try ControlClient(session: nil, in: directory) }
        #expect(several?.exitStatus == 64)
        #expect(several?.message == "2 live sessions run; choose one with --session: one or two")
        let unknown = #expect(throws: ControlError.self) { try ControlClient(session: "three", in: directory) }
        #expect(unknown?.exitStatus == 69)
        #expect(unknown?.message == "no live session is called \"three\"; running: one or two")
        first.end()
        second.end()
    }

    @Test("that close in the middle of a conversation end it with words")
    func ending() throws {
        let session = try FakeSession { $0.holdsLoads = true }
        let client = try session.client()
        let thread = Thread {
            _ = session.waits { _, handler, _ in !handler.actions.isEmpty }
            session.end()
        }
        thread.start()
        let error = #expect(throws: ControlError.self) {
            try client.ask(ControlRequest(.load(.preset("x"))), timeoutMilliseconds: 30_000)
        }
        #expect(error?.message == "the live session \"fake\" has ended")
        let slow = try FakeSession { $0.holdsLoads = true }
        let late = #expect(throws: ControlError.self) {
            try slow.client().ask(ControlRequest(.load(.preset("x"))), timeoutMilliseconds: 10)
        }
        #expect(late?.kind == .unavailable)
    }
}
