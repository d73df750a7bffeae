// What worlds import and export, and what that implies.

import Testing
import WIT

@Suite("A WIT world")
struct WorldTests {
    /// The last world of a text.
    private func world(_ text: String) throws -> World {
        try #require(try Resolution(parsing: "package a:b; " + text).main.worlds.last)
    }

    private func refusal(_ text: String) -> WITError? {
        do {
            _ = try Resolution(parsing: "package a:b; " + text)
            return nil
        } catch {
            return error
        }
    }

    private static let chain = """
        interface c { resource r; }
        interface b { use c.{r}; type t = r; }
        interface a { use b.{t}; f: func(x: t); }

        """

    @Test("imports what its imports use too, each after what it needs")
    func impliedImports() throws {
        let world = try world(Self.chain + "world w { import f: func(); import a; import c; }")
        #expect(world.imports.map(\.externalName) == ["f", "a:b/c", "a:b/b", "a:b/a"])
        let implied = world.imports.map { if case .interface(let item) = $0 { item.isImplied } else { false } }
        #expect(implied == [false, false, true, false])
    }

    @Test("imports what its exports and its types use, unless that is exported")
    func exports() throws {
        let imported = try world(Self.chain + "world w { export a; }")
        #expect(imported.imports.map(\.externalName) == ["a:b/c", "a:b/b"])
        #expect(imported.exports.map(\.externalName) == ["a:b/a"])
        #expect(
            imported.provider(of: QualifiedName(PackageName(namespace: "a", name: "b"), "b"), for: .export) == .import)

        let exported = try world(Self.chain + "world w { export a; export b; export c; }")
        #expect(exported.imports.isEmpty)
        #expect(exported.exports.map(\.externalName) == ["a:b/c", "a:b/b", "a:b/a"])
        let b = QualifiedName(PackageName(namespace: "a", name: "b"), "b")
        #expect(exported.provider(of: b, for: .export) == .export)
        #expect(exported.provider(of: b, for: .import) == .import)

        let types = try world(Self.chain + "world w { export g: func(x: t); use b.{t}; }")
        #expect(types.imports.map(\.externalName) == ["a:b/c", "a:b/b"])
        #expect(types.types.map(\.name) == ["t"])

