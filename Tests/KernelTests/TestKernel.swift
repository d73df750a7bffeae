// A kernel in WebAssembly text, and scripts that use it. Any test thread.

import EffectHost
import EffectTestSupport
import Testing
import WasmEngine

/// The kernel `things`: one function for each way in which values cross.
enum TestKernel {
    static let interfaceName = "test:kernel/things@1.0.0"

    static let wit = """
        package test:kernel@1.0.0;
        interface things {
            enum color { red, dark-green, blue }
            flags marks { first-one, second }
            variant shape { nothing, circle(f32), named(string), wide(u64) }
            record point { x: f32, y-place: f32 }
            record everything {
                a: bool, b: s8, c: u8, d: s16, e: u16, f: s32, g: u32, h: s64, i: u64, j: f32, k: f64, l: char,
                m: string, n: list<f32>, o: list<string>, p: option<string>, q: result<u8, string>,
                r: tuple<u8, f64>, s: color, t: marks, u: shape, v: list<point>, w: list<u64>,
            }
            echo: func(value: everything) -> everything;
            flat: func(a: s8, shape: shape, text: string) -> list<u64>;
            twice: func(samples: list<f32>) -> list<f32>;
            count-bytes: func(bytes: list<u8>, more: option<u32>) -> u32;
            next-color: func(color: color) -> color;
            check: func(value: u32) -> result<u32, string>;
            trap: func();
            spin: func();
            lie: func() -> list<f32>;
            crooked: func() -> list<f32>;
            resource counter {
                constructor(start: u32);
                add: func(by: u32) -> u32;
                take: static func(counter: counter) -> u32;
                sum: static func(one: borrow<counter>, other: borrow<counter>) -> u32;
                mix: static func(one: counter, other: borrow<counter>) -> u32;
            }
            dropped: func() -> u32;
        }
        world kernel { export things; }
        """

