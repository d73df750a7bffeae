// All of Debian's examples: which play, and whether they sound as the same source does in C++. They take about two minutes
// of two processors; where Faust or g++ isn't installed, they are skipped.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite(
    "Faust's examples", .enabled(if: FaustTools.canCompareNatively, "Debian's faust or g++ is not installed"),
    .serialized)
struct FaustExampleTests {
    private static let rate = 48_000
    private static let frameCount = 8_192
    /// Stated by the project: what impulse responses may differ by. Of programs that are louder than 1, of their peak.
    private static let tolerance: Float = 2e-6
    /// Equalizers whose filters reach far down: what is rounded in an f32 comes to more there. Faust's two builds don't round
    /// alike: `a + (b + 2 * c)` stands in C++ without its parentheses, and is summed from the left. In double precision these
    /// four are within the tolerance, too.
    private static let exceptions: [String: Float] = [
        "filtering/filterBank.dsp": 3e-5, "filtering/graphicEqLab.dsp": 3e-5, "filtering/parametricEqLab.dsp": 3e-5,
        "filtering/parametricEqualizer.dsp": 3e-5,
    ]

    /// It puts out NaN, natively too, with its controls where they begin.
    private static let numberless = "misc/statespace.dsp"

    /// Those that the golden file doesn't call instruments: of these it is enough to know it.
    private static let examples = Result {
        let isBlessed = ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1"
        let instruments =
            isBlessed
            ? []
            : Set(
                try FaustExample.golden().lines.filter { $0.contains("is an instrument") }
                    .map { String($0.prefix { $0 != ":" }) })
        return try FaustExample.load(FaustExample.allPaths().filter { !instruments.contains($0) })
    }

    /// Those that play, each program once.
    private func programs() throws -> [FaustExample] {
        var known: Set<[UInt8]> = []
        return try Self.examples.get().filter { $0.module != nil && known.insert($0.wasm).inserted }
    }

