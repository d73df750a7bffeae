// Two users: one who makes a shelf, and one who adds it. Used by one test.

import Foundation
import TestSupport
import Testing

/// A folder `shelf` that its maker fills, and a home and a cache of who fetches from it.
struct ShelfShell {
    let shell: Shell
    private var user: [String: String?] { ["XDG_CACHE_HOME": shell.folder.file("cache")] }
    private var maker: [String: String?] { ["HOME": shell.folder.file("maker"), "XDG_CACHE_HOME": nil] }

    /// With a key that the maker signs with.
    init() throws {
        shell = try Shell()
        try shell.folder.write("", "shelf/notes.txt")
        try #require(try make("keys", "new").status == 0)
    }

    /// What the maker does.
    @discardableResult
    func make(_ arguments: String...) throws -> Program.Outcome {
        try shell.program(arguments, environment: maker).run()
    }

    /// What the other one does.
    func use(_ arguments: String...) throws -> Program.Outcome { try program(arguments).run() }

    func program(_ arguments: [String]) -> Program { shell.program(arguments, environment: user) }

    /// Puts a bundle with an effect of its own on the shelf.
    func pack(
        _ id: String, _ version: String = "1.0.0", author: String = "Jane", signed: Bool = true, as name: String? = nil
    ) throws {
        let source = "sources/\(id)-\(version)"
        try shell.folder.write("", "\(source)/effects/.keep")
        try shell.effect(Guest().describing { $0.name = .text("Twice \(version)") }, "\(source)/effects/twice.wasm")
        try shell.folder.write(
            """
            { "format": 1, "name": "The \(id)", "author": "\(author)", "licence": "CC0-1.0", "tags": ["worn"],
              "nodes": [{ "id": "twice", "effect": "./effects/twice.wasm" }] }
            """, "\(source)/preset.json")
        let outcome = try shell.program(
            [
                "preset", "pack", source, "-o", "shelf/\(name ?? "\(id)-\(version)").cajon", "--id", id,
                "--bundle-version",
                version, "--force",
            ] + (signed ? ["--sign"] : []), environment: maker
        ).run()
        try #require(outcome.status == 0, "\(outcome.error)")
    }

    /// Signs the shelf as it is.
    func index() throws {
        let outcome = try make("preset", "index", "shelf", "--name", "Jane's")
        try #require(outcome.status == 0, "\(outcome.error)")
    }

    /// The installed bundles, as `id/version`.
    func installed() -> [String] {
        let folder = shell.folder.file("home/.local/share/cajon/bundles")
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.split(separator: "/").count == 2 }.sorted()
    }

    /// What is remembered of shelves.
    func book() throws -> [UInt8] { try shell.folder.read("home/.config/cajon/shelves.json") }
}
