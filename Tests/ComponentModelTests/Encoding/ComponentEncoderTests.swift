// What wrapped modules do when they run, how they are wired, and what can't be wrapped. Any thread.

import ComponentBinary
import ComponentModel
import Synchronization
import Testing
import WIT
import WasmEngine

@Suite("A core module wrapped as a component")
struct ComponentEncoderTests {
    private static let shop = """
        interface store {
            resource counter { constructor(start: u32); add: func(count: u32) -> u32; }
            record entry { key: string, value: u32 }
            lookup: func(key: string) -> option<entry>;
            hand-over: func(it: counter) -> counter;
        }
        world w {
            import log: func(text: string);
            import tick: func() -> u32;
            import unused: func();
            import words: interface { join: func(parts: list<string>) -> string; split: func(); }
            export store;
            export greet: func(name: string) -> string;
            export count: func() -> u32;
            export dropped: func() -> u32;
        }
        """

    /// A module of that world. It starts with a call that needs its memory.
    private static func module(_ naming: DummyModule.Naming) -> String {
        func name(_ classic: String, _ buildTarget: String) -> String { naming == .classic ? classic : buildTarget }
        let store = name("t:t/store@0.1.0#", "cm32p2|t:t/store@0.1|")
        let intrinsics = name("[export]t:t/store@0.1.0", "cm32p2|_ex_t:t/store@0.1")
        let root = name("$root", "cm32p2")
        func own(_ function: String) -> String { name(function, "cm32p2||\(function)") }
        return """
            (module
              (import "\(root)" "tick" (func $tick (result i32)))
              (import "\(root)" "log" (func $log (param i32 i32)))
              (import "\(name("words", "cm32p2|words"))" "join" (func $join (param i32 i32 i32)))
              (import "\(intrinsics)" "\(name("[resource-new]counter", "counter_new"))" (func $new (param i32) (result i32)))
              (import "\(intrinsics)" "\(name("[resource-rep]counter", "counter_rep"))" (func $rep (param i32) (result i32)))
              (memory (export "\(name("memory", "cm32p2_memory"))") 1)
              (global $next (mut i32) (i32.const 1024))
              (global $count (mut i32) (i32.const 0))
              (global $dropped (mut i32) (i32.const 0))
              (data (i32.const 16) "!")
              (func (export "\(name("cabi_realloc", "cm32p2_realloc"))") (param i32 i32 i32 i32) (result i32)
                (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                (global.get $next)
                (global.set $next (i32.add (global.get $next) (local.get 3))))
              (func (export "\(name("_initialize", "cm32p2_initialize"))")
                (global.set $count (i32.const 40))
                (call $log (i32.const 16) (i32.const 1)))
              (func (export "\(own("greet"))") (param i32 i32) (result i32)
                (i32.store (i32.const 32) (local.get 0))
                (i32.store (i32.const 36) (local.get 1))
                (i32.store (i32.const 40) (i32.const 16))
                (i32.store (i32.const 44) (i32.const 1))
                (call $join (i32.const 32) (i32.const 2) (i32.const 48))
                (i32.const 48))
              (func (export "\(name("cabi_post_greet", "cm32p2||greet_post"))") (param i32)
                (global.set $count (i32.add (global.get $count) (i32.const 1))))
              (func (export "\(own("count"))") (result i32) (i32.add (global.get $count) (call $tick)))
              (func (export "\(own("dropped"))") (result i32) (global.get $dropped))
              (func (export "\(store)[constructor]counter") (param i32) (result i32) (call $new (local.get 0)))
              (func (export "\(store)[method]counter.add") (param i32 i32) (result i32)
                (i32.add (local.get 0) (local.get 1)))
              (func (export "\(store)hand-over") (param i32) (result i32)
                (call $new (i32.mul (i32.const 2) (call $rep (local.get 0)))))
              (func (export "\(store)\(name("[dtor]counter", "counter_dtor"))") (param i32)
                (global.set $dropped (local.get 0)))
              (func (export "\(store)lookup") (param i32 i32) (result i32)
                (i32.store8 (i32.const 64) (i32.const 1))
                (i32.store (i32.const 68) (local.get 0))
                (i32.store (i32.const 72) (local.get 1))
                (i32.store (i32.const 76) (i32.const 99))
                (i32.const 64)))
            """
    }

