// Modules that aren't as Faust makes them.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A Faust module that isn't as Faust makes them")
struct FaustModuleTests {
    /// A hostile or broken module, and what is said of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let fixture: FaustFixture
        let words: String

        init(_ name: String, _ words: String, _ change: (inout FaustFixture) -> Void) {
            testDescription = name
            self.words = words
            var fixture = FaustFixture()
            change(&fixture)
            self.fixture = fixture
        }
    }

    static let cases = [
        Case("no description", "no description of itself") { $0.data = "" },
        Case("a description elsewhere", "no description of itself") { $0.data = "(data (i32.const 8) \"{}\")" },
        Case("a passive description", "no description of itself") { $0.data = "(data \"{}\")" },
        Case("more data", "data besides its description") {
            $0.data = "(data (i32.const 0) \"{}\") (data (i32.const 900) \"x\")"
        },
        Case("no JSON", "not JSON as Faust writes it") { $0.json = "{\"name\": " },
        Case("a list", "not JSON as Faust writes it") { $0.json = "[]" },
        Case("numbers as texts", "not JSON as Faust writes it") { $0.json = #"{"size": "12"}"# },
        Case("something behind its end", "not JSON as Faust writes it") { $0.json = "{}\0x" },
        Case("brackets without end", "deep") { $0.json = String(repeating: "[", count: 100_000) },
        Case("groups without end", "deep") {
            let group = #"{"type": "vgroup", "label": "g", "items": ["#
            $0.interface = String(repeating: group, count: 60) + String(repeating: "]}", count: 60)
        },
        Case("no size", "doesn't say its size") { $0.json = #"{"inputs": 1, "outputs": 1, "ui": []}"# },
        Case("a size below zero", "doesn't say its size") { $0.size = -4 },
        Case("more state than there may be", "wants 100000000 bytes") { $0.size = 100_000_000 },
        Case("a size beyond all", "not JSON as Faust writes it") {
            $0.json = #"{"size": 99999999999999999999, "inputs": 1, "outputs": 1}"#
        },
        Case("inputs without number", "number of inputs") { $0.json = #"{"size": 4, "outputs": 1}"# },
        Case("inputs by the thousand", "inputs or outputs") {
            $0.json = #"{"size": 4, "inputs": 100000, "outputs": 1, "ui": []}"#
        },
        Case("an instrument", "has no audio input: it is an instrument") { $0.inputs = 0 },
        Case("no output", "has no audio output") { $0.outputs = 0 },
        Case("a control beyond the state", "keeps ‘far’ at byte 16, and its state has 16 bytes") {
            $0.interface = FaustFixture.slider("far", at: 16)
        },
        Case("a control before the state", "keeps ‘far’ at byte -4") {
            $0.interface = FaustFixture.slider("far", at: -4)
        },
        Case("a control at an odd place", "keeps ‘odd’ at byte 6") { $0.interface = FaustFixture.slider("odd", at: 6) },
        Case("half a control", "keeps ‘wide’ at byte 12") {
            $0.isDouble = true
            $0.interface = FaustFixture.slider("wide", at: 12)
        },
        Case("a control that nobody placed", "keeps ‘free’") { $0.interface = #"{"type": "button", "label": "free"}"# },
        Case("two controls in one place", "keeps ‘one’ and ‘two’ in the same place") {
            $0.interface = FaustFixture.slider("one", at: 4) + "," + FaustFixture.slider("two", at: 4)
        },
        Case("overlapping controls", "in the same place") {
            $0.isDouble = true
            $0.interface = FaustFixture.slider("one", at: 0) + "," + FaustFixture.slider("two", at: 4)
        },
        Case("a range without end", "no usable maximum for ‘a’") {
            $0.interface = #"{"type": "nentry", "label": "a", "index": 0, "init": 0, "min": 0, "max": 1e300}"#
        },
        Case("a range without beginning", "no usable minimum for ‘a’") {
            $0.interface = #"{"type": "hslider", "label": "a", "index": 0, "init": 0, "max": 1}"#
        },
        Case("a sound file", "plays the sound file ‘drum’") {
            $0.interface = #"{"type": "soundfile", "label": "drum", "url": "{'/etc/passwd'}", "index": 0}"#
        },
        Case("an unknown control", "‘knob’ is no kind of control") { $0.interface = #"{"type": "knob", "index": 0}"# },
        Case("controls by the thousand", "controls; at most 1024") {
            $0.size = 8_000
            $0.interface = (0..<1_100).map { FaustFixture.slider("s", at: $0 * 4) }.joined(separator: ",")
        },
        Case("a foreign function", "calls ‘_system’, which is none of the mathematical functions") {
            $0.imports = #"(import "env" "_system" (func (param i32) (result i32)))"#
        },
        Case("a function of the runtime's", "calls ‘_malloc’") {
            $0.imports = #"(import "env" "_malloc" (func (param i32) (result i32)))"#
        },
        Case("memory by name", "calls ‘_memory’") { $0.imports = #"(import "env" "_memory" (func))"# },
        Case("a function of the system", "imports ‘fd_write’ from ‘wasi_snapshot_preview1’") {
            $0.imports = #"(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))"#
        },
        Case("a sine of integers", "imports ‘_sinf’ as a function (i32) -> (i32)") {
            $0.imports = #"(import "env" "_sinf" (func (param i32) (result i32)))"#
        },
        Case("a table", "has a table") { $0.fields = "(table 1 funcref)" },
        Case("a global", "has global variables") { $0.fields = "(global (mut i32) (i32.const 0))" },
        Case("a start function", "has a start function") { $0.fields = "(func $s) (start $s)" },
        Case("an imported memory", "memories") { $0.imports = #"(import "env" "m" (memory 1))"# },
        Case("a shared memory", "a shared memory") { $0.memory = #"(memory (export "memory") 1 2 shared)"# },
        Case("no memory", "has no export ‘memory’") {
            $0.memory = "(memory 1)"
        },
        Case("a setter of another type", "exports ‘setParamValue’ as a function (i32, f32) -> ()") {
            $0.setter = #"(func (export "setParamValue") (param i32 f32))"#
        },
        Case("growing its memory", "uses an instruction that Faust doesn't, 0x40") {
            $0.compute = "(drop (memory.grow (i32.const 1)))"
        },
        Case("looking at the memory's size", "uses an instruction that Faust doesn't, 0x3f") {
            $0.compute = "(drop (memory.size))"
        },
        Case("moving its state", "uses an instruction that Faust doesn't, 0x21") {
            $0.compute = "(local.set $dsp (i32.const 0))"
        },
        Case("keeping an address", "uses an address of which it isn't clear") {
            $0.compute = "(i32.store (i32.const 8) (local.get $inputs))"
        },
    ]

    @Test("is refused, and says why", arguments: cases)
    func refused(_ one: Case) throws {
        let words = try one.fixture.refusal()
        #expect(words.contains(one.words), "\(words)")
        // What says so has to be a sentence for people, on lines of their screen.
        #expect(words.count < 700)
        #expect(!words.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test("is refused whatever byte of it was changed, or stays within its box", .timeLimit(.minutes(2)))
    func mutations() throws {
        let wasm = try FaustFixture().wasm()
        let loader = try FaustTools.loader()
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            var changed = wasm
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                changed[Int.random(in: 8..<changed.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            guard let module = try? loader.load(changed, name: "changed.wasm") else { continue }
            let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 64)
            guard let rig = try? EffectRig(module, format) else { continue }
            _ = try? rig.process(.noise(channelCount: 2, frameCount: 128, seed: 1))
        }
    }
}
