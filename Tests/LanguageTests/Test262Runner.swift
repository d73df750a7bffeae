// Runs tests of test262 in the engine as built, each in an instance of its own. One test thread each.

import EffectHost
import EffectTestSupport
import Foundation

/// What a thread needs to run tests, one after the other.
struct Test262Runner {
    let suite: Test262Suite
    /// By folder, as JavaScript.
    private var harnesses: [String: String] = [:]

    /// The longest tests take a second; a machine that is busy with other things changes no verdict.
    private static let loader = Result { () throws(EffectError) in
        var limits = EffectLimits()
        limits.setupMilliseconds = 60_000
        return try EffectLoader(limits: limits, cache: nil, scriptEngine: StagedEffects.scriptEngine)
    }

    init(_ suite: Test262Suite) { self.suite = suite }

    /// Why a test fails, in a line; nil if it passes.
    mutating func failure(of test: Test262Case) throws -> String? {
        let file = test.path.split(separator: "/").last.map(String.init) ?? test.path
        var sources = [ScriptSource(name: "run-test262.js", text: try entry(for: test, file: file))]
        if test.isModule { sources.append(ScriptSource(name: file, text: test.text)) }
        do {
            _ = try Self.loader.get().load(sources, name: test.path)
            return "the verdict is missing"
        } catch {
            guard case .script(let exception) = error.kind else { return Self.line(error.description) }
            let verdict = exception.message.trimmingPrefix("Verdict: ")
            return exception.message == "Verdict: passed" ? nil : Self.line(String(verdict))
        }
    }

    private static let longestLine = 160

    private static func line(_ message: String) -> String {
        let first = message.split(whereSeparator: \.isNewline).first ?? "no message"
        let plain = first.unicodeScalars.map { scalar in
            (" "..."~").contains(scalar) || "«»".unicodeScalars.contains(scalar)
                ? String(scalar) : scalar.escaped(asASCII: true)
        }
        return String(plain.joined().prefix(longestLine))
    }

    /// The module that runs a test and throws the verdict: so nothing has to be captured of the instance it leaves.
    ///
    /// What a test may have changed by then is not relied upon. The test is a strict script, as it would be for any
    /// engine: an indirect `eval`.
    private mutating func entry(for test: Test262Case, file: String) throws -> String {
        let strict = "'use strict'; " + test.text
        let run =
            test.isModule
            ? "await import(\(try Self.quoted("./" + file)));" : "evaluate(\(try Self.quoted(strict)));"
        return """
            const { Error: ErrorType, String: text, Object: { defineProperty } } = globalThis;
            const evaluate = eval;
            const transfer = Function.prototype.call.bind(ArrayBuffer.prototype.transfer);
            const kind = (thrown) => { try { return thrown.constructor.name; } catch { return undefined; } };
            const describe = (thrown) => {
              try {
                if (Object(thrown) !== thrown) return `threw ${text(thrown)}`;
                return `${text(kind(thrown))}: ${text(thrown.message)}`;
              } catch { return 'threw what cannot be described'; }
            };
            const say = (verdict) => {
              const error = new ErrorType();
              defineProperty(error, 'name', { __proto__: null, value: 'Verdict' });
              defineProperty(error, 'message', { __proto__: null, value: verdict });
              throw error;
            };
            let finish;
            const finished = new Promise((resolve) => { finish = resolve; });
            for (const harness of \(try harness(for: test.path))) evaluate(harness);
            globalThis.reportCompare = globalThis.print = () => {};
            globalThis.$DONE = (failure) => { finish(failure ? describe(failure) : 'passed'); };
            globalThis.$262 = {
              global: globalThis,
              gc() {},
              evalScript(script) { return evaluate(script); },
              detachArrayBuffer(buffer) { transfer(buffer); },
              createRealm() { throw new ErrorType('an effect has one realm'); },
            };
            const expected = \(try test.expectedError.map(Self.quoted) ?? "undefined");
            let verdict = expected ? `no ${expected}` : 'passed';
            let isOver = \(!test.isAsync);
            try {
              \(run)
            } catch (thrown) {
              isOver = true;
              verdict = expected && kind(thrown) === expected ? 'passed' : describe(thrown);
            }
            if (!isOver) verdict = await finished;
            say(verdict);
            """
    }

    private mutating func harness(for path: String) throws -> String {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        if let known = harnesses[folder] { return known }
        let list = "[" + (try suite.harness(for: path).map(Self.quoted)).joined(separator: ",\n") + "]"
        harnesses[folder] = list
        return list
    }

    /// JSON's strings are JavaScript's.
    private static func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
}
