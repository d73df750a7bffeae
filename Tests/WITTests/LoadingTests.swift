// WIT packages on disk.

import Foundation
import TestSupport
import Testing
import WIT

@Suite("A folder with WIT files")
struct LoadingTests {
    private func refusal(_ path: String) -> WITError? {
        do {
            _ = try SourceTree(reading: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("is a package, with its dependencies beside it in files and folders")
    func folder() throws {
        let folder = try TemporaryFolder()
        try folder.write("package a:b;", "b.wit")
        try folder.write("interface i {}", "a.wit")
        try folder.write("not WIT", "README.md")
        try folder.write("package a:x;", "deps/x.wit")
        try folder.write("package a:y;", "deps/y/y.wit")
        try folder.write("interface j {}", "deps/y/z.wit")
        try folder.write("not looked at", "deps/y/deps/q/q.wit")
        try folder.write("not looked at", "more/q.wit")
        let tree = try SourceTree(reading: folder.path)
        #expect(tree.main.map(\.path) == [folder.file("a.wit"), folder.file("b.wit")])
        #expect(tree.main.map(\.text) == ["interface i {}", "package a:b;"])
        #expect(
            tree.dependencies.map { $0.map(\.path) } == [
                [folder.file("deps/x.wit")], [folder.file("deps/y/y.wit"), folder.file("deps/y/z.wit")],
            ])
        #expect(try Resolution(tree).packages.count == 3)
    }

    @Test("may be a single file, with the dependencies beside it")
    func file() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("package a:b; world w { import a:x/i; }", "b.wit")
        try folder.write("package a:c;", "c.wit")
        try folder.write("package a:x; interface i {}", "deps/x.wit")
        let tree = try SourceTree(reading: path)
        #expect(tree.main.map(\.path) == [path])
        #expect(try Resolution(tree).packages.count == 2)
    }

    @Test("is refused when something can't be read, with the path")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        #expect(refusal(folder.file("none"))?.kind == .unreadable("it doesn't exist"))
        #expect(refusal(folder.path)?.kind == .noFiles)
        try folder.write([0x70, 0xff], "a.wit")
        #expect(refusal(folder.path)?.kind == .unreadable("it is not UTF-8"))
        #expect(refusal(folder.path)?.location.path == folder.file("a.wit"))
        try folder.write("package a:b;", "a.wit")
        #expect(refusal(folder.path) == nil)
        #expect(mkfifo(folder.file("pipe.wit"), 0o600) == 0)
        #expect(refusal(folder.path)?.kind == .unreadable("it is no file"))
        try FileManager.default.removeItem(atPath: folder.file("pipe.wit"))
        try folder.write("a component", "deps/x.wasm")
        #expect(refusal(folder.path)?.kind == .unreadable("the package is a component, expected its WIT text"))
        try FileManager.default.removeItem(atPath: folder.file("deps/x.wasm"))
        try folder.write("nothing", "deps/empty/README.md")
        #expect(refusal(folder.path)?.location.path == folder.file("deps/empty"))
    }

    /// A disk that has as much as is asked for.
    private struct EndlessStorage: SourceStorage {
        let fileCount: Int
        let byteCount: Int

        func isFolder(_ path: String) -> Bool? { !path.hasSuffix(".wit") && !path.hasSuffix("deps") }
        func names(in folder: String) -> [String]? { (0..<fileCount).map { "\($0).wit" } }
        func read(_ path: String, limit: Int) -> [UInt8] { [UInt8](repeating: 0x20, count: min(limit, byteCount)) }
    }

    @Test("is read only as far as files are few and short")
    func limits() {
        func kind(_ fileCount: Int, _ byteCount: Int) -> WITError.Kind? {
            do {
                _ = try SourceTree(reading: "x", from: EndlessStorage(fileCount: fileCount, byteCount: byteCount))
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(kind(256, 1) == nil)
        #expect(kind(257, 1) == .tooMany("files", limit: 256))
        #expect(kind(4, 1 << 20) == nil)
        #expect(kind(1, 2 << 20) == .tooLong(byteCount: (1 << 20) + 1, limit: 1 << 20))
        #expect(kind(5, 1 << 20) == .tooLong(byteCount: 5 << 20, limit: 4 << 20))
    }
}
