// What makes a kernel, and what is said of one that is none.

import EffectHost
import EffectTestSupport
import Testing
import WasmBinary

@Suite("A kernel's module")
struct ModuleTests {
    /// Why a kernel is refused; nil when it isn't.
    private func refusal(_ kernels: [KernelSource]) throws -> String? {
        do {
            _ = try TestKernel.module(TestKernel.script(), kernels: kernels)
            return nil
        } catch let error as EffectError {
            return error.description
        }
    }

    @Test("is taken when it has the interface that its WIT file says")
    func accepted() throws { #expect(try refusal([TestKernel.source()]) == nil) }

    @Test(
        "is refused otherwise, by name",
        arguments: [
            (
                "#trap\") unreachable", "#trap\") (param i32) unreachable",
                "its export ‘test:kernel/things@1.0.0#trap’ is a function (i32) -> (), expected a function () -> ()"
            ),
            ("things@1.0.0#spin", "things@1.0.0#spun", "it has no export ‘test:kernel/things@1.0.0#spin’"),
            ("\"cabi_realloc\"", "\"realloc\"", "it has no export ‘cabi_realloc’"),
            ("(export \"memory\")", "(export \"ram\")", "it has no 32-bit memory of its own exported as ‘memory’"),
            (
                "\"[resource-drop]counter\"", "\"[resource-drop]other\"",
                "it imports ‘[resource-drop]other’ from ‘[export]test:kernel/things@1.0.0’"
            ),
        ])
    func wrongModules(original: String, replacement: String, message: String) throws {
        let text = TestKernel.text.replacing(original, with: replacement)
        #expect(text != TestKernel.text)
        let refusal = try #require(try refusal([TestKernel.source(text: text)]))
        #expect(refusal.contains("its kernel ‘things’ can't be used: its module doesn't have the interface"))
        #expect(refusal.contains(message), "\(refusal)")
    }

    @Test(
        "is refused when its WIT file is no kernel's",
        arguments: [
            ("record point {", "record point", "line 6, column 18: found ‘x’, expected ‘{’"),
            ("package test:kernel@1.0.0;", "", "its WIT file names no package"),
            ("export things;", "import things;", "imports something, and a kernel is granted nothing"),
            ("world kernel { export things; }", "", "its WIT file has 0 worlds, expected one"),
            ("trap: func();", "%check: func();", "the function ‘check’ was declared before"),
        ])
    func wrongInterfaces(original: String, replacement: String, message: String) throws {
        let wit = TestKernel.wit.replacing(original, with: replacement)
        #expect(wit != TestKernel.wit)
        let refusal = try #require(try refusal([TestKernel.source(wit: wit)]))
        #expect(refusal.contains(message), "\(refusal)")
    }

    @Test("is refused under a name that another has, or that is no name")
    func names() throws {
        let kernel = try TestKernel.source()
        #expect(try refusal([kernel, kernel])?.contains("it is there twice") == true)
        let odd = KernelSource(name: "Ä/../x", witText: kernel.witText, wasm: kernel.wasm)
        #expect(try refusal([odd])?.contains("lower-case letters, digits and hyphens") == true)
    }

    @Test("comes back from the section of a built effect as it was; a damaged section is none")
    func sections() throws {
        let kernel = try TestKernel.source()
        let contents = kernel.sectionContents[...]
        #expect(KernelSource(sectionName: kernel.sectionName, contents: contents) == kernel)
        #expect(KernelSource(sectionName: "name", contents: contents) == nil)
        #expect(KernelSource(sectionName: kernel.sectionName, contents: [0xff, 0xff, 0xff, 0xff, 0x20]) == nil)
        #expect(KernelSource(sectionName: kernel.sectionName, contents: [0]) == nil)
    }

    @Test("is refused or usable after seeded mutations, and never crashes the host")
    func mutations() throws {
        let kernel = try TestKernel.source()
        var state: UInt64 = 0x9e37
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        for _ in 0..<60 {
            var wasm = kernel.wasm
            for _ in 0...(next() % 3) { wasm[8 + next() % (wasm.count - 8)] = UInt8(truncatingIfNeeded: next()) }
            let mutated = KernelSource(name: "things", witText: kernel.witText, wasm: wasm)
            guard
                let module = try? TestKernel.module(
                    TestKernel.script(process: "things.twice(inputs[0][0]); new things.Counter(1).add(1)"),
                    kernels: [mutated]),
                let rig = try? EffectRig(module, TestKernel.format)
            else { continue }
            _ = try? rig.process(PlanarSound([[Float](repeating: 0, count: 128)]))
        }
    }
}
