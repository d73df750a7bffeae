// What is no WIT, and what is said of it.

import Testing
import WIT

@Suite("A text that is not WIT")
struct ErrorTests {
    private func refusal(_ text: String) -> WITError? {
        do {
            _ = try Package(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test("is refused with line, column and a caret under the place")
    func caret() throws {
        let error = try #require(refusal("interface a {\n\tf: func(x: u32 -> u32;\n}"))
        #expect(error.location.line == 2)
        #expect(error.location.column == 17)
        #expect(
            error.description
                == "line 2, column 17: found ‘->’, expected ‘,’ or ‘)’\n    \tf: func(x: u32 -> u32;\n    \t"
                + String(repeating: " ", count: 15) + "^")
    }

    @Test(
        "is refused for the right reason",
        arguments: [
            ("interface a { f: func(x: v); }", WITError.Kind.unknownName("v", of: "type")),
            ("interface a { type t = u8; type t = u16; }", .duplicate("t", of: "type", firstLine: 1)),
            ("interface a { f: func(); f: func(); }", .duplicate("f", of: "function", firstLine: 1)),
            ("interface a { f: func(x: u8, x: u8); }", .duplicate("x", of: "parameter", firstLine: 1)),
            ("interface a {} interface a {}", .duplicate("a", of: "interface or world", firstLine: 1)),
            ("interface a { record r { next: option<r> } }", .recursiveType("r")),
            ("interface a { type t = u; type u = list<t>; }", .recursiveType("t")),
            ("interface a { record r {} }", .empty("record")),
            ("interface a { enum e {} }", .empty("enum")),
            ("interface a { resource r; f: func() -> borrow<r>; }", .borrowInResult),
            ("interface a { resource r { constructor() -> u8; } }", .invalidConstructorResult),
            (
                "interface a { type t = u8; f: func(x: own<t>); }",
                .wrongKind("t", found: "type whose values are copied", expected: "resource")
            ),
            ("interface a { type t = u; type u = t; f: func(x: borrow<t>); }", .recursiveType("t")),
            ("world w { export a; }", .unknownName("a", of: "interface")),
            ("interface a { use b.{t}; }", .unknownName("b", of: "interface")),
            ("interface a { fooBar: func(); }", .malformedName("fooBar")),
            (
                "interface a { f: func(x: u8,, y: u8); }",
                .unexpected(found: "‘,’", expected: "a parameter's name")
            ),
            ("interface a { record: func(); }", .unexpected(found: "‘:’", expected: "the type's name")),
            ("interface a { f: async func(); }", .unsupported("‘async’")),
            ("interface a { f: func(x: stream<u8>); }", .unsupported("‘stream’")),
            ("interface a { @since(version = 1.0.0) f: func(); }", .unsupported("a feature gate")),
            ("world w { include v; }", .unsupported("‘include’ in a world")),
            ("world w { export wasi:cli/run; }", .unsupported("an interface of another package")),
            ("package a:b@1.0;", .malformedVersion),
            ("interface a { /* /* */ }", .unterminatedComment),
            ("interface a { § }", .unexpectedCharacter("§")),
            (
                "interface a {",
                .unexpected(
                    found: "the end of the text",
                    expected: "a function's name, or ‘type’, ‘record’, ‘variant’, ‘enum’, ‘flags’, ‘resource’, ‘use’")
            ),
        ])
    func reasons(text: String, kind: WITError.Kind) throws {
        #expect(try #require(refusal(text)).kind == kind)
    }

    @Test("may be small and stand for millions: it is refused before they are spelled out")
    func bombs() throws {
        let doubling = (1...40).map { "type t\($0) = tuple<t\($0 - 1), t\($0 - 1)>;" }.joined(separator: " ")
        #expect(refusal("interface a { type t0 = u8; \(doubling) }")?.kind == .tooLarge(limit: 1_024))
        let nested = String(repeating: "list<", count: 100_000) + "u8" + String(repeating: ">", count: 100_000)
        #expect(refusal("interface a { type t = \(nested); }")?.kind == .tooDeep(limit: 32))
        let circle = "interface a { use b.{t}; } interface b { use a.{t}; }"
        #expect(refusal(circle)?.kind == .tooDeep(limit: 64))
        let flags = (0..<33).map { "flag-\($0)" }.joined(separator: ", ")
        #expect(refusal("interface a { flags f { \(flags) } }")?.kind == .tooMany("flags", limit: 32))
        let long = String(repeating: " ", count: 2 << 20)
        #expect(refusal(long)?.kind == .tooLong(byteCount: 2 << 20, limit: 1 << 20))
    }

    @Test("made from a valid one by seeded mutations is judged without a crash")
    func mutations() {
        var random = SplitMix64(seed: 0x5717)
        var refused = 0
        for _ in 0..<4_000 {
            var bytes = Array(ParserTests.convolver.utf8)
            for _ in 0...Int(random.next() % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: place)
                }
            }
            if let error = refusal(String(decoding: bytes, as: UTF8.self)) {
                refused += 1
                #expect(error.location.line >= 1 && error.location.column >= 1 && !error.description.isEmpty)
            }
        }
        #expect(refused > 1_000)
    }
}
