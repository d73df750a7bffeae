// What the encoder makes, taken apart again.

import ComponentBinary
import ComponentModel
import TestSupport
import Testing
import WIT
import WasmBinary
import WasmEngine

@Suite struct EncodedUnbundlingTests {
    @Test func `a wrapped module comes out alone`() throws {
        let module = """
            (module
              (import "$root" "tick" (func (result i32)))
              (import "$root" "log" (func (param i32 i32)))
              (memory (export "memory") 1)
              (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
              (func (export "_initialize"))
              (func (export "t:t/i@0.1.0#greet") (param i32 i32) (result i32) unreachable)
              (func (export "cabi_post_t:t/i@0.1.0#greet") (param i32)))
            """
        let bytes = try EncodingGuests.component(
            module,
            of: """
                interface i { greet: func(name: string) -> string; }
                world w { import log: func(text: string); import tick: func() -> u32; export i; }
                """)
        let plan = try #require(Unbundling(try ValidatedComponent(parsing: bytes)).plan)
        #expect(plan.modules.map { Array($0.bytes) } == [try WasmEngine.wasm(fromText: module)])
        #expect(
            plan.steps == [
                .instantiate(module: 0, imports: [.host(0), .host(1)]),
                .call(.export(instance: 0, name: "_initialize")),
            ])
        #expect(plan.hostFunctions.map(\.requiredStepCount) == [0, 1])
        #expect(plan.exports.map(\.interface) == ["t:t/i@0.1.0"])
        #expect(plan.exports[0].postReturn == .export(instance: 0, name: "cabi_post_t:t/i@0.1.0#greet"))
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `modules of drawn worlds come out alone, unless they define resource types`(seed: UInt64) throws {
        var generator = WorldGenerator(seed: seed)
        let resolution = generator.resolution()
        let world = QualifiedName(resolution.mainName, "w")
        var dummy = DummyModule(world, in: resolution)
        dummy.random = SeededGenerator(seed: seed)
        dummy.hasOptionalExports = seed % 2 == 0
        let module = try WasmEngine.wasm(fromText: dummy.text())
        let bytes = try ComponentEncoder(world: world, in: resolution).encode(module)
        switch Unbundling(try ValidatedComponent(parsing: bytes)) {
        case .fast(let plan):
            #expect(plan.modules.map { Array($0.bytes) } == [module])
            #expect(plan.steps.count <= 2)
            #expect(plan.componentInstanceCount <= 1)
            let summary = try ModuleSummary(parsing: module)
            guard case .instantiate(0, let imports) = plan.steps[0] else {
                Issue.record("the first step makes no instance")
                return
            }
            #expect(imports.count == summary.imports.count)
            for (item, value) in zip(summary.imports, imports) {
                guard case .host(let number) = value else {
                    Issue.record("\(item.name) is not the host's")
                    continue
                }
                switch plan.hostFunctions[number].kind {
                case .lowered(_, let name, _): #expect(item.name == name)
                case .resourceDrop(let resource):
                    #expect(item.name == "[resource-drop]\(plan.resources[resource].name)")
                }
            }
        case .declined(let reasons):
            let definesResources = reasons.allSatisfy { $0.kind == .definesResource }
            #expect(definesResources, "\(reasons)")
        }
    }
}