    static let text = """
        (module
          (import "[export]test:kernel/things@1.0.0" "[resource-new]counter" (func $new (param i32) (result i32)))
          (import "[export]test:kernel/things@1.0.0" "[resource-rep]counter" (func $rep (param i32) (result i32)))
          (import "[export]test:kernel/things@1.0.0" "[resource-drop]counter" (func $drop (param i32)))
          (memory (export "memory") 4)
          (global $top (mut i32) (i32.const 8192))
          (global $counters (mut i32) (i32.const 0))
          (global $dropped (mut i32) (i32.const 0))
          (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
            (local $at i32)
            (local.set $at
              (i32.and
                (i32.add (global.get $top) (i32.sub (local.get 2) (i32.const 1)))
                (i32.sub (i32.const 0) (local.get 2))))
            (global.set $top (i32.add (local.get $at) (local.get 3)))
            (local.get $at))
          (func $done (param i32) (global.set $top (i32.const 8192)))
          (func (export "test:kernel/things@1.0.0#echo") (param i32) (result i32) (local.get 0))
          (export "cabi_post_test:kernel/things@1.0.0#echo" (func $done))
          (export "cabi_post_test:kernel/things@1.0.0#twice" (func $done))
          (func (export "test:kernel/things@1.0.0#flat") (param i32 i32 i64 i32 i32 i32) (result i32)
            (i64.store (i32.const 1024) (i64.extend_i32_u (local.get 0)))
            (i64.store (i32.const 1032) (i64.extend_i32_u (local.get 1)))
            (i64.store (i32.const 1040) (local.get 2))
            (i64.store (i32.const 1048) (i64.extend_i32_u (local.get 3)))
            (i64.store (i32.const 1056) (i64.extend_i32_u (local.get 5)))
            (i32.store (i32.const 1080) (i32.const 1024))
            (i32.store (i32.const 1084) (i32.const 5))
            (i32.const 1080))
          (func (export "test:kernel/things@1.0.0#twice") (param i32 i32) (result i32)
            (local $i i32)
            (block $end
              (loop $each
                (br_if $end (i32.ge_u (local.get $i) (local.get 1)))
                (f32.store
                  (i32.add (local.get 0) (i32.mul (local.get $i) (i32.const 4)))
                  (f32.mul
                    (f32.const 2)
                    (f32.load (i32.add (local.get 0) (i32.mul (local.get $i) (i32.const 4))))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $each)))
            (i32.store (i32.const 1088) (local.get 0))
            (i32.store (i32.const 1092) (local.get 1))
            (i32.const 1088))
          (func (export "test:kernel/things@1.0.0#count-bytes") (param i32 i32 i32 i32) (result i32)
            (i32.add (local.get 1) (local.get 3)))
          (func (export "test:kernel/things@1.0.0#next-color") (param i32) (result i32)
            (i32.add (local.get 0) (i32.const 1)))
          (data (i32.const 1200) "seven is too much")
          (func (export "test:kernel/things@1.0.0#check") (param i32) (result i32)
            (i32.store8 (i32.const 1100) (i32.eq (local.get 0) (i32.const 7)))
            (i32.store (i32.const 1104) (local.get 0))
            (if (i32.eq (local.get 0) (i32.const 7))
              (then
                (i32.store (i32.const 1104) (i32.const 1200))
                (i32.store (i32.const 1108) (i32.const 17))))
            (i32.const 1100))
          (func (export "test:kernel/things@1.0.0#trap") unreachable)
          (func (export "test:kernel/things@1.0.0#spin") (loop $forever (br $forever)))
          (func (export "test:kernel/things@1.0.0#lie") (result i32)
            (i32.store (i32.const 1112) (i32.const 0x7fffff00))
            (i32.store (i32.const 1116) (i32.const 1000))
            (i32.const 1112))
          (func (export "test:kernel/things@1.0.0#crooked") (result i32) (i32.const 1113))
          (func $place (param i32) (result i32)
            (i32.add (i32.const 2048) (i32.mul (local.get 0) (i32.const 4))))
          (func (export "test:kernel/things@1.0.0#[constructor]counter") (param i32) (result i32)
            (i32.store (call $place (global.get $counters)) (local.get 0))
            (global.set $counters (i32.rem_u (i32.add (global.get $counters) (i32.const 1)) (i32.const 1500)))
            (call $new (i32.sub (global.get $counters) (i32.const 1))))
          (func (export "test:kernel/things@1.0.0#[method]counter.add") (param i32 i32) (result i32)
            (i32.store
              (call $place (local.get 0))
              (i32.add (i32.load (call $place (local.get 0))) (local.get 1)))
            (i32.load (call $place (local.get 0))))
          (func (export "test:kernel/things@1.0.0#[static]counter.take") (param i32) (result i32)
            (local $value i32)
            (local.set $value (i32.load (call $place (call $rep (local.get 0)))))
            (call $drop (local.get 0))
            (local.get $value))
          (func (export "test:kernel/things@1.0.0#[static]counter.sum") (param i32 i32) (result i32)
            (i32.add (i32.load (call $place (local.get 0))) (i32.load (call $place (local.get 1)))))
          (func (export "test:kernel/things@1.0.0#[static]counter.mix") (param i32 i32) (result i32) (i32.const 0))
          (func (export "test:kernel/things@1.0.0#[dtor]counter") (param i32)
            (global.set $dropped (i32.add (global.get $dropped) (i32.const 1))))
          (func (export "test:kernel/things@1.0.0#dropped") (result i32) (global.get $dropped)))
        """

    static func source(text: String = text, wit: String = wit) throws -> KernelSource {
        KernelSource(name: "things", witText: wit, wasm: try WasmEngine.wasm(fromText: text))
    }

    /// A script that imports all of the kernel as `things`.
    static func script(top: String = "", constructor: String = "", process: String = "") -> String {
        """
        import * as things from 'kernel:things';
        const show = (value) => console.log(JSON.stringify(value, (key, item) =>
          typeof item === 'bigint' ? `${item}n` : ArrayBuffer.isView(item) ? [...item] : item));
        const attempt = (action) => {
          try { show(action()); } catch (error) { console.log(`${error.name}: ${error.message}`); }
        };
        \(top)
        class Test extends AudioWorkletProcessor {
          constructor() { super(); \(constructor) }
          process(inputs, outputs) { \(process); return true; }
        }
        registerProcessor('test', Test);
        """
    }

    static func module(_ script: String, kernels: [KernelSource]? = nil) throws -> EffectModule {
        try StagedEffects.loader().load(
            [ScriptSource(name: "test.js", text: script)], kernels: try kernels ?? [source()], name: "test.js")
    }

    static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 1, maximumFrameCount: 128)

    /// What a script logs when its processor is constructed with that text.
    static func lines(_ constructor: String, top: String = "") throws -> [String] {
        let rig = try EffectRig(module(script(top: top, constructor: constructor)), format)
        return rig.instance.drainLog().entries.map(\.message)
    }

    /// The fault in which a call from `process` ends.
    static func fault(_ process: String) throws -> String {
        let rig = try EffectRig(module(script(process: process)), format)
        do {
            _ = try rig.process(PlanarSound([[Float](repeating: 0, count: 128)]))
        } catch let fault as EffectFault {
            return fault.description
        }
        return "no fault"
    }
}
