// From one sound file to another: the loop that reads, renders and writes. Runs wholly on the thread that calls it.

import AudioGraph
package import AudioIO
import EffectHost
import Foundation
import Realtime

/// One file's way through a graph, in constant memory.
package struct OfflineRender: ~Copyable {
    /// Told now and then how far the render has come: frames of the input done, and how many there are if that is known.
    package typealias Progress = (_ doneFrames: Int, _ info: AudioFileInfo) -> Void
    /// Told what an effect writes to its log.
    package typealias Log = (_ node: String, _ entry: EffectLogEntry) -> Void

    /// Seconds of silence after which a tail is taken to be over.
    private static let longestGapSeconds = 2.0
    /// A tail that never ends is cut after this.
    private static let longestTailSeconds = 600.0

    private let request: RenderRequest
    private var reader: AudioFileReader
    private var graph: PlayableGraph
    private let input: MutableAudioBlock
    private let output: MutableAudioBlock
    private let progress: Progress
    private let log: Log

    /// Frames given to the graph so far; those beyond the input are silence.
    private var renderedFrames = 0
    private var outputFrames = 0
    private var meter = LevelMeter()
    private var faults: [NodeFault] = []

    /// Opens the input and sets up the graph for its format.
    package init(
        _ request: RenderRequest, store: EffectStore, log: @escaping Log = { _, _ in },
        progress: @escaping Progress = { _, _ in }
    ) throws(RenderError) {
        self.request = request
        self.log = log
        self.progress = progress
        do {
            reader = try AudioFileReader(path: request.input)
        } catch {
            throw RenderError(.file(error))
        }
        let channelCount = reader.info.channelCount
        let blockFrameCount = request.blockFrameCount
        graph = try PlayableGraph(
            request.preset,
            format: RenderFormat(
                sampleRate: Double(reader.info.sampleRate), channelCount: channelCount, maximumFrames: blockFrameCount),
            store: store)
        input = .allocate(channelCount: channelCount, frameCount: blockFrameCount)
        output = .allocate(channelCount: channelCount, frameCount: blockFrameCount)
    }

    deinit {
        // SAFETY: allocated in `init`, and nobody else has the pointers.
        input.base.deallocate()
        output.base.deallocate()
    }

    /// Renders the file. Errors leave no output behind, and an existing one as it was.
    package consuming func run() throws(RenderError) -> RenderReport {
        let start = ContinuousClock.now
        var writer: AudioFileWriter
        do {
            writer = try makeWriter()
            try renderInput(to: &writer)
        } catch {
            throw error
        }
        let inputFrames = renderedFrames
        try renderTail(inputFrames: inputFrames, to: &writer)
        let summary: AudioOutputSummary
        do {
            summary = try writer.commit()
        } catch {
            throw RenderError(.file(error))
        }
        return report(inputFrames, summary, seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    private func makeWriter() throws(RenderError) -> AudioFileWriter {
        let info = reader.info
        do {
            let format = try OutputFormat.resolve(
                input: info.format, outputPath: request.output, format: request.container, bits: request.bits,
                sampleRate: info.sampleRate, channelCount: info.channelCount)
            return try AudioFileWriter(
                path: request.output, format: format, sampleRate: info.sampleRate, channelCount: info.channelCount,
                expectedFrameCount: info.frameCount, metadata: reader.metadata, isDithered: request.isDithered)
        } catch {
            throw RenderError(.file(error))
        }
    }

    // MARK: - The input

    private mutating func renderInput(to writer: inout AudioFileWriter) throws(RenderError) {
        while true {
            let count: Int
            do {
                count = try reader.read(into: input)
            } catch {
                throw RenderError(.file(error))
            }
            if count == 0 { return }
            if count < input.frameCount { close(upGapsFor: count) }
            let block = try renderBlock(frameCount: count)
            // The first frames of the output are those that the graph's latency made of nothing.
            let skipped = min(max(graph.latencyFrameCount - (renderedFrames - count), 0), count)
            try write(block, skipped..<count, to: &writer)
            progress(renderedFrames, reader.info)
        }
    }

    /// Moves the channels of a short block together, as the graph wants them.
    private func close(upGapsFor count: Int) {
        for channel in 1..<max(input.channelCount, 1) {
            // SAFETY: both ranges lie within the block; they may overlap, which `update` allows.
            (input.base + channel * count).update(from: input.base + channel * input.frameCount, count: count)
        }
    }

    // MARK: - What rings on

    private mutating func renderTail(inputFrames: Int, to writer: inout AudioFileWriter) throws(RenderError) {
        input.base.update(repeating: 0, count: input.sampleCount)
        let latency = graph.latencyFrameCount
        let sampleRate = Double(reader.info.sampleRate)
        let tail = !request.rendersTail || inputFrames == 0
            ? 0 : graph.tailFrameCount ?? Int(Self.longestTailSeconds * sampleRate)
        var trimmer = TailTrimmer(
            channelCount: input.channelCount, longestGap: Int(Self.longestGapSeconds * sampleRate))
        let end = inputFrames + latency + tail
        while renderedFrames < end, !trimmer.hasEnded {
            let first = renderedFrames
            let block = try renderBlock(frameCount: min(input.frameCount, end - renderedFrames))
            // Up to here the output belongs to the input itself; silence there is as good as sound.
            let owed = min(max(inputFrames + latency - first, 0), block.frameCount)
            let skipped = min(max(latency - first, 0), owed)
            try write(block, skipped..<owed, to: &writer)
            let released = trimmer.take(block, owed..<block.frameCount)
            try write(released, to: &writer)
        }
    }

    // MARK: - One block

    /// Renders the first frames of `input`; the result lies in `output`.
    private mutating func renderBlock(frameCount: Int) throws(RenderError) -> AudioBlock {
        graph.render(
            position: UInt64(renderedFrames),
            input: AudioBlock(base: input.base, channelCount: input.channelCount, frameCount: frameCount),
            output: MutableAudioBlock(base: output.base, channelCount: input.channelCount, frameCount: frameCount))
        renderedFrames += frameCount
        for node in graph.nodes { for entry in node.instance.drainLog().entries { log(node.id, entry) } }
        if graph.hasFailedNodes { try handleFaults() }
        return AudioBlock(base: output.base, channelCount: input.channelCount, frameCount: frameCount)
    }

    private mutating func handleFaults() throws(RenderError) {
        for fault in graph.takeFaults() {
            if request.faultPolicy == .stop { throw RenderError(.fault(fault)) }
            faults.append(fault)
        }
    }

    private mutating func write(_ block: AudioBlock, _ range: Range<Int>, to writer: inout AudioFileWriter)
        throws(RenderError)
    {
        guard !range.isEmpty else { return }
        meter.measure(block, range)
        do {
            try writer.write(block, frames: range)
        } catch {
            throw RenderError(.file(error))
        }
        outputFrames += range.count
    }

    private mutating func write(_ channels: [[Float]], to writer: inout AudioFileWriter) throws(RenderError) {
        let planar = channels.flatMap(\.self)
        let frameCount = channels[0].count
        guard frameCount > 0 else { return }
        let copy = UnsafeMutablePointer<Float>.allocate(capacity: planar.count)
        defer { copy.deallocate() }
        copy.initialize(from: planar, count: planar.count)
        let block = AudioBlock(base: copy, channelCount: channels.count, frameCount: frameCount)
        try write(block, 0..<frameCount, to: &writer)
    }

    // MARK: - The report

    private func report(_ inputFrames: Int, _ summary: AudioOutputSummary, seconds: Double) -> RenderReport {
        let audioSeconds = Double(outputFrames) / Double(reader.info.sampleRate)
        var warnings = graph.warnings
        if graph.nonFiniteBlockCount > 0 {
            warnings.append(
                "\(graph.nonFiniteBlockCount) blocks of the input, or of a sum in the graph, held a NaN or an infinity "
                    + "and became silence")
        }
        return RenderReport(
            preset: request.preset.preset.name, input: reader.info, output: summary, inputFrames: inputFrames,
            outputFrames: outputFrames, latencyFrames: graph.latencyFrameCount, peakDecibels: meter.peakDecibels,
            rmsDecibels: meter.rmsDecibels, seconds: seconds, speed: seconds > 0 ? audioSeconds / seconds : 0,
            nodes: graph.nodes.map { node in
                RenderReport.Node(
                    id: node.id, effect: node.effect, seconds: graph.seconds(ofNode: node.id),
                    latencyFrames: node.timing.latencyFrameCount, nonFiniteBlocks: node.instance.nonFiniteBlockCount)
            },
            faults: faults, warnings: warnings)
    }
}

extension MutableAudioBlock {
    /// Memory for a block; the caller frees its base.
    fileprivate static func allocate(channelCount: Int, frameCount: Int) -> MutableAudioBlock {
        let base = UnsafeMutablePointer<Float>.allocate(capacity: max(channelCount * frameCount, 1))
        base.initialize(repeating: 0, count: channelCount * frameCount)
        return MutableAudioBlock(base: base, channelCount: channelCount, frameCount: frameCount)
    }
}
