// The wording of every message about devices. Any thread.
internal import CALSA
internal import Glibc

extension DeviceError {
    static func nothingAsked() -> DeviceError {
        DeviceError(.usage, "device", "neither a capture nor a playback device is named; give --capture or --playback")
    }

    static func outOfRange(_ what: String, _ found: Int, expected: ClosedRange<Int>) -> DeviceError {
        DeviceError(
            .usage, "device",
            "\(what) is \(found); expected \(expected.lowerBound) to \(expected.upperBound)")
    }

    /// - Parameters:
    ///   - code: an errno.
    ///   - messages: what alsa-lib said.
    static func cannotOpen(
        _ device: String, _ direction: DeviceDirection, _ code: Int32, messages: String
    ) -> DeviceError {
        let said = messages.split(separator: "\n").first.map { " (alsa-lib: \($0))" } ?? ""
        switch code {
        case EBUSY:
            return DeviceError(
                .busy, device,
                "is in use by another program; end that, use another device, or one that shares (default, pulse)",
                systemError: code)
        case EACCES, EPERM:
            return DeviceError(
                .permission, device,
                "this user may not use sound devices; join the group that may: 'sudo usermod -aG audio \(user)', then "
                    + "log in again", systemError: code)
        case ENOENT where messages.contains("cards.pcm") || messages.contains("annot find card"):
            return DeviceError(
                .absent, device,
                "is a sound card's, and there is no such card; plug one in, or see 'cajon devices' for what there is",
                systemError: code)
        case ENOENT where messages.contains("Unknown PCM"):
            return DeviceError(
                .absent, device,
                "there is no \(direction.rawValue) device of that name; 'cajon devices' lists those there are",
                systemError: code)
        case ENOENT, ENODEV, ENXIO:
            return DeviceError(
                .absent, device,
                "there is no such \(direction.rawValue) device now\(said); plug it in, or see 'cajon devices'",
                systemError: code)
        case ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH:
            return DeviceError(
                .absent, device, "the sound server behind it doesn't answer\(said); start it, or use another device",
                systemError: code)
        case EINVAL:
            return DeviceError(
                .unsupported, device,
                "can't be opened for \(direction.rawValue)\(said); check its name and parameters in ALSA's configuration",
                systemError: code)
        default:
            return DeviceError(
                .failed, device, "can't be opened for \(direction.rawValue): \(text(code))\(said)", systemError: code)
        }
    }

    static func unsupported(
        _ device: String, _ direction: DeviceDirection, _ what: String, asked: String, supported: [String],
        advice: String
    ) -> DeviceError {
        let list = supported.isEmpty ? "nothing that Cajon knows" : supported.joined(separator: ", ")
        return DeviceError(
            .unsupported, device, "\(direction.rawValue) has no \(what) of \(asked); it has \(list); \(advice)")
    }

    static func cannotConfigure(
        _ device: String, _ direction: DeviceDirection, _ step: String, _ code: Int32
    ) -> DeviceError {
        DeviceError(
            code == EBUSY ? .busy : code == ENODEV ? .absent : .failed, device,
            "refused \(step) for \(direction.rawValue): \(text(code)); try plughw: instead of hw:, or other settings",
            systemError: code)
    }

    static func cannotStart(_ device: String, _ direction: DeviceDirection, _ code: Int32) -> DeviceError {
        DeviceError(
            code == ENODEV ? .absent : .failed, device, "\(direction.rawValue) didn't start: \(text(code))",
            systemError: code)
    }

    static func noResampler(_ device: String, _ reason: String) -> DeviceError {
        DeviceError(.failed, device, "what it captures can't be resampled: \(reason)")
    }

    static func badConfiguration(_ code: Int32, messages: String) -> DeviceError {
        DeviceError(
            .failed, "ALSA", "its configuration can't be read: \(messages.isEmpty ? text(code) : messages)",
            systemError: code)
    }

    /// In a few words, for a list.
    var summary: String {
        switch (kind, systemError) {
        case (.busy, _): "in use by another program"
        case (.permission, _): "this user may not use it (group 'audio')"
        case (.absent, ECONNREFUSED), (.absent, ECONNRESET), (.absent, ETIMEDOUT): "its sound server doesn't answer"
        case (.absent, _): "not there"
        default: message
        }
    }

    static func text(_ code: Int32) -> String {
        guard let text = snd_strerror(-code) else { return "error \(code)" }
        // SAFETY: alsa-lib's texts, and those of strerror, are terminated.
        return String(cString: text)
    }

    private static var user: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "$USER" }
        // SAFETY: the entry's name is terminated and stays until the next call of the kind.
        return String(cString: name)
    }
}
