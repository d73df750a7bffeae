// How a device is opened: two PCMs, what they grant, and whether they share a clock. Off the audio thread; may block.
internal import CALSA
internal import Glibc
internal import Realtime

extension AudioDevice {
    /// Opens what the request names and configures it, but doesn't start it.
    ///
    /// Errors: the device is in use, isn't there, may not be used, or can't do what is asked; with what it can do.
    package static func open(
        _ request: DeviceRequest, with opener: PCMOpener = .standard
    ) throws(DeviceError) -> AudioDevice {
        try check(request)
        var playbackPCM = PCM(nil)
        var playbackWish: PCMConfiguration.Wish?
        var playback: PCMConfiguration?
        if let name = request.playback {
            let wish = Self.wish(request, name, .playback)
            playbackPCM = try opener.open(name, .playback)
            playback = try configure(playbackPCM, wish)
            playbackWish = wish
        }
        var capturePCM = PCM(nil)
        var captureWish: PCMConfiguration.Wish?
        var capture: PCMConfiguration?
        if let name = request.capture {
            var wish = Self.wish(request, name, .capture)
            // What playback has granted is what the sound will be like.
            wish.sampleRate = playback?.sampleRate ?? request.sampleRate
            wish.periodFrames = playback?.periodFrames ?? request.periodFrames
            wish.channelCount = request.channelCount ?? playback?.channelCount ?? wish.channelCount
            // Room for a stall costs no latency on this side.
            wish.periodCount = max(request.periodCount, 4)
            capturePCM = try opener.open(name, .capture)
            capture = try configure(capturePCM, wish)
            captureWish = wish
        }
        guard let periodFrames = playback?.periodFrames ?? capture?.periodFrames else { throw .nothingAsked() }
        if let playback, let playbackWish {
            try playback.configureWaking(playbackPCM, playbackWish, wakeFrames: periodFrames)
        }
        if let capture, let captureWish {
            try capture.configureWaking(capturePCM, captureWish, wakeFrames: periodFrames)
        }
        return try AudioDevice(
            request, capture: capture, capturePCM: capturePCM, playback: playback, playbackPCM: playbackPCM,
            periodFrames: periodFrames)
    }

    private init(
        _ request: DeviceRequest, capture: PCMConfiguration?, capturePCM: consuming PCM, playback: PCMConfiguration?,
        playbackPCM: consuming PCM, periodFrames: Int
    ) throws(DeviceError) {
        let channelCount = request.channelCount ?? playback?.channelCount ?? capture?.channelCount ?? 2
        let sampleRate = playback?.sampleRate ?? capture?.sampleRate ?? PCMConfiguration.preferredRate
        let clock = Self.clock(request, capturePCM, playbackPCM)
        let none = ChannelRoute(
            .capture, device: "", graphChannelCount: 0, deviceChannelCount: 0, positions: [])
        let captureRoute = capture.map {
            ChannelRoute(
                .capture, device: request.capture ?? "", graphChannelCount: channelCount,
                deviceChannelCount: $0.channelCount, positions: capturePCM.channelPositions)
        }
        let playbackRoute = playback.map {
            ChannelRoute(
                .playback, device: request.playback ?? "", graphChannelCount: channelCount,
                deviceChannelCount: $0.channelCount, positions: playbackPCM.channelPositions)
        }
        let captureSide = capture.map {
            Self.side(request.capture ?? "", capturePCM, $0, captureRoute ?? none)
        }
        let playbackSide = playback.map {
            Self.side(request.playback ?? "", playbackPCM, $0, playbackRoute ?? none)
        }
        var warnings = [captureRoute?.warning, playbackRoute?.warning].compactMap(\.self)
        if periodFrames != request.periodFrames {
            warnings.append("the device has periods of \(periodFrames) frames, not \(request.periodFrames)")
        }
        if clock == .resampled {
            warnings.append(
                "capture and playback have clocks of their own: what is captured is resampled, which adds latency")
        }
        grant = DeviceGrant(
            capture: captureSide, playback: playbackSide, sampleRate: sampleRate, periodFrames: periodFrames,
            channelCount: channelCount, clock: clock, warnings: warnings)
        isLinked = clock == .linked
        playsByClock = playback != nil && !playbackPCM.isWithoutClock
        self.periodFrames = periodFrames
        self.channelCount = channelCount
        playbackBufferFrames = playback?.bufferFrames ?? 0
        captureBufferFrames = capture?.bufferFrames ?? 0
        if clock == .resampled, let capture {
            bridge = try ClockBridge(
                channelCount: channelCount, ratio: Double(sampleRate) / Double(capture.sampleRate),
                sampleRate: Double(sampleRate), periodFrames: periodFrames, capturePeriodFrames: capture.periodFrames,
                maximumPushFrames: periodFrames, bufferFrames: max(capture.bufferFrames, playbackBufferFrames))
        } else {
            bridge = ClockBridge()
        }
        bridgeBlock = AudioBuffer(channelCount: channelCount, frameCapacity: periodFrames)
        self.capture = CaptureStream(
            capturePCM, format: capture?.format ?? DeviceSampleFormat(.float32),
            isInterleaved: capture?.isInterleaved ?? true, channelCount: capture?.channelCount ?? 0,
            route: captureRoute ?? none, periodFrames: periodFrames)
        self.playback = PlaybackStream(
            playbackPCM, format: playback?.format ?? DeviceSampleFormat(.float32),
            isInterleaved: playback?.isInterleaved ?? true, channelCount: playback?.channelCount ?? 0,
            route: playbackRoute ?? none, periodFrames: periodFrames, graphChannelCount: channelCount,
            isDithered: request.isDithered)
    }

