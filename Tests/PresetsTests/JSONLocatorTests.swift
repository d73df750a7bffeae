// The JSON reader: what it takes for JSON, where it says things are.

import Presets
import Testing

@Suite("JSONLocator")
struct JSONLocatorTests {
    @Test(
        "It accepts what RFC 8259 calls JSON",
        arguments: [
            "null", "true", " false ", "0", "-0", "12", "1.5", "1e3", "1E+3", "1e-3", "\"\"", "\"a\"", "[]", "{}",
            "[1,2]", #"{"a":1,"b":[]}"#, #""\"\\\/\b\f\n\r\tA""#, #""🎛""#, "[[[]]]", "\r\n\t 1",
        ])
    func accepts(text: String) {
        #expect(throws: Never.self) { try JSONLocator.tree(of: Array(text.utf8)) }
        #expect(JSONOracle.accepts(Array(text.utf8)))
    }

    @Test(
        "It refuses everything else",
        arguments: [
            "", " ", "nul", "True", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "'a'", "\"",
            "\"\\x\"", "\"\\u12\"", #""\ud83c""#, #""\udf9b\ud83c""#, "\"\t\"", "\"\\\t\"", "\"\\", "[", "[1", "[1,",
            "[1,]", "[,]", "]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{1:2}", "{a:1}",
            "1 2", "[] []", "// x\n1", "/**/1", "\u{A0}1", "1\u{0}",
        ])
    func refuses(text: String) {
        let bytes = Array(text.utf8)
        let fault = #expect(throws: LocatedProblem.self) { try JSONLocator.tree(of: bytes) }
        #expect(fault?.problem.kind == .syntax)
        #expect((0...bytes.count).contains(fault?.span?.start ?? -1))
    }

    @Test("Every key and value has its place, and repeated keys are kept")
    func places() throws {
        let text = #" {"a": [1, "é"], "a": {}}"#
        let tree = try JSONLocator.tree(of: Array(text.utf8))
        #expect(tree.span == SourceSpan(start: 1, end: 26))
        guard case .object(let members) = tree.content else { throw Unexpected() }
        #expect(members.map(\.key) == ["a", "a"])
        #expect(members.map(\.keySpan) == [SourceSpan(start: 2, end: 5), SourceSpan(start: 18, end: 21)])
        guard case .array(let elements) = members[0].value.content else { throw Unexpected() }
        #expect(elements.map(\.content) == [.number(1), .string("é")])
        #expect(elements.map(\.span) == [SourceSpan(start: 8, end: 9), SourceSpan(start: 11, end: 15)])
    }

    @Test("Escapes are resolved, in keys too")
    func escapes() throws {
        let tree = try JSONLocator.tree(of: Array(#"{"\u0061\n": "🎛\u0000\/"}"#.utf8))
        guard case .object(let members) = tree.content else { throw Unexpected() }
        #expect(members[0].key == "a\n")
        #expect(members[0].value.content == .string("🎛\u{0}/"))
    }

    @Test("Numbers are those of Swift; beyond a double's range they are infinite")
    func numbers() throws {
        let text = "[0.1, -2.5e-3, 123456789012345678, 1e999]"
        guard case .array(let elements) = try JSONLocator.tree(of: Array(text.utf8)).content else { throw Unexpected() }
        let expected: [Double] = [0.1, -2.5e-3, 123_456_789_012_345_680, .infinity]
        #expect(elements.map(\.content) == expected.map { .number($0) })
    }

    private struct Unexpected: Error {}
}
