// What every book keeps to, whatever is in it. Grants' tests have the same for theirs.

import Bundles
import Foundation
import TestSupport
import Testing

private struct Note: BookEntry {
    var text: String

    static let book = BookKind(
        fileName: "notes.json", listName: "notes", format: 3, byteLimit: 400, malformed: "is no notes",
        full: "too many notes")
}

@Suite("A book")
struct BookTests {
    private let folder: TemporaryFolder
    private let book: Book<Note>

    init() throws {
        folder = try TemporaryFolder("cajon-book")
        book = Book(directory: folder.file("config/cajon"))
    }

    private func failure(_ body: () throws(BookError) -> Void) -> BookError? {
        do throws(BookError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    /// Whatever the user's mask is.
    private func makeOwn() {
        chmod(book.directory, 0o700)
        chmod(book.path, 0o600)
    }

    private func reading() -> BookError? { failure { () throws(BookError) in _ = try book.entries() } }

    @Test("has its kind's name, format and list")
    func form() throws {
        try book.change { $0.append(Note(text: "a/b")) }
        let text = String(decoding: try folder.read("config/cajon/notes.json"), as: UTF8.self)
        #expect(text == "{\n  \"format\" : 3,\n  \"notes\" : [\n    {\n      \"text\" : \"a/b\"\n    }\n  ]\n}\n")
        #expect(try book.entries() == [Note(text: "a/b")])
    }

    @Test(
        "isn't guessed from what it is not, nor overwritten",
        arguments: [
            "", "{", "[]", "{\"format\": 2, \"notes\": []}", "{\"format\": 3}", "{\"format\": 3, \"notes\": [1]}",
            "{\"format\": \"3\", \"notes\": []}", "{\"format\": 3, \"grants\": []}", "\u{0}",
            String(repeating: "[", count: 390),
        ])
    func damaged(text: String) throws {
        try folder.write(text, "config/cajon/notes.json")
        makeOwn()
        #expect(reading()?.reason == "is no notes")
        let error = failure { () throws(BookError) in try book.change { $0 = [] } }
        #expect(error?.operation == .reading)
        #expect(try folder.read("config/cajon/notes.json") == Array(text.utf8))
    }

    @Test("has an end, for readers and for writers")
    func limits() throws {
        let error = failure { () throws(BookError) in
            try book.change { $0 = [Note(text: String(repeating: "x", count: 400))] }
        }
        #expect(error == BookError(.writing, path: book.path, reason: "too many notes"))
        #expect(try folder.names(below: "config/cajon") == [])
        try folder.write(String(repeating: " ", count: 401), "config/cajon/notes.json")
        makeOwn()
        #expect(reading()?.reason == "can't be read, or is longer than 400 bytes")
    }

    @Test("is read where it can't be written, and says which of both it was")
    func writing() throws {
        try folder.write("", "file")
        let blocked = Book<Note>(directory: folder.file("file/cajon"))
        #expect(try blocked.entries() == [])
        let error = failure { () throws(BookError) in try blocked.change { $0.append(Note(text: "a")) } }
        #expect(error?.operation == .writing)
        #expect(error?.reason.hasPrefix("the folder can't be made: ") == true)
    }

    @Test("isn't written by a change that changes nothing")
    func unchanged() throws {
        try book.change { _ in }
        #expect(try folder.names(below: "config/cajon") == [])
    }

    @Test("isn't believed, or taken for empty, in a folder that others may write", arguments: [0o720, 0o702, 0o775])
    func othersFolder(mode: mode_t) throws {
        try book.change { $0.append(Note(text: "a")) }
        chmod(book.directory, mode)
        for isThere in [true, false] {
            if !isThere { unlink(book.path) }
            let error = try #require(reading())
            #expect(error.operation == .reading && error.path == book.directory)
            #expect(error.reason.contains("others may write in this folder"))
            #expect(error.reason.contains("‘chmod go-w \(book.directory)’"))
            #expect(failure { () throws(BookError) in try book.change { $0 = [] } } == error)
        }
        chmod(book.directory, 0o755)
        #expect(try book.entries() == [])
    }

    @Test("is found through a link to its folder, and isn't one itself")
    func links() throws {
        try book.change { $0.append(Note(text: "a")) }
        symlink(book.directory, folder.file("link"))
        #expect(try Book<Note>(directory: folder.file("link")).entries() == [Note(text: "a")])
        rename(book.path, folder.file("elsewhere"))
        symlink(folder.file("elsewhere"), book.path)
        #expect(reading()?.reason.hasPrefix("can't be read: ") == true)
    }

    @Test("doesn't wait without end for somebody who keeps its folder locked")
    func locked() throws {
        try book.change { $0.append(Note(text: "a")) }
        let other = open(book.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(other) }
        try FolderLock.take(other, shared: true)
        let impatient = Book<Note>(directory: book.directory, patience: .milliseconds(50))
        let error = failure { () throws(BookError) in try impatient.change { $0 = [] } }
        #expect(error?.operation == .writing)
        #expect(error?.reason.hasPrefix("another program keeps the folder locked; ") == true)
        #expect(try impatient.entries() == [Note(text: "a")])
        flock(other, LOCK_UN)
        try impatient.change { $0 = [] }
        #expect(try book.entries() == [])
        #expect(try folder.names(below: "config/cajon") == ["notes.json"])
    }
}