    @Test("with audio input play, or are known not to, for a reason")
    func golden() throws {
        let examples = try Self.examples.get()
        let version = FaustTools.version ?? ""
        if ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1" {
            let text = ([version] + examples.map(\.line)).joined(separator: "\n") + "\n"
            try text.write(to: FaustExample.goldenFile, atomically: true, encoding: .utf8)
        }
        let (goldenVersion, lines) = try FaustExample.golden()
        // Another compiler says other things, and has other examples.
        guard version == goldenVersion else { return }
        let expected = lines.filter { !$0.contains("is an instrument") }
        #expect(examples.map(\.line).filter { !$0.contains("is an instrument") } == expected)
    }

    /// What a program's channels get, and what is heard of its outputs, as Effects/FAUST.md has the rule.
    private func inputs(of example: FaustExample, from stream: PlanarSound) -> PlanarSound {
        let (count, width) = (example.inputCount, stream.channelCount)
        return PlanarSound(channelCount: count, frameCount: stream.frameCount) { input, frame in
            let mine = count >= width ? [input] : stride(from: input, to: width, by: count).map { $0 }
            return mine.reduce(0) { $0 + stream[$1, frame] } * (1 / Float(mine.count))
        }
    }

    private func heard(_ outputs: PlanarSound, in width: Int) -> PlanarSound {
        PlanarSound(channelCount: width, frameCount: outputs.frameCount) { channel, frame in
            let output = outputs.channelCount == 1 ? 0 : channel
            return output < outputs.channelCount ? outputs[output, frame] : 0
        }
    }

    /// The values that `native.h` sends controls to.
    private func values(_ module: EffectModule, place: Float?) -> [Float] {
        module.descriptor.parameters.map { parameter in
            guard let place, parameter.choices.isEmpty || parameter.choices == ["off", "on"] else {
                return parameter.initial
            }
            let value = parameter.minimum + (parameter.maximum - parameter.minimum) * place
            return min(max(parameter.scale == .stepped ? value.rounded() : value, parameter.minimum), parameter.maximum)
        }
    }

    /// How far an effect is from its native twin; nil where that has no numbers.
    private func difference(
        _ example: FaustExample, _ number: Int, _ native: NativeFaust, place: Float?
    ) throws -> Float? {
        guard let module = example.module else { return nil }
        let width = max(example.inputCount, example.outputCount)
        let stream = PlanarSound(channelCount: width, frameCount: Self.frameCount) { channel, frame in
            frame == 0 ? 1 / (1 + Float(channel) / 4) : 0
        }
        let outputs = try native.output(
            number, of: inputs(of: example, from: stream), outputCount: example.outputCount, rate: Self.rate,
            place: place)
        guard outputs.isFinite else { return nil }
        let format = EffectFormat(
            sampleRateHertz: Float(Self.rate), channelCount: width, maximumFrameCount: 512)
        let found = try EffectRig(module, format, values: values(module, place: place)).process(stream)
        let expected = heard(outputs, in: width)
        let worst = zip(found.samples, expected.samples).map { abs($0 - $1) }.max() ?? 0
        return worst / max(1, expected.peak)
    }

    @Test("sound as the same source does that Faust made C++ of", .timeLimit(.minutes(15)))
    func native() throws {
        let programs = try programs()
        let native = try NativeFaust(programs.map(\.file), isDouble: false)
        FaustTools.concurrently(programs.count) { number in
            for place in [nil, 0.3] as [Float?] {
                do {
                    let path = programs[number].path
                    guard let off = try difference(programs[number], number, native, place: place) else {
                        #expect(path == Self.numberless && place == nil, "\(path), controls at \(place ?? -1)")
                        continue
                    }
                    let tolerance = Self.exceptions[path] ?? Self.tolerance
                    #expect(off <= tolerance, "\(path), controls at \(place ?? -1)")
                } catch {
                    Issue.record("\(programs[number].path): \(error)")
                }
            }
        }
        #expect(programs.count > 50)
    }

    @Test("in double precision sound as C++ in double precision does", .timeLimit(.minutes(5)))
    func nativeDouble() throws {
        let names = [
            "filtering/moogVCF.dsp", "reverb/zitaRev.dsp", "delayEcho/echo.dsp", "phasing/phaserFlangerLab.dsp",
            "filtering/filterBank.dsp", "filtering/graphicEqLab.dsp", "filtering/parametricEqLab.dsp",
            "filtering/parametricEqualizer.dsp", "psychoacoustic/harmonicExciter.dsp",
        ]
        let loader = try FaustTools.loader()
        let examples = try names.map { name in
            var example = FaustExample(name)
            let folder = try TemporaryFolder()
            var faust = Program(
                FaustTools.faust!, ["-lang", "wasm", "-double", "-o", folder.file("x.wasm"), example.file])
            faust.environment = ["PATH": "/usr/bin:/bin"]
            #expect(try faust.run().status == 0)
            example.wasm = try folder.read("x.wasm")
            example.module = try loader.load(example.wasm, name: name)
            (example.inputCount, example.outputCount) = FaustExample.channels(example.wasm)
            return example
        }
        let native = try NativeFaust(examples.map(\.file), isDouble: true)
        for (number, example) in examples.enumerated() {
            for place in [nil, 0.3] as [Float?] {
                let difference = try #require(try difference(example, number, native, place: place))
                #expect(difference <= Self.tolerance, "\(example.path), controls at \(place ?? -1)")
            }
        }
    }

    @Test("are the same for any block size, while their parameters move", .timeLimit(.minutes(10)))
    func blockSizes() throws {
        let programs = try programs()
        FaustTools.concurrently(programs.count) { number in
            do {
                guard let module = programs[number].module else { return }
                let width = max(programs[number].inputCount, programs[number].outputCount)
                let format = EffectFormat(sampleRateHertz: 48_000, channelCount: width, maximumFrameCount: 1_024)
                let noise = PlanarSound.noise(channelCount: width, frameCount: 4_096, seed: UInt64(number))
                var generator = SeededGenerator(seed: UInt64(number))
                let parameters = module.descriptor.parameters
                var changes: [EffectRig.Change] = []
                for frame in [700, 1_501, 1_502, 3_000] where !parameters.isEmpty {
                    let index = Int.random(in: parameters.indices, using: &generator)
                    let value = parameters[index].value(at: Float.random(in: 0...1, using: &generator))
                    changes.append(EffectRig.Change(frame: frame, index: index, value: value))
                }
                let whole = try EffectRig(module, format).process(noise, blocks: .fixed(1_024), changes: changes)
                let cut = try EffectRig(module, format)
                    .process(noise, blocks: .mixed(seed: UInt64(number)), changes: changes)
                if let difference = whole.difference(from: cut) {
                    Issue.record("\(programs[number].path): \(difference)")
                }
            } catch {
                Issue.record("\(programs[number].path): \(error)")
            }
        }
    }
}