    private static func check(_ request: DeviceRequest) throws(DeviceError) {
        guard request.capture != nil || request.playback != nil else { throw .nothingAsked() }
        func check(_ what: String, _ value: Int?, _ range: ClosedRange<Int>) throws(DeviceError) {
            if let value, !range.contains(value) { throw .outOfRange(what, value, expected: range) }
        }
        try check("the period", request.periodFrames, 1...65_536)
        try check("the number of periods", request.periodCount, 2...64)
        try check("the sample rate", request.sampleRate, 1_000...768_000)
        try check("the number of channels", request.channelCount, 1...PCMConfiguration.mostChannels)
    }

    private static func wish(
        _ request: DeviceRequest, _ name: String, _ direction: DeviceDirection
    ) -> PCMConfiguration.Wish {
        PCMConfiguration.Wish(
            name: name, direction: direction, sampleRate: request.sampleRate, channelCount: request.channelCount ?? 2,
            periodFrames: request.periodFrames, periodCount: request.periodCount, format: request.sampleFormat)
    }

    /// Configures; and where alsa-lib would make integers of our floats, again, so that we do, with dither.
    private static func configure(
        _ pcm: borrowing PCM, _ wish: PCMConfiguration.Wish
    ) throws(DeviceError) -> PCMConfiguration {
        let first = try PCMConfiguration(configuring: pcm, wish)
        guard wish.format == nil, first.format.bits == nil, let inner = pcm.convertedFormat else { return first }
        var wish = wish
        wish.format = inner
        return try PCMConfiguration(configuring: pcm, wish)
    }

    private static func side(
        _ name: String, _ pcm: borrowing PCM, _ configuration: PCMConfiguration, _ route: ChannelRoute
    ) -> DeviceGrant.Side {
        DeviceGrant.Side(
            name: name, stages: pcm.stages, sampleFormat: configuration.format.name,
            channelCount: configuration.channelCount, periodFrames: configuration.periodFrames,
            bufferFrames: configuration.bufferFrames,
            channelMap: pcm.channelPositions.map { position in
                guard let name = snd_pcm_chmap_name(snd_pcm_chmap_position(position)) else { return "?" }
                // SAFETY: alsa-lib's names are constants.
                return String(cString: name)
            }, route: route.sources)
    }

    /// Whose clock it is; links the two where that can be done.
    private static func clock(
        _ request: DeviceRequest, _ capture: borrowing PCM, _ playback: borrowing PCM
    ) -> DeviceGrant.Clock {
        guard let captureHandle = capture.handle, let playbackHandle = playback.handle else {
            return capture.isWithoutClock && playback.isWithoutClock ? .none : .shared
        }
        switch (capture.isWithoutClock, playback.isWithoutClock) {
        case (true, true): return .none
        // What has no clock goes along with what has one.
        case (true, false), (false, true): return .shared
        case (false, false): break
        }
        guard request.clockPolicy != .resampled else { return .resampled }
        let isOneCard = capture.card != nil && capture.card == playback.card
        if isOneCard, snd_pcm_link(captureHandle, playbackHandle) == 0 { return .linked }
        return request.clockPolicy == .shared || isOneCard ? .shared : .resampled
    }
}

extension PCM {
    /// Whether nothing is behind it that keeps time, so that it exchanges sound as fast as one likes.
    var isWithoutClock: Bool { !isThere || stages.contains { $0.hasPrefix("Null PCM") } }

    /// The integers that alsa-lib would make of floats, cutting off bits; nil when it wouldn't.
    var convertedFormat: DeviceSampleFormat? {
        let conversions = ["Linear Float conversion PCM", "Linear conversion PCM"]
        for stage in stages where conversions.contains(where: stage.contains) {
            let format = stage.split(separator: "(").last?.prefix { $0 != ")" } ?? ""
            if let match = DeviceSampleFormat.all.first(where: { $0.name == format }) { return match }
        }
        return nil
    }
}
