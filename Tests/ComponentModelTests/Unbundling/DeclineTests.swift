// What the fast path declines, in which words, and where.

import ComponentBinary
import ComponentModel
import Testing
import WasmEngine

@Suite struct DeclineTests {
    private static let module = #"""
        (core module $m
          (memory (export "m") 1)
          (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable)
          (func (export "f")) (func (export "s") (param i32 i32)))
        (core instance $i (instantiate $m))
        """#

    @Test(
        arguments: [
            (#"(type (resource (rep i32)))"#, ["the component defines a resource type itself"]),
            (
                #"(component $c (type $r (resource (rep i32))) (export "r" (type $r))) (instance (instantiate $c))"#,
                ["the component defines a resource type itself"]
            ),
            (
                #"\#(module) (func $f (canon lift (core func $i "f"))) (core func (canon lower (func $f)))"#,
                ["a lifted function is lowered again: a component inside calls another, or itself"]
            ),
            (
                #"(import "f" (func $f)) (core func $l (canon lower (func $f))) (func (canon lift (core func $l)))"#,
                ["an imported function is lowered and lifted again, without core code between"]
            ),
            (
                #"""
                \#(module) (func (param "s" string)
                  (canon lift (core func $i "s") (memory (core memory $i "m")) (realloc (core func $i "r")) string-encoding=utf16))
                """#, ["strings are encoded in UTF-16, not in UTF-8"]
            ),
            (
                #"""
                \#(module) (import "f" (func $f (param "s" string)))
                (core func (canon lower (func $f) (memory (core memory $i "m")) string-encoding=latin1+utf16))
                """#, ["strings are encoded in Latin-1 or UTF-16, not in UTF-8"]
            ),
            (
                #"""
                \#(module) (import "r" (func $r (param "a" u32) (param "b" u32) (param "c" u32) (param "d" u32) (result u32)))
                (core func $lowered (canon lower (func $r)))
                (func (param "s" string)
                  (canon lift (core func $i "s") (memory (core memory $i "m")) (realloc $lowered)))
                """#, ["the canonical option ‘realloc’ is a function of the host"]
            ),
            (
                #"""
                \#(module) (import "p" (func $p)) (core func $lowered (canon lower (func $p)))
                (func (canon lift (core func $i "f") (post-return $lowered)))
                """#, ["the canonical option ‘post-return’ is a function of the host"]
            ),
            (#"(import "m" (core module))"#, ["the import ‘m’ is a core module"]),
            (#"(import "c" (component))"#, ["the import ‘c’ is a component"]),
            (
                #"(import "i" (instance (export "c" (component))))"#, ["the import ‘c’ is a component"]
            ),
            (
                #"(import "i" (instance (export "inner" (instance))))"#, ["‘inner’ is an instance within an instance"]
            ),
            (
                #"(instance $a) (instance $b (export "inner" (instance $a))) (export "outer" (instance $b))"#,
                ["‘inner’ is an instance within an instance"]
            ),
            (#"(import "f" (func $f)) (export "g" (func $f))"#, ["‘g’ is exported as it is imported"]),
            (
                #"(import "a:b/c" (instance $i (export "f" (func)))) (export "d:e/f" (instance $i))"#,
                ["‘f’ is exported as it is imported"]
            ),
            (#"(core module $m) (export "m" (core module $m))"#, ["the export ‘m’ is a core module"]),
            (#"(component $c) (export "c" (component $c))"#, ["the export ‘c’ is a component"]),
            (
                #"(type (resource (rep i32))) (component $c) (export "c" (component $c)) (type (resource (rep i32)))"#,
                [
                    "the component defines a resource type itself", "the export ‘c’ is a component",
                    "the component defines a resource type itself",
                ]
            ),
        ])
    func `what only a component engine does is declined in words`(text: String, expected: [String]) throws {
        #expect(try unbundle("(component \(text))").reasons == expected)
    }

    @Test func `a reason says where`() throws {
        let bytes = try WasmEngine.wasm(fromText: "(component (type u8) (type (resource (rep i32))))")
        guard case .declined(let reasons) = Unbundling(try ValidatedComponent(parsing: bytes)) else {
            Issue.record("it was not declined")
            return
        }
        #expect(reasons.count == 1)
        // A resource type's first byte, after two headers and the other type.
        #expect(bytes[reasons[0].offset] == 0x3f)
        #expect(
            reasons[0].description
                == "the component defines a resource type itself (at byte \(reasons[0].offset))")
    }

    @Test func `what is never instantiated is no reason`() throws {
        let text = #"""
            (component
              (component (type $r (resource (rep i32))) (export "r" (type $r)))
              (component (import "m" (core module))))
            """#
        #expect(try unbundle(text).plan != nil)
    }

    @Test func `a list of fixed length is declined where a function has it`() throws {
        var features = ComponentFeatures()
        features.fixedLengthLists = true
        let module = try WasmEngine.wasm(fromText: #"(module (func (export "f") (param i32 i32)))"#)
        var types: [TypeDefinition] = [.value(.fixedLengthList(.primitive(.u8), count: 2))]
        func component() throws -> ValidatedComponent {
            let built = Component([
                .coreModule(module[...]), .coreInstances([Located(.instantiate(module: 0, arguments: []))]),
                .aliases([Located(.coreExport(.function, instance: 0, name: "f"))]),
                .types(types.map { Located($0) }),
                .canonicals(types.count > 1 ? [Located(.lift(coreFunction: 0, options: [], type: 1))] : []),
            ])
            return try ValidatedComponent(parsing: built.encoded(), features: features)
        }
        #expect(Unbundling(try component()).plan != nil)
        types.append(.function(.init(parameters: [Labelled("l", .index(0))], result: nil)))
        #expect(Unbundling(try component()).reasons == ["a function's type has a list of fixed length"])
    }

    @Test func `a component that was built, not read, is declined if others are in it`() throws {
        let inner = Component([.component(Located(Component()))])
        let built = try ValidatedComponent(Component([.component(Located(inner))]))
        #expect(Unbundling(built).reasons == ["a component inside was not read from a file"])
    }
}
