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
        /// For all of a check: looking up the effects, setting them up, and the render. It is looked at between calls of
        /// effects, and in the render between blocks.
        package static let time = Duration.seconds(60)
        /// For all effects of a preset together, however they grow: what 64 usual ones can come to take, many more than
        /// the shipped presets have. With so few, a block in which each takes all of its time ends soon as well.
        package static let memoryBytes = 4 << 30
        /// For one block of one effect.
        package static let blockMilliseconds = 1_000

        /// For the loader that the effects are loaded with.
        package static var effects: EffectLimits {
            var limits = EffectLimits()
            limits.blockMilliseconds = blockMilliseconds
            return limits
        }
    }

    private let store: EffectStore
    private let bounds: WorkBounds

    /// The time begins here.
    ///
    /// - Parameter store: should keep to `Limits.effects`.
    package init(
        store: EffectStore, timeLimit: Duration = Limits.time, memoryBytes: Int = Limits.memoryBytes
    ) {
        self.store = store
        bounds = WorkBounds(timeLimit: timeLimit, memoryBytes: memoryBytes)
    }

    /// Looks up a preset's effects, as long as there is time.
    ///
    /// Errors: what is wrong with it; which effects there was no time for.
    package func resolve(_ document: PresetDocument) throws(PresetError) -> ResolvedPreset {
        try document.resolve(using: BoundedCatalog(store: store, bounds: bounds))
    }

    /// Sets the graph up for 48 kHz stereo, sends the noise through it, and measures. An effect that fails is passed by,
    /// and reported.
    ///
    /// Errors: an effect can't be set up; the graph can't be rendered; it took too long, or could take too much memory; the
    /// system has no room for the files.
    package func run(_ preset: ResolvedPreset) throws(RenderError) -> DryRenderReport {
        let folder: ScratchFolder
        do throws(LibraryError) { folder = try ScratchFolder() } catch { throw RenderError(.scratch(error)) }
        let noise = TestNoise.channels()
        try OfflineRender.file { () throws(AudioIOError) in try Self.write(noise, to: folder.file("in.wav")) }
        var request = RenderRequest(input: folder.file("in.wav"), output: folder.file("out.wav"), preset: preset)
        request.faultPolicy = .bypass
        request.longestTailSeconds = Limits.tailSeconds
        request.bounds = bounds
        let render = try OfflineRender(request, store: store)
        let tailFrames = render.tailFrameCount
        let report = try render.run()
        let sound = try OfflineRender.file { () throws(AudioIOError) in try Self.read(folder.file("out.wav")) }
        return DryRenderReport(
            report, tailFrames: tailFrames, input: SoundMeasures(noise),
            // What is still to come when the noise ends says nothing of how loud the preset is.
            output: SoundMeasures(sound.map { $0.prefix(TestNoise.frameCount) }), whole: SoundMeasures(sound))
    }

    // MARK: - Files

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
