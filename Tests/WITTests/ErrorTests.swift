// What is no WIT, and what is said of it.

import Testing
import WIT

@Suite("A text that is not WIT")
struct ErrorTests {
    private func refusal(_ text: String) -> WITError? {
        do {
            _ = try Resolution(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test("is refused with line, column and a caret under the place")
    func caret() throws {
        let error = try #require(refusal("package a:b; interface a {\n\tf: func(x: u32 -> u32;\n}"))
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
            ("interface a { f: func(x: v); }", WITError.Kind.unknownName("v", of: "type", suggestion: nil)),
            ("interface a { type t = u8; type t = u16; }", .duplicate("t", of: "type", first: "line 1")),
            ("interface a { f: func(); f: func(); }", .duplicate("f", of: "function", first: "line 1")),
            ("interface a { type f = u8; f: func(); }", .duplicate("f", of: "name", first: "line 1")),
            ("interface a { f: func(x: u8, x: u8); }", .duplicate("x", of: "parameter", first: "line 1")),
            ("interface a {} interface a {}", .duplicate("a", of: "interface or world", first: "line 1")),
            ("interface a { f-a: func(); f-A: func(); }", .similar("f-A", to: "f-a", first: "line 1")),
            ("interface a { record r { next: option<r> } }", .recursiveType("r")),
            ("interface a { type t = u; type u = list<t>; }", .recursiveType("t")),
            ("interface a { record r {} }", .empty("record")),
            ("interface a { enum e {} }", .empty("enum")),
            ("interface a { resource r; f: func() -> borrow<r>; }", .borrowInResult),
            ("interface a { resource r; record q { r: borrow<r> } f: func() -> option<q>; }", .borrowInResult),
            ("interface a { resource r { constructor() -> u8; } }", .invalidConstructorResult),
            ("interface a { resource r { r: func(); } }", .methodNamedAsResource("r")),
            (
                "interface a { type t = u8; f: func(x: own<t>); }",
                .wrongKind("t", found: "type whose values are copied", expected: "resource")
            ),
            (
                "interface a { resource r; type t = own<r>; f: func(x: borrow<t>); }",
                .wrongKind("t", found: "type whose values are copied", expected: "resource")
            ),
            ("interface a { type t = u; type u = t; f: func(x: borrow<t>); }", .recursiveType("t")),
            ("world w { export a; }", .unknownName("a", of: "interface", suggestion: nil)),
            ("world w { export v; } world v {}", .wrongKind("v", found: "world", expected: "interface")),
            ("interface a { use b.{t}; }", .unknownName("b", of: "interface", suggestion: nil)),
            ("interface a { fooBar: func(); }", .malformedName("fooBar")),
            ("interface a { foo_bar: func(); }", .malformedName("foo_bar")),
            ("interface a { fo\u{f6}: func(); }", .malformedName("fo\u{f6}")),
            (
                "interface a { f: func(x: u8,, y: u8); }",
                .unexpected(found: "‘,’", expected: "a parameter's name")
            ),
            ("interface a { record: func(); }", .unexpected(found: "‘:’", expected: "the type's name")),
            ("interface a { /* /* */ }", .unterminatedComment),
            ("interface a { § }", .unexpectedCharacter("§")),
            ("// \u{202e}", .forbiddenCharacter("\u{202e}")),
            ("// \u{7}", .forbiddenCharacter("\u{7}")),
            (
                "interface a {",
                .unexpected(
                    found: "the end of the text",
                    expected: "a function's name, or ‘type’, ‘record’, ‘variant’, ‘enum’, ‘flags’, ‘resource’, ‘use’")
            ),
        ])
    func reasons(text: String, kind: WITError.Kind) throws {
        #expect(try #require(refusal("package a:b; " + text)).kind == kind)
    }

    @Test(
        "is refused by name when it is of a proposal, or of former times",
        arguments: [
            ("interface a { f: async func(); }", "‘async’"), ("world w { import f: async func(); }", "‘async’"),
            ("interface a { f: func(x: stream<u8>); }", "‘stream’"),
            ("interface a { f: func(x: future<u8>); }", "‘future’"),
            ("interface a { f: func(x: error-context); }", "‘error-context’"),
            ("interface a { f: func(x: map<u8, u8>); }", "‘map’"),
            ("interface a { f: func(x: list<u8, 4>); }", "a list of fixed length"),
            ("interface a { f: func() -> (a: u8); }", "a list of named results"),
            ("world w { import x: y; }", "an interface under a plain name"),
            ("interface a { @external-id(\"x\") f: func(); }", "‘@external-id’"),
            ("interface a { use a:b:c/d.{e}; }", "a nested namespace or package"),
        ])
    func proposals(text: String, what: String) throws {
        #expect(try #require(refusal("package a:b; " + text)).kind == .unsupported(what))
    }

    @Test(
        "comes with what may have been meant",
        arguments: [
            ("interface a { type level = u8; f: func(x: levle); }", "level"),
            ("interface a { f: func(x: strng); }", "string"),
            ("interface logging {} world w { import loging; }", "logging"),
            ("interface a { type t-one = u8; } interface b { use a.{t-onee}; }", "t-one"),
            ("world v { import far: func(); } world w { include v with { for as b } }", "far"),
        ])
    func suggestions(text: String, suggestion: String) throws {
        let error = try #require(refusal("package a:b; " + text))
        guard case .unknownName(_, _, let found) = error.kind else {
            Issue.record("an unknown name, expected; found \(error)")
            return
        }
        #expect(found == suggestion)
        #expect(error.description.contains("did you mean ‘\(suggestion)’?"))
    }

    @Test("may be small and stand for millions: it is refused before they are spelled out")
    func bombs() throws {
        func kind(_ text: String) -> WITError.Kind? { refusal("package a:b; " + text)?.kind }
        let doubling = (1...40).map { "type t\($0) = tuple<t\($0 - 1), t\($0 - 1)>;" }.joined(separator: " ")
        #expect(kind("interface a { type t0 = u8; \(doubling) }") == .tooLarge(limit: 1_024))
        let nested = String(repeating: "list<", count: 100_000) + "u8" + String(repeating: ">", count: 100_000)
        #expect(kind("interface a { type t = \(nested); }") == .tooDeep(limit: 32))
        let chain = (1...1_000).map { "type t\($0) = t\($0 - 1);" }.joined(separator: " ")
        #expect(kind("interface a { type t0 = u8; \(chain) }") == .tooDeep(limit: 64))
        #expect(kind("interface a { resource t0; \(chain) }") == .tooDeep(limit: 64))
        let flags = (0..<33).map { "flag-\($0)" }.joined(separator: ", ")
        #expect(kind("interface a { flags f { \(flags) } }") == .tooMany("flags", limit: 32))
        let parameters = (0..<1_025).map { "p\($0): u8" }.joined(separator: ", ")
        #expect(kind("interface a { f: func(\(parameters)); }") == .tooMany("parameters", limit: 1_024))
        let long = String(repeating: " ", count: 2 << 20)
        #expect(refusal(long)?.kind == .tooLong(byteCount: 2 << 20, limit: 1 << 20))
        let many = (0..<5_000).map { "interface i\($0) {}" }.joined(separator: " ")
        #expect(kind(many) == .tooMany("interfaces and worlds", limit: 4_096))
        let packages = (0..<300).map { "package p:n\($0) {}" }.joined(separator: " ")
        #expect(kind(packages) == .tooMany("packages", limit: 256))
    }

    @Test("may be a long chain of uses, which is followed without recursion")
    func chains() throws {
        let uses = (1..<4_000).map { "interface i\($0) { use i\($0 - 1).{t}; }" }.joined(separator: "\n")
        let resolution = try Resolution(parsing: "package a:b;\n\(uses)\ninterface i0 { type t = u8; }")
        let last = TypeScope.interface(QualifiedName(resolution.mainName, "i3999"))
        #expect(resolution.spelledOut(.named("t"), in: last) == .primitive(.u8))
    }

    @Test("may hold a circle, which is told as one")
    func circles() throws {
        func kind(_ text: String) -> WITError.Kind? { refusal("package a:b; " + text)?.kind }
        #expect(
            kind("interface a { use b.{t}; } interface b { use a.{t}; }")
                == .circle(of: "interfaces", ["a:b/a", "a:b/b"]))
        #expect(
            kind("world a { include b; } world b { include c; } world c { include b; }")
                == .circle(of: "worlds", ["a:b/b", "a:b/c"]))
        let packages = """
            package a:a { interface x { type t = u8; } interface y { use b:b/x.{t}; } }
            package b:b { interface x { type t = u8; } interface y { use a:a/x.{t}; } }
            """
        #expect(kind(packages) == .circle(of: "packages", ["a:a", "b:b"]))
        #expect(
            refusal("package a:b; interface a { use a.{t}; }")?.wording
                == "these interfaces refer to each other in a circle: a:b/a → a:b/a")
    }
}
