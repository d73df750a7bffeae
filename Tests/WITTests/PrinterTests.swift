// Models written as WIT, and read again.

import Foundation
import TestSupport
import Testing
import WIT

@Suite("A printed WIT package")
struct PrinterTests {
    private func expectRoundTrip(_ resolution: Resolution, _ features: FeatureSet, _ hint: String) throws {
        let text = resolution.text
        let again = try Resolution(parsing: text, features: features)
        if again != resolution { Issue.record("\(hint): printed, it means something else\n\(text)\n\(again.text)") }
        #expect(again.text == text, "\(hint)")
    }

    @Test("means what the files of this project mean")
    func ownFiles() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Effects").resolvingSymlinksInPath()
        let names = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        // Files of one folder that name the same package belong together.
        var packages: [String: [SourceFile]] = [:]
        for name in names.filter({ $0.hasSuffix(".wit") }).sorted() {
            let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
            let package = try #require(text.firstMatch(of: /package ([^;]*);/)).output.1
            packages["\((name as NSString).deletingLastPathComponent) \(package)", default: []]
                .append(SourceFile(path: name, text: text))
        }
        #expect(packages.count >= 3)
        for (name, files) in packages {
            let others = packages.filter { $0.key != name }.map(\.value)
            let resolution = try Resolution(SourceTree(files, dependencies: others))
            #expect(resolution.packages.count == packages.count)
            try expectRoundTrip(resolution, FeatureSet(), name)
            for line in files.flatMap({ $0.text.split(separator: "\n") }) where line.contains("///") {
                #expect(resolution.text.contains(line.drop { $0 == " " }), "\(line) is lost")
            }
        }
    }

    @Test("means what a generated one meant")
    func generated() throws {
        var sizes: (interfaces: Int, worlds: Int, functions: Int) = (0, 0, 0)
        var mixedCount = 0
        for seed in 0..<400 as Range<UInt64> {
            var generator = PackageGenerator(seed: seed)
            let text = generator.text()
            let features = FeatureSet(["on"])
            let resolution: Resolution
            do throws(WITError) {
                resolution = try Resolution(parsing: text, features: features)
            } catch {
                // The one rule that the generator doesn't know.
                guard case .mixedDependency = error.kind else {
                    Issue.record("seed \(seed): \(error)\n\(text)")
                    continue
                }
                mixedCount += 1
                continue
            }
            try expectRoundTrip(resolution, features, "seed \(seed)")
            #expect(try Resolution(verifying: resolution.packages, main: resolution.mainName) == resolution)
            for package in resolution.packages {
                sizes.interfaces += package.interfaces.count
                sizes.worlds += package.worlds.count
                sizes.functions += package.interfaces.reduce(0) { $0 + $1.functions.count }
                spellOut(package, resolution)
            }
        }
        #expect(mixedCount < 40, "\(mixedCount)")
        #expect(sizes.interfaces > 800 && sizes.worlds > 400 && sizes.functions > 1_500, "\(sizes)")
    }

    /// Every name leads somewhere.
    private func spellOut(_ package: Package, _ resolution: Resolution) {
        for interface in package.interfaces {
            let scope = TypeScope.interface(QualifiedName(package.name, interface.name))
            for type in interface.types { _ = resolution.spelledOut(type, in: scope) }
            for function in interface.functions { _ = resolution.signature(of: function, in: scope) }
        }
        for world in package.worlds {
            let name = QualifiedName(package.name, world.name)
            for function in world.types.flatMap(\.functions) {
                _ = resolution.signature(of: function, in: .world(name))
            }
            for direction in [World.Direction.import, .export] {
                for item in world[direction] {
                    switch item {
                    case .interface(let interface): #expect(resolution.interface(interface.name) != nil)
                    case .function(let function): _ = resolution.signature(of: function, in: .world(name))
                    case .inline(let interface):
                        let scope = TypeScope.inline(in: name, direction, interface.name)
                        for function in interface.functions { _ = resolution.signature(of: function, in: scope) }
                    }
                }
            }
        }
    }

    @Test("may come from a model that was never a text")
    func constructed() throws {
        let io = PackageName(namespace: "x", name: "io", version: Version(1, 0, 0))
        let main = PackageName(namespace: "root", name: "component")
        let streams = Interface(
            "streams",
            [
                .type(
                    TypeDefinition(
                        "input", .resource([Function("read", .method(of: "input"), [.init("self", .borrow("input"))])]))
                )
            ])
        let world = World(
            "root",
            imports: [.interface(.init(QualifiedName(io, "streams")))],
            exports: [
                .inline(
                    Interface(
                        "handler",
                        [
                            .type(TypeDefinition("input", .use(of: QualifiedName(io, "streams"), name: "input"))),
                            .function(Function("list", .free, [.init("s", .own("input"))], result: .primitive(.bool))),
                        ], documentation: "Two\nlines."))
            ])
        let packages = [Package(main, worlds: [world]), Package(io, interfaces: [streams])]
        let resolution = try Resolution(verifying: packages, main: main)
        #expect(
            resolution.text == """
                package root:component;

                world root {
                    import x:io/streams@1.0.0;

                    /// Two
                    /// lines.
                    export handler: interface {
                        use x:io/streams@1.0.0.{input};
                        %list: func(s: input) -> bool;
                    }
                }

                package x:io@1.0.0 {
                    interface streams {
                        resource input {
                            read: func();
                        }
                    }
                }

                """)
    }

    @Test("can't be had from a model that is not sound, or whose names are no names")
    func unsound() throws {
        let name = PackageName(namespace: "a", name: "b")
        func refusal(_ items: [Interface.Item]) -> WITError.Kind? {
            do {
                _ = try Resolution(verifying: [Package(name, interfaces: [Interface("i", items)])], main: name)
                return nil
            } catch {
                return error.kind
            }
        }
        let byte = TypeReference.primitive(.u8)
        #expect(refusal([.type(TypeDefinition("t", .alias(byte)))]) == nil)
        #expect(
            refusal([.type(TypeDefinition("t", .alias(.named("s"))))]) == .unknownName("s", of: "type", suggestion: nil)
        )
        #expect(refusal([.type(TypeDefinition("t", .alias(.named("t"))))]) == .recursiveType("t"))
        let injected = "f: func(); g"
        #expect(refusal([.function(Function(injected, .free, []))]) == .notExpressible("the package ‘a:b’"))
        #expect(
            refusal([.function(Function("f", .free, [], documentation: "a\n\u{1b}[2J"))])
                == .forbiddenCharacter("\u{1b}"))
        #expect(
            refusal([.function(Function("f", .free, [], documentation: "a\r\rb\n\n"))])
                == .notExpressible("the package ‘a:b’"))
        // An own handle where only the resource's other name would be told from it.
        #expect(
            refusal([.type(TypeDefinition("t", .alias(.own("r")))), .type(TypeDefinition("r", .resource([])))]) == nil)
        #expect(
            refusal([
                .type(TypeDefinition("t", .record([.init("r", .named("r"))]))),
                .type(TypeDefinition("r", .resource([]))),
            ])
                == .notExpressible("the package ‘a:b’"))
        let other = PackageName(namespace: "a", name: "c")
        #expect(throws: WITError.self) { try Resolution(verifying: [Package(name)], main: other) }
    }
}
