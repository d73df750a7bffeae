// The package's own files, for the tests that read them. Any thread.

import Foundation

/// The files of this package: those under version control, or to be.
struct Repository {
    let root: URL
    /// Paths from the root, sorted.
    let paths: [String]

    init() throws {
        root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let isCheckout = FileManager.default.fileExists(atPath: root.appendingPathComponent(".git").path)
        let listed = isCheckout ? try Self.listedByGit(root) : Self.found(below: root)
        let root = root
        paths = Set(listed).filter {
            var isDirectory: ObjCBool = false
            let path = root.appendingPathComponent($0).path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
        }.sorted()
    }

    private static func listedByGit(_ root: URL) throws -> [String] {
        let git = Process()
        let output = Pipe()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        git.standardOutput = output
        try git.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\0").map(String.init)
    }

    /// Without version control: everything but what is built or fetched.
    private static func found(below root: URL) -> [String] {
        let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return all.filter { !$0.hasPrefix(".build/") && !$0.hasPrefix(".deps/") }
    }

    /// Nil for what isn't text.
    func text(_ path: String) throws -> String? {
        String(data: try Data(contentsOf: root.appendingPathComponent(path)), encoding: .utf8)
    }

    func lines(_ path: String) throws -> [String] {
        (try text(path) ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// What lies below a folder, with one of the suffixes.
    func paths(below folder: String, suffixes: [String] = [""]) -> [String] {
        paths.filter { path in path.hasPrefix(folder + "/") && suffixes.contains { path.hasSuffix($0) } }
    }
}
