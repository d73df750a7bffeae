// Packages of several files, in braces, with versions and dependencies.

import Testing
import WIT

@Suite("A WIT package")
struct PackageTests {
    private func refusal(_ main: [SourceFile], _ dependencies: [[SourceFile]] = []) -> WITError? {
        do {
            _ = try Resolution(SourceTree(main, dependencies: dependencies))
            return nil
        } catch {
            return error
        }
    }

    @Test("may consist of several files, one of which names it")
    func files() throws {
        let tree = SourceTree([
            SourceFile(path: "a.wit", text: "interface types { type t = u8; }"),
            SourceFile(
                path: "b.wit", text: "/// Here.\npackage a:b; interface user { use types.{t}; f: func() -> t; }"),
            SourceFile(path: "c.wit", text: "/// There.\npackage a:b; use user as me; world w { export me; }"),
        ])
        let resolution = try Resolution(tree)
        #expect(resolution.main.interfaces.map(\.name) == ["types", "user"])
        #expect(resolution.main.worlds[0].exports.map(\.externalName) == ["a:b/user"])
        #expect(resolution.main.documentation == "Here.\n\nThere.")
    }

    @Test("is refused when its files disagree, or none names it")
    func names() throws {
        let other = refusal([
            SourceFile(path: "a.wit", text: "package a:b;"), SourceFile(path: "b.wit", text: "package a:c;"),
        ])
        #expect(
            other?.description
                == """
                b.wit, line 1, column 9: this file is of the package ‘a:c’, expected ‘a:b’ as in the files beside it
                    package a:c;
                            ^
                """)
        #expect(refusal([SourceFile(text: "interface i {}")])?.kind == .missingPackageName)
        #expect(refusal([])?.kind == .noFiles)
        #expect(refusal([SourceFile(text: "interface i {} package a:b;")])?.kind == .misplacedPackage)
        #expect(refusal([SourceFile(text: "package a:b; package c:d { package e:f {} }")])?.kind == .misplacedPackage)
        #expect(refusal([SourceFile(text: "package A:b;")])?.kind == .malformedPackageName("A"))
        #expect(
            refusal([SourceFile(text: "package a:b;")], [[SourceFile(path: "x.wit", text: "package a:b;")]])?.kind
                == .duplicate("a:b", of: "package", first: "line 1"))
    }

    @Test("tells in which other file a name was declared before")
    func otherFile() {
        let error = refusal([
            SourceFile(path: "a.wit", text: "package a:b;\ninterface i {}"),
            SourceFile(path: "b.wit", text: "interface i {}"),
        ])
        #expect(error?.location.path == "b.wit")
        #expect(error?.kind == .duplicate("i", of: "interface or world", first: "a.wit, line 2"))
    }

    @Test("refers to others in full, with the version they have")
    func dependencies() throws {
        let io = SourceFile(
            text: "package x:io@0.2.1-rc.1+build.5; interface streams { resource input { read: func() -> list<u8>; } }")
        let http = SourceFile(
            text: """
                package x:http;
                use x:io/streams@0.2.1-rc.1+build.5 as s;
                interface types { use s.{input as body}; take: func(b: body); lend: func(b: borrow<body>); }
                """)
        let main = SourceFile(
            text: """
                package a:b@1.0.0;
                use x:http/types;
                world w {
                    use types.{body};
                    export handle: func(b: body);
                    export x:http/types;
                }
                """)
        let resolution = try Resolution(SourceTree([main], dependencies: [[http], [io]]))
        #expect(
            resolution.packages.map(\.name.description) == ["x:io@0.2.1-rc.1+build.5", "x:http", "a:b@1.0.0"])
        // One resource, however many names it goes by.
        let streams = QualifiedName("x:io/streams@0.2.1-rc.1+build.5")
        let input = ResourceName(.interface(try #require(streams)), "input")
        let world = try #require(resolution.main.worlds.first)
        let scope = TypeScope.world(QualifiedName(resolution.mainName, "w"))
        guard case .function(let handle) = world.exports.first else {
            Issue.record("a function, expected")
            return
        }
        #expect(resolution.signature(of: handle, in: scope).parameters.map(\.type) == [.own(input)])
        let types = TypeScope.interface(try #require(QualifiedName("x:http/types")))
        #expect(resolution.resource("body", in: types) == input)
        #expect(
            world.imports.map(\.externalName) == ["x:io/streams@0.2.1-rc.1+build.5", "x:http/types"])
    }

    @Test("may stand in braces beside another, and in several versions")
    func nested() throws {
        let resolution = try Resolution(
            parsing: """
                package r:root;
                package x:y@1.0.0 { interface i { type t = u8; } }
                /// Newer.
                package x:y@2.0.0 { use x:y/i@1.0.0 as old; interface i { use old.{t}; type u = t; } }
                use x:y/i@1.0.0 as i1;
                use x:y/i@2.0.0 as i2;
                interface both { use i1.{t}; use i2.{t as t2, u}; f: func(a: t, b: t2, c: u); }
                """)
        #expect(resolution.packages.map(\.name.description) == ["x:y@1.0.0", "x:y@2.0.0", "r:root"])
        #expect(resolution.packages[1].documentation == "Newer.")
        let both = TypeScope.interface(QualifiedName(resolution.mainName, "both"))
        let older = TypeScope.interface(try #require(QualifiedName("x:y/i@1.0.0")))
        #expect(resolution.origin(of: "t2", in: both)?.scope == older)
        #expect(resolution.spelledOut(.named("u"), in: both) == .primitive(.u8))
    }

    @Test(
        "is told what is wrong with a reference to another",
        arguments: [
            (
                "interface i { use x:y/a.{t}; }",
                WITError.Kind.unknownName("x:y", of: "package", suggestion: "x:y@1.0.0")
            ),
            (
                "interface i { use x:yy/a@1.0.0.{t}; }",
                .unknownName("x:yy@1.0.0", of: "package", suggestion: "x:y@1.0.0")
            ),
            ("interface i { use x:y/b@1.0.0.{t}; }", .unknownName("x:y/b@1.0.0", of: "interface", suggestion: nil)),
            ("interface i { use a:b/j.{t}; } interface j {}", .ownPackage(PackageName(namespace: "a", name: "b"))),
            ("use x:y/a@1.0.0; interface a {}", .duplicate("a", of: "name", first: "line 1")),
            ("use x:y/a@1.0;", .malformedVersion("1.0")), ("use x:y/a@01.0.0;", .malformedVersion("01.0.0")),
            ("use x:y/a@1.0.0-01;", .malformedVersion("1.0.0-01")),
            (
                "use x:y/a@1.0.0.{t};",
                .unexpected(
                    found: "‘.’", expected: "‘as’ or ‘;’; types are taken over inside an interface or a world")
            ),
        ])
    func references(text: String, kind: WITError.Kind) {
        let other = SourceFile(text: "package x:y@1.0.0; interface a { type t = u8; }")
        #expect(refusal([SourceFile(text: "package a:b; " + text)], [[other]])?.kind == kind)
    }

    @Test("has a version in the order of the Semantic Versioning specification")
    func versions() throws {
        let order = [
            "0.9.9", "1.0.0-0", "1.0.0-2", "1.0.0-11", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
            "1.0.0", "1.0.1", "1.10.0", "2.0.0", "18446744073709551615.0.0",
        ]
        let versions = try order.map { try #require(Version($0)) }
        #expect(versions.map(\.description) == order)
        for (index, version) in versions.enumerated() {
            #expect(versions.map { $0.precedes(version) } == versions.indices.map { $0 < index }, "\(version)")
        }
        let built = try #require(Version("1.0.0+a.01"))
        #expect(built != versions[8] && !built.precedes(versions[8]) && !versions[8].precedes(built))
        for text in [
            "", "1", "1.0", "1.0.0.0", "1.0.0-", "1.0.0+", "1.0.0-a..b", "1.0.0-ä", "-1.0.0",
            "18446744073709551616.0.0",
        ] {
            #expect(Version(text) == nil, "\(text)")
        }
    }

    @Test("is named in full as a component names it, and nothing else is")
    func qualifiedNames() {
        for text in ["a:b/c", "wasi:http-2/types@0.2.0-rc.1+x", "a:b/C-d"] {
            #expect(QualifiedName(text)?.description == text)
        }
        for text in ["", "a", "a:b", "a/b", "a:b/", ":b/c", "a:/c", "A:b/c", "a:b/c@1", "a:b/c/d", "a:b:c/d", "a:b/c@"]
        {
            #expect(QualifiedName(text) == nil, "\(text)")
        }
        for text in ["a", "a-b", "AB-c1-2x", "a1-B2"] { #expect(Label.isValid(text), "\(text)") }
        for text in ["", "1a", "-a", "a-", "a--b", "aB", "a_b", "ä"] { #expect(!Label.isValid(text), "\(text)") }
    }
}
