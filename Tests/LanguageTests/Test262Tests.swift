// ECMAScript's own conformance suite, test262: its built-ins, run through the engine as built, as Wasm.

import EffectTestSupport
import Foundation
import Testing

@Suite("The JavaScript engine and test262")
struct Test262Tests {
    private static let suite = Test262Suite()
    private static let goldenFile = StagedEffects.root.appending(path: "Tests/LanguageTests/test262-failures.txt")
    private static let threads = 2

    /// What became of tests.
    private struct Tally: Sendable {
        var ran = 0
        var skipped = 0
        var failures: [String] = []
        /// Of each area: tests that ran, and that failed.
        var areas: [String: (ran: Int, failed: Int)] = [:]

        mutating func add(_ other: Tally) {
            ran += other.ran
            skipped += other.skipped
            failures += other.failures
            areas.merge(other.areas) { ($0.ran + $1.ran, $0.failed + $1.failed) }
        }
    }

    /// Without most of those that go through all of Unicode for each property that it defines: four hundred take twice
    /// as long as all others together.
    private static func sample(of paths: [String]) -> [String] {
        let isLong = { (path: String) in path.hasPrefix("built-ins/RegExp/property-escapes/generated/") }
        let long = paths.filter(isLong)
        let kept = Set(stride(from: 0, to: long.count, by: 8).map { long[$0] })
        return paths.filter { !isLong($0) || kept.contains($0) }
    }

    private static func run(_ paths: [String], in suite: Test262Suite) throws -> Tally {
        var tally = Tally()
        var runner = Test262Runner(suite)
        for path in paths {
            let test = try suite.test(at: path)
            guard !test.needsSloppyMode else {
                tally.skipped += 1
                continue
            }
            let failure = try runner.failure(of: test)
            if let failure { tally.failures.append("\(path): \(failure)") }
            tally.ran += 1
            tally.areas[test.area, default: (0, 0)].ran += 1
            tally.areas[test.area, default: (0, 0)].failed += failure == nil ? 0 : 1
        }
        return tally
    }

    @Test(
        "fail no other tests of its built-ins than those listed in test262-failures.txt",
        .enabled(if: suite != nil, "test262 is not in .deps: `Scripts/setup tests` fetches it where it can be had"))
    func builtIns() async throws {
        let suite = try #require(Self.suite)
        let all = try suite.paths()
        let paths = Self.sample(of: all)
        #expect(paths.count > 10_000)
        let total = try await withThrowingTaskGroup(of: Tally.self) { group in
            for thread in 0..<Self.threads {
                let share = stride(from: thread, to: paths.count, by: Self.threads).map { paths[$0] }
                group.addTask { try Self.run(share, in: suite) }
            }
            return try await group.reduce(into: Tally()) { $0.add($1) }
        }
        print(
            "test262: \(total.ran) ran, \(total.ran - total.failures.count) passed, \(total.failures.count) failed,",
            "\(total.skipped) skipped, since they need sloppy mode, \(all.count - paths.count) left out as alike and slow"
        )
        for (area, count) in total.areas.sorted(by: { $0.key < $1.key }) where count.failed > 0 {
            print("test262: \(area): \(count.failed) of \(count.ran) failed")
        }
        let found = total.failures.sorted()
        if ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1" {
            try found.map { $0 + "\n" }.joined().write(to: Self.goldenFile, atomically: true, encoding: .utf8)
        }
        let listed = try String(contentsOf: Self.goldenFile, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(Set(found).subtracting(listed).sorted() == [], "these fail, and are not listed, or not so")
        #expect(Set(listed).subtracting(found).sorted() == [], "these are listed, and don't fail, or not so")
    }

    @Test(
        "tells tests that fail from those that pass",
        .enabled(if: suite != nil, "test262 is not in .deps"),
        arguments: [
            ("", "assert.sameValue(1, 1);", true),
            ("", "assert.sameValue(1, 2);", false),
            ("", "throw 1;", false),
            ("", "assert.throws(TypeError, () => { undeclared = 1; });", false),
            ("", "assert.throws(ReferenceError, () => { undeclared = 1; });", true),
            ("", "verifyProperty(this, 'Array', { writable: true, enumerable: false });", true),
            ("", "while (", false),
            ("negative:\n  phase: parse\n  type: SyntaxError", "while (", true),
            ("negative:\n  phase: parse\n  type: SyntaxError", "null.x", false),
            ("negative:\n  phase: parse\n  type: SyntaxError", "0;", false),
            ("flags: [async]", "Promise.resolve().then(() => $DONE());", true),
            ("flags: [async]", "Promise.reject(new Error('no')).then($DONE, $DONE);", false),
            ("flags: [async]", "0;", false),
            ("flags: [async]", "$DONE(); throw 1;", false),
            ("flags: [module]", "assert.sameValue(this, undefined); export default 1;", true),
            ("flags: [module]", "assert.sameValue(this, 1); export default 1;", false),
        ])
    func verdicts(matter: String, text: String, passes: Bool) throws {
        var runner = Test262Runner(try #require(Self.suite))
        let test = Test262Case(path: "built-ins/Array/made-up.js", text: "/*---\n\(matter)\n---*/\n\(text)")
        #expect(try (runner.failure(of: test) == nil) == passes)
    }
}
