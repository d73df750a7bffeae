// What runs on the audio thread while a loopback is measured: plays the signal, keeps what comes back. Made by the thread
// that measures, then the audio thread's own, then that one's again.

package import AudioIO
import CRealtime
import Realtime

/// Everything the audio thread touches.
package struct LoopbackLoop: ~Copyable {
    /// Why it came to an end.
    package enum Ending: Equatable, Sendable {
        case complete
        /// The device has gone, with an errno or 0.
        case lost(Int32)
        /// The device neither takes nor gives sound.
        case stalled
    }

    private static let timeoutMilliseconds: Int32 = 100
    /// Rounds without a period: five seconds.
    private static let patience = 50
    /// Faults beyond these have no place of their own; so many spoil every burst.
    private static var mostFaults: Int { @_noLocks get { 4_096 } }

    private var device: AudioDevice
    let schedule: LoopbackSchedule
    private let signal: AudioBuffer
    private let input: AudioBuffer
    private let output: AudioBuffer
    private let recording: AudioBuffer
    private let faultFrames: UnsafeMutablePointer<Int>
    private var faultCount = 0
    /// What the device said its latency was, after each period.
    private let latencies: UnsafeMutablePointer<Int>
    private let latencyCapacity: Int
    private var latencyCount = 0
    /// Frames that were exchanged so far.
    private var position = 0

    package init(device: consuming AudioDevice, schedule: LoopbackSchedule) {
        let grant = device.grant
        input = AudioBuffer(channelCount: grant.channelCount, frameCapacity: grant.periodFrames)
        output = AudioBuffer(channelCount: grant.channelCount, frameCapacity: grant.periodFrames)
        recording = AudioBuffer(channelCount: grant.channelCount, frameCapacity: schedule.frameCount)
        signal = AudioBuffer(channelCount: 1, frameCapacity: schedule.frameCount)
        let place = signal.block(frameCount: schedule.frameCount)
        for (frame, sample) in schedule.samples().enumerated() { place.base[frame] = sample }
        faultFrames = .allocate(capacity: Self.mostFaults)
        faultFrames.initialize(repeating: 0, count: Self.mostFaults)
        latencyCapacity = schedule.frameCount / grant.periodFrames + 1
        latencies = .allocate(capacity: latencyCapacity)
        latencies.initialize(repeating: 0, count: latencyCapacity)
        self.device = device
        self.schedule = schedule
    }

    deinit {
        // SAFETY: allocated in `init`, trivial, and nobody else's.
        faultFrames.deallocate()
        latencies.deallocate()
    }

    /// Plays the schedule to its end, through xruns and suspensions.
    ///
    /// Errors: the device refuses to start.
    package mutating func run() throws(DeviceError) -> Ending {
        try device.start()
        var idleRounds = 0
        while position < schedule.frameCount {
            var event = device.wait(timeoutMilliseconds: Self.timeoutMilliseconds)
            if event == .ready {
                cajon_enter_realtime()
                event = exchange()
                cajon_exit_realtime()
                idleRounds = 0
            } else {
                idleRounds += 1
            }
            switch event {
            case .ready, .timeout: break
            case .lost(let code): return .lost(code)
            case .xrun, .suspended:
                noteFault()
                guard device.recover(from: event) else { return .lost(0) }
            }
            guard idleRounds < Self.patience else { return .stalled }
        }
        return .complete
    }

    /// One period: what came is kept, what is due is played.
    @_noLocks
    private mutating func exchange() -> DeviceEvent {
        let block = input.block(frameCount: input.frameCapacity)
        let xruns = device.counters.captureXruns
        device.read(into: block)
        // Between two clocks the queue may run dry without an event.
        if device.counters.captureXruns != xruns { noteFault() }
        keep(AudioBlock(block))
        let played = output.block(frameCount: output.frameCapacity)
        fill(played)
        let event = device.write(AudioBlock(played))
        // Before, a device still starts, and clocks are brought together.
        if position >= schedule.leadFrames, latencyCount < latencyCapacity {
            latencies[latencyCount] = device.latencyFrames
            latencyCount += 1
        }
        position += played.frameCount
        return event
    }

    @_noLocks
    private func keep(_ block: AudioBlock) {
        let left = recording.frameCapacity - position
        let count = left < block.frameCount ? left : block.frameCount
        let place = recording.block(frameCount: recording.frameCapacity)
        var channel = 0
        while channel < block.channelCount {
            // SAFETY: `count` frames from `position` on lie within the channel's part of the recording.
            cajon_copy(
                place.base + channel * recording.frameCapacity + position, block.base + channel * block.frameCount,
                count)
            channel += 1
        }
    }

    @_noLocks
    private func fill(_ block: MutableAudioBlock) {
        cajon_zero(block.base, block.sampleCount)
        let source = signal.block(frameCount: signal.frameCapacity)
        let left = signal.frameCapacity - position
        let end = left < block.frameCount ? left : block.frameCount
        var frame = 0
        while frame < end {
            let turn = schedule.turn(at: position + frame)
            let count = turn.framesLeft < end - frame ? turn.framesLeft : end - frame
            // SAFETY: `count` frames lie within the channel's part of the block, and within the signal.
            cajon_copy(
                block.base + turn.channel * block.frameCount + frame, source.base + position + frame, count)
            frame += count
        }
    }

    @_noLocks
    private mutating func noteFault() {
        guard faultCount < Self.mostFaults else { return }
        faultFrames[faultCount] = position
        faultCount += 1
    }

    /// Gives what was recorded, and closes the device. Not on the audio thread.
    package consuming func finish() -> LoopbackRecording {
        let frames = recording.block(frameCount: recording.frameCapacity)
        // SAFETY: each channel has `frameCapacity` samples, one after the other.
        let channels = (0..<frames.channelCount).map {
            Array(UnsafeBufferPointer(start: frames.base + $0 * frames.frameCount, count: frames.frameCount))
        }
        var result = LoopbackRecording(channels: channels)
        result.faultFrames = (0..<faultCount).map { faultFrames[$0] }
        result.latencies = (0..<latencyCount).map { latencies[$0] }
        result.counters = device.counters
        return result
    }
}
