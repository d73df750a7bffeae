// Brings captured sound from its own clock to that of playback. Made off the audio thread, used by that one.
internal import CRealtime
internal import CSampleRate
package import Realtime

/// Resamples captured frames by a ratio that a `ClockController` steers, and queues them for playback.
///
/// **Level.** What is held constant is the number of frames queued, less those by which the caller is late: a late
/// caller finds as many frames more on the captured side as are missing on the other, so being late doesn't show. At
/// the target there is a period for each `pull`, and above it what covers the captured side's own bursts, which is
/// measured while it settles.
///
/// **Settling.** For the first quarter second `pull` gives silence and the level is watched. Then the queue is cut, or
/// silence put before it, so that the average is the target. The same after a fault.
package struct ClockBridge: ~Copyable {
    /// Long enough to see the bursts of a sound server.
    package static let settlingSeconds = 0.25
    /// The captured side may wander by that much of what it was seen to do.
    private static var marginFactor: Double { @_noLocks get { 1.5 } }

    private let channelCount: Int
    private let periodFrames: Int
    private let capturePeriodFrames: Int
    private let nominalRatio: Double
    private let settlingPulls: Int
    /// libsamplerate's; nil for a bridge that isn't there.
    private let state: OpaquePointer?
    private let input: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>
    private let inputCapacity: Int
    private let outputCapacity: Int
    private var queue: FrameQueue
    private var controller: ClockController

    private var settlingLeft: Int
    /// Frames that the resampler has taken and not made anything of yet, at playback's rate.
    private var heldFrames = 0.0
    private var virtualFrames = 0
    private var levelSum = 0.0
    private var lowestLevel = Double.infinity

    /// Frames that the queue is to hold when a period is due. Known once settled.
    package private(set) var targetFrames = 0
    /// The level of the last pull.
    package private(set) var level = 0.0
    /// How often the queue was empty when it was needed, since it was made.
    package private(set) var starvationCount = 0

    /// - Parameters:
    ///   - ratio: frames played for each captured one, nominally.
    ///   - periodFrames: frames for each `pull`, of the rate that is played.
    ///   - capturePeriodFrames: how many frames the captured side gives at once, as far as known.
    ///   - maximumPushFrames: the longest block that is pushed.
    ///   - bufferFrames: how many frames may come at once after a stall.
    package init(
        channelCount: Int, ratio: Double, sampleRate: Double, periodFrames: Int, capturePeriodFrames: Int,
        maximumPushFrames: Int, bufferFrames: Int
    ) throws(DeviceError) {
        var code: Int32 = 0
        // 121 dB of signal to noise, 46 frames of delay: SRC_SINC_BEST_QUALITY has 143 frames and twice the work.
        guard let state = src_new(Int32(SRC_SINC_MEDIUM_QUALITY), Int32(channelCount), &code) else {
            throw .noResampler("capture", String(cString: src_strerror(code)))
        }
        self.state = state
        self.channelCount = channelCount
        self.periodFrames = periodFrames
        self.capturePeriodFrames = capturePeriodFrames
        nominalRatio = ratio
        settlingPulls = max(Int(Self.settlingSeconds * sampleRate) / periodFrames, 8)
        settlingLeft = settlingPulls
        inputCapacity = maximumPushFrames
        outputCapacity = Int(Double(maximumPushFrames) * ratio * 1.1) + 64
        input = .allocate(capacity: channelCount * inputCapacity)
        input.initialize(repeating: 0, count: channelCount * inputCapacity)
        output = .allocate(capacity: channelCount * outputCapacity)
        output.initialize(repeating: 0, count: channelCount * outputCapacity)
        // What settling gathers, a stall's worth, and as much again.
        queue = FrameQueue(
            channelCount: channelCount,
            capacity: settlingPulls * periodFrames + 4 * (bufferFrames + capturePeriodFrames + periodFrames))
        controller = ClockController(sampleRate: sampleRate, intervalFrames: periodFrames)
    }

    /// The bridge of a device that needs none.
    init() {
        state = nil
        channelCount = 0
        periodFrames = 0
        capturePeriodFrames = 0
        nominalRatio = 1
        settlingPulls = 0
        settlingLeft = 0
        inputCapacity = 0
        outputCapacity = 0
        input = .allocate(capacity: 1)
        output = .allocate(capacity: 1)
        queue = FrameQueue(channelCount: 0, capacity: 1)
        controller = ClockController(sampleRate: 48_000, intervalFrames: 64)
    }

    deinit {
        // SAFETY: made in `init`, and nobody else's.
        if let state { src_delete(state) }
        input.deallocate()
        output.deallocate()
    }

    package var isThere: Bool {
        @_noLocks get { state != nil }
    }

    package var isSettled: Bool {
        @_noLocks get { settlingLeft == 0 }
    }

    /// Frames made for each captured one, now.
    package var ratio: Double {
        @_noLocks get { nominalRatio * (1 - controller.correction) }
    }

    /// How much faster the captured clock runs than that of playback: 0.0001 is 100 parts in a million.
    package var drift: Double {
        @_noLocks get { controller.drift }
    }

    /// Frames between the last that was pushed and the first of the next pull, now: those queued, and those that the
    /// resampler's filter waits for. 0 while it settles.
    package var delayFrames: Int {
        @_noLocks get { isThere && isSettled ? queue.count + Int(heldFrames) : 0 }
    }

    /// Resamples what was captured and queues it. Range: up to `maximumPushFrames` frames.
    @_noLocks
    package mutating func push(_ block: AudioBlock) {
        guard let state else { return }
        precondition(block.frameCount <= inputCapacity && block.channelCount == channelCount)
        var channel = 0
        while channel < channelCount {
            // SAFETY: the block has `channelCount` channels of `frameCount`, `input` room for as many samples.
            let source = block.base + channel * block.frameCount
            let destination = input + channel
            var frame = 0
            while frame < block.frameCount {
                destination[frame * channelCount] = source[frame]
                frame += 1
            }
            channel += 1
        }
        var used = 0
        while used < block.frameCount {
            var data = SRC_DATA()
            data.data_in = UnsafePointer(input + used * channelCount)
            data.data_out = output
            data.input_frames = block.frameCount - used
            data.output_frames = outputCapacity
            data.end_of_input = 0
            // The resampler glides to it from the last call's ratio.
            data.src_ratio = ratio
            // SAFETY: both counts are within the memory that the pointers lead to.
            guard cajon_src_process(state, &data) == 0 else { return }
            queue.append(output, count: data.output_frames_gen)
            heldFrames += Double(data.input_frames_used) * data.src_ratio - Double(data.output_frames_gen)
            used += data.input_frames_used
            if data.input_frames_used == 0, data.output_frames_gen == 0 { return }
        }
    }

    /// Takes a period for playback; silence while it settles.
    ///
    /// - Parameter lateFrames: frames that playback has room for beyond that period.
    /// - Returns: false when the queue was empty; then the block is silent and it settles anew.
    @_noLocks
    package mutating func pull(into block: MutableAudioBlock, lateFrames: Int) -> Bool {
        guard settlingLeft == 0 else {
            cajon_zero(block.base, block.sampleCount)
            settle(lateFrames: lateFrames)
            return true
        }
        level = Double(queue.count - lateFrames)
        controller.update(excessFrames: level - Double(targetFrames))
        guard queue.count >= block.frameCount else {
            cajon_zero(block.base, block.sampleCount)
            starvationCount += 1
            restart()
            return false
        }
        queue.take(into: block.base, frameCount: block.frameCount)
        return true
    }

    /// Begins anew, after a fault on either side. What it knows of the clocks stays.
    @_noLocks
    package mutating func restart() {
        guard let state else { return }
        queue.clear()
        _ = cajon_src_reset(state)
        controller.restart()
        heldFrames = 0
        settlingLeft = settlingPulls
        virtualFrames = 0
        levelSum = 0
        lowestLevel = .infinity
    }

    /// One pull that takes nothing: the frames it would have taken are only counted.
    @_noLocks
    private mutating func settle(lateFrames: Int) {
        // The first quarter has what piled up before the start.
        let isWatching = settlingLeft <= settlingPulls - settlingPulls / 4
        let now = Double(queue.count - virtualFrames - lateFrames)
        if isWatching {
            levelSum += now
            if now < lowestLevel { lowestLevel = now }
        }
        virtualFrames += periodFrames
        settlingLeft -= 1
        guard settlingLeft == 0 else { return }
        let average = levelSum / Double(settlingPulls - settlingPulls / 4)
        let burst = (average - lowestLevel) * Self.marginFactor
        let cover = burst > Double(capturePeriodFrames) ? burst : Double(capturePeriodFrames)
        targetFrames = periodFrames + Int(cover) + periodFrames * starvationCount
        // Room for it: half the queue at most.
        if targetFrames > queue.capacity / 2 { targetFrames = queue.capacity / 2 }
        let kept = queue.count - virtualFrames + targetFrames - Int(average)
        if kept <= 0 {
            queue.clear()
        } else if kept <= queue.count {
            queue.drop(queue.count - kept)
        } else {
            queue.prependSilence(kept - queue.count)
        }
    }
}