    @Test("does what the module does, by either naming", arguments: DummyModule.Naming.allCases)
    func runs(naming: DummyModule.Naming) throws {
        let logged = Mutex<[ComponentValue]>([])
        let root = HostInterface(
            "",
            functions: [
                "log": { _, arguments throws(HostRefusal) in
                    logged.withLock { $0 += arguments }
                    return nil
                },
                "tick": { _, _ throws(HostRefusal) in .u32(1000) },
            ])
        let words = HostInterface(
            "words",
            functions: [
                "join": { _, arguments throws(HostRefusal) in
                    guard case .list(let parts) = arguments[0] else { throw HostRefusal("no list") }
                    return .string(parts.map { if case .string(let text) = $0 { text } else { "?" } }.joined())
                }
            ])
        let component = try EncodingGuests.component(Self.module(naming), of: Self.shop)
        var instance = try WrappedInstance(component, granting: [root, words])
        #expect(logged.withLock { $0 } == [.string("!")])

        #expect(try instance.call("greet", .string("wörld")) == .string("wörld!"))
        #expect(try instance.call("count") == .u32(1041))
        let store = "t:t/store@0.1.0"
        let entry = ComponentValue.record([.init("key", .string("k")), .init("value", .u32(99))])
        #expect(try instance.call("lookup", in: store, .string("k")) == .option(entry))

        guard let counter = try instance.call("[constructor]counter", in: store, .u32(5)) else {
            Issue.record("no counter was made")
            return
        }
        #expect(try instance.call("[method]counter.add", in: store, counter, .u32(3)) == .u32(8))
        guard case .resource(let doubled) = try instance.call("hand-over", in: store, counter) else {
            Issue.record("no counter came back")
            return
        }
        #expect(instance.store.drop(doubled) == nil)
        #expect(try instance.call("dropped") == .u32(10))
    }

    @Test("imports no more than the module does")
    func unused() throws {
        let bytes = try EncodingGuests.component(Self.module(.classic), of: Self.shop)
        let component = try ValidatedComponent(parsing: bytes)
        #expect(component.imports.names == ["words", "log", "tick"])
        guard case .instance(let words) = component.imports["words"] else {
            Issue.record("words is no instance")
            return
        }
        #expect(component.types[words].exports.names == ["join"])
    }

    @Test("has no module besides when nothing needs its memory")
    func direct() throws {
        let bytes = try EncodingGuests.component(
            """
            (module (import "$root" "tick" (func $tick (param i64) (result f32)))
              (func (export "run") (result f32) (call $tick (i64.const 2))))
            """, of: "world w { import tick: func(at: u64) -> f32; export run: func() -> f32; }")
        #expect(try Component(parsing: bytes).coreModules.count == 1)
        let root = HostInterface("", functions: ["tick": { _, _ throws(HostRefusal) in .f32(0.5) }])
        var instance = try WrappedInstance(bytes, granting: [root])
        #expect(try instance.call("run") == .f32(0.5))
    }

    @Test("keeps the module as it is, with its custom sections")
    func customSections() throws {
        var module = try WasmEngine.wasm(fromText: "(module (func (export \"run\")))")
        module += [0, 6, 4] + Array("note".utf8) + [42]
        let resolution = try Resolution(parsing: "package t:t; world w { export run: func(); }")
        let encoder = try ComponentEncoder(world: QualifiedName(resolution.mainName, "w"), in: resolution)
        let component = try Component(parsing: encoder.encode(module))
        #expect(component.coreModules.map(Array.init) == [module])
        #expect(component.customSections.isEmpty)
    }

    @Test("names the types of an exported interface that uses another one's")
    func usedTypes() throws {
        let bytes = try EncodingGuests.component(
            """
            (module
              (import "t:t/types@0.1.0" "[resource-drop]file" (func (param i32)))
              (func (export "t:t/work@0.1.0#run") (param i32 i32) (result i32) unreachable)
              (memory (export "memory") 1))
            """,
            of: """
                interface types { record inner { it: u8 } record outer { inner: inner, more: u16 } resource file; }
                interface work {
                    use types.{outer, file};
                    enum outcome { good, bad }
                    run: func(extra: file, other: borrow<file>) -> result<outer, outcome>;
                }
                world w { export work; }
                """)
        let component = try ValidatedComponent(parsing: bytes)
        #expect(component.imports.names == ["t:t/types@0.1.0"])
        guard case .instance(let work) = component.exports["t:t/work@0.1.0"] else {
            Issue.record("work is no instance")
            return
        }
        #expect(component.types[work].exports.names == ["outer", "file", "outcome", "run"])
    }

    // MARK: - Refusals

    private static let world = """
        interface i { resource r; f: func(text: string) -> string; }
        world w { import i; import g: func(); export i; export run: func(a: u8, b: string) -> u64; export stop: func(); }
        """

