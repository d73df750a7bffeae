// Reading WIT: what a text declares, with every name looked up.

import Foundation
import Testing
import WIT

@Suite("A WIT file")
struct ParserTests {
    static let convolver = """
        package cajon:convolver@0.1.0;

        /// Filters by a long impulse response.
        interface convolution {
            /// What can go wrong.
            variant failure { empty, too-long(u32), named(string) }
            enum window { hann, blackman-harris }
            flags channels { left, right }
            record settings { length: u32, window: window, gains: list<f32>, label: option<string> }
            type block = list<f32>;
            type pair = tuple<f32, f64>;
            version: func() -> string;
            resource convolver {
                constructor(settings: settings);
                process: func(input: block) -> block;
                combine: static func(a: own<convolver>, b: borrow<convolver>) -> result<convolver, failure>;
            }
            %list: func(%record: pair, which: channels) -> result;
        }
        world kernel {
            import log: func(text: string);
            export convolution;
        }
        """

    @Test("says its package, its interfaces and its worlds")
    func structure() throws {
        let package = try Package(parsing: Self.convolver)
        #expect(package.name?.description == "cajon:convolver@0.1.0")
        #expect(package.name?.qualifying("convolution") == "cajon:convolver/convolution@0.1.0")
        let world = try #require(package.worlds.first)
        #expect(world.name == "kernel")
        guard case .interface(let exported) = world.exports.first, case .function(let imported) = world.imports.first
        else {
            Issue.record("the world's items are of the wrong kind")
            return
        }
        #expect(exported.name == "convolution")
        #expect(imported.parameters.map(\.type) == [.primitive(.string)])
    }

    @Test("gives every type spelled out, aliases followed")
    func types() throws {
        let interface = try #require(try Package(parsing: Self.convolver).interface("convolution"))
        func type(_ name: String) -> ResolvedType? { interface.types.first { $0.name == name }?.type }
        #expect(
            type("failure")
                == .variant([
                    .init(name: "empty", payload: nil), .init(name: "too-long", payload: .primitive(.u32)),
                    .init(name: "named", payload: .primitive(.string)),
                ]))
        #expect(type("window") == .enumeration(["hann", "blackman-harris"]))
        #expect(type("channels") == .flags(["left", "right"]))
        #expect(type("block") == .list(.primitive(.f32)))
        #expect(
            type("settings")
                == .record([
                    .init(name: "length", type: .primitive(.u32)),
                    .init(name: "window", type: .enumeration(["hann", "blackman-harris"])),
                    .init(name: "gains", type: .list(.primitive(.f32))),
                    .init(name: "label", type: .option(.primitive(.string))),
                ]))
    }

    @Test("gives functions their roles, and resources their handles")
    func functions() throws {
        let interface = try #require(try Package(parsing: Self.convolver).interface("convolution"))
        #expect(
            interface.functions.map(interface.externalName) == [
                "version", "[constructor]convolver", "[method]convolver.process", "[static]convolver.combine", "list",
            ])
        #expect(interface.resources.map(\.name) == ["convolver"])
        let constructor = interface.functions[1]
        #expect(constructor.result == .own(resource: 0))
        let process = interface.functions[2]
        #expect(process.parameters.map(\.name) == ["self", "input"])
        #expect(process.parameters[0].type == .borrow(resource: 0))
        let combine = interface.functions[3]
        #expect(combine.parameters.map(\.type) == [.own(resource: 0), .borrow(resource: 0)])
        guard case .result(ok: .own(resource: 0), error: .variant) = combine.result else {
            Issue.record("a bare resource name owns, found \(String(describing: combine.result))")
            return
        }
        #expect(interface.functions[4].parameters.map(\.name) == ["record", "which"])
    }

    @Test("keeps documentation with what it stands before")
    func documentation() throws {
        let interface = try #require(try Package(parsing: Self.convolver).interface("convolution"))
        #expect(interface.documentation == "Filters by a long impulse response.")
        #expect(interface.types.first?.documentation == "What can go wrong.")
        let package = try Package(parsing: "/** One.\n * Two. */ interface a { /* not */ f: func(); }")
        #expect(package.interfaces[0].documentation == "One.\nTwo.")
        #expect(package.interfaces[0].functions[0].documentation == nil)
    }

    @Test("may use types of another of its interfaces, and under another name")
    func use() throws {
        let package = try Package(
            parsing: """
                interface b { use a.{sample, block as piece}; f: func(x: piece) -> sample; }
                interface a { type sample = f32; type block = list<sample>; }
                """)
        let function = package.interfaces[0].functions[0]
        #expect(function.parameters[0].type == .list(.primitive(.f32)))
        #expect(function.result == .primitive(.f32))
    }

    @Test("of the contract is understood as it is shipped")
    func contract() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Effects/wit/effect.wit")
        let package = try Package(parsing: try String(contentsOf: path, encoding: .utf8))
        #expect(package.name?.namespace == "cajon")
        #expect(package.interface("processor")?.functions.map(\.name).contains("process") == true)
        #expect(package.worlds.map(\.name).contains("effect"))
    }
}
