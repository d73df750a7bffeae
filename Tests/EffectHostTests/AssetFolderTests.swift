// A folder that can't be left, on kernels with openat2 and without.

import EffectHost
import Foundation
import TestSupport
import Testing

@Suite("A granted folder")
struct AssetFolderTests {
    /// A folder to be granted, with a secret beside it.
    private struct Place {
        let folder: TemporaryFolder
        let granted: AssetFolder

        init(walks: Bool) throws {
            folder = try TemporaryFolder("cajon-assets")
            try folder.write("secret", "secret.txt")
            try folder.write("plain", "granted/plain.txt")
            try folder.write("deep", "granted/a/b/deep.txt")
            granted = try AssetFolder(folder.file("granted"), walks: walks)
        }

        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("granted/\(name)"), withDestinationPath: target)
        }

        func text(_ name: String) throws -> String {
            let file = try granted.open(AssetName(name))
            return String(decoding: try file.read(), as: UTF8.self)
        }

        func refusal(_ name: String) -> AssetRefusal? {
            do {
                _ = try text(name)
                return nil
            } catch {
                return error as? AssetRefusal
            }
        }
    }

    @Test("gives the files in it and below it, whole", arguments: [false, true])
    func gives(walks: Bool) throws {
        let place = try Place(walks: walks)
        #expect(try place.text("plain.txt") == "plain")
        #expect(try place.text("a/b/deep.txt") == "deep")
        try place.folder.write([], "granted/empty")
        #expect(try place.text("empty") == "")
        let long = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try place.folder.write(long, "granted/long")
        let file = try place.granted.open(AssetName("long"))
        #expect(file.byteCount == long.count)
        #expect(try file.read() == long)
    }

    @Test("doesn't have what isn't there", arguments: [false, true])
    func missing(walks: Bool) throws {
        let place = try Place(walks: walks)
        for name in ["nothing", "nothing/at/all", "plain.txt/more", "a/b/c"] {
            #expect(place.refusal(name)?.kind == .notFound, "\(name)")
        }
        #expect(place.refusal("nothing")?.description == "asset ‘nothing’ is not there")
    }

    @Test("follows no link, wherever it leads and in whatever part of a name", arguments: [false, true])
    func links(walks: Bool) throws {
        let place = try Place(walks: walks)
        try place.link("up", to: "../secret.txt")
        try place.link("absolute", to: place.folder.file("secret.txt"))
        try place.link("within", to: "plain.txt")
        try place.link("folder", to: "a")
        try place.link("parent", to: "..")
        try place.link("root", to: "/")
        try place.link("proc", to: "/proc/self/fd/0")
        try place.link("loop", to: "loop")
        let names = [
            "up", "absolute", "within", "proc", "loop", "root", "parent", "folder/b/deep.txt", "parent/secret.txt",
            "root/etc/passwd",
        ]
        for name in names {
            let refusal = place.refusal(name)
            // Without openat2, a folder that is a link is found to be no folder.
            #expect(refusal?.kind == .unreadable || refusal?.kind == .notFound, "\(name)")
        }
        #expect(
            place.refusal("up")?.description
                == "asset ‘up’ is a symbolic link, or behind one, and links are not followed")
    }

    @Test("gives regular files alone, and never waits", arguments: [false, true])
    func special(walks: Bool) throws {
        let place = try Place(walks: walks)
        #expect(mkfifo(place.folder.file("granted/pipe"), 0o600) == 0)
        #expect(place.refusal("pipe")?.description == "asset ‘pipe’ is no regular file")
        #expect(place.refusal("a")?.description == "asset ‘a’ is a folder")
        let devices = try AssetFolder("/dev", walks: walks)
        for device in ["null", "zero", "tty"] {
            let refusal = #expect(throws: AssetRefusal.self) { _ = try devices.open(AssetName(device)).byteCount }
            #expect(refusal?.kind == .unreadable, "\(device)")
        }
    }

    @Test("is not left by crossing to another file system", arguments: [false, true])
    func otherFileSystem(walks: Bool) throws {
        let root = try AssetFolder("/", walks: walks)
        let refusal = #expect(throws: AssetRefusal.self) { _ = try root.open(AssetName("proc/self/status")).byteCount }
        #expect(refusal?.kind == .unreadable)
    }

    @Test("stays the folder that was granted, whatever its path comes to mean", arguments: [false, true])
    func exchangedFolder(walks: Bool) throws {
        let place = try Place(walks: walks)
        try FileManager.default.moveItem(
            atPath: place.folder.file("granted"), toPath: place.folder.file("moved"))
        try FileManager.default.createSymbolicLink(
            atPath: place.folder.file("granted"), withDestinationPath: place.folder.path)
        #expect(try place.text("plain.txt") == "plain")
        #expect(place.refusal("secret.txt")?.kind == .notFound)
    }

    @Test("never gives the secret while a link is exchanged for a file and back", arguments: [false, true])
    func race(walks: Bool) async throws {
        let place = try Place(walks: walks)
        let path = place.folder.file("granted/changing")
        let (file, link) = (place.folder.file("granted/plain.txt"), place.folder.file("link"))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.folder.file("secret.txt"))
        let changer = Task.detached {
            for round in 0..<2_000 {
                let temporary = "\(path).new"
                unlink(temporary)
                // A hard link to one or to the other takes the name's place at a stroke.
                _ = Foundation.link(round % 2 == 0 ? file : link, temporary)
                rename(temporary, path)
            }
        }
        var texts: Set<String> = []
        for _ in 0..<2_000 { if let text = try? place.text("changing") { texts.insert(text) } }
        await changer.value
        #expect(texts.isSubset(of: ["plain"]))
    }

    @Test("must be there, and be a folder")
    func noFolder() throws {
        let folder = try TemporaryFolder("cajon-assets")
        let file = try folder.write("x", "file")
        for path in [folder.file("nothing"), file, ""] {
            let error = #expect(throws: AssetFolderError.self) { try AssetFolder(path) }
            #expect(error?.path == path)
        }
    }

    @Test("of an effect's own lies beside it, bears its name, and is no link")
    func beside() throws {
        let folder = try TemporaryFolder("cajon-assets")
        try folder.write("x", "a.assets/x")
        try folder.write("x", "b.assets")
        try FileManager.default.createSymbolicLink(atPath: folder.file("c.assets"), withDestinationPath: "/")
        #expect(AssetFolder.beside(folder.file("a.wasm"))?.path == folder.file("a.assets"))
        for name in ["a", "a.js", "b.wasm", "c.wasm", "d.wasm"] {
            #expect(AssetFolder.beside(folder.file(name)) == nil, "\(name)")
        }
    }
}
