// Components that are made to hurt whoever takes them apart, and damaged ones.

import ComponentBinary
import ComponentModel
import Foundation
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite struct HostileUnbundlingTests {
    /// Components of which each instantiates the one before that often, and the last one is instantiated.
    private func tower(height: Int, width: Int, leaf: String = "") -> String {
        var text = "(component $c0 \(leaf))\n"
        for level in 1...height {
            let instances = String(repeating: "(instance (instantiate $below))", count: width)
            text += "(component $c\(level) (alias outer 1 \(level - 1) (component $below)) \(instances))\n"
        }
        return "(component \(text) (instance (instantiate $c\(height))))"
    }

    @Test func `components that double at each level are declined after bounded work`() throws {
        #expect(
            try unbundle(tower(height: 30, width: 2)).reasons
                == ["there are more than 50000 definitions in all instances"])
        #expect(try unbundle(tower(height: 9, width: 2, leaf: "(core module)")).plan != nil)
    }

    @Test func `instances within one another have an end`() throws {
        #expect(try unbundle(tower(height: 63, width: 1)).plan != nil)
        let reason = ["there are more than 64 instances within one another"]
        #expect(try unbundle(tower(height: 64, width: 1)).reasons == reason)
        #expect(try unbundle(tower(height: 900, width: 1)).reasons == reason)
    }

    @Test func `long chains of aliases are followed once each`() throws {
        let count = 20_000
        var text = #"(core module $m (func (export "f"))) (core instance $i0 (instantiate $m))"#
        text += #"(alias core export 0 "f" (core func))"#
        for index in 0..<2_000 {
            text += "(core instance (export \"f\" (func \(index))))(alias core export \(index + 1) \"f\" (core func))"
        }
        text += #"(func $g (canon lift (core func 2000))) (export "g" (func $g))"#
        let plan = try #require(try unbundle("(component \(text))").plan)
        #expect(plan.exports.map(\.function) == [.export(instance: 0, name: "f")])
        let aliases = (0..<count).map { "(alias outer 0 \($0) (core module))" }.joined()
        #expect(try unbundle("(component (core module) \(aliases))").plan != nil)
        let more = (0..<60_000).map { "(alias outer 0 \($0) (core module))" }.joined()
        #expect(
            try unbundle("(component (core module) \(more))").reasons
                == ["there are more than 50000 definitions in all instances"])
    }

    @Test func `types that double themselves are declined, and types that are often used too`() throws {
        var types = "(type $t0 (tuple u8 u8))"
        for level in 1...17 { types += "(type $t\(level) (tuple $t\(level - 1) $t\(level - 1)))" }
        let module = #"""
            (core module $m (memory (export "m") 1)
              (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable) (func (export "f") (param i32)))
            (core instance $i (instantiate $m))
            """#
        func lifts(_ type: String, count: Int) -> String {
            let lift = """
                (func (param "x" \(type))
                  (canon lift (core func $i "f") (memory (core memory $i "m")) (realloc (core func $i "r"))))
                """
            return "(component \(types) \(module) \(String(repeating: lift, count: count)))"
        }
        let reason = ["there are more than 100000 types in the types of functions"]
        #expect(try unbundle(lifts("$t17", count: 1)).reasons == reason)
        #expect(try unbundle(lifts("$t10", count: 10)).plan != nil)
        #expect(try unbundle(lifts("$t10", count: 100)).reasons == reason)
    }

    @Test func `lowering one function of a large type often costs its type once`() throws {
        let fields = (0..<5_000).map { "(field \"f\($0)\" u8)" }.joined()
        let text = """
            (component
              (type $r' (record \(fields)))
              (import "r" (type $r (eq $r')))
              (import "f" (func $f (param "r" $r)))
              (core module $m (memory (export "m") 1))
              (core instance $i (instantiate $m))
              (alias core export $i "m" (core memory $m))
              \(String(repeating: "(core func (canon lower (func $f) (memory $m)))", count: 5_000)))
            """
        #expect(try unbundle(text).plan?.hostFunctions.isEmpty == true)
    }

    @Test func `limits are the caller's to set`() throws {
        var limits = UnbundlingLimits()
        limits.maximumReasons = 2
        let resources = String(repeating: "(type (resource (rep i32)))", count: 5)
        #expect(try unbundle("(component \(resources))", limits: limits).reasons.count == 2)
        #expect(try unbundle("(component \(resources))").reasons.count == 5)
        limits.maximumItems = 4
        #expect(
            try unbundle("(component \(resources))", limits: limits).reasons
                == Array(repeating: "the component defines a resource type itself", count: 2))
        limits.maximumDepth = 0
        #expect(
            try unbundle("(component (component $c) (instance (instantiate $c)))", limits: limits).reasons
                == ["there are more than 0 instances within one another"])
    }

    @Test func `damaged components are taken apart, declined or refused, and nothing worse`() throws {
        let texts =
            try [
                BundledEffect().text, tower(height: 4, width: 2, leaf: #"(core module) (type (tuple u8 string))"#),
                ForwardingModuleTests.variations[3].text,
            ] + Self.corpus()
        let originals = try texts.map { try WasmEngine.wasm(fromText: $0) }
        var mutator = ModuleMutator(seed: 0x0B_0D1E)
        var random = SeededGenerator(seed: 11)
        var validCount = 0
        for _ in 0..<20_000 {
            let one = originals[Int(random.next() % UInt64(originals.count))]
            let other = originals[Int(random.next() % UInt64(originals.count))]
            let mutant = mutator.mutate(one, splicing: other)
            guard let component = try? ValidatedComponent(parsing: mutant) else { continue }
            validCount += 1
            switch Unbundling(component) {
            case .fast(let plan): Self.check(plan)
            case .declined(let reasons): #expect(!reasons.isEmpty)
            }
        }
        // Otherwise nothing would have been taken apart.
        #expect(validCount > 500)
    }

    /// The components that the reader of components is tested with.
    private static func corpus() throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../ComponentBinaryTests/Corpus").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let texts = files.filter { $0.pathExtension == "wat" }.sorted { $0.path < $1.path }
        #expect(texts.count >= 12)
        return try texts.map { try String(contentsOf: $0, encoding: .utf8) }
    }

    /// Whether a plan refers to what there is, and no step to a later one.
    private static func check(_ plan: UnbundledComponent) {
        var instanceCount = 0
        func exists(_ item: UnbundledComponent.CoreItem) -> Bool {
            switch item {
            case .export(let instance, _): (0..<instanceCount).contains(instance)
            case .host(let number): plan.hostFunctions.indices.contains(number)
            }
        }
        for step in plan.steps {
            switch step {
            case .call(let item): #expect(exists(item))
            case .instantiate(let module, let imports):
                #expect(plan.modules.indices.contains(module))
                #expect(imports.count == plan.modules[module].summary.imports.count)
                #expect(imports.allSatisfy(exists))
                instanceCount += 1
            }
        }
        for host in plan.hostFunctions {
            #expect((0...plan.steps.count).contains(host.requiredStepCount))
            #expect([host.options.memory, host.options.realloc].allSatisfy { $0.map(exists) ?? true })
        }
        for export in plan.exports {
            #expect(exists(export.function))
            #expect([export.options.memory, export.options.realloc].allSatisfy { $0.map(exists) ?? true })
        }
    }
}

extension ForwardingModuleTests.Change {
    /// The changed component.
    var text: String {
        var effect = BundledEffect()
        apply(&effect)
        return effect.text
    }
}
