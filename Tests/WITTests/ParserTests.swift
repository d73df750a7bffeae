// Reading WIT: what a text declares, with every name looked up.

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

    /// The type of that name, spelled out.
    private func type(_ name: String, in interface: String, _ resolution: Resolution) throws -> ResolvedType {
        let scope = TypeScope.interface(QualifiedName(resolution.mainName, interface))
        return resolution.spelledOut(try #require(resolution.type(name, in: scope)), in: scope)
    }

    @Test("says its package, its interfaces and its worlds")
    func structure() throws {
        let resolution = try Resolution(parsing: Self.convolver)
        #expect(resolution.mainName.description == "cajon:convolver@0.1.0")
        #expect(resolution.packages.count == 1)
        let world = try #require(resolution.main.worlds.first)
        #expect(world.name == "kernel")
        guard case .interface(let exported) = world.exports.first, case .function(let imported) = world.imports.first
        else {
            Issue.record("the world's items are of the wrong kind")
            return
        }
        #expect(exported.name.description == "cajon:convolver/convolution@0.1.0")
        #expect(resolution.interface(exported.name)?.name == "convolution")
        #expect(imported.parameters.map(\.type) == [.primitive(.string)])
    }

    @Test("gives every type as it is written, and spelled out with aliases followed")
    func types() throws {
        let resolution = try Resolution(parsing: Self.convolver)
        func spelled(_ name: String) throws -> ResolvedType { try type(name, in: "convolution", resolution) }
        #expect(
            try spelled("failure")
                == .variant([
                    .init(name: "empty", payload: nil), .init(name: "too-long", payload: .primitive(.u32)),
                    .init(name: "named", payload: .primitive(.string)),
                ]))
        #expect(try spelled("window") == .enumeration(["hann", "blackman-harris"]))
        #expect(try spelled("channels") == .flags(["left", "right"]))
        #expect(try spelled("block") == .list(.primitive(.f32)))
        #expect(
            try spelled("settings")
                == .record([
                    .init(name: "length", type: .primitive(.u32)),
                    .init(name: "window", type: .enumeration(["hann", "blackman-harris"])),
                    .init(name: "gains", type: .list(.primitive(.f32))),
                    .init(name: "label", type: .option(.primitive(.string))),
                ]))
        let settings = try #require(resolution.main.interface("convolution")?.types.first { $0.name == "settings" })
        guard case .record(let fields) = settings.kind else {
            Issue.record("a record, expected")
            return
        }
        #expect(fields[1].type == .named("window"))
    }

    @Test("gives functions their roles, and resources their handles")
    func functions() throws {
        let resolution = try Resolution(parsing: Self.convolver)
        let interface = try #require(resolution.main.interface("convolution"))
        #expect(
            interface.functions.map(\.externalName) == [
                "version", "[constructor]convolver", "[method]convolver.process", "[static]convolver.combine", "list",
            ])
        #expect(interface.resources.map(\.name) == ["convolver"])
        let constructor = interface.functions[1]
        #expect(constructor.result == .own("convolver"))
        let process = interface.functions[2]
        #expect(process.parameters.map(\.name) == ["self", "input"])
        #expect(process.parameters[0].type == .borrow("convolver"))
        let combine = interface.functions[3]
        #expect(combine.parameters.map(\.type) == [.own("convolver"), .borrow("convolver")])
        #expect(combine.result == .result(ok: .own("convolver"), error: .named("failure")))
        #expect(interface.functions[4].parameters.map(\.name) == ["record", "which"])
        let scope = TypeScope.interface(QualifiedName(resolution.mainName, "convolution"))
        let signature = resolution.signature(of: process, in: scope)
        #expect(signature.parameters[0].type == .borrow(ResourceName(scope, "convolver")))
        #expect(signature.parameters[1].type == .list(.primitive(.f32)))
    }

    @Test("takes results in all forms, and constructors that can fail")
    func results() throws {
        let text = """
            package a:b;
            interface i {
                resource r { constructor() -> result<r, string>; }
                type all = tuple<result, result<u8>, result<_, u8>, result<u8, string>>;
                a: func() -> result;
            }
            """
        let resolution = try Resolution(parsing: text)
        let byte = TypeReference.primitive(.u8)
        let interface = try #require(resolution.main.interface("i"))
        #expect(interface.functions[0].result == .result(ok: .own("r"), error: .primitive(.string)))
        #expect(
            interface.types[1].kind
                == .alias(
                    .tuple([
                        .result(ok: nil, error: nil), .result(ok: byte, error: nil), .result(ok: nil, error: byte),
                        .result(ok: byte, error: .primitive(.string)),
                    ])))
    }

    @Test("keeps documentation with what it stands before, and its indentation")
    func documentation() throws {
        let resolution = try Resolution(parsing: Self.convolver)
        let interface = try #require(resolution.main.interface("convolution"))
        #expect(interface.documentation == "Filters by a long impulse response.")
        #expect(interface.types.first?.documentation == "What can go wrong.")
        let text = """
            /// Of the package.
            package a:b;
            /** One.
             *
             *     two
             */
            interface a {
                /* not */ // nor this
                //// nor this
                f: func();
                /// First.
                @since(version = 1.0.0)
                /// Second.
                ///
                g: func();
                variant v {
                    /// A case.
                    none,
                }
            }
            """.replacing("a:b", with: "a:b@1.0.0")
        let package = try Resolution(parsing: text).main
        #expect(package.documentation == "Of the package.")
        #expect(package.interfaces[0].documentation == "One.\n\n    two")
        #expect(package.interfaces[0].functions.map(\.documentation) == [nil, "First.\nSecond."])
        guard case .variant(let cases) = package.interfaces[0].types[0].kind else {
            Issue.record("a variant, expected")
            return
        }
        #expect(cases[0].documentation == "A case.")
    }

    @Test("may begin with a byte order mark, and end its lines as Windows does")
    func lineEnds() throws {
        let text = "\u{feff}package a:b;\r\n/// One.\r\ninterface i {\r\n}\r\n"
        #expect(try Resolution(parsing: text).main.interfaces[0].documentation == "One.")
    }

    @Test("may use types of another of its interfaces, and under another name")
    func use() throws {
        let resolution = try Resolution(
            parsing: """
                package a:b;
                interface b { use a.{sample, block as piece}; f: func(x: piece) -> sample; }
                interface a { type sample = f32; type block = list<sample>; }
                """)
        let function = resolution.main.interfaces[0].functions[0]
        #expect(function.parameters[0].type == .named("piece"))
        let a = QualifiedName(resolution.mainName, "a")
        let b = TypeScope.interface(QualifiedName(resolution.mainName, "b"))
        #expect(resolution.type("piece", in: b)?.kind == .use(of: a, name: "block"))
        #expect(resolution.origin(of: "piece", in: b)?.scope == .interface(a))
        let signature = resolution.signature(of: function, in: b)
        #expect(signature.parameters[0].type == .list(.primitive(.f32)))
        #expect(signature.result == .primitive(.f32))
    }

    @Test("tells a resource's other name from the type of its handles")
    func aliases() throws {
        let resolution = try Resolution(
            parsing: """
                package a:b;
                interface a { resource r; type other = r; type handle = own<r>; f: func(x: borrow<other>, y: handle); }
                """)
        let interface = resolution.main.interfaces[0]
        #expect(interface.types.map(\.kind) == [.resource([]), .alias(.named("r")), .alias(.own("r"))])
        #expect(interface.functions[0].parameters.map(\.type) == [.borrow("other"), .named("handle")])
        let scope = TypeScope.interface(QualifiedName(resolution.mainName, "a"))
        let signature = resolution.signature(of: interface.functions[0], in: scope)
        #expect(
            signature.parameters.map(\.type) == [.borrow(ResourceName(scope, "r")), .own(ResourceName(scope, "r"))])
    }
}
