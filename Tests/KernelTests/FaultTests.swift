// What a kernel can do wrong: the effect ends, the host goes on and says which kernel and function it was.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A kernel that goes wrong")
struct FaultTests {
    @Test(
        "ends the effect, and the fault names kernel and function",
        arguments: [
            ("things.trap()", "failed in process: its kernel ‘things’, in trap, trapped: "),
            (
                "things.lie()",
                "failed in process: its kernel ‘things’, in lie, broke the canonical ABI: it passed an address outside "
                    + "of memory"
            ),
            (
                "things.crooked()",
                "failed in process: its kernel ‘things’, in crooked, broke the canonical ABI: it passed a misaligned "
                    + "address"
            ),
            (
                "things.nextColor('blue')",
                "failed in process: its kernel ‘things’, in next-color, broke the canonical ABI: it passed a case that "
                    + "its type doesn't have"
            ),
        ])
    func faults(call: String, message: String) throws {
        let fault = try TestKernel.fault(call)
        #expect(fault.hasPrefix(message), "\(fault)")
    }

    @Test("by never returning is stopped with the script that called it")
    func endless() throws {
        var limits = EffectLimits()
        limits.blockMilliseconds = 50
        let loader = try EffectLoader(limits: limits, cache: nil, scriptEngine: StagedEffects.scriptEngine)
        let script = ScriptSource(name: "test.js", text: TestKernel.script(process: "things.spin()"))
        let module = try loader.load([script], kernels: [TestKernel.source()], name: "test.js")
        let rig = try EffectRig(module, TestKernel.format)
        let fault = #expect(throws: EffectFault.self) {
            _ = try rig.process(PlanarSound([[Float](repeating: 0, count: 128)]))
        }
        #expect(
            fault?.description
                == "ran longer than its limit of 50 ms in process: its kernel ‘things’, in spin, did not end")
    }

    @Test("can't be caught by the script")
    func notCaught() throws {
        let fault = try TestKernel.fault("try { things.trap() } catch { }")
        #expect(fault.hasPrefix("failed in process: its kernel ‘things’, in trap"))
    }

    @Test("in one instance leaves other instances of the same script alone")
    func others() throws {
        let module = try TestKernel.module(
            TestKernel.script(process: "if (inputs[0][0][0] > 0) things.trap(); outputs[0][0].fill(things.check(2))"))
        let silence = PlanarSound([[Float](repeating: 0, count: 128)])
        let loud = PlanarSound([[Float](repeating: 1, count: 128)])
        let first = try EffectRig(module, TestKernel.format)
        let second = try EffectRig(module, TestKernel.format)
        #expect(throws: EffectFault.self) { _ = try first.process(loud) }
        _ = try second.process(silence)
        #expect(try second.process(silence).samples.allSatisfy { $0 == 2 })
    }
}
