// What a script meets: the Web Audio API's AudioWorkletGlobalScope, as this engine has it.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A script's surroundings")
struct WorkletTests {
    private static func output(_ script: String, rate: Float = 48_000) throws -> PlanarSound {
        try Worklet.rig(script, rate: rate, channels: 1).process(PlanarSound(channelCount: 1, frameCount: 1_024))
    }

    @Test("have the stream's rate, also at the top level", arguments: [Float(44_100), 48_000, 96_000])
    func sampleRate(rate: Float) throws {
        let script = Worklet.script(
            top: "const top = sampleRate;", process: "outputs[0][0].fill(top === sampleRate ? top : -1);")
        #expect(try Self.output(script, rate: rate)[0, 500] == rate)
    }

    @Test("count frames and seconds from the stream's start, and so does the clock")
    func time() throws {
        let script = Worklet.script(
            process: """
                const [output] = outputs[0];
                output[0] = currentFrame;
                output[1] = currentTime === currentFrame / sampleRate ? 1 : 0;
                output[2] = Date.now() - 946684800000 === Math.floor(currentTime * 1000) ? 1 : 0;
                """)
        let output = try Self.output(script)
        #expect(output[0, 128] == 0 && output[0, 256] == 128 && output[0, 512] == 384)
        #expect(output[0, 257] == 1 && output[0, 258] == 1)
    }

    @Test("are frozen where the specification says so, and the same from block to block")
    func arrays() throws {
        let script = Worklet.script(
            process: """
                this.first ??= [inputs, outputs, parameters, outputs[0][0]];
                const same = this.first[0] === inputs && this.first[1] === outputs && this.first[3] === outputs[0][0];
                const frozen = [inputs, inputs[0], outputs, outputs[0], parameters].every(Object.isFrozen);
                outputs[0][0].fill(same && frozen && outputs[0][0].length === 128 ? 1 : 0);
                """)
        #expect(try Self.output(script)[0, 900] == 1)
    }

    @Test("give the same numbers at random each time")
    func random() throws {
        let script = Worklet.script(
            top: "let memory = 0;", process: "memory += Math.random(); outputs[0][0].fill(memory);")
        let rig = try Worklet.rig(script, channels: 1)
        let silence = PlanarSound(channelCount: 1, frameCount: 1_024)
        let first = try rig.process(silence)
        try rig.reset()
        #expect(try rig.process(silence).samples == first.samples)
        #expect(try Self.output(script).samples == first.samples)
    }

    @Test("have the side-chain as second input, without channels where nothing is connected", arguments: [0, 1])
    func sidechain(channels: Int) throws {
        let script = Worklet.script(
            members: "static get metadata() { return { sidechain: true }; }",
            process: "outputs[0][0].fill(inputs.length * 10 + inputs[1].length);")
        let rig = try Worklet.rig(script, channels: 1, sidechain: channels)
        let silence = PlanarSound(channelCount: 1, frameCount: 512)
        let output = try rig.process(silence, sidechain: channels > 0 ? silence : nil)
        #expect(output[0, 300] == Float(20 + channels))
    }

    @Test("move an a-rate parameter sample by sample, and a k-rate one once a quantum")
    func parameters() throws {
        let script = Worklet.script(
            members: """
                static get parameterDescriptors() {
                  return [{ name: 'level', minValue: 0, maxValue: 1 },
                          { name: 'rate', minValue: 0, maxValue: 1, automationRate: 'k-rate' }];
                }
                """,
            process: """
                const { level, rate } = parameters;
                if (rate.length !== 1) throw new Error('k-rate');
                for (let i = 0; i < 128; i++) outputs[0][0][i] = level.length === 1 ? level[0] : level[i];
                """)
        let output = try Worklet.rig(script, channels: 1).process(
            PlanarSound(channelCount: 1, frameCount: 4_096), blocks: .fixed(128),
            changes: [.init(frame: 1_024, index: 0, value: 1)])
        let samples = output.samples
        #expect(samples.prefix(1_024).allSatisfy { $0 == 0 } && samples.suffix(1_024).allSatisfy { $0 == 1 })
        // 20 ms at 48 kHz are 960 frames.
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $1 - $0 >= 0 && $1 - $0 <= 1.001 / 960 })
    }

    @Test(
        "refuse parameters that make no sense, by name",
        arguments: [
            ("{ name: 'a', minValue: 2, maxValue: 1 }", "above maxValue"),
            ("{ name: 'a' }, { name: 'a' }", "two parameters"),
            ("{ name: 'a', defaultValue: 5, maxValue: 1 }", "outside"), ("{}", "has no name"),
            ("{ name: 'a', unit: 'Hz' }", "known are none, hertz"),
        ])
    func descriptors(list: String, words: String) throws {
        let script = Worklet.script(
            members: "static get parameterDescriptors() { return [\(list)]; }", process: "return true;")
        let refusal = try Worklet.refusal(script)
        #expect(refusal.contains(words), "\(refusal)")
    }

    @Test("let go of cyclic garbage when the effect starts anew")
    func garbage() throws {
        let script = Worklet.script(
            process: "for (let i = 0; i < 300; i++) { const a = {}; a.self = { a, list: [1, 2, 3] }; } return true;")
        let rig = try Worklet.rig(script, channels: 1)
        for _ in 0..<8 {
            _ = try rig.process(PlanarSound(channelCount: 1, frameCount: 8_192), blocks: .fixed(128))
            try rig.reset()
        }
        #expect(rig.instance.memoryByteCount < 16 << 20)
    }
}
