// A preset tried with a second of noise, as a render would: by way of files. Runs wholly on the thread that calls it.

import AudioGraph
import AudioIO
import Bundles
package import EffectHost
import Foundation
package import Presets
import Realtime

/// Finds out what a preset does to a sound, without anybody having to listen.
package struct DryRender {
    /// What a stranger's preset is given: enough for any that could be of use, and not much to wait for.
    package enum Limits {
        /// A tail is listened to for so long.
        package static let tailSeconds = 4.0
        /// For the whole render.
        package static let time = Duration.seconds(20)
        /// For one block of one effect.
        package static let blockMilliseconds = 1_000

        /// For the loader that the effects are loaded with.
        package static var effects: EffectLimits {
            var limits = EffectLimits()
            limits.blockMilliseconds = blockMilliseconds
            return limits
        }
    }

    private let preset: ResolvedPreset
    private let store: EffectStore
    private let timeLimit: Duration

    /// - Parameter store: should keep to `Limits.effects`.
    package init(_ preset: ResolvedPreset, store: EffectStore, timeLimit: Duration = Limits.time) {
        self.preset = preset
        self.store = store
        self.timeLimit = timeLimit
    }

    /// Sets the graph up for 48 kHz stereo, sends the noise through it, and measures. An effect that fails is passed by,
    /// and reported.
    ///
    /// Errors: an effect can't be set up; the graph can't be rendered; it took too long; the system has no room for the
    /// files.
    package func run() throws(RenderError) -> DryRenderReport {
        let format = RenderFormat(
            sampleRate: Double(TestNoise.sampleRate), channelCount: TestNoise.channelCount,
            maximumFrames: RenderRequest.defaultBlockFrameCount)
        // A graph of its own to ask: the render's is gone when it has rendered.
        let (tailFrames, graphWarnings) = try describe(format)
        let folder: ScratchFolder
        do throws(LibraryError) { folder = try ScratchFolder() } catch { throw RenderError(.scratch(error)) }
        let noise = TestNoise.channels()
        try Self.file { () throws(AudioIOError) in try Self.write(noise, to: folder.file("in.wav")) }
        var request = RenderRequest(input: folder.file("in.wav"), output: folder.file("out.wav"), preset: preset)
        request.faultPolicy = .bypass
        request.longestTailSeconds = Limits.tailSeconds
        request.timeLimit = timeLimit
        let report = try OfflineRender(request, store: store).run()
        let sound = try Self.file { () throws(AudioIOError) in try Self.read(folder.file("out.wav")) }
        return DryRenderReport(
            report, tailFrames: tailFrames, graphWarnings: graphWarnings, input: SoundMeasures(noise),
            // What is still to come when the noise ends says nothing of how loud the preset is.
            output: SoundMeasures(sound.map { $0.prefix(TestNoise.frameCount) }), whole: SoundMeasures(sound))
    }

    private func describe(_ format: RenderFormat) throws(RenderError) -> (tailFrames: Int?, warnings: [String]) {
        let graph = try PlayableGraph(preset, format: format, store: store)
        return (graph.tailFrameCount, graph.warnings)
    }

    // MARK: - Files

    private static func file<T>(_ body: () throws(AudioIOError) -> T) throws(RenderError) -> T {
        do {
            return try body()
        } catch {
            throw RenderError(.file(error))
        }
    }

    private static func write(_ channels: [[Float]], to path: String) throws(AudioIOError) {
        var writer = try AudioFileWriter(
            path: path, format: OutputFormat(AudioFileFormat(.wav, .float32)), sampleRate: TestNoise.sampleRate,
            channelCount: channels.count, expectedFrameCount: channels[0].count)
        let buffer = AudioBuffer(channelCount: channels.count, frameCapacity: channels[0].count)
        let block = buffer.block(frameCount: channels[0].count)
        let planar = channels.flatMap(\.self)
        // SAFETY: the buffer holds as many samples as the channels together.
        block.base.update(from: planar, count: planar.count)
        defer { withExtendedLifetime(buffer) {} }
        try writer.write(AudioBlock(block), frames: 0..<block.frameCount)
        _ = try writer.commit()
    }

    private static func read(_ path: String) throws(AudioIOError) -> [[Float]] {
        var reader = try AudioFileReader(path: path)
        let (channelCount, capacity) = (reader.info.channelCount, RenderRequest.defaultBlockFrameCount)
        let buffer = AudioBuffer(channelCount: channelCount, frameCapacity: capacity)
        let block = buffer.block(frameCount: capacity)
        defer { withExtendedLifetime(buffer) {} }
        var channels = [[Float]](repeating: [], count: channelCount)
        while true {
            let count = try reader.read(into: block)
            if count == 0 { return channels }
            for channel in 0..<channelCount {
                // SAFETY: each channel's samples begin at a multiple of the capacity, and `count` is no more than that.
                channels[channel] += UnsafeBufferPointer(start: block.base + channel * capacity, count: count)
            }
        }
    }
}
