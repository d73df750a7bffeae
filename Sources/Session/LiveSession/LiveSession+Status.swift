// How a live session is, for whoever asks. The control thread.

import AudioIO
package import Control
import EffectHost
import Foundation
import Presets
import Synchronization

extension LiveSession {
    /// Everything at this moment.
    package func status() -> LiveStatus {
        let meters = meters(levels: currentLevels())
        return LiveStatus(
            session: server?.name ?? request.name ?? "live", processID: Int(getpid()), state: currentState,
            preset: preset.preset.name, nodes: statusNodes, devices: deviceLines,
            sampleRate: Double(grant.sampleRate), periodFrames: grant.periodFrames,
            periodCount: (grant.playback ?? grant.capture).map { $0.bufferFrames / max($0.periodFrames, 1) } ?? 0,
            latencyMilliseconds: latencyMilliseconds, xruns: xrunCount, uptimeSeconds: uptimeSeconds, meters: meters,
            recording: recorder.map {
                LiveRecording(file: $0.path, seconds: $0.seconds, lostFrames: $0.lostFrameCount)
            },
            messages: messages, learning: midi.learning?.description)
    }

    /// Levels since the last call, and load.
    func takeMeters() -> LiveMeters { meters(levels: takeLevels()) }

    private func meters(levels: (input: [LevelReading], output: [LevelReading])) -> LiveMeters {
        let load = controller.load
        return LiveMeters(
            input: levels.input, output: levels.output,
            load: figures(load.period, period: load.periodNanoseconds), xruns: xrunCount)
    }

    private var currentState: LiveStatus.State {
        if isEnding { return .ending }
        if state.pointee.isWaiting.load(ordering: .relaxed) { return .waiting }
        return controller.isIdle ? .idle : .playing
    }

    private var statusNodes: [NodeStatus] {
        let load = controller.load
        return preset.nodes.map { node in
            var result = NodeStatus(
                id: node.id, effect: store.name(of: node.reference), isBypassed: node.isBypassed, mix: node.mix)
            if let live = controller.newest.node(node.id) {
                switch live.state {
                case .playing: result.state = .playing
                case .restarting: result.state = .restarting
                case .out: result.state = .out
                }
                result.latencyFrames = live.latencyFrames
                result.faultCount = live.faultCount
                let readings = live.state == .playing ? live.effect.meterReadings : []
                result.meters = readings.isEmpty ? nil : readings
            }
            result.load = load.nodes.first { $0.id == node.id }
                .flatMap { figures($0.load, period: load.periodNanoseconds) }
            result.lastFault = faults.last { $0.node == node.id }?.cause
            return result
        }
    }

    private func figures(_ load: LoadSummary, period: Double) -> LoadFigures? {
        guard load.count > 0, period > 0 else { return nil }
        return LoadFigures(
            median: Double(load.medianNanoseconds) / period,
            percentile99: Double(load.percentile99Nanoseconds) / period,
            percentile999: Double(load.percentile999Nanoseconds) / period,
            maximum: Double(load.maximumNanoseconds) / period)
    }

    /// Periods that came too late, in either direction.
    var xrunCount: Int {
        state.pointee.captureXrunCount.load(ordering: .relaxed)
            + state.pointee.playbackXrunCount.load(ordering: .relaxed)
    }

    /// From a sound's arrival at the capture device to its leaving the playback device, the graph's part included.
    ///
    /// `cajon latency` measures the devices' part.
    var latencyMilliseconds: Double {
        let devices = state.pointee.latencyFrames.load(ordering: .relaxed)
        return Double(devices + controller.playing.latencyFrames) / Double(grant.sampleRate) * 1_000
    }

    /// What was granted, a line for each direction.
    package var deviceLines: [String] {
        var lines: [String] = []
        if case .file(let path, let loops) = request.source {
            lines.append("input \(path)\(loops ? ", over and over" : "")")
        }
        if let capture = grant.capture { lines.append("capture \(line(capture))") }
        if let playback = grant.playback { lines.append("playback \(line(playback))") }
        switch grant.clock {
        case .resampled: lines.append("capture follows playback's clock by resampling")
        case .none: lines.append("no device keeps time: the sound runs as fast as it can")
        case .shared, .linked: break
        }
        return lines
    }

    private func line(_ side: DeviceGrant.Side) -> String {
        "\(side.name): \(side.channelCount) channels, \(side.sampleFormat), "
            + "\(side.bufferFrames / max(side.periodFrames, 1)) × \(side.periodFrames) frames"
    }
}
