// From one sound file to another: the loop that reads, renders and writes. Runs wholly on the thread that calls it.

import AudioGraph
package import AudioIO
package import EffectHost
import Foundation
import Presets
import Realtime

/// One file's way through a graph, in constant memory.
package struct OfflineRender: ~Copyable {
    /// Told now and then how far the render has come: frames of the input done, and how many there are if that is known.
    package typealias Progress = (_ doneFrames: Int, _ info: AudioFileInfo) -> Void
    /// Told what an effect writes to its log.
    package typealias Log = (_ node: String, _ entry: EffectLogEntry) -> Void

    /// Seconds of silence after which a tail is taken to be over.
    private static let longestGapSeconds = 2.0

    private let request: RenderRequest
    private var reader: AudioFileReader
    private var graph: PlayableGraph
    private let input: AudioBuffer
    private let output: AudioBuffer
    private let progress: Progress
    private let log: Log

    /// Frames given to the graph so far; those beyond the input are silence.
    private var renderedFrames = 0
    private var outputFrames = 0
    private var meter = LevelMeter()
    private var faults: [NodeFault] = []
    /// By node, at the end.
    private var meters: [String: [MeterReading]] = [:]

    /// Opens the input and sets up the graph for its format.
    package init(
        _ request: RenderRequest, store: EffectStore, log: @escaping Log = { _, _ in },
        progress: @escaping Progress = { _, _ in }
    ) throws(RenderError) {
        self.request = request
        self.log = log
        self.progress = progress
        let reader = try Self.file { () throws(AudioIOError) in
            try AudioFileReader(path: request.input, acceptsCutShort: request.shortInputPolicy == .render)
        }
        let channelCount = reader.info.channelCount
        let graph = try PlayableGraph(
            request.preset,
            format: RenderFormat(
                sampleRate: Double(reader.info.sampleRate), channelCount: channelCount,
                maximumFrames: request.blockFrameCount),
            store: store, bounds: request.bounds)
        self.reader = reader
        self.graph = graph
        input = AudioBuffer(channelCount: channelCount, frameCapacity: request.blockFrameCount)
        output = AudioBuffer(channelCount: channelCount, frameCapacity: request.blockFrameCount)
    }

    /// Frames for which the output goes on after the input, beyond the latency; nil when it may go on for ever.
    package var tailFrameCount: Int? { graph.tailFrameCount }

    /// Renders the file. Errors leave no output behind, and an existing one as it was.
    package consuming func run() throws(RenderError) -> RenderReport {
        let start = ContinuousClock.now
        var writer = try makeWriter()
        try renderInput(to: &writer)
        let inputFrames = renderedFrames
        try renderTail(inputFrames: inputFrames, to: &writer)
        try readMeters()
        let summary = try Self.commit(writer)
        return report(inputFrames, summary, seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    private static func commit(_ writer: consuming AudioFileWriter) throws(RenderError) -> AudioOutputSummary {
        do {
            return try writer.commit()
        } catch {
            throw RenderError(.file(error))
        }
    }

    /// Runs what may fail with a file.
    static func file<T: ~Copyable>(_ body: () throws(AudioIOError) -> T) throws(RenderError) -> T {
        do {
            return try body()
        } catch {
            throw RenderError(.file(error))
        }
    }

    private func makeWriter() throws(RenderError) -> AudioFileWriter {
        let info = reader.info
        return try Self.file { () throws(AudioIOError) in
            let format = try OutputFormat.resolve(
                input: info.format, outputPath: request.output, format: request.container, bits: request.bits,
                sampleRate: info.sampleRate, channelCount: info.channelCount)
            return try AudioFileWriter(
                path: request.output, format: format, sampleRate: info.sampleRate, channelCount: info.channelCount,
                expectedFrameCount: info.frameCount, metadata: reader.metadata, isDithered: request.isDithered)
        }
    }

    // MARK: - The input

    private mutating func renderInput(to writer: inout AudioFileWriter) throws(RenderError) {
        while true {
            let count: Int
            do {
                count = try reader.read(into: input.block(frameCount: input.frameCapacity))
            } catch {
                throw RenderError(.file(error))
            }
            if count == 0 { return }
            if count < input.frameCapacity { closeGaps(frameCount: count) }
            let block = try renderBlock(frameCount: count)
            // The first frames of the output are those that the graph's latency made of nothing.
            let skipped = min(max(graph.latencyFrameCount - (renderedFrames - count), 0), count)
            try write(block, skipped..<count, to: &writer)
            progress(renderedFrames, reader.info)
        }
    }

    /// Moves the channels of a short block together, as the graph wants them.
    private func closeGaps(frameCount: Int) {
        let base = input.block(frameCount: input.frameCapacity).base
        for channel in 1..<max(input.channelCount, 1) {
            // SAFETY: both ranges lie within the buffer; they may overlap, which `update` allows.
            (base + channel * frameCount).update(from: base + channel * input.frameCapacity, count: frameCount)
        }
    }

    // MARK: - What rings on

    private mutating func renderTail(inputFrames: Int, to writer: inout AudioFileWriter) throws(RenderError) {
        let silence = input.block(frameCount: input.frameCapacity)
        // SAFETY: the block spans the whole buffer.
        silence.base.update(repeating: 0, count: silence.sampleCount)
        let latency = graph.latencyFrameCount
        let sampleRate = Double(reader.info.sampleRate)
        let longestTail = Int(request.longestTailSeconds * sampleRate)
        let tail =
            !request.rendersTail || inputFrames == 0 ? 0 : min(graph.tailFrameCount ?? longestTail, longestTail)
        var trimmer = TailTrimmer(
            channelCount: input.channelCount, longestGap: Int(Self.longestGapSeconds * sampleRate))
        let end = inputFrames + latency + tail
        while renderedFrames < end, !trimmer.hasEnded {
            let first = renderedFrames
            let block = try renderBlock(frameCount: min(input.frameCapacity, end - renderedFrames))
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
        let block = output.block(frameCount: frameCount)
        graph.render(
            position: UInt64(renderedFrames), input: AudioBlock(input.block(frameCount: frameCount)), output: block)
        renderedFrames += frameCount
        // Faults first: each takes the effect's last words out of its log.
        let newFaults = graph.hasFailedNodes ? graph.takeFaults() : []
        for node in graph.nodes { for entry in node.instance.drainLog().entries { log(node.id, entry) } }
        if let fault = newFaults.first, request.faultPolicy == .stop { throw RenderError(.fault(fault)) }
        faults += newFaults
        try request.bounds?.requireTime(afterFrame: renderedFrames, sampleRate: graph.format.sampleRate)
        return AudioBlock(block)
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
        let buffer = AudioBuffer(channelCount: channels.count, frameCapacity: frameCount)
        let block = buffer.block(frameCount: frameCount)
        // SAFETY: the buffer holds as many samples as the channels together.
        block.base.update(from: planar, count: planar.count)
        defer { withExtendedLifetime(buffer) {} }
        try write(AudioBlock(block), 0..<frameCount, to: &writer)
    }

    // MARK: - The report

    /// Asks the effects that play what their meters show.
    private mutating func readMeters() throws(RenderError) {
        for node in graph.nodes where !node.instance.hasFailed {
            do throws(EffectError) {
                let readings = try node.instance.readMeters()
                if !readings.isEmpty { meters[node.id] = readings }
            } catch {
                let cause = if case .fault(let fault) = error.kind { fault.description } else { error.description }
                let fault = NodeFault(
                    node: node.id, effect: node.effect, frame: renderedFrames, sampleRate: graph.format.sampleRate,
                    cause: cause)
                if request.faultPolicy == .stop { throw RenderError(.fault(fault)) }
                faults.append(fault)
            }
            for entry in node.instance.drainLog().entries { log(node.id, entry) }
        }
    }

    private func report(_ inputFrames: Int, _ summary: AudioOutputSummary, seconds: Double) -> RenderReport {
        let audioSeconds = Double(outputFrames) / Double(reader.info.sampleRate)
        var warnings = graph.warnings
        if let cutShort = reader.cutShort { warnings.append("\(cutShort); what is there was rendered") }
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
                    latencyFrames: node.timing.latencyFrameCount, nonFiniteBlocks: node.instance.nonFiniteBlockCount,
                    meters: meters[node.id])
            },
            faults: faults, warnings: warnings)
    }
}
