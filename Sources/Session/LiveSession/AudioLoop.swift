// What runs on the audio thread: waits for the device, and exchanges one period after another. Made by the control
// thread, then the audio thread's own.

import AudioIO
import CRealtime
import Realtime
import Synchronization

/// Everything the audio thread touches.
struct AudioLoop: ~Copyable {
    /// Why the periods came to an end.
    enum Ending {
        /// It was asked to.
        case stopped
        /// The file and its tail are over.
        case playedOut
        /// The device has gone.
        case lost(Int32)
    }

    /// After so much silence a file's tail is over, as offline.
    private static var gapSeconds: Double { 2 }
    /// Below this it is silence: -120 dBFS.
    private static var silentPeak: Float { @_noLocks get { 1e-6 } }
    /// How long a stop may have to wait.
    private static let timeoutMilliseconds: Int32 = 100

    private var device: AudioDevice
    private var engine: LiveEngine
    private let input: AudioBuffer
    private let output: AudioBuffer
    private let player: AudioRing.Consumer?
    private let playerHasEnded: UnsafeMutablePointer<Atomic<Bool>>?
    private let state: UnsafeMutablePointer<AudioLoopState>
    private let gapFrames: Int
    /// The part of a period that may go by before `maintain` is to be done.
    private let periodNanoseconds: UInt64

    private var progress: Progress

    /// How far it has come, for another device to go on from.
    struct Progress {
        /// What devices before this one had counted.
        var earlier = DeviceCounters()
        /// Since the file's end.
        var framesAfterEnd = 0
        var silentFrames = 0
    }

    /// What is left without a device.
    struct Remains: ~Copyable {
        let engine: LiveEngine
        let progress: Progress

        consuming func takeEngine() -> LiveEngine { engine }
    }

    /// The player and the state outlive the loop.
    init(
        device: consuming AudioDevice, engine: consuming LiveEngine, player: SoundPlayer?,
        state: UnsafeMutablePointer<AudioLoopState>, progress: Progress = Progress()
    ) {
        let grant = device.grant
        input = AudioBuffer(channelCount: grant.channelCount, frameCapacity: grant.periodFrames)
        output = AudioBuffer(channelCount: grant.channelCount, frameCapacity: grant.periodFrames)
        gapFrames = Int(Self.gapSeconds * Double(grant.sampleRate))
        periodNanoseconds = UInt64(Double(grant.periodFrames) / Double(grant.sampleRate) * 1e9)
        self.device = device
        self.engine = engine
        self.player = player?.consumer
        playerHasEnded = player?.hasEnded
        self.state = state
        self.progress = progress
    }

    /// Plays until it is to stop, the file is over or the device has gone. At a file's end what is in the device's buffer is
    /// played, too; when it is to stop, the sound has been faded out.
    ///
    /// Errors: the device refuses to start.
    mutating func play() throws(DeviceError) -> Ending {
        try device.start()
        let ending = playPeriods()
        state.pointee.note(device.counters, since: progress.earlier)
        if case .playedOut = ending { device.drain() }
        return ending
    }

    /// Closes the device, and gives back what another one can go on with.
    consuming func close() -> Remains {
        var progress = progress
        progress.earlier.captureXruns += device.counters.captureXruns
        progress.earlier.playbackXruns += device.counters.playbackXruns
        progress.earlier.suspensions += device.counters.suspensions
        device.close()
        return Remains(engine: engine, progress: progress)
    }

    private mutating func playPeriods() -> Ending {
        // What can't be waited for within a period is waited for here.
        while !state.pointee.shouldStop.load(ordering: .relaxed) {
            state.pointee.roundCount.add(1, ordering: .relaxed)
            var event = device.wait(timeoutMilliseconds: Self.timeoutMilliseconds)
            if event == .ready {
                guard waitForPlayer() else { continue }
                cajon_enter_realtime()
                event = playPeriod()
                cajon_exit_realtime()
            }
            switch event {
            case .ready:
                if hasPlayedOut() { return .playedOut }
            case .timeout: break
            case .lost(let code): return .lost(code)
            case .xrun, .suspended:
                guard device.recover(from: event) else { return .lost(0) }
                state.pointee.note(device.counters, since: progress.earlier)
            }
        }
        return .stopped
    }

    /// Whether a period of the file is there, or all that is left of it. Sound from a file is never skipped for being
    /// late.
    private func waitForPlayer() -> Bool {
        guard let player, let playerHasEnded else { return true }
        while player.availableFrameCount() < input.frameCapacity {
            if playerHasEnded.pointee.load(ordering: .acquiring) { return true }
            if state.pointee.shouldStop.load(ordering: .relaxed) { return false }
            cajon_pause(200_000)
        }
        return true
    }

    /// One period: in, through the engine, out.
    @_noLocks
    private mutating func playPeriod() -> DeviceEvent {
        // What the system takes from this thread from here on is not held against an effect.
        cajon_begin_period()
        let start = cajon_monotonic_nanoseconds()
        let inputBlock = input.block(frameCount: input.frameCapacity)
        let outputBlock = output.block(frameCount: output.frameCapacity)
        device.read(into: inputBlock)
        if player != nil { readPlayer(into: inputBlock) }
        engine.render(input: AudioBlock(inputBlock), output: outputBlock)
        let event = device.write(AudioBlock(outputBlock))
        // Partner: the releasing store where a recording begins.
        if let tap = state.pointee.tap.load(ordering: .acquiring) { tap.pointee.write(AudioBlock(outputBlock)) }
        if progress.framesAfterEnd > 0 {
            let peak = cajon_peak(outputBlock.base, outputBlock.sampleCount)
            progress.silentFrames = peak <= Self.silentPeak ? progress.silentFrames + outputBlock.frameCount : 0
        }
        state.pointee.latencyFrames.store(device.latencyFrames, ordering: .relaxed)
        state.pointee.clippedSampleCount.store(device.clippedSampleCount, ordering: .relaxed)
        state.pointee.clockDriftMillionths.store(Int(device.clockDrift * 1e6), ordering: .relaxed)
        // What rests leaves nothing to be done, and a deadline for each effect would keep its watchdog awake.
        if engine.counters.pointee.isIdle.load(ordering: .relaxed) == 0 {
            engine.maintain(until: start &+ periodNanoseconds &- periodNanoseconds / 8)
        }
        return event
    }

    @_noLocks
    private mutating func readPlayer(into block: MutableAudioBlock) {
        guard let player else { return }
        let count = player.read(into: block)
        guard count < block.frameCount else { return }
        var channel = 0
        while channel < block.channelCount {
            cajon_zero(block.base + channel * block.frameCount + count, block.frameCount - count)
            channel += 1
        }
        progress.framesAfterEnd += block.frameCount - count
    }

    private func hasPlayedOut() -> Bool {
        progress.framesAfterEnd > 0
            && (progress.framesAfterEnd >= state.pointee.tailFrames.load(ordering: .relaxed)
                || progress.silentFrames >= gapFrames)
    }
}
