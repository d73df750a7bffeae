// What it takes to stop an effect: from its deadline to the return of the call.

import CRealtime
import EffectHost
import Foundation
import TestSupport
import WasmEngine

enum DeadlineBenchmark {
    private static let shareNanoseconds: UInt64 = 1_000_000

    /// Microseconds from the deadline to the return, median and 99th percentile of 200 effects each.
    static func run(engine: String) throws -> [String: [String: Double]] {
        let loader = try EffectLoader(cache: nil, scriptEngine: engine, watchesDeadlines: true)
        var results: [String: [String: Double]] = [:]
        func guest(_ name: String, _ body: String, memory: String = "4 1024") throws {
            var guest = Guest().with(.process, body)
            guest.memory = memory
            let module = try loader.load(WasmEngine.wasm(fromText: guest.text), name: name)
            results[name] = try measure(module)
        }
        try guest("loop", Guest.endlessLoop)
        try guest(
            "log", "(loop $on (call $log (i32.const 1) (i32.const 131072) (i32.const 2048)) (br $on)) (unreachable)")
        for mebibytes in [1, 4, 16, 60] {
            let fill = "(memory.fill (i32.const 65536) (i32.const 1) (i32.const \(mebibytes << 20)))"
            try guest("fill\(mebibytes)MiB", "(loop $on \(fill) (br $on)) (unreachable)", memory: "1000")
        }
        for (name, statement) in [
            ("script", "while (true) {}"), ("scriptSort", "new Array(1e6).fill(0).sort(() => 1);"),
            ("scriptRegExp", "/(a+)+$/.test('a'.repeat(40) + 'b');"),
        ] {
            let text = """
                class Stuck extends AudioWorkletProcessor { process() { \(statement) return true; } }
                registerProcessor('stuck', Stuck);
                """
            results[name] = try measure(loader.load([ScriptSource(name: "stuck.js", text: text)], name: name))
        }
        return results
    }

    private static func measure(_ module: EffectModule) throws -> [String: Double] {
        var late: [Double] = []
        var words = ""
        for _ in 0..<200 {
            let instance = try module.instantiate(.live)
            _ = try instance.configure(
                EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 128))
            var step = instance.step
            var destination = cajon_step_destination()
            var output: UnsafePointer<Float>?
            cajon_begin_period()
            let deadline = cajon_monotonic_nanoseconds() + shareNanoseconds
            guard cajon_step_acquire(&step, 128, cajon_deadline(moment: deadline, grace: 0), &destination),
                !cajon_step_process(&step, 0, 128, &output)
            else { preconditionFailure("it comes back") }
            let now = cajon_monotonic_nanoseconds()
            late.append(Double(now - deadline) / 1_000)
            words = instance.takeFault()?.description ?? ""
        }
        precondition(words.contains("share of the period"), words)
        cajon_end_period()
        late.sort()
        return ["median": late[late.count / 2], "p99": late[late.count * 99 / 100], "maximum": late.last!]
    }
}
