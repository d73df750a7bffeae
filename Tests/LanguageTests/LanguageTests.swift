// The language as the engine speaks it: short checks by section of ECMA-262, written for this project, run through the
// engine as built, as Wasm.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The JavaScript engine's language")
struct LanguageTests {
    private static let folder = StagedEffects.root.appending(path: "Tests/LanguageTests")
    private static let goldenFile = folder.appending(path: "expected-failures.txt")

    /// One line of a file in `Corpus`: `section and what it says | an expression that is true`.
    private struct Check {
        let name: String
        let expression: String
    }

    private static func checks(in file: URL) throws -> [Check] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            let separator = try #require(line.range(of: " | "), "\(file.lastPathComponent): \(line)")
            return Check(name: String(line[..<separator.lowerBound]), expression: String(line[separator.upperBound...]))
        }
    }

    /// What fails of a file: the script itself says so, in its summary, since a log may overflow.
    private static func failures(in file: URL) throws -> [String] {
        let checks = try checks(in: file)
        #expect(checks.count > 20)
        let list = checks.map { check in
            "[\(quoted(check.name)), () => \(check.expression)]"
        }
        let script = """
            const throws = (kind, f) => { try { f(); } catch (error) { return error instanceof kind; } return false; };
            const failed = [];
            let count = 0;
            for (const [name, check] of [
            \(list.joined(separator: ",\n"))
            ]) {
              let held = false;
              try { held = check() === true; } catch (error) {}
              if (!held) failed.push(name);
              count++;
            }
            registerProcessor('checks', class extends AudioWorkletProcessor {
              static get metadata() { return { summary: [count, ...failed].join('; ') }; }
              process() { return true; }
            });
            """
        let name = file.lastPathComponent
        let module = try StagedEffects.loader().load([ScriptSource(name: "checks.js", text: script)], name: name)
        let summary = module.descriptor.summary.components(separatedBy: "; ")
        #expect(summary.first == String(checks.count))
        return summary.dropFirst().map { "\(name): \($0)" }
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacingOccurrences(of: "'", with: "\\'") + "'" }

    @Test("fails no other checks than those listed in expected-failures.txt")
    func corpus() throws {
        let corpus = Self.folder.appending(path: "Corpus")
        let files = try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted()
        #expect(files.count >= 6)
        let failures = try files.flatMap { try Self.failures(in: corpus.appending(path: $0)) }
        let found = failures.map { $0 + "\n" }.joined()
        if ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1" {
            try found.write(to: Self.goldenFile, atomically: true, encoding: .utf8)
        }
        #expect(try found == String(contentsOf: Self.goldenFile, encoding: .utf8))
    }
}
