// Scripts that mean harm, or do it by mistake: what happens to them, and that it is said.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A hostile script")
struct HostileScriptTests {
    @Test(
        "that calls too deep gets an error it can catch, not a trap",
        arguments: [
            "function f() { f(); } f();",
            "function f() { [2, 1].sort(f); } f();",
            "function f() { 'a'.replace(/a/, f); } f();",
            "const o = { toString() { return '' + o; } }; '' + o;",
            "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); 'x' in p;",
            "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; JSON.stringify(a);",
            "JSON.parse('['.repeat(1e6));",
            "(0, eval)('('.repeat(1e5));",
            "(0, eval)('!'.repeat(1e5) + '1');",
            "(0, eval)('(function(){'.repeat(1e4) + '})'.repeat(1e4));",
            "new RegExp('(?:'.repeat(1e5) + ')'.repeat(1e5));",
            "function* g() { yield* g(); } g().next();",
            "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; a.flat(Infinity);",
        ])
    func recursion(code: String) throws {
        let script = Worklet.script(
            top: "let caught = 0; try { \(code) } catch (error) { caught = error instanceof Error ? 1 : 2; }",
            process: "outputs[0][0][0] = caught;")
        let output = try Worklet.rig(script).process(PlanarSound(channelCount: 2, frameCount: 512))
        #expect(output.samples.contains(1))
    }

    @Test("that fills memory gets an error it can catch, and the effect goes on")
    func memory() throws {
        let script = Worklet.script(
            constructor: """
                this.caught = 0;
                try { const a = []; for (;;) a.push(new Float64Array(1 << 18)); } catch (error) { this.caught = 1; }
                """,
            process: "outputs[0][0][0] = this.caught;")
        #expect(try Worklet.rig(script).process(PlanarSound(channelCount: 2, frameCount: 512)).samples.contains(1))
    }

    @Test("that fills memory with small things ends with the words for it")
    func smallThings() throws {
        let script = Worklet.script(process: "this.a ??= []; for (;;) this.a.push({ x: [1, 2] });")
        #expect(Worklet.fault(try Worklet.rig(script)).contains("out of memory"))
    }

    @Test(
        "ends with what it threw, and where",
        arguments: [
            ("throw new RangeError('far');", "RangeError: far"), ("throw 42;", "threw 42"),
            ("throw null;", "threw null"), ("throw { a: 1 };", "threw { a: 1 }"),
            ("this.process = 5;", "no method process"),
            ("null.x;", "TypeError: cannot read property 'x' of null"),
        ])
    func exceptions(body: String, words: String) throws {
        let fault = Worklet.fault(try Worklet.rig(Worklet.script(process: body)))
        #expect(fault.contains(words), "\(fault)")
        if !body.contains("= 5") { #expect(fault.contains("test.js:5:"), "\(fault)") }
    }

    @Test("whose getter throws ends with the exception")
    func getter() throws {
        let script = """
            class Test extends AudioWorkletProcessor { get process() { throw new RangeError('no way'); } }
            registerProcessor('test', Test);
            """
        #expect(Worklet.fault(try Worklet.rig(script)).contains("RangeError: no way"))
    }

    @Test("of a megabyte runs like any other")
    func megabyte() throws {
        let script =
            "const list = [\n" + String(repeating: "1.5,\n", count: 210_000) + "];\n"
            + Worklet.script(process: "outputs[0][0].fill(list.length / 420_000);")
        #expect(script.utf8.count > 1 << 20)
        #expect(try Worklet.rig(script).process(PlanarSound(channelCount: 2, frameCount: 512)).samples.contains(0.5))
    }

    @Test("that changes the built-ins' prototypes changes nothing of what it is called with")
    func prototypes() throws {
        let script = Worklet.script(
            top: """
                Object.defineProperty(Array.prototype, '0', { set() { throw new Error('hijacked'); }, get() { return 7; } });
                Float32Array.prototype.set = function () { for (let i = 0; i < this.length; i++) this[i] = 7; };
                Object.freeze = Function.prototype.call = globalThis.Float32Array = null;
                """,
            process: "for (let i = 0; i < 128; i++) outputs[0][0][i] = inputs[0][0][i];")
        let input = PlanarSound.noise(channelCount: 1, frameCount: 1_024, seed: 3)
        let output = try Worklet.rig(script, channels: 1).process(input)
        #expect(Array(output.samples[128...]) == Array(input.samples[..<896]))
    }

    @Test("may replace process while it runs")
    func replacement() throws {
        let script = Worklet.script(
            process: "outputs[0][0].fill(0.25); this.process = (inputs, outputs) => { outputs[0][0].fill(0.75); };")
        let output = try Worklet.rig(script, channels: 1).process(PlanarSound(channelCount: 1, frameCount: 512))
        #expect(output[0, 200] == 0.25 && output[0, 300] == 0.75)
    }

    @Test("that takes an output's buffer away ends with the words for it")
    func detached() throws {
        let fault = Worklet.fault(try Worklet.rig(Worklet.script(process: "outputs[0][1].buffer.transfer();")))
        #expect(fault.contains("detached the buffer of outputs[0][1]"), "\(fault)")
    }
}
