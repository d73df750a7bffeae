// What components are taken apart into.

import CanonicalABI
import ComponentBinary
import ComponentModel
import Testing
import WasmBinary
import WasmEngine

@Suite struct UnbundlingTests {
    private typealias Item = UnbundledComponent.CoreItem

    @Test func `the usual component becomes one core module, host functions and a call`() throws {
        let plan = try #require(try unbundle(BundledEffect().text).plan)
        #expect(plan.modules.count == 1)
        #expect(plan.modules[0].summary.export("cabi_realloc") != nil)
        #expect(
            plan.steps == [
                .instantiate(module: 0, imports: [.host(0), .host(1)]),
                .call(.export(instance: 0, name: "_initialize")),
            ])
        let level = ValueType.enumeration(["debug", "info", "warning", "error"])
        let memory = Item.export(instance: 0, name: "memory")
        try #require(plan.hostFunctions.count == 2)
        let (write, count) = (plan.hostFunctions[0], plan.hostFunctions[1])
        #expect(
            write.kind
                == .lowered(
                    interface: "cajon:effect/log@0.1.0", name: "write",
                    type: FunctionType([.init("level", level), .init("message", .string)])))
        #expect(write.options == .init(componentInstance: 0, memory: memory, realloc: nil))
        #expect(write.signature == CoreSignature([.i32, .i32, .i32]))
        // The module exists; what would have filled the table has run.
        #expect(write.requiredStepCount == 1)
        #expect(
            count.kind
                == .lowered(
                    interface: "cajon:effect/log@0.1.0", name: "count", type: FunctionType([], result: .u32)))
        #expect(count.options == .init(componentInstance: 0, memory: nil, realloc: nil))
        #expect(count.signature == CoreSignature([], [.i32]))
        #expect(count.requiredStepCount == 0)
        try #require(plan.exports.count == 1)
        let process = plan.exports[0]
        #expect(process.interface == "cajon:effect/processor@0.1.0")
        #expect(process.name == "process")
        #expect(
            process.type
                == FunctionType(
                    [.init("position", .u64), .init("input", .list(.f32))], result: .list(.f32)))
        #expect(process.function == .export(instance: 0, name: "cajon:effect/processor@0.1.0#process"))
        #expect(
            process.options
                == .init(
                    componentInstance: 0, memory: memory, realloc: .export(instance: 0, name: "cabi_realloc")))
        #expect(
            process.postReturn == .export(instance: 0, name: "cabi_post_cajon:effect/processor@0.1.0#process"))
        #expect(plan.componentInstanceCount == 1)
        #expect(plan.resources.isEmpty)
    }

    @Test func `modules are told with their bytes and where they stand`() throws {
        let bytes = try WasmEngine.wasm(fromText: BundledEffect().text)
        let plan = try #require(Unbundling(try ValidatedComponent(parsing: bytes)).plan)
        let module = plan.modules[0]
        #expect(Array(bytes[module.offset..<module.offset + 4]) == [0, 0x61, 0x73, 0x6d])
        #expect(bytes[module.offset..<module.offset + module.bytes.count] == module.bytes)
        try WasmEngine().validate(Array(module.bytes))
    }

    @Test func `a component of nothing becomes nothing`() throws {
        let plan = try #require(try unbundle("(component)").plan)
        #expect(plan.modules.isEmpty)
        #expect(plan.steps.isEmpty)
        #expect(plan.exports.isEmpty)
        #expect(plan.componentInstanceCount == 0)
    }

    @Test func `instances that nobody uses are made all the same`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component
                  (core module $a (func (export "f")))
                  (core module $b (import "a" "f" (func)) (func unreachable) (start 1))
                  (core instance $i (instantiate $a)) (core instance $j (instantiate $a))
                  (core instance (instantiate $b (with "a" (instance $j)))))
                """
            ).plan)
        #expect(plan.modules.count == 2)
        #expect(
            plan.steps == [
                .instantiate(module: 0, imports: []), .instantiate(module: 0, imports: []),
                .instantiate(module: 1, imports: [.export(instance: 1, name: "f")]),
            ])
    }

    @Test func `a module that calls its import and does something else remains`() throws {
        let extras = [
            "(memory 1)", #"(export "f" (func 0))"#, "(func)", "(global i32 (i32.const 0))", "(table 1 funcref)",
        ]
        for extra in extras {
            let plan = try #require(
                try unbundle(
                    """
                    (component
                      (core module $a (func (export "f")))
                      (core module $b (import "a" "f" (func)) (start 0) \(extra))
                      (core instance $i (instantiate $a))
                      (core instance (instantiate $b (with "a" (instance $i)))))
                    """
                ).plan)
            #expect(plan.modules.count == 2, "\(extra)")
        }
    }

    @Test func `imports are given by what they are, through bags and aliases of bags`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component
                  (core module $a
                    (func (export "f")) (table (export "t") 1 funcref) (memory (export "m") 1)
                    (global (export "g") i32 (i32.const 5)))
                  (core module $b
                    (import "x" "1" (memory 1)) (import "y" "2" (func)) (import "x" "3" (global i32))
                    (import "y" "4" (table 1 funcref)))
                  (core instance $i (instantiate $a))
                  (core instance $x (export "1" (memory $i "m")) (export "3" (global $i "g")))
                  (core instance $y' (export "f" (func $i "f")))
                  (core instance $y (export "2" (func $y' "f")) (export "4" (table $i "t")))
                  (core instance (instantiate $b (with "x" (instance $x)) (with "y" (instance $y)))))
                """
            ).plan)
        #expect(
            plan.steps.last
                == .instantiate(
                    module: 1, imports: ["m", "f", "g", "t"].map { .export(instance: 0, name: $0) }))
    }

    @Test func `names that only look alike to people are not confused`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component
                  (core module $a (func (export "K")) (func (export "\u{212a}") (param i32)))
                  (core module $b (import "a" "K" (func)) (import "a" "\u{212a}" (func (param i32))))
                  (core instance $i (instantiate $a))
                  (core instance (instantiate $b (with "a" (instance $i)))))
                """
            ).plan)
        guard case .instantiate(_, let imports) = plan.steps[1] else { return }
        let names = imports.map { item -> [UInt8] in
            if case .export(_, let name) = item { Array(name.utf8) } else { [] }
        }
        #expect(names == [Array("K".utf8), Array("\u{212a}".utf8)])
    }

    // MARK: - Resources

    @Test func `imported resource types are known by where they come from, whoever uses them`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component
                  (import "test:io/streams" (instance $streams
                    (export "stream" (type $stream (sub resource)))
                    (export "[constructor]stream" (func (result (own $stream))))))
                  (alias export $streams "stream" (type $stream))
                  (import "test:io/files" (instance $files
                    (alias outer 1 $stream (type $s'))
                    (export "stream" (type $s (eq $s')))
                    (export "file" (type $file (sub resource)))
                    (export "[method]file.open" (func (param "self" (borrow $file)) (result (own $s))))))
                  (import "handle" (type $handle (sub resource)))
                  (import "use" (func $use (param "h" (borrow $handle)) (param "s" (own $stream))))
                  (alias export $files "file" (type $file))
                  (alias export $files "stream" (type $same))
                  (core func $open (canon lower (func $files "[method]file.open")))
                  (core func $drop (canon resource.drop $same))
                  (core func $drop-file (canon resource.drop $file))
                  (core func $used (canon lower (func $use)))
                  (core module $m
                    (import "" "open" (func (param i32) (result i32))) (import "" "drop" (func (param i32)))
                    (import "" "drop-file" (func (param i32))) (import "" "use" (func (param i32 i32)))
                    (func (export "f") (param i32)))
                  (core instance $all (export "open" (func $open)) (export "drop" (func $drop))
                    (export "drop-file" (func $drop-file)) (export "use" (func $used)))
                  (core instance $i (instantiate $m (with "" (instance $all))))
                  (func (export "f") (param "s" (borrow $same)) (canon lift (core func $i "f"))))
                """
            ).plan)
        #expect(
            plan.resources.map { "\($0.interface ?? "-") \($0.name)" } == [
                "test:io/streams stream", "test:io/files file", "- handle",
            ])
        let kinds: [UnbundledComponent.HostFunction.Kind] = [
            .lowered(
                interface: "test:io/files", name: "[method]file.open",
                type: FunctionType([.init("self", .borrow(resource: 1))], result: .own(resource: 0))),
            .resourceDrop(resource: 0), .resourceDrop(resource: 1),
            .lowered(
                interface: nil, name: "use",
                type: FunctionType([.init("h", .borrow(resource: 2)), .init("s", .own(resource: 0))])),
        ]
        #expect(plan.hostFunctions.map(\.kind) == kinds)
        #expect(plan.exports.map(\.type) == [FunctionType([.init("s", .borrow(resource: 0))])])
        #expect(plan.exports[0].interface == nil)
    }

    @Test func `two imports of one instance type have resource types of their own`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component
                  (type $t (instance (export "r" (type (sub resource)))))
                  (import "a" (instance $a (type $t))) (import "b" (instance $b (type $t)))
                  (alias export $b "r" (type $br))
                  (core func $x (canon resource.drop $br))
                  (core module $m (import "" "x" (func (param i32))))
                  (core instance $i (export "x" (func $x)))
                  (core instance (instantiate $m (with "" (instance $i)))))
                """
            ).plan)
        #expect(plan.resources.map(\.interface) == ["a", "b"])
        #expect(plan.hostFunctions.map(\.kind) == [.resourceDrop(resource: 1)])
    }

    // MARK: - Components within components

    /// A component that has a module of its own, given a function and a resource type.
    private static let voice = """
        (component $voice
          (import "r" (type $r (sub resource)))
          (import "io" (instance $io (export "next" (func (result u32)))))
          (import "make" (func $make (result (own $r))))
          (core module $m
            (import "" "make" (func (result i32))) (import "" "next" (func (result i32)))
            (func (export "play") (result i32) call 0))
          (core func $make' (canon lower (func $make)))
          (core func $next' (canon lower (func $io "next")))
          (core instance $all (export "make" (func $make')) (export "next" (func $next')))
          (core instance $i (instantiate $m (with "" (instance $all))))
          (func $play (result (own $r)) (canon lift (core func $i "play")))
          (export "play" (func $play)))
        """

    @Test func `components within are made with what they are given, each with handles of its own`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component
                  (import "host" (instance $host
                    (export "thing" (type $thing (sub resource)))
                    (export "make" (func (result (own $thing))))
                    (export "next" (func (result u32)))))
                  (alias export $host "thing" (type $thing))
                  (alias export $host "make" (func $make))
                  \(Self.voice)
                  (instance $bag (export "next" (func $host "next")))
                  (instance $left (instantiate $voice
                    (with "r" (type $thing)) (with "io" (instance $bag)) (with "make" (func $make))))
                  (instance $right (instantiate $voice
                    (with "r" (type $thing)) (with "io" (instance $host)) (with "make" (func $make))))
                  (export "left" (instance $left))
                  (export "play" (func $right "play")))
                """
            ).plan)
        #expect(plan.modules.count == 1)
        #expect(plan.componentInstanceCount == 2)
        #expect(
            plan.steps == [
                .instantiate(module: 0, imports: [.host(0), .host(1)]),
                .instantiate(module: 0, imports: [.host(2), .host(3)]),
            ])
        #expect(plan.hostFunctions.map(\.options.componentInstance) == [0, 0, 1, 1])
        #expect(plan.hostFunctions[0].kind == plan.hostFunctions[2].kind)
        #expect(
            plan.hostFunctions[0].kind
                == .lowered(
                    interface: "host", name: "make", type: FunctionType([], result: .own(resource: 0))))
        #expect(plan.exports.map(\.interface) == ["left", nil])
        #expect(plan.exports.map(\.name) == ["play", "play"])
        #expect(plan.exports.map(\.type) == Array(repeating: FunctionType([], result: .own(resource: 0)), count: 2))
        #expect(
            plan.exports.map(\.function) == [.export(instance: 0, name: "play"), .export(instance: 1, name: "play")])
        #expect(plan.exports.map(\.options.componentInstance) == [0, 1])
    }

    @Test func `components and modules are passed on, and reached in the components around`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component $outer
                  (core module $leaf (func (export "f") (result i32) i32.const 7))
                  (component $maker
                    (alias outer $outer $leaf (core module $leaf))
                    (component $inner
                      (alias outer $outer $leaf (core module $again))
                      (import "m" (core module $m (export "f" (func (result i32)))))
                      (core instance $i (instantiate $again)) (core instance $j (instantiate $m))
                      (func (export "f") (result u32) (canon lift (core func $j "f"))))
                    (export "c" (component $inner))
                    (export "m" (core module $leaf)))
                  (instance $made (instantiate $maker))
                  (alias export $made "c" (component $c))
                  (alias export $made "m" (core module $m))
                  (instance $i (instantiate $c (with "m" (core module $m))))
                  (export "f" (func $i "f")))
                """
            ).plan)
        #expect(plan.modules.count == 1)
        #expect(plan.steps.count == 2)
        #expect(plan.exports.map(\.function) == [.export(instance: 1, name: "f")])
    }

    @Test func `only what an export's type tells is exported`() throws {
        let plan = try #require(
            try unbundle(
                """
                (component
                  (core module $m (func (export "f")))
                  (core instance $i (instantiate $m))
                  (func $f (canon lift (core func $i "f")))
                  (instance $all (export "a" (func $f)) (export "b" (func $f)))
                  (export "some" (instance $all) (instance (export "b" (func)))))
                """
            ).plan)
        #expect(plan.exports.map(\.name) == ["b"])
    }

    @Test func `every type keeps its names`() throws {
        let plan = try #require(
            try unbundle(
                #"""
                (component
                  (core module $m (memory (export "m") 1)
                    (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable)
                    (func (export "f") (param i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 f32 f64 i32 i32)))
                  (core instance $i (instantiate $m))
                  (type $rec' (record (field "a" s8) (field "b-c" char)))
                  (export $rec "rec" (type $rec'))
                  (type $var' (variant (case "one" $rec) (case "two")))
                  (export $var "var" (type $var'))
                  (type $flags' (flags "x" "y"))
                  (export $flags "flags" (type $flags'))
                  (func (export "f")
                    (param "v" $var) (param "f" (list $flags)) (param "o" (option u64))
                    (param "r" (result $rec (error string))) (param "t" (tuple f32 f64 bool)) (param "n" (result))
                    (canon lift (core func $i "f") (memory (core memory $i "m")) (realloc (core func $i "r")))))
                """#
            ).plan)
        let record = ValueType.record([.init("a", .s8), .init("b-c", .char)])
        #expect(
            plan.exports[0].type
                == FunctionType([
                    .init("v", .variant([.init("one", record), .init("two")])),
                    .init("f", .list(.flags(["x", "y"]))), .init("o", .option(.u64)),
                    .init("r", .result(ok: record, error: .string)), .init("t", .tuple([.f32, .f64, .bool])),
                    .init("n", .result(ok: nil, error: nil)),
                ]))
    }
}
