// What a validated component knows: the types of imports, exports and index spaces.

import ComponentBinary
import Testing
import WasmBinary
import WasmEngine

@Suite struct ValidatedComponentTests {
    private func component(_ text: String) throws -> ValidatedComponent {
        try ValidatedComponent(parsing: try WasmEngine.wasm(fromText: "(component \(text))"))
    }

    /// How values of the first type of the component are passed.
    private func flat(_ type: String) throws -> [ModuleSummary.ValueType]? {
        let component = try component("(type \(type))")
        guard case .value(let id) = component.indexSpaces.types[0] else { return nil }
        return component.types[id].flat
    }

    @Test func `imports and exports have their names, order and types`() throws {
        let component = try component(
            """
            (import "a:b/c@1.0.0" (instance $i (export "f" (func (param "x" string) (result (list u8))))))
            (import "r" (type $r (sub resource)))
            (component $c) (core module $m)
            (alias export $i "f" (func $f))
            (export "f" (func $f)) (export "c" (component $c)) (export "m" (core module $m)) (export "r2" (type $r))
            """)
        #expect(component.imports.names == ["a:b/c@1.0.0", "r"])
        #expect(component.exports.names == ["f", "c", "m", "r2"])
        #expect(
            component.exports.entities.map(\.description) == [
                "a function", "a component", "a core module", "a type",
            ])
        guard case .function(let id) = component.exports["f"],
            case .instance(let instance) = component.imports["a:b/c@1.0.0"]
        else {
            Issue.record("they are not what they were declared as")
            return
        }
        #expect(component.types[instance].exports["f"] == .function(id))
        #expect(component.types[id].parameters.map(\.label) == ["x"])
        #expect(component.types[id].parameters.map(\.type) == [.primitive(.string)])
        #expect(component.types[id].result.map(component.types.describe) == "a list")
        guard case .type(_, .resource(let imported)) = component.imports["r"],
            case .type(_, .resource(let exported)) = component.exports["r2"]
        else {
            Issue.record("they are no resource types")
            return
        }
        #expect(imported.resource == exported.resource)
        #expect(imported != exported)
    }

    @Test(
        arguments: [
            ("u8", [.i32]), ("char", [.i32]), ("s64", [.i64]), ("f32", [.f32]), ("f64", [.f64]),
            ("string", [.i32, .i32]),
            ("(list u64)", [.i32, .i32]), ("(tuple u8 f64 string)", [.i32, .f64, .i32, .i32]),
            ("(record (field \"a\" u8) (field \"b\" s64))", [.i32, .i64]), ("(flags \"a\" \"b\")", [.i32]),
            ("(enum \"a\")", [.i32]), ("(option f32)", [.i32, .f32]), ("(result)", [.i32]),
            ("(result f32 (error u32))", [.i32, .i32]), ("(result f64 (error f32))", [.i32, .i64]),
            ("(result f64 (error f64))", [.i32, .f64]),
            ("(variant (case \"a\" f32) (case \"b\") (case \"c\" string))", [.i32, .i32, .i32]),
            ("(variant (case \"a\" s64) (case \"b\" string))", [.i32, .i64, .i32]),
            ("(tuple \(String(repeating: "u8 ", count: 16)))", Array(repeating: .i32, count: 16)),
            ("(tuple \(String(repeating: "u8 ", count: 17)))", nil),
        ] as [(String, [ModuleSummary.ValueType]?)])
    func `values are flattened as the canonical ABI has it`(type: String, expected: [ModuleSummary.ValueType]?) throws {
        #expect(try flat(type) == expected)
    }

    @Test func `lowered functions have the core types that the canonical ABI gives them`() throws {
        let parameters = (0..<17).map { "(param \"p\($0)\" u8)" }.joined()
        let component = try component(
            """
            (core module $m (memory (export "m") 1)
              (func (export "r") (param i32 i32 i32 i32) (result i32) i32.const 0))
            (core instance $i (instantiate $m))
            (alias core export $i "m" (core memory $m)) (alias core export $i "r" (core func $r))
            (import "a" (func $a (param "x" f32) (result u64)))
            (import "b" (func $b (param "x" string) (result string)))
            (import "c" (func $c \(parameters) (result (tuple u8 u8))))
            (type $t (resource (rep i32)))
            (core func (canon lower (func $a)))
            (core func (canon lower (func $b) (memory $m) (realloc $r)))
            (core func (canon lower (func $c) (memory $m)))
            (core func (canon resource.new $t)) (core func (canon resource.drop $t)) (core func (canon resource.rep $t))
            """)
        #expect(
            component.indexSpaces.coreFunctions.dropFirst().map(\.description) == [
                "(f32) -> (i64)", "(i32, i32, i32) -> ()", "(i32, i32) -> ()", "(i32) -> (i32)", "(i32) -> ()",
                "(i32) -> (i32)",
            ])
        let passing = component.types.passing(component.indexSpaces.functions[2])
        #expect(passing.parameters == nil)
        #expect(passing.result == nil)
        #expect(!passing.parametersHoldPointers)
    }

    @Test func `equal types are equal whatever they are called, and others are not`() throws {
        let component = try component(
            """
            (type (list u8)) (type (list u8)) (type (list s8)) (type u8) (type (list 3))
            (type (record (field "a" 0))) (type (record (field "A" 4))) (type (record (field "b" 4)))
            """)
        let types = component.indexSpaces.types.compactMap { type -> ResolvedValueType? in
            if case .value(let id) = type { .defined(id) } else { nil }
        }
        func equal(_ first: Int, _ second: Int) -> Bool { component.types.areEqual(types[first], types[second]) }
        #expect(equal(0, 1))
        #expect(!equal(0, 2))
        #expect(equal(0, 4))
        #expect(component.types.areEqual(types[3], .primitive(.u8)))
        #expect(equal(5, 6))
        #expect(!equal(6, 7))
    }

    @Test func `instances of one component have different resource types`() throws {
        let component = try component(
            """
            (component $c (type $r (resource (rep i32))) (export "r" (type $r)))
            (instance $a (instantiate $c)) (instance $b (instantiate $c))
            (export "a" (instance $a)) (export "b" (instance $b)) (export "again" (instance $a))
            """)
        let resources = component.exports.entities.map { entity -> ResourceID? in
            guard case .instance(let id) = entity,
                case .type(_, .resource(let handle)) = component.types[id].exports["r"]
            else { return nil }
            return handle.resource
        }
        #expect(resources[0] != nil)
        #expect(resources[0] != resources[1])
        #expect(resources[0] == resources[2])
    }

    @Test func `the index spaces of nested components are known`() throws {
        let component = try component("(component (type u8) (type u16)) (component (core module))")
        #expect(component.indexSpaces.components.count == 2)
        let nested = component.component.sections.compactMap { section in
            if case .component(let nested) = section { component.indexSpaces(of: nested) } else { nil }
        }
        #expect(nested.map(\.types.count) == [2, 0])
        #expect(nested.map(\.coreModules.count) == [0, 1])
    }

    @Test(
        arguments: [
            ("a", true), ("a-b", true), ("A-b", true), ("a0", true), ("a-0", true), ("a-0B", true), ("0a", false),
            ("", false),
            ("a--b", false), ("-a", false), ("a-", false), ("aB", false), ("a.b", false), ("a_b", false),
        ])
    func `labels are words between hyphens`(text: String, isLabel: Bool) {
        #expect(ExternName.isLabel(text[...]) == isLabel)
    }

    @Test func `names are taken apart`() {
        #expect(ExternName("a-b") == .plain("a-b"))
        #expect(ExternName("[constructor]a") == .constructor(resource: "a"))
        #expect(ExternName("[method]a.b") == .method(resource: "a", name: "b"))
        #expect(ExternName("[static]a.b") == .static(resource: "a", name: "b"))
        #expect(
            ExternName("a:b/c@1.0.0-rc.1+5")
                == .interface(namespace: "a", package: "b", interface: "c", version: "1.0.0-rc.1+5"))
        #expect(ExternName("a:b/c") == .interface(namespace: "a", package: "b", interface: "c", version: nil))
        for text in ["[method]a.b.c", "[other]a", "[method", "a:b", "a:b/c/d", "a:b/c@1.0.0.0", "a:b/c@1.0.x"] {
            #expect(ExternName(text) == nil, "\(text)")
        }
    }
}