        let inline = try world(Self.chain + "world w { export x: interface { use b.{t}; } export b; export c; }")
        #expect(inline.imports.isEmpty)
        #expect(inline.exports.map(\.externalName) == ["a:b/c", "a:b/b", "x"])
    }

    @Test("is refused when an export would use two instances of one interface")
    func mixed() throws {
        let c = QualifiedName(PackageName(namespace: "a", name: "b"), "c")
        #expect(refusal(Self.chain + "world w { export a; export c; }")?.kind == .mixedDependency(c, of: "a:b/a"))
        #expect(
            refusal(Self.chain + "world w { import c; export c; export a; }")?.kind == .mixedDependency(c, of: "a:b/a"))
        #expect(refusal(Self.chain + "world w { import b; export c; }") == nil)
    }

    @Test("has interfaces and functions of its own, and types between them")
    func ownItems() throws {
        let world = try world(
            """
            interface i { type t = u8; }
            world w {
                /// Of the import.
                import i;
                import log: interface { enum level { low, high } write: func(at: level); }
                use i.{t as byte};
                record pair { a: byte, b: byte }
                resource file { constructor(p: pair); size: func() -> u64; }
                import open: func(p: pair) -> file;
                export run: func() -> result;
                export log: interface { flush: func(); }
                export %import: func();
            }
            """)
        #expect(world.imports.map(\.externalName) == ["a:b/i", "log", "open"])
        #expect(world.exports.map(\.externalName) == ["run", "log", "import"])
        #expect(world.types.map(\.name) == ["byte", "pair", "file"])
        #expect(world.types[2].functions.map(\.externalName) == ["[constructor]file", "[method]file.size"])
        guard case .interface(let item) = world.imports[0] else {
            Issue.record("an interface, expected")
            return
        }
        #expect(item.documentation == "Of the import.")
    }

    @Test(
        "is refused when a name is there twice, or means nothing",
        arguments: [
            (
                "interface i {} world w { import i; import i; }",
                WITError.Kind.duplicate("a:b/i", of: "import", first: "line 1")
            ),
            ("interface i {} world w { export i; export i; }", .duplicate("a:b/i", of: "export", first: "line 1")),
            ("world w { import f: func(); import f: interface {} }", .duplicate("f", of: "import", first: "line 1")),
            ("world w { import f: func(); type f = u8; }", .duplicate("f", of: "import", first: "line 1")),
            ("world w { import f: func(); import F: func(); }", .similar("F", to: "f", first: "line 1")),
            (
                "world w { import f: func(x: t); import i: interface { type t = u8; } }",
                .unknownName("t", of: "type", suggestion: nil)
            ),
            (
                "world w { import i: interface { f: func(x: t); } type t = u8; }",
                .unknownName("t", of: "type", suggestion: nil)
            ),
            (
                "world v { import f: func(); } world w { include v; include v; }",
                .duplicate("f", of: "import", first: "line 1")
            ),
            (
                "world v { import f: func(); } world w { include v with { g as h } }",
                .unknownName("g", of: "import or export", suggestion: nil)
            ),
            ("interface i {} world v { import i; } world w { include v with { i as j } }", .notRenamable("i")),
            (
                "world v { import f: func(); } world w { include v with { f as g, f as h } }",
                .duplicate("f", of: "name", first: "line 1")
            ),
            ("interface v {} world w { include v; }", .wrongKind("v", found: "interface", expected: "world")),
            ("world w { include v }", .unexpected(found: "‘}’", expected: "‘;’ or ‘with’ after the world")),
        ])
    func refusals(text: String, kind: WITError.Kind) {
        #expect(refusal(text)?.kind == kind)
    }

    @Test("takes in others, once what both have, and under other names what would collide")
    func include() throws {
        let world = try world(
            """
            interface i { type t = u8; } interface j {}
            world v {
                use i.{t};
                resource r { clone: func() -> r; }
                import i; import log: func(x: t); export j; export run: func(x: borrow<r>);
            }
            world u { use i.{t}; import i; import log: interface { f: func(); } export j; }
            world w {
                import j;
                include v with { log as log-v, r as res, run as run-v }
                include u;
                export run: func();
            }
            """)
        #expect(world.imports.map(\.externalName) == ["a:b/i", "a:b/j", "log-v", "log"])
        #expect(world.exports.map(\.externalName) == ["a:b/j", "run-v", "run"])
        #expect(world.types.map(\.name) == ["t", "res"])
        #expect(
            world.types[1].functions == [
                Function("clone", .method(of: "res"), [.init("self", .borrow("res"))], result: .own("res"))
            ])
        guard case .function(let run) = world.exports[1] else {
            Issue.record("a function, expected")
            return
        }
        #expect(run.parameters.map(\.type) == [.borrow("res")])
    }

    @Test("of another package is taken in as it is there")
    func includeFromElsewhere() throws {
        let resolution = try Resolution(
            parsing: """
                package a:b;
                package x:y@1.0.0 { interface i {} world v { import i; export k: interface { type t = u8; } } }
                use x:y/v@1.0.0 as base;
                world w { include base; }
                """)
        let world = try #require(resolution.main.world("w"))
        #expect(world.imports.map(\.externalName) == ["x:y/i@1.0.0"])
        let scope = TypeScope.inline(in: QualifiedName(resolution.mainName, "w"), .export, "k")
        #expect(resolution.spelledOut(.named("t"), in: scope) == .primitive(.u8))
    }

    @Test("has a bounded number of items, however it comes by them")
    func bounds() throws {
        let functions = (0..<600).map { "import fn-\($0): func();" }.joined(separator: " ")
        let renames = (0..<600).map { "fn-\($0) as g-\($0)" }.joined(separator: ", ")
        let text = "world v { \(functions) } world w { include v; include v with { \(renames) } }"
        #expect(refusal(text)?.kind == .tooMany("items", limit: 1_024))
        let chain = (1..<1_100).map { "interface i\($0) { use i\($0 - 1).{t}; }" }.joined(separator: "\n")
        #expect(
            refusal("interface i0 { type t = u8; } \(chain) world w { import i1099; }")?.kind
                == .tooMany("items", limit: 1_024))
    }

    @Test("is refused when a small text makes much of it by including again and again")
    func includeBombs() {
        let uses = (0..<500).map { "use i.{t as t-\($0)};" }.joined(separator: " ")
        let includes = String(repeating: "include v; ", count: 10_000)
        let text = "interface i { type t = u8; } world v { \(uses) } world w { \(includes) }"
        #expect(refusal(text)?.kind == .tooMany("items in all worlds", limit: 65_536))
    }

    @Test("has a gate for what it includes under one, and none that speaks of another package")
    func includedGates() throws {
        let text = """
            package a:b;
            package x:y@1.5.0 {
                world v {
                    @since(version = 1.5.0) import f: func();
                    @since(version = 1.5.0) resource r { @since(version = 1.5.0) constructor(); }
                    export k: interface { @since(version = 1.5.0) type t = u8; }
                }
            }
            world w { @unstable(feature = on) include x:y/v@1.5.0; }
            """
        let resolution = try Resolution(parsing: text, features: .all)
        let world = try #require(resolution.main.world("w"))
        let gate = Gate(.unstable(feature: "on"))
        guard case .function(let function) = world.imports[0], case .inline(let interface) = world.exports[0] else {
            Issue.record("a function and an interface, expected")
            return
        }
        #expect(function.gate == gate && interface.gate == gate && world.types[0].gate == gate)
        #expect(interface.types[0].gate == nil && world.types[0].functions[0].gate == nil)
        #expect(try Resolution(parsing: resolution.text, features: .all) == resolution)
    }
}
