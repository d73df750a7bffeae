// The same script in a browser and in Cajon: the same samples, to the bit.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite(
    "A script in Cajon and in Chromium",
    .enabled(if: Chromium.path != nil, "Chromium isn't installed; `make setup` installs it (Debian's `chromium`)"))
struct BrowserTests {
    /// Rates and channel counts.
    private static let formats = [(44_100, 1), (48_000, 2), (96_000, 5)]
    /// Random settings for each format, besides the initial ones.
    private static let settingCount = 5

    /// All cases in one browser, since starting one takes longer than rendering them.
    private static let rendering = Result {
        var cases: [BrowserCase] = []
        for script in BrowserScript.shipped + BrowserScript.probes {
            let descriptor = try StagedEffects.loader().load(path: script.path).descriptor
            var generator = SeededGenerator(seed: 31)
            for (rate, channelCount) in formats {
                for number in 0...settingCount {
                    let list = number == 0 ? descriptor.initialValues : descriptor.randomValues(using: &generator)
                    let values = Dictionary(uniqueKeysWithValues: zip(descriptor.parameters.map(\.id), list))
                    for hasPortableMaths in [false, true] {
                        cases.append(
                            BrowserCase(
                                script: script, rate: rate, channelCount: channelCount, values: values,
                                hasPortableMaths: hasPortableMaths))
                    }
                }
            }
        }
        for script in BrowserScript.found {
            let descriptor = try StagedEffects.loader().load(path: script.path).descriptor
            for (rate, channelCount) in script.name == "references" ? [formats[1]] : formats {
                let values = zip(descriptor.parameters.map(\.id), descriptor.initialValues)
                cases.append(
                    BrowserCase(
                        script: script, rate: rate, channelCount: channelCount,
                        values: Dictionary(uniqueKeysWithValues: values), hasPortableMaths: false))
            }
        }
        return try BrowserRender(cases)
    }

    /// What both made of the cases of one script.
    private static func pairs(
        _ script: BrowserScript, hasPortableMaths: Bool
    ) throws -> [(case: BrowserCase, browser: PlanarSound, cajon: PlanarSound)] {
        let rendering = try rendering.get()
        let module = try script.module(hasPortableMaths: hasPortableMaths, in: URL(filePath: rendering.folder.path))
        return try zip(rendering.cases, rendering.outputs)
            .filter { $0.0.script.name == script.name && $0.0.hasPortableMaths == hasPortableMaths }
            .map { ($0.0, $0.1.withoutUnderflow, try render($0.0, module).withoutUnderflow) }
    }

    /// The case in Cajon, without the latency of its blocks.
    private static func render(_ one: BrowserCase, _ module: EffectModule) throws -> PlanarSound {
        let format = EffectFormat(
            sampleRateHertz: Float(one.rate), channelCount: one.channelCount, maximumFrameCount: 512)
        let rig = try EffectRig(module, format, values: module.descriptor.values(one.values))
        let latency = rig.timing.latencyFrameCount
        let output = try rig.process(one.input.followed(bySilence: latency), blocks: .mixed(seed: 9))
        return output.frames(latency..<latency + BrowserCase.frameCount)
    }

    @Test("sounds the same to the bit, with mathematical functions of its own", arguments: BrowserScript.shipped)
    func portable(script: BrowserScript) throws {
        let pairs = try Self.pairs(script, hasPortableMaths: true)
        #expect(pairs.count == Self.formats.count * (Self.settingCount + 1))
        #expect(pairs.contains { !$0.cajon.isSilent })
        for (one, browser, cajon) in pairs {
            #expect(cajon.difference(from: browser) == nil, "\(one)")
        }
    }

    /// `Math.sin` and its like needn't be the same in any two engines: the language leaves their last bits open. What
    /// they make of the sound must stay below -120 dB, but for one sample in a thousand: where something is rounded to
    /// whole steps, as the bit-crusher does, a last bit can decide between two of them.
    @Test(
        "sounds the same with each engine's own mathematical functions, but for their last bits",
        arguments: BrowserScript.shipped)
    func plain(script: BrowserScript) throws {
        let pairs = try Self.pairs(script, hasPortableMaths: false)
        var sameCount = 0
        for (one, browser, cajon) in pairs {
            guard let difference = cajon.difference(from: browser) else {
                sameCount += 1
                continue
            }
            let tolerance = max(1, browser.peak) * 1e-6
            let count = zip(cajon.samples, browser.samples).count { !(abs($0 - $1) <= tolerance) }
            #expect(count * 1_000 <= cajon.samples.count, "\(one): \(difference); \(count) samples differ by more")
        }
        print(
            "\(script): \(sameCount) of \(pairs.count) renders are Chromium's to the bit, with each engine's own maths")
    }

    @Test("finds the same clock, arguments and arithmetic there", arguments: BrowserScript.probes)
    func surroundings(script: BrowserScript) throws {
        for (one, browser, cajon) in try Self.pairs(script, hasPortableMaths: false) {
            #expect(!cajon.isSilent)
            #expect(cajon.difference(from: browser) == nil, "\(one)")
        }
    }

    @Test("sounds the same whatever shape its module has", arguments: BrowserScript.found)
    func shapes(script: BrowserScript) throws {
        let pairs = try Self.pairs(script, hasPortableMaths: false)
        #expect(!pairs.isEmpty)
        for (one, browser, cajon) in pairs {
            #expect(!cajon.isSilent, "\(one)")
            // What one module says is text; told apart by line.
            guard script.name == "references" else {
                #expect(cajon.difference(from: browser) == nil, "\(one)")
                continue
            }
            for (mine, others) in zip(Self.lines(cajon), Self.lines(browser)) { #expect(mine == others, "\(one)") }
            #expect(Self.lines(cajon).count == Self.lines(browser).count)
            #expect(Self.lines(browser).count > 70)
        }
    }

    /// A sound whose samples are characters.
    private static func lines(_ sound: PlanarSound) -> [String] {
        let codes = (0..<sound.frameCount).map { UInt16(sound[0, $0] * 256) }.prefix { $0 != 0 }
        return String(decoding: codes, as: UTF16.self).split(separator: "\n").map(String.init)
    }

    @Test("is found where it is shipped")
    func scriptsAreThere() {
        let names = BrowserScript.shipped.map(\.name)
        #expect(Set(names).isSuperset(of: ["biquad", "bitcrusher", "phaser", "tape-delay", "tremolo", "wah"]))
    }
}
