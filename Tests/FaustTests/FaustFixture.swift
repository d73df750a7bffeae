// Faust's modules without Faust's compiler: written as text, as the compiler would write them. Any test thread.

import EffectHost
import EffectTestSupport
import WasmEngine

/// A module with one slider and a delay of one sample: it gives its input, times the slider, plus the sample before times
/// `feedback`.
struct FaustFixture {
    var isDouble = false
    var size = 16
    var inputs = 1
    var outputs = 1
    /// JSON, the list's contents.
    var interface = #"{"type": "hslider", "label": "level", "index": 0, "init": 1, "min": 0, "max": 2, "step": 0.1}"#
    /// JSON members, each with a comma at its end.
    var more = ""
    /// All of the JSON, in place of what the above come to.
    var json: String?
    var imports = ""
    /// Further fields of the module.
    var fields = ""
    var exports = ""
    var setter: String?
    var compute: String?
    var memory = #"(memory (export "memory") 2)"#
    var data: String?

    private var type: String { isDouble ? "f64" : "f32" }
    private var bytes: Int { isDouble ? 8 : 4 }

    private var description: String {
        json
            ?? """
            {"name": "fixture", "size": \(size), "inputs": \(inputs), "outputs": \(outputs), \(more)
            "meta": [{"author": "Somebody"}], "ui": [{"type": "vgroup", "label": "fixture", "items": [\(interface)]}]}
            """
    }

    /// As Faust does it: states lie at addresses from 0, samples where the host says; channel by channel.
    private var channels: String {
        (0..<min(inputs, outputs)).map { channel in
            """
            (local.set $in (i32.load offset=\(channel * 4) (local.get $inputs)))
            (local.set $out (i32.load offset=\(channel * 4) (local.get $outputs)))
            (local.set $i (i32.const 0))
            (loop $again
              (\(type).store (i32.add (local.get $out) (local.get $i))
                (\(type).mul (\(type).load (i32.const 0)) (\(type).load (i32.add (local.get $in) (local.get $i)))))
              (\(type).store (i32.const \(bytes)) (\(type).load (i32.add (local.get $in) (local.get $i))))
              (local.set $i (i32.add (local.get $i) (i32.const \(bytes))))
              (br_if $again (i32.lt_s (local.get $i) (i32.mul (i32.const \(bytes)) (local.get $count)))))
            """
        }.joined()
    }

    var text: String {
        let escaped = description.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "\\" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
        return """
            (module
              \(imports)
              \(memory)
              \(data ?? "(data (i32.const 0) \"\(escaped)\")")
              \(fields)
              (func (export "getNumInputs") (param i32) (result i32) (i32.const \(inputs)))
              (func (export "getNumOutputs") (param i32) (result i32) (i32.const \(outputs)))
              (func (export "instanceClear") (param i32) (\(type).store (i32.const \(bytes)) (\(type).const 0)))
              (func (export "init") (param i32 i32) (\(type).store (i32.const 0) (\(type).const 1)))
              (func (export "getParamValue") (param i32 i32) (result \(type))
                (\(type).load (i32.add (local.get 0) (local.get 1))))
              \(setter ?? """
                (func (export "setParamValue") (param i32 i32 \(type))
                  (\(type).store (i32.add (local.get 0) (local.get 1)) (local.get 2)))
                """)
              (func (export "compute") (param $dsp i32) (param $count i32) (param $inputs i32) (param $outputs i32)
                (local $in i32) (local $out i32) (local $i i32)
                \(compute ?? channels))
              \(exports))
            """
    }

    func wasm() throws -> [UInt8] { try WasmEngine.wasm(fromText: text) }

    func module(_ name: String = "fixture.wasm") throws -> EffectModule {
        try FaustTools.loader().load(wasm(), name: name)
    }

    /// Why it is refused, in words.
    func refusal() throws -> String {
        do {
            _ = try module()
            return "nothing was refused"
        } catch let error as EffectError {
            return error.description
        }
    }

    static func slider(_ label: String, at place: Int, _ more: String = "") -> String {
        #"{"type": "hslider", "label": "\#(label)", "index": \#(place), \#(more) "init": 0, "min": 0, "max": 1, "step": 0.1}"#
    }
}
