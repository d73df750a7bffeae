// Which sound devices there are, and what they can do. Off the audio thread; takes a bounded time.
internal import CALSA
internal import Glibc
internal import Synchronization

/// Lists the cards' devices, and what ALSA's configuration offers besides.
package enum DeviceCatalog {
    /// A sound server that hasn't answered by then is said to be silent.
    package static let patience = Duration.seconds(2)

    /// Every device that a person would choose from: what the configuration calls `default` first, then each card's
    /// devices, sound servers, `null` and `file`.
    ///
    /// Opens each for a moment, to ask what it can do, without waiting for one that is in use.
    package static func devices() -> [DeviceDescription] {
        cajon_alsa_keep_messages()
        let software = softwareNames()
        let isDefault = { (entry: (name: String, title: String)) in entry.name == "default" }
        return software.filter(isDefault).compactMap(describe) + cardDevices()
            + software.filter { !isDefault($0) }.compactMap(describe) + [file]
    }

    // MARK: Cards

    private static func cardDevices() -> [DeviceDescription] {
        var devices: [DeviceDescription] = []
        var card: Int32 = -1
        while snd_card_next(&card) == 0, card >= 0 {
            var control: OpaquePointer?
            guard snd_ctl_open(&control, "hw:\(card)", 0) == 0, let control else { continue }
            defer { snd_ctl_close(control) }
            guard let (identifier, cardName) = cardNames(control) else { continue }
            var device: Int32 = -1
            while snd_ctl_pcm_next_device(control, &device) == 0, device >= 0 {
                let titles = DeviceDirection.allCases.map { title(control, device, $0) }
                guard let title = titles.compactMap(\.self).first else { continue }
                let name = "hw:CARD=\(identifier),DEV=\(device)"
                devices.append(
                    DeviceDescription(
                        name: name, card: cardName, title: title, capture: titles[0].map { _ in ask(name, .capture) },
                        playback: titles[1].map { _ in ask(name, .playback) }))
            }
        }
        return devices
    }

    private static func cardNames(_ control: OpaquePointer) -> (identifier: String, name: String)? {
        var info: OpaquePointer?
        guard snd_ctl_card_info_malloc(&info) == 0, let info else { return nil }
        defer { snd_ctl_card_info_free(info) }
        guard snd_ctl_card_info(control, info) == 0 else { return nil }
        // SAFETY: both are terminated texts within `info`.
        return (String(cString: snd_ctl_card_info_get_id(info)), String(cString: snd_ctl_card_info_get_name(info)))
    }

    /// Nil when the card's device hasn't that direction.
    private static func title(_ control: OpaquePointer, _ device: Int32, _ direction: DeviceDirection) -> String? {
        var info: OpaquePointer?
        guard snd_pcm_info_malloc(&info) == 0, let info else { return nil }
        defer { snd_pcm_info_free(info) }
        snd_pcm_info_set_device(info, UInt32(device))
        snd_pcm_info_set_subdevice(info, 0)
        snd_pcm_info_set_stream(info, direction.stream)
        guard snd_ctl_pcm_info(control, info) == 0 else { return nil }
        // SAFETY: a terminated text within `info`.
        return String(cString: snd_pcm_info_get_name(info))
    }

    // MARK: What the configuration offers

    /// Converters and pieces of other PCMs, which nobody plays to by themselves; and what is listed as a card's device.
    private static let pieces: Set<String> = [
        "lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix", "usbstream", "dmix", "dsnoop", "dshare",
        "front", "rear", "center_lfe", "side", "iec958", "spdif", "hdmi", "modem", "phoneline", "hw", "plughw", "a52",
        "surround21", "surround40", "surround41", "surround50", "surround51", "surround71", "sysdefault", "null", "oss",
    ]

    /// `default`, sound servers, `null`, and what the user has defined with a hint.
    private static func softwareNames() -> [(name: String, title: String)] {
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        var found: [(name: String, title: String)] = []
        if snd_device_name_hint(-1, "pcm", &hints) == 0, let hints {
            defer { snd_device_name_free_hint(hints) }
            // SAFETY: the list ends with a null pointer.
            var entry = hints
            while let hint = entry.pointee {
                entry += 1
                guard let name = text(hint, "NAME") else { continue }
                let base = String(name.prefix { $0 != ":" })
                guard !pieces.contains(base), !name.contains("CARD=") else { continue }
                let lines = text(hint, "DESC")?.split(separator: "\n").map(String.init) ?? []
                found.append((name, lines.joined(separator: ", ")))
            }
        }
        // Which is there even when it isn't listed.
        if !found.contains(where: { $0.name == "default" }) { found.insert(("default", "ALSA's default"), at: 0) }
        found.append(("null", "Plays to nobody as fast as it is given sound, and captures silence"))
        return found
    }

    private static func text(_ hint: UnsafeMutableRawPointer, _ key: String) -> String? {
        guard let value = snd_device_name_get_hint(hint, key) else { return nil }
        defer { free(value) }
        // SAFETY: a terminated text that is ours to free.
        return String(cString: value)
    }

    private static func describe(_ entry: (name: String, title: String)) -> DeviceDescription? {
        DeviceDescription(
            name: entry.name, card: nil, title: entry.title, capture: ask(entry.name, .capture),
            playback: ask(entry.name, .playback))
    }

    /// Not asked: it would write its file.
    private static let file = DeviceDescription(
        name: "file:FILE=PATH,FORMAT=wav", card: nil, title: "Writes what is played to a file, as fast as it comes",
        capture: nil,
        playback: DeviceDescription.Abilities(
            state: .available, reason: nil, sampleRates: PCMConfiguration.commonRates,
            sampleFormats: DeviceSampleFormat.all.map(\.name), minimumChannels: 1,
            maximumChannels: PCMConfiguration.mostChannels, minimumPeriodFrames: 1))

    // MARK: Asking

    /// Asks on a thread of its own, which is given up when it doesn't answer: a plugin may wait for its server for ever.
    private static func ask(_ name: String, _ direction: DeviceDirection) -> DeviceDescription.Abilities {
        let answer = Answer()
        let thread = DetachedThread { answer.give(probe(name, direction)) }
        guard thread.start() else { return unusable(.failed, "no thread to ask it with") }
        return answer.wait(patience)
            ?? unusable(.silent, "it didn't answer within \(patience.components.seconds) seconds")
    }

    private static func probe(_ name: String, _ direction: DeviceDirection) -> DeviceDescription.Abilities {
        do throws(DeviceError) {
            return abilities(try PCMOpener.standard.open(name, direction))
        } catch {
            let state: DeviceDescription.State =
                switch error.kind {
                case .busy: .busy
                case .absent: .absent
                case .permission: .forbidden
                case .usage, .unsupported, .failed: .failed
                }
            return unusable(state, error.summary)
        }
    }

    private static func abilities(_ pcm: borrowing PCM) -> DeviceDescription.Abilities {
        var allocated: OpaquePointer?
        guard let handle = pcm.handle, snd_pcm_hw_params_malloc(&allocated) == 0, let parameters = allocated else {
            return unusable(.failed, "no memory")
        }
        defer { snd_pcm_hw_params_free(parameters) }
        guard snd_pcm_hw_params_any(handle, parameters) >= 0 else {
            return unusable(.failed, "it has no configuration at all")
        }
        var least: UInt32 = 0
        var most: UInt32 = 0
        snd_pcm_hw_params_get_channels_min(parameters, &least)
        snd_pcm_hw_params_get_channels_max(parameters, &most)
        var period: snd_pcm_uframes_t = 0
        snd_pcm_hw_params_get_period_size_min(parameters, &period, nil)
        return DeviceDescription.Abilities(
            state: .available, reason: nil,
            sampleRates: PCMConfiguration.commonRates.filter {
                snd_pcm_hw_params_test_rate(handle, parameters, UInt32($0), 0) == 0
            },
            sampleFormats: PCMConfiguration.formats(handle, parameters).map(\.name), minimumChannels: Int(least),
            maximumChannels: min(Int(most), PCMConfiguration.mostChannels), minimumPeriodFrames: Int(clamping: period))
    }

    private static func unusable(_ state: DeviceDescription.State, _ reason: String) -> DeviceDescription.Abilities {
        DeviceDescription.Abilities(
            state: state, reason: reason, sampleRates: [], sampleFormats: [], minimumChannels: 0, maximumChannels: 0,
            minimumPeriodFrames: 0)
    }

    /// What a thread found out, for one that waits. Any thread.
    private final class Answer: Sendable {
        private let value = Mutex<DeviceDescription.Abilities?>(nil)

        func give(_ abilities: DeviceDescription.Abilities) { value.withLock { $0 = abilities } }

        /// Nil when it took too long.
        func wait(_ patience: Duration) -> DeviceDescription.Abilities? {
            let deadline = ContinuousClock.now + patience
            while true {
                if let found = value.withLock({ $0 }) { return found }
                guard ContinuousClock.now < deadline else { return nil }
                usleep(500)
            }
        }
    }
}
