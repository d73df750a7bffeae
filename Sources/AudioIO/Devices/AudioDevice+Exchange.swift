// A period's round: wait, read, write. The audio thread.
internal import CALSA
internal import CRealtime
internal import Glibc
package import Realtime

extension AudioDevice {
    /// Wakes for nothing that are let pass before a rest, so that a plugin that is always awake costs no whole core.
    private static var idleWakes: Int {
        @_noLocks get { 4 }
    }

    /// Waits until a period can be exchanged, or the time is over. The only call that waits.
    ///
    /// With `.ready`, a period of captured sound has been fetched and playback has room for one: `read` and `write`
    /// can't fail for want of either. A device without a clock is always ready.
    @_noLocks
    package mutating func wait(timeoutMilliseconds: Int32) -> DeviceEvent {
        let patience = UInt64(timeoutMilliseconds > 0 ? timeoutMilliseconds : 0) * 1_000_000
        let deadline = cajon_monotonic_nanoseconds() + patience
        var wakes = 0
        while true {
            let event = look()
            guard case .timeout = event else { return event }
            let now = cajon_monotonic_nanoseconds()
            if now >= deadline { return .timeout }
            let left = Int32((deadline - now + 999_999) / 1_000_000)
            // Only what is still missing wakes. When resampling, playback's clock alone gives the beat.
            let waitsForCapture = !bridge.isThere && capture.pcm.isThere && capture.stagedFrames < periodFrames
            let waitsForPlayback =
                playback.pcm.isThere && (!playback.isFlushed || playbackRoom < periodFrames)
            if wakes < Self.idleWakes {
                let code = cajon_pcm_poll(
                    waitsForCapture ? capture.pcm.handle : nil, waitsForPlayback ? playback.pcm.handle : nil, left)
                if code < 0 { return .lost(-code) }
                wakes += 1
            } else {
                let code = cajon_pcm_poll(nil, nil, 1)
                if code < 0 { return .lost(-code) }
            }
        }
    }

    /// Gives the next period of captured sound: silence where nothing is captured, or it isn't there yet.
    ///
    /// Range: the grant's channels, and up to its period of frames; of a period that the block is too short for, the
    /// rest is dropped. When captured sound has run out between two clocks, the block is silent, an xrun is counted,
    /// and the resampler begins anew: there is nothing to recover.
    @_noLocks
    package mutating func read(into block: MutableAudioBlock) {
        precondition(block.channelCount == channelCount && block.frameCount <= periodFrames)
        guard bridge.isThere else { return capture.take(into: block) }
        let late = playbackRoom > periodFrames ? playbackRoom - periodFrames : 0
        if !bridge.pull(into: block, lateFrames: late) { counters.captureXruns += 1 }
    }

    /// Plays a period, or what there is of one at the end of the sound.
    ///
    /// Range: the grant's channels, and up to its period of frames. `.ready` when the device has taken it, or will by
    /// the next `wait`.
    @_noLocks
    package mutating func write(_ block: AudioBlock) -> DeviceEvent {
        guard playback.pcm.isThere else { return .ready }
        if !playback.isFlushed {
            let code = playback.flush()
            if code < 0 { return event(code, .playback) }
            // Written to without waiting.
            if !playback.isFlushed { return .timeout }
        }
        playback.put(block)
        let code = playback.flush()
        if code < 0 { return event(code, .playback) }
        playbackRoom -= block.frameCount
        return .ready
    }

    /// Fetches what is there, writes what is left, and sees whether that makes a period. Never waits.
    @_noLocks
    private mutating func look() -> DeviceEvent {
        if isAsleep { return wake() }
        if bridge.isThere {
            let code = fetch()
            if code < 0 { return event(code, .capture) }
        } else {
            let code = capture.stage(upTo: periodFrames)
            if code < 0 { return event(code, .capture) }
        }
        if playback.pcm.isThere {
            let code = playback.flush()
            if code < 0 { return event(code, .playback) }
            let room = playback.pcm.available()
            if room < 0 { return event(room, .playback) }
            playbackRoom = room
            if !playback.isFlushed || room < periodFrames { return .timeout }
        }
        return bridge.isThere || !capture.pcm.isThere || capture.stagedFrames >= periodFrames ? .ready : .timeout
    }

    /// Brings what was captured to playback's clock. Returns 0 or a negated errno.
    ///
    /// Not more than the device's buffer holds: one that always has more must not keep the thread here for ever.
    @_noLocks
    private mutating func fetch() -> Int {
        var fetched = 0
        while fetched < captureBufferFrames {
            let code = capture.stage(upTo: periodFrames)
            let count = capture.stagedFrames
            if count > 0 {
                let block = bridgeBlock.block(frameCount: count)
                capture.take(into: block)
                bridge.push(AudioBlock(block))
            }
            if code < 0 { return code }
            if count < periodFrames { return 0 }
            fetched += count
        }
        return 0
    }

    /// What a negated errno means for the sound; counts it.
    @_noLocks
    mutating func event(_ code: Int, _ direction: DeviceDirection) -> DeviceEvent {
        switch Int32(truncatingIfNeeded: -code) {
        case EPIPE:
            switch direction {
            case .capture: counters.captureXruns += 1
            case .playback: counters.playbackXruns += 1
            }
            return .xrun(direction)
        case ESTRPIPE:
            counters.suspensions += 1
            return .suspended(direction)
        case let number:
            return .lost(number)
        }
    }
}
