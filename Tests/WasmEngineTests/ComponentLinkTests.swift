// What a component imports, what it is granted, and what it is not.
import ComponentBinary
import Glibc
import TestSupport
import Testing
import WasmEngine

@Suite struct ComponentLinkTests {
    @Test func `imports and exports are told by name and kind`() throws {
        let component = try ComponentGuests.component(
            """
            (component
              (type $r (record (field "a" u32)))
              (import "point" (type $point (eq $r)))
              (import "now" (func (result u64)))
              (import "test:a/b@1.2.3" (instance
                (type $e (enum "x"))
                (export "e" (type (eq $e)))
                (export "thing" (type (sub resource)))
                (export "do" (func))
                (export "in" (instance (export "deep" (func))))))
              (import "mod" (core module (export "f" (func))))
              (core module $m (func (export "f")))
              (core instance $i (instantiate $m))
              (export "m" (core module $m))
              (func (export "f") (canon lift (core func $i "f"))))
            """)
        #expect(component.compilation == .compiled)
        #expect(
            component.imports.filter { $0.kind != .type } == [
                ComponentItem("now", .function),
                ComponentItem(
                    "test:a/b@1.2.3", .instance,
                    members: [
                        ComponentItem("e", .type), ComponentItem("thing", .resource), ComponentItem("do", .function),
                        ComponentItem("in", .instance),
                    ]),
                ComponentItem("mod", .module),
            ])
        #expect(component.exports == [ComponentItem("m", .module), ComponentItem("f", .function)])
    }

    @Test func `an engine for modules takes no components`() throws {
        let wasm = try WasmEngine.wasm(fromText: "(component)")
        #expect(Component.isComponent(wasm))
        let module = try WasmEngine.wasm(fromText: "(module)")
        #expect(!Component.isComponent(module))
        #expect {
            try WasmComponent(wasm, engine: Guests.engine.get())
        } throws: {
            ($0 as? WasmError)?.kind == .configuration
        }
        #expect {
            try WasmModule(wasm, engine: ComponentGuests.engine.get())
        } throws: {
            ($0 as? WasmError)?.kind == .invalidModule
        }
        #expect {
            try WasmComponent(module, engine: ComponentGuests.engine.get())
        } throws: {
            ($0 as? WasmError)?.kind == .invalidModule
        }
    }

    @Test(arguments: [
        (#"(import "alone" (func))"#, "the function 'alone'"),
        (#"(import "test:a/b@1.0.0" (instance (export "f" (func))))"#, "the instance 'test:a/b@1.0.0'"),
        (#"(import "test:known/i" (instance (export "g" (func))))"#, "the function 'g' from 'test:known/i'"),
        (#"(import "test:known/i" (instance (export "r" (type (sub resource)))))"#, "the resource 'r' from"),
        (#"(import "test:known/i" (instance (export "i" (instance))))"#, "the instance 'i' from"),
        (#"(import "test:known/i@1.0.0" (instance))"#, "the instance 'test:known/i@1.0.0'"),
        (#"(import "m" (core module))"#, "the module 'm'"),
        (#"(import "wasi:http/types@0.2.0" (instance))"#, "'wasi:http/types@0.2.0'"),
        (#"(import "wasi:io/poll@0.3.0" (instance))"#, "'wasi:io/poll@0.3.0'"),
        (#"(import "wasi:io/poll@0.2.0-rc-2023-11-10" (instance))"#, "'wasi:io/poll@0.2.0-rc-2023-11-10'"),
        (#"(import "wasi:io/poll" (instance))"#, "'wasi:io/poll'"),
    ])
    func `what was not granted is refused by its name`(text: String, words: String) throws {
        let known = HostInterface("test:known/i", functions: ["f": { _, _ throws(HostRefusal) in nil }])
        let error = try #require(throws: WasmError.self) {
            try ComponentGuests.template("(component \(text))", granting: [known] + EmptyWASI.interfaces)
        }
        #expect(error.kind == .missingImport)
        #expect(error.message.contains(words), "\(error)")
    }

    /// Calls the import `f` of `test:a/i`, which is to return a `u32`.
    private static let caller = """
        (component
          (import "test:a/i" (instance $i (export "f" (func (param "n" u32) (result u32)))))
          (core func $f (canon lower (func $i "f")))
          (core module $m (import "i" "f" (func $f (param i32) (result i32)))
            (func (export "run") (result i32) (call $f (i32.const 20))))
          (core instance $m (instantiate $m (with "i" (instance (export "f" (func $f))))))
          (func (export "run") (result u32) (canon lift (core func $m "run"))))
        """

    private func granting(_ function: @escaping HostInterface.Function) -> [HostInterface] {
        [HostInterface("test:a/i", functions: ["f": function])]
    }

    @Test func `a host function gets arguments, returns a result, and knows its store`() throws {
        var number: UInt32 = 22
        let template = try ComponentGuests.template(
            Self.caller,
            granting: granting { call, arguments throws(HostRefusal) in
                guard case .u32(let n)? = arguments.first,
                    let added = call.userData?.assumingMemoryBound(to: UInt32.self).pointee
                else { throw HostRefusal("no number") }
                return .u32(n + added)
            })
        try withUnsafeMutablePointer(to: &number) { pointer in
            var running = try RunningComponent(template, userData: pointer)
            #expect(try running.value("run") == .u32(42))
        }
    }

    @Test func `a host function that refuses is a trap with its words`() throws {
        var running = try ComponentGuests.running(
            Self.caller, granting: granting { _, _ throws(HostRefusal) in throw HostRefusal("not today") })
        let report = try running.report("run")
        #expect(report.code == .host)
        #expect(report.message == "a host function refused the call: not today")
        #expect(report.backtrace.count == 1)
    }

    @Test(arguments: [nil, .u64(1), .string("1"), .list([]), .tuple([.u32(1)])] as [ComponentValue?])
    func `a host function's result of another type is a trap and no misreading`(result: ComponentValue?) throws {
        var running = try ComponentGuests.running(
            Self.caller, granting: granting { _, _ throws(HostRefusal) in result })
        #expect([.host, .canonicalABI].contains(try running.report("run").code))
    }

    @Test func `unknown imports can be made traps`() throws {
        var running = try ComponentGuests.running(Self.caller, unknownImports: .trap)
        let report = try running.report("run")
        #expect(report.message.contains("test:a/i"), "\(report.message)")
    }

    @Test func `a component's code comes from the cache the second time, and never for a module`() throws {
        let folder = try TemporaryFolder()
        let cache = CodeCache(directory: folder.path + "/cache")
        let text = #"(component (core module $m (func (export "f"))) (core instance $i (instantiate $m)))"#
        #expect(try ComponentGuests.component(text, cache: cache).compilation == .compiled)
        #expect(try ComponentGuests.component(text, cache: cache).compilation == .cached)
        for name in try folder.names(below: "cache") {
            var entry = try folder.read("cache/\(name)")
            entry[entry.count / 2] ^= 1
            try folder.write(entry, "cache/\(name)")
            #expect(chmod(folder.file("cache/\(name)"), 0o600) == 0)
        }
        #expect(try ComponentGuests.component(text, cache: cache).compilation == .recompiledDamaged)
        #expect(try ComponentGuests.component(text, cache: cache).compilation == .cached)
    }
}
