// How one PCM was configured, and the negotiation that led there. Off the audio thread; may block.
internal import CALSA
internal import Glibc

/// What one PCM granted.
struct PCMConfiguration {
    let format: DeviceSampleFormat
    /// Whether the frames' samples lie together; if not, the channels lie apart.
    let isInterleaved: Bool
    let channelCount: Int
    let sampleRate: Int
    let periodFrames: Int
    let bufferFrames: Int

    /// What is asked of one PCM.
    struct Wish {
        var name: String
        var direction: DeviceDirection
        var sampleRate: Int?
        var channelCount: Int
        var periodFrames: Int
        var periodCount: Int
        var format: DeviceSampleFormat?
    }

    /// Rates that are tried when it is to be said which ones a device has.
    static let commonRates = [
        8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000, 384_000,
    ]
    static let preferredRate = 48_000
    /// The arrays of CALSA's transfers end there.
    static let mostChannels = 64
    /// Errno values are positive in a `DeviceError` and negative in alsa-lib.
    private typealias Parameters = OpaquePointer

    /// Configures a PCM: the best format, the nearest number of channels, the rate or an error, the nearest period and
    /// buffer.
    init(configuring pcm: borrowing PCM, _ wish: Wish) throws(DeviceError) {
        guard let handle = pcm.handle else { preconditionFailure("a PCM that isn't there can't be configured") }
        var allocated: OpaquePointer?
        guard snd_pcm_hw_params_malloc(&allocated) == 0, let parameters = allocated else {
            throw .cannotConfigure(wish.name, wish.direction, "memory", ENOMEM)
        }
        defer { snd_pcm_hw_params_free(parameters) }

        func demand(_ step: String, _ code: Int32) throws(DeviceError) {
            if code < 0 { throw .cannotConfigure(wish.name, wish.direction, step, -code) }
        }
        try demand("any configuration", snd_pcm_hw_params_any(handle, parameters))

        isInterleaved = snd_pcm_hw_params_test_access(handle, parameters, SND_PCM_ACCESS_RW_INTERLEAVED) == 0
        try demand(
            "access by reading and writing",
            snd_pcm_hw_params_set_access(
                handle, parameters, isInterleaved ? SND_PCM_ACCESS_RW_INTERLEAVED : SND_PCM_ACCESS_RW_NONINTERLEAVED))

        let formats = Self.formats(handle, parameters)
        guard let format = wish.format ?? formats.first, formats.contains(format) else {
            throw .unsupported(
                wish.name, wish.direction, "sample format", asked: wish.format?.name ?? "any kind that Cajon knows",
                supported: formats.map(\.name), advice: "choose one of them, or let Cajon choose")
        }
        self.format = format
        try demand("the sample format", snd_pcm_hw_params_set_format(handle, parameters, format.alsaFormat))

        var channels = UInt32(wish.channelCount)
        try demand(
            "\(wish.channelCount) channels", snd_pcm_hw_params_set_channels_near(handle, parameters, &channels))
        guard channels <= Self.mostChannels else {
            throw .unsupported(
                wish.name, wish.direction, "number of channels", asked: "\(Self.mostChannels) or fewer",
                supported: ["\(channels)"], advice: "use a PCM of type route or plug in front of it")
        }
        channelCount = Int(channels)

        let rates = Self.commonRates.filter {
            snd_pcm_hw_params_test_rate(handle, parameters, UInt32($0), 0) == 0
        }
        if let asked = wish.sampleRate, snd_pcm_hw_params_test_rate(handle, parameters, UInt32(asked), 0) != 0 {
            throw .unsupported(
                wish.name, wish.direction, "sample rate", asked: "\(asked) Hz", supported: rates.map { "\($0) Hz" },
                advice: "choose one of them, or a device that converts (plughw, default)")
        }
        var rate = UInt32(wish.sampleRate ?? Self.preferredRate)
        try demand("its sample rate", snd_pcm_hw_params_set_rate_near(handle, parameters, &rate, nil))
        sampleRate = Int(rate)

        // Where it can't be had, what is granted shows it.
        var fewest: UInt32 = 2
        snd_pcm_hw_params_set_periods_min(handle, parameters, &fewest, nil)
        var period = snd_pcm_uframes_t(wish.periodFrames)
        try demand(
            "a period of \(wish.periodFrames) frames",
            snd_pcm_hw_params_set_period_size_near(handle, parameters, &period, nil))
        var buffer = period * snd_pcm_uframes_t(wish.periodCount)
        try demand(
            "a buffer of \(buffer) frames", snd_pcm_hw_params_set_buffer_size_near(handle, parameters, &buffer))
        try demand("the settings together", snd_pcm_hw_params(handle, parameters))
        snd_pcm_hw_params_get_period_size(parameters, &period, nil)
        snd_pcm_hw_params_get_buffer_size(parameters, &buffer)
        periodFrames = Int(period)
        bufferFrames = Int(buffer)
    }

    /// Says when to wake and when to stop; never starts by itself. `wakeFrames`: how much is exchanged at once.
    func configureWaking(
        _ pcm: borrowing PCM, _ wish: Wish, wakeFrames: Int
    ) throws(DeviceError) {
        guard let handle = pcm.handle else { preconditionFailure("a PCM that isn't there can't be configured") }
        var allocated: OpaquePointer?
        guard snd_pcm_sw_params_malloc(&allocated) == 0, let parameters = allocated else {
            throw .cannotConfigure(wish.name, wish.direction, "memory", ENOMEM)
        }
        defer { snd_pcm_sw_params_free(parameters) }
        var boundary: snd_pcm_uframes_t = 0
        var code = snd_pcm_sw_params_current(handle, parameters)
        if code >= 0 { code = snd_pcm_sw_params_get_boundary(parameters, &boundary) }
        if code >= 0 {
            code = snd_pcm_sw_params_set_avail_min(handle, parameters, snd_pcm_uframes_t(min(wakeFrames, bufferFrames)))
        }
        if code >= 0 { code = snd_pcm_sw_params_set_start_threshold(handle, parameters, boundary) }
        if code >= 0 {
            code = snd_pcm_sw_params_set_stop_threshold(handle, parameters, snd_pcm_uframes_t(bufferFrames))
        }
        if code >= 0 { code = snd_pcm_sw_params(handle, parameters) }
        guard code >= 0 else { throw .cannotConfigure(wish.name, wish.direction, "its thresholds", -code) }
    }

    /// The formats that the parameters still allow, the best first.
    static func formats(_ handle: OpaquePointer, _ parameters: OpaquePointer) -> [DeviceSampleFormat] {
        DeviceSampleFormat.all.filter { snd_pcm_hw_params_test_format(handle, parameters, $0.alsaFormat) == 0 }
    }
}
