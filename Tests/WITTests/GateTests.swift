// What is there since when, and for whom.

import Testing
import WIT

@Suite("A gate in WIT")
struct GateTests {
    private static let text = """
        package a:b@1.2.0;
        interface i {
            @since(version = 1.0.0)
            old: func();
            @since(version = 1.0.0)
            @deprecated(version = 1.1.0)
            older: func();
            @unstable(feature = fancy)
            type t = u8;
            @unstable(feature = fancy)
            new: func(x: t);
            resource r {
                @unstable(feature = fancy)
                constructor();
                @unstable(feature = plain)
                f: func();
            }
        }
        @unstable(feature = fancy)
        interface j { use i.{t}; }
        @unstable(feature = fancy)
        world v { import f: func(); }
        world w {
            import i;
            @unstable(feature = fancy)
            import j;
            @unstable(feature = fancy)
            use j.{t};
            @unstable(feature = fancy)
            include v;
            @unstable(feature = plain)
            export g: func();
        }
        """

    private func refusal(_ text: String, _ features: FeatureSet = FeatureSet()) -> WITError.Kind? {
        do {
            _ = try Resolution(parsing: text, features: features)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test("leaves out what is unstable, unless its feature is enabled")
    func features() throws {
        func names(_ features: FeatureSet) throws -> [[String]] {
            let package = try Resolution(parsing: Self.text, features: features).main
            let world = try #require(package.world("w"))
            return [
                package.interfaces.map(\.name), package.interfaces[0].functions.map(\.externalName),
                package.interfaces[0].types.map(\.name), package.worlds.map(\.name),
                world.imports.map(\.externalName) + world.types.map(\.name), world.exports.map(\.externalName),
            ]
        }
        #expect(try names(FeatureSet()) == [["i"], ["old", "older"], ["r"], ["w"], ["a:b/i@1.2.0"], []])
        #expect(
            try names(FeatureSet(["fancy"])) == [
                ["i", "j"], ["old", "older", "new", "[constructor]r"], ["t", "r"], ["v", "w"],
                ["a:b/i@1.2.0", "a:b/j@1.2.0", "f", "t"], [],
            ])
        #expect(try names(.all)[1] == ["old", "older", "new", "[constructor]r", "[method]r.f"])
        #expect(try names(.all)[5] == ["g"])
    }

    @Test("is kept with what it stands before")
    func kept() throws {
        let interface = try #require(try Resolution(parsing: Self.text, features: .all).main.interface("i"))
        #expect(
            interface.functions.map(\.gate) == [
                Gate(.since(Version(1, 0, 0))), Gate(.since(Version(1, 0, 0)), deprecated: Version(1, 1, 0)),
                Gate(.unstable(feature: "fancy")), Gate(.unstable(feature: "fancy")), Gate(.unstable(feature: "plain")),
            ])
    }

    @Test(
        "makes it an error to refer to what is left out",
        arguments: [
            "interface i { @unstable(feature = x) type t = u8; f: func(a: t); }",
            "interface i { @unstable(feature = x) type t = u8; type u = list<t>; }",
            "interface i { @unstable(feature = x) type t = u8; } interface j { use i.{t}; }",
            "interface i { @unstable(feature = x) resource t; f: func(a: borrow<t>); }",
            "@unstable(feature = x) interface t { type s = u8; } interface j { use t.{s}; }",
            "interface j { @unstable(feature = x) use k.{t}; f: func(a: t); } interface k { type t = u8; }",
            "@unstable(feature = x) interface t {} world w { import t; }",
            "use t as s; @unstable(feature = x) interface t {} world w { export s; }",
            "@unstable(feature = x) world t {} world w { include t; }",
        ])
    func leftOut(text: String) throws {
        let kind = try #require(refusal("package a:b@1.0.0; " + text))
        guard case .leftOut(let name, _, "x") = kind else {
            Issue.record("something left out, expected; found \(kind)")
            return
        }
        #expect(name == "t" || name == "s")
        #expect(refusal("package a:b@1.0.0; " + text, .all) == nil)
    }

    @Test(
        "is refused where it contradicts itself or the package, or has nothing to gate",
        arguments: [
            ("@since(version = 1.0.1) interface i {}", WITError.Kind.unreleased(Version(1, 0, 1), name)),
            ("@since(version = 1.0.0) @unstable(feature = x) interface i {}", .conflictingGates),
            ("@since(version = 1.0.0) @since(version = 1.0.0) interface i {}", .conflictingGates),
            ("@deprecated(version = 1.0.0) interface i {}", .deprecatedAlone),
            ("interface i { record r { @since(version = 1.0.0) a: u8 } }", .misplacedGate("a member or a parameter")),
            ("interface i { enum e { @since(version = 1.0.0) a } }", .misplacedGate("a case or a flag")),
            (
                "@since(version = 1.0.0) use i; interface i {}",
                .misplacedGate("a ‘use’ outside of interfaces and worlds")
            ),
            ("@since(feature = x) interface i {}", .unexpected(found: "‘feature’", expected: "‘version’")),
            ("@since(version = 1) interface i {}", .malformedVersion("1")),
            ("@until(version = 1.0.0) interface i {}", .unsupported("‘@until’")),
        ])
    func refusals(text: String, kind: WITError.Kind) {
        #expect(refusal("package a:b@1.0.0; " + text) == kind)
    }

    private static let name = PackageName(namespace: "a", name: "b", version: Version(1, 0, 0))

    @Test("that names a version needs a package with one")
    func versionless() {
        let name = PackageName(namespace: "a", name: "b")
        #expect(refusal("package a:b; @since(version = 1.0.0) interface i {}") == .gateWithoutVersion(name))
        #expect(refusal("package a:b; @unstable(feature = x) interface i {}") == nil)
    }

    @Test("may choose between two items of one name")
    func choice() throws {
        let text = """
            package a:b;
            interface i { type s = u16; }
            interface j {
                @unstable(feature = x) use i.{s as t};
                @unstable(feature = y) type t = u8;
                f: func(a: t);
            }
            world w {
                @unstable(feature = y) type t = u8;
                @unstable(feature = x) use i.{s as t};
                @unstable(feature = x) import f: func(a: t);
                @unstable(feature = y) import f: func(b: t);
            }
            """
        for (feature, type) in [("x", Primitive.u16), ("y", .u8)] {
            let resolution = try Resolution(parsing: text, features: FeatureSet([feature]))
            let j = TypeScope.interface(QualifiedName(resolution.mainName, "j"))
            #expect(resolution.main.interfaces[1].types.count == 1 && resolution.main.worlds[0].types.count == 1)
            #expect(resolution.spelledOut(.named("t"), in: j) == .primitive(type))
            let world = TypeScope.world(QualifiedName(resolution.mainName, "w"))
            #expect(resolution.spelledOut(.named("t"), in: world) == .primitive(type))
        }
        #expect(refusal(text, .all) == .duplicate("t", of: "type", first: "line 4"))
    }
}
