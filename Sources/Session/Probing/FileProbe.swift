// A sound file, before and after a preset, block by block for whoever measures it. Runs wholly on the thread that calls it.

import AudioGraph
package import AudioIO
import EffectHost
package import Presets
package import Realtime

/// Reads a file from front to back, in constant memory.
package struct FileProbe: ~Copyable {
    /// Is handed frames of a block, all of them finite, in order and without gaps.
    package typealias Take = (AudioBlock, Range<Int>) -> Void

    package struct Report: Sendable {
        package let frameCount: Int
        /// NaN and infinities of the file, which count as silence.
        package let nonFiniteSampleCount: Int
        package let warnings: [String]
    }

    private static let blockFrameCount = RenderRequest.defaultBlockFrameCount

    private var reader: AudioFileReader
    private let preset: ResolvedPreset?
    private let store: EffectStore
    private let input: AudioBuffer
    private var nonFiniteSampleCount = 0

    /// Opens the file.
    ///
    /// - Parameter preset: nil to measure the file alone.
    ///
    /// Errors: it can't be read, or holds no sound that can.
    package init(path: String, preset: ResolvedPreset?, store: EffectStore) throws(RenderError) {
        reader = try OfflineRender.file { () throws(AudioIOError) in
            try AudioFileReader(path: path, acceptsCutShort: true)
        }
        self.preset = preset
        self.store = store
        input = AudioBuffer(channelCount: reader.info.channelCount, frameCapacity: Self.blockFrameCount)
    }

    package var info: AudioFileInfo { reader.info }

    /// Reads it to its end.
    ///
    /// - Parameters:
    ///   - before: is handed the file.
    ///   - after: is handed what the preset makes of it, in line with the file and as long: what rings on is left out.
    ///
    /// Errors: the file is damaged or the system refuses to read; an effect failed or refused the format.
    package consuming func run(
        log: @escaping OfflineRender.Log = { _, _ in }, progress: OfflineRender.Progress = { _, _ in }, before: Take,
        after: Take
    ) throws(RenderError) -> Report {
        guard let preset else {
            var frameCount = 0
            while true {
                let count = try read()
                if count == 0 { break }
                frameCount += count
                handOver(frameCount: count, to: before)
                progress(frameCount, reader.info)
            }
            return report(frameCount, [])
        }
        let format = RenderFormat(
            sampleRate: Double(reader.info.sampleRate), channelCount: reader.info.channelCount,
            maximumFrames: Self.blockFrameCount)
        var run = try ProbeRun(preset, format: format, store: store, log: log)
        let latency = run.latencyFrameCount
        var frameCount = 0
        while true {
            let count = try read()
            if count == 0 { break }
            let source = input.block(frameCount: count).base
            let block = try run.render(frameCount: count) { block in
                // SAFETY: both have `count` frames of every channel.
                block.base.update(from: source, count: block.sampleCount)
            }
            let skipped = min(max(latency - frameCount, 0), count)
            frameCount += count
            after(block, skipped..<count)
            handOver(frameCount: count, to: before)
            progress(frameCount, reader.info)
        }
        // The last frames are still under way.
        var left = frameCount == 0 ? 0 : latency
        var skipped = max(latency - frameCount, 0)
        while left > 0 {
            let count = min(left, Self.blockFrameCount)
            let block = try run.render(frameCount: count, fill: ProbeRun.silence)
            after(block, min(skipped, count)..<count)
            skipped -= min(skipped, count)
            left -= count
        }
        return report(frameCount, run.warnings)
    }

    private func report(_ frameCount: Int, _ warnings: [String]) -> Report {
        Report(
            frameCount: frameCount, nonFiniteSampleCount: nonFiniteSampleCount,
            warnings: (reader.cutShort.map { ["\($0); what is there was measured"] } ?? []) + warnings)
    }

    /// Reads the next frames to the front of `input`, its channels moved together.
    private mutating func read() throws(RenderError) -> Int {
        let count: Int
        do {
            count = try reader.read(into: input.block(frameCount: input.frameCapacity))
        } catch {
            throw RenderError(.file(error))
        }
        guard count > 0, count < input.frameCapacity else { return count }
        let base = input.block(frameCount: input.frameCapacity).base
        for channel in 1..<max(input.channelCount, 1) {
            // SAFETY: both ranges lie within the buffer; they may overlap, which `update` allows.
            (base + channel * count).update(from: base + channel * input.frameCapacity, count: count)
        }
        return count
    }

    /// After the graph has had them: what isn't finite becomes silence.
    private mutating func handOver(frameCount: Int, to take: Take) {
        let block = input.block(frameCount: frameCount)
        for index in 0..<block.sampleCount where !block.base[index].isFinite {
            block.base[index] = 0
            nonFiniteSampleCount += 1
        }
        take(AudioBlock(block), 0..<frameCount)
    }
}
