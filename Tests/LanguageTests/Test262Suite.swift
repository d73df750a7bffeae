// test262 as `Scripts/setup tests` leaves it in .deps: its files, and the harness that each of them needs. Any test thread.

import EffectTestSupport
import Foundation

/// The suite on disc. What tests include lies beside them: a `shell.js` in each folder counts for all below it.
struct Test262Suite: Sendable {
    private let folder: URL

    /// Nil where it isn't there.
    init?() {
        let dependencies = StagedEffects.root.appending(path: ".deps")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: dependencies.path)) ?? []
        guard let name = names.first(where: { $0.hasPrefix("test262-") }) else { return nil }
        folder = dependencies.appending(path: name)
    }

    /// All tests' paths, sorted.
    func paths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            path.hasPrefix("built-ins/") && path.hasSuffix(".js") && !path.hasSuffix("/shell.js")
        }.sorted()
    }

    func test(at path: String) throws -> Test262Case {
        Test262Case(path: path, text: try text(at: path))
    }

    /// The texts to be run before a test, in order.
    func harness(for path: String) throws -> [String] {
        var texts: [String] = []
        var parent = ""
        for part in path.split(separator: "/") {
            if FileManager.default.fileExists(atPath: folder.appending(path: parent + "shell.js").path) {
                texts.append(Self.portable(try text(at: parent + "shell.js")))
            }
            parent += part + "/"
        }
        return texts.filter { !$0.isEmpty }
    }

    /// Without what belongs to another engine's shell, and with names that outlast the `eval` that makes them.
    private static func portable(_ harness: String) -> String {
        let ours = harness.range(of: "// file: test262-host.js").map { harness[..<$0.lowerBound] } ?? harness[...]
        return ours.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("const ") || line.hasPrefix("let ") ? "var " + line.drop { $0 != " " } : String(line)
        }.joined(separator: "\n")
    }

    /// Some files aren't UTF-8 in their comments.
    private func text(at path: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: path)), as: UTF8.self)
    }
}
