// Files through graphs: what comes out lines up with what went in, whatever the blocks.

import AudioGraph
import AudioIO
import EffectTestSupport
import Presets
import Session
import Testing

@Suite("An offline render")
struct OfflineRenderTests {
    @Test(
        "takes the latency off: the output lines up with the input and is as long",
        arguments: [50, 479, 480, 481, 30_000])
    func latency(frameCount: Int) throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: frameCount, seed: 30)
        let (output, report) = try Rendering.run(
            input,
            chain: "compressor ratio=1 lookahead=10ms | filter type=peak gain=0 | compressor ratio=1 lookahead=3ms")
        #expect(report.latencyFrames == 480 + 144)
        #expect(report.inputFrames == frameCount && report.outputFrames == output.frameCount)
        #expect(output.frameCount >= frameCount)
        let greatest = zip(output.frames(0..<frameCount).samples, input.samples).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(greatest < 5e-7)
    }

    @Test("takes a mono, a stereo and a 6-channel file, at any rate", arguments: [1, 2, 6], [44_100, 48_000, 96_000])
    func channels(count: Int, rate: Int) throws {
        let input = PlanarSound.noise(channelCount: count, frameCount: 20_000, amplitude: 0.2, seed: 31)
        let chain = "filter cutoff=900 | compressor lookahead=2ms threshold=-30 | chorus | gain level=-2"
        let (output, report) = try Rendering.run(input, chain: chain, sampleRate: rate) { $0.rendersTail = false }
        let expected = try PlayableGraph.aligned(StagedEffects.chain(chain), input, sampleRate: Double(rate))
        #expect(output.difference(from: expected) == nil)
        #expect(report.output.info.sampleRate == rate && report.output.info.channelCount == count)
    }

    @Test("lets the tail ring to its end, and no longer")
    func tail() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 5_000, seed: 32)
        let chain = "chorus delay=30ms feedback=70% mix=100%"
        let (whole, report) = try Rendering.run(input, chain: chain)
        let (cut, cutReport) = try Rendering.run(input, chain: chain) { $0.rendersTail = false }
        #expect(cut.frameCount == 5_000 && cutReport.outputFrames == 5_000)
        #expect(whole.frames(0..<5_000).difference(from: cut) == nil)
        #expect(whole.frameCount > 5_000 + 2 * 1_440 && report.outputFrames == whole.frameCount)
        // All that rings on is there, and what was left off is silence.
        let expected = try PlayableGraph.aligned(StagedEffects.chain(chain), input, tail: 400_000)
        #expect(whole.difference(from: expected.frames(0..<whole.frameCount)) == nil)
        let rest = expected.frames(whole.frameCount..<expected.frameCount)
        let declaredTail = try Self.declaredTail(chain)
        #expect(rest.peak <= 0x1p-24 || whole.frameCount == 5_000 + declaredTail)
        let last = whole.frames(whole.frameCount - 1..<whole.frameCount)
        #expect(last.peak > 0x1p-24, "the file ends in silence")
    }

    private static func declaredTail(_ chain: String) throws -> Int {
        let graph = try PlayableGraph(
            StagedEffects.chain(chain),
            format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: 512), store: StagedEffects.store())
        let tail = graph.tailFrameCount
        return try #require(tail)
    }

    @Test("ends after two seconds of silence where a tail has no end, and after ten minutes where it sounds")
    func endlessTails() throws {
        let folder = try TemporaryFolder()
        let input = PlanarSound.noise(channelCount: 1, frameCount: 100, seed: 33)
        // At 100 Hz ten minutes are short.
        let quiet = try TestGuest(tailFrames: .max).write(to: folder, "quiet.wasm")
        #expect(try Rendering.run(input, chain: quiet, sampleRate: 100).output.frameCount == 100)
        let endless = try TestGuest.endless.write(to: folder, "endless.wasm")
        let (output, _) = try Rendering.run(input, chain: endless, sampleRate: 100) { $0.blockFrameCount = 1 }
        #expect(output.frameCount == 100 + 60_000)
    }

    @Test("of an empty file is an empty file", arguments: [1, 2, 6])
    func empty(channelCount: Int) throws {
        let input = PlanarSound(channelCount: channelCount, frameCount: 0)
        let (output, report) = try Rendering.run(input, chain: "compressor lookahead=5ms | chorus feedback=50%")
        #expect(output.frameCount == 0 && report.outputFrames == 0 && report.inputFrames == 0)
        #expect(report.peakDecibels == nil && report.rmsDecibels == nil)
    }

    @Test("writes the same file, byte for byte, whatever the blocks", arguments: ["16", "24", "32f"])
    func blockLengths(bits: String) throws {
        let folder = try TemporaryFolder()
        let input = try folder.write(.noise(channelCount: 2, frameCount: 9_001, amplitude: 0.3, seed: 34))
        let preset = try StagedEffects.chain(
            "filter cutoff=2kHz resonance=3 | compressor lookahead=5ms threshold=-30 | chorus feedback=30% | gain width=150%"
        )
        var files: [[UInt8]] = []
        for length in [1, 17, 64, 128, 512, 1_024, 4_096] {
            var request = RenderRequest(input: input, output: folder.file("\(length).wav"), preset: preset)
            request.blockFrameCount = length
            request.bits = bits
            _ = try OfflineRender(request, store: StagedEffects.store()).run()
            files.append(try folder.bytes("\(length).wav"))
        }
        #expect(files[0].count > 9_001 * 4)
        for file in files.dropFirst() { #expect(file == files[0]) }
    }

    @Test("passes by a node that is bypassed, latency and all, without touching a bit")
    func bypass() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 4_000, seed: 35)
        for chain in ["filter cutoff=100 @bypass", "compressor threshold=-60 lookahead=10ms @bypass"] {
            let (output, _) = try Rendering.run(input, chain: chain) { $0.rendersTail = false }
            #expect(output.difference(from: input) == nil, "\(chain)")
        }
    }

    @Test("blends a node's output with its input, aligned", arguments: [0, 25, 50, 100])
    func mix(percent: Int) throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 4_000, seed: 36)
        let node = "compressor threshold=-40 ratio=10 lookahead=4ms"
        let wet = try Rendering.run(input, chain: node) { $0.rendersTail = false }.output
        let (output, _) = try Rendering.run(input, chain: "\(node) @mix=\(percent)%") { $0.rendersTail = false }
        let share = Float(percent) / 100
        let expected = PlanarSound(channelCount: 2, frameCount: 4_000) { channel, frame in
            percent == 0
                ? input[channel, frame]
                : percent == 100
                    ? wet[channel, frame] : input[channel, frame] * (1 - share) + wet[channel, frame] * share
        }
        #expect(output.difference(from: expected) == nil)
    }

    @Test("takes a block with NaN as silence, and says so")
    func nonFinite() throws {
        var input = PlanarSound.noise(channelCount: 2, frameCount: 8 * 256, seed: 37)
        input[1, 3 * 256 + 5] = .nan
        let (output, report) = try Rendering.run(input, chain: "gain") {
            $0.blockFrameCount = 256
            $0.rendersTail = false
        }
        #expect(output.frames(3 * 256..<4 * 256).isSilent)
        #expect(output.frames(0..<3 * 256).difference(from: input.frames(0..<3 * 256)) == nil)
        #expect(report.warnings.contains { $0.contains("NaN") })
    }
}
