// What the shipped presets make of one fixed sound, to the bit: Tests/Golden/renders.json.

import AudioGraph
import Crypto
import EffectTestSupport
import Foundation
import Session
import Testing

@Suite("Golden renders")
struct GoldenRenderTests {
    private static let file = StagedEffects.root.appending(path: "Tests/Golden/renders.json")
    private static let isBlessing = ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1"

    @Test("are what they were: every shipped preset's samples have the digest in Tests/Golden/renders.json")
    func renders() throws {
        let stimulus = GoldenStimulus.sound
        var digests: [String: String] = [:]
        for name in StagedEffects.presetNames {
            var graph = try PlayableGraph(
                StagedEffects.shippedPreset(name),
                format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: 480),
                store: StagedEffects.store())
            digests[name] = Self.digest(graph.render(stimulus, blocks: .fixed(480)))
        }
        if Self.isBlessing {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try (try encoder.encode(digests) + Data("\n".utf8)).write(to: Self.file)
            return
        }
        let golden = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: Self.file))
        for name in Set(digests.keys).union(golden.keys).sorted() {
            #expect(
                digests[name] == golden[name],
                """
                preset ‘\(name)’ sounds different from what Tests/Golden/renders.json has. If that is meant, say so with \
                CAJON_BLESS=1 swift test -c release --filter GoldenRenderTests
                """)
        }
    }

    @Test("are of a sound that is the same on every machine")
    func stimulus() {
        #expect(Self.digest(GoldenStimulus.sound) == GoldenStimulus.digest)
    }

    /// SHA-256 of the samples as little-endian floats, channel after channel.
    static func digest(_ sound: PlanarSound) -> String {
        var hash = SHA256()
        for sample in sound.samples {
            withUnsafeBytes(of: sample.bitPattern.littleEndian) { hash.update(data: Data($0)) }
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