    @Test("has to have everything, and is told all that it lacks")
    func missing() throws {
        #expect(
            try EncodingGuests.problem("(module)", of: Self.world)
                == .several([
                    .missingExport("t:t/i@0.1.0#f"), .missingExport("run"), .missingExport("stop"),
                ]))
        #expect(
            try EncodingGuests.problem("(module (memory (export \"cm32p2_memory\") 1))", of: Self.world)?.description
                == """
                the module has no export ‘cm32p2|t:t/i@0.1|f’
                the module has no export ‘cm32p2||run’
                the module has no export ‘cm32p2||stop’
                """)
    }

    /// What the world demands, but for what a test adds.
    private static func module(_ fields: String, helpers: Bool = true) -> String {
        """
        (module \(fields)
          (func (export "t:t/i@0.1.0#f") (param i32 i32) (result i32) unreachable)
          (func (export "run") (param i32 i32 i32) (result i64) unreachable)
          \(helpers ? "(memory (export \"memory\") 1)" : "")
          \(helpers ? "(func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) unreachable)" : ""))
        """
    }

    @Test("has to have a memory and an allocator where values need them")
    func helpers() throws {
        let stop = "(func (export \"stop\"))"
        #expect(try EncodingGuests.problem(Self.module(stop), of: Self.world) == nil)
        #expect(
            try EncodingGuests.problem(Self.module(stop, helpers: false), of: Self.world)
                == .several([.missingExport("memory"), .missingExport("cabi_realloc")]))
    }

    @Test("has to have the canonical ABI's types, and is told what they are")
    func wrongTypes() throws {
        let fields = """
            (import "$root" "g" (func (param i32)))
            (import "t:t/i@0.1.0" "f" (global i32))
            (func (export "stop") (result i32) unreachable)
            (func (export "cabi_post_run") (param f64))
            (func (export "t:t/i@0.1.0#[dtor]r"))
            (table (export "_initialize") 0 funcref)
            """
        #expect(
            try EncodingGuests.problem(Self.module(fields), of: Self.world)?.description == """
                the module imports ‘g’ of ‘$root’ as a function (i32) -> (); it is a function () -> ()
                the module imports ‘f’ of ‘t:t/i@0.1.0’ as a global i32; it is a function (i32, i32, i32) -> ()
                the module's export ‘cabi_post_run’ is a function (f64) -> (); expected a function (i64) -> ()
                the module's export ‘stop’ is a function () -> (i32); expected a function () -> ()
                the module's export ‘t:t/i@0.1.0#[dtor]r’ is a function () -> (); expected a function (i32) -> ()
                the module's export ‘_initialize’ is a table of 0 funcref; expected a function () -> ()
                """)
    }

    @Test("imports nothing that the world doesn't have, and nothing twice")
    func unknownImports() throws {
        let fields = """
            (import "env" "memory" (memory 1))
            (import "t:t/i@0.1.0" "[resource-new]r" (func (param i32) (result i32)))
            (import "$root" "g" (func))
            (import "$root" "g" (func))
            (func (export "stop"))
            """
        #expect(
            try EncodingGuests.problem(Self.module(fields), of: Self.world)
                == .several([
                    .unknownImport(module: "env", name: "memory"),
                    .unknownImport(module: "t:t/i@0.1.0", name: "[resource-new]r"),
                    .duplicateImport(module: "$root", name: "g"),
                ]))
    }

    @Test("may export what it likes, but no name of the build target's that means nothing")
    func unknownExports() throws {
        let fields =
            "(func (export \"stop\")) (func (export \"other\")) (global (export \"__heap_base\") i32 (i32.const 8))"
        #expect(try EncodingGuests.problem(Self.module(fields), of: Self.world) == nil)
        let reserved = fields + "(func (export \"cm32p2||halt\"))"
        #expect(
            try EncodingGuests.problem(Self.module(reserved), of: Self.world) == .unknownExport("cm32p2||halt"))
    }

    @Test("has to be a core module, of a world that is there")
    func unreadable() throws {
        let resolution = try Resolution(parsing: "package t:t; world w {} world v {}")
        let name = QualifiedName(resolution.mainName, "w")
        let encoder = try ComponentEncoder(world: name, in: resolution)
        let component = try encoder.encode(WasmEngine.wasm(fromText: "(module)"))
        let error = #expect(throws: ComponentModelError.self) { try encoder.encode(component) }
        #expect(error?.description.contains("component") == true)
        #expect(throws: ComponentModelError.self) { try encoder.encode([0, 1, 2]) }
        let missing = #expect(throws: ComponentModelError.self) {
            try ComponentEncoder(world: QualifiedName(resolution.mainName, "x"), in: resolution)
        }
        #expect(missing?.description == "there is no world ‘t:t/x’; its package has ‘w’, ‘v’")
    }
}
