// Starting, starting again after a fault, and coming to an end. The audio thread, but for `drain`.
internal import CALSA
internal import Glibc
internal import Realtime

extension AudioDevice {
    /// Where starting failed, and a negated errno; 0 when it didn't.
    struct StartResult {
        let code: Int
        let direction: DeviceDirection

        @_noLocks
        init(_ code: Int, _ direction: DeviceDirection) {
            self.code = code
            self.direction = direction
        }
    }

    /// Has the sound going again after what `wait` or `write` told. Doesn't wait.
    ///
    /// What was buffered is lost; playback is filled with silence as at the start. After a suspension the device may
    /// need time: then `wait` tells of it again, at most every hundredth of a second, until it is awake.
    ///
    /// - Returns: false when the device is gone: close it.
    @_noLocks
    package mutating func recover(from event: DeviceEvent) -> Bool {
        switch event {
        case .ready, .timeout:
            return true
        case .lost:
            return false
        case .suspended:
            isAsleep = true
            return true
        case .xrun(let direction):
            // Between two clocks each side starts alone; the other has nothing to do with it.
            let result = bridge.isThere ? restart(only: direction) : restart()
            guard result.code == 0 else { return false }
            counters.recoveries += 1
            return true
        }
    }

    /// Drops, prepares, fills and starts both sides.
    @_noLocks
    mutating func restart() -> StartResult {
        capture.pcm.drop()
        playback.pcm.drop()
        capture.clear()
        playback.clear()
        bridge.restart()
        playbackRoom = 0
        var code = Int(capture.pcm.prepare())
        if code < 0 { return StartResult(code, .capture) }
        code = Int(playback.pcm.prepare())
        if code < 0 { return StartResult(code, .playback) }
        if playsByClock {
            code = playback.writeSilence(frameCount: playbackBufferFrames)
            if code < 0 { return StartResult(code, .playback) }
        }
        if !isLinked {
            code = Int(capture.pcm.start())
            if code < 0 { return StartResult(code, .capture) }
        }
        code = Int(playback.pcm.start())
        if code < 0 { return StartResult(code, .playback) }
        // With a link it runs already.
        code = Int(capture.pcm.start())
        return StartResult(code < 0 ? code : 0, .capture)
    }

    /// The same for one side, between two clocks.
    @_noLocks
    private mutating func restart(only direction: DeviceDirection) -> StartResult {
        bridge.restart()
        if case .capture = direction {
            capture.pcm.drop()
            capture.clear()
            var code = Int(capture.pcm.prepare())
            if code >= 0 { code = Int(capture.pcm.start()) }
            return StartResult(code < 0 ? code : 0, .capture)
        }
        playback.pcm.drop()
        playback.clear()
        playbackRoom = 0
        var code = Int(playback.pcm.prepare())
        if code >= 0, playsByClock { code = playback.writeSilence(frameCount: playbackBufferFrames) }
        if code >= 0 { code = Int(playback.pcm.start()) }
        return StartResult(code < 0 ? code : 0, .playback)
    }

    /// Tries to wake a device that sleeps; rests for a hundredth of a second when it doesn't yet.
    @_noLocks
    mutating func wake() -> DeviceEvent {
        let captureCode = capture.pcm.resume()
        let playbackCode = playback.pcm.resume()
        if captureCode == -EAGAIN || playbackCode == -EAGAIN {
            _ = cajon_pcm_poll(nil, nil, 10)
            return .suspended(captureCode == -EAGAIN ? .capture : .playback)
        }
        // Most drivers can't go on where they were. Starting anew is right for those that can, too: time has passed.
        isAsleep = false
        let result = restart()
        guard result.code == 0 else {
            return event(result.code == -Int(EPIPE) ? -Int(ENODEV) : result.code, result.direction)
        }
        counters.recoveries += 1
        return .timeout
    }

    /// Lets what was written be heard, by playing silence behind it. Not on the audio thread; it waits, but not for
    /// longer than the sound takes and a second more.
    package mutating func drain() {
        guard isStarted, playsByClock else {
            _ = playback.flush()
            return
        }
        var left = max(playback.pcm.delay(), playbackBufferFrames)
        let captured = AudioBuffer(channelCount: channelCount, frameCapacity: periodFrames)
        let silence = AudioBuffer(channelCount: channelCount, frameCapacity: periodFrames)
        let deadline = ContinuousClock.now + .seconds(Double(left) / Double(grant.sampleRate) + 1)
        while left > 0, ContinuousClock.now < deadline {
            switch wait(timeoutMilliseconds: 100) {
            case .ready: break
            case .timeout: continue
            default: return
            }
            // What is captured is of no interest any more, but must be fetched.
            read(into: captured.block(frameCount: periodFrames))
            guard write(AudioBlock(silence.block(frameCount: periodFrames))) == .ready else { return }
            left -= periodFrames
        }
    }
}
