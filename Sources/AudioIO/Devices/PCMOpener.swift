// Where PCMs come from: alsa-lib's configuration, one of a test's own, or a test itself. Any thread; may block.
internal import CALSA
internal import Glibc

/// Opens PCMs by name.
package struct PCMOpener: Sendable {
    /// A PCM of alsa-lib's, opened non-blocking, which the caller now owns; or an errno.
    package enum Outcome {
        case opened(OpaquePointer)
        case refused(errno: Int32)
    }

    private let body: @Sendable (String, DeviceDirection) throws(DeviceError) -> Outcome

    /// A test's own way.
    package init(_ body: @escaping @Sendable (String, DeviceDirection) throws(DeviceError) -> Outcome) {
        self.body = body
    }

    /// alsa-lib's own configuration: /usr/share/alsa, /etc/asound.conf, ~/.asoundrc, or what ALSA_CONFIG_PATH says.
    package static var standard: PCMOpener {
        PCMOpener { name, direction throws(DeviceError) in
            cajon_alsa_keep_messages()
            var handle: OpaquePointer?
            return outcome(snd_pcm_open(&handle, name, direction.stream, SND_PCM_NONBLOCK), handle)
        }
    }

    /// A configuration of one's own, as the text of a file; `<confdir:alsa.conf>` in it includes the standard one.
    package static func configured(_ text: String) -> PCMOpener {
        PCMOpener { name, direction throws(DeviceError) in
            cajon_alsa_keep_messages()
            cajon_alsa_forget_messages()
            var root: OpaquePointer?
            let code = snd_config_load_string(&root, text, 0)
            guard code == 0, let root else {
                throw .badConfiguration(-code, messages: String(cString: cajon_alsa_messages()))
            }
            // A PCM keeps nothing of the tree that it was opened from.
            defer { snd_config_delete(root) }
            var handle: OpaquePointer?
            return outcome(snd_pcm_open_lconf(&handle, name, direction.stream, SND_PCM_NONBLOCK, root), handle)
        }
    }

    /// Opens, with what alsa-lib says in the error's text.
    func open(_ name: String, _ direction: DeviceDirection) throws(DeviceError) -> PCM {
        cajon_alsa_forget_messages()
        switch try body(name, direction) {
        case .opened(let handle): return PCM(handle)
        case .refused(let code):
            throw .cannotOpen(name, direction, code, messages: String(cString: cajon_alsa_messages()))
        }
    }

    private static func outcome(_ code: Int32, _ handle: OpaquePointer?) -> Outcome {
        if code == 0, let handle { return .opened(handle) }
        return .refused(errno: code == 0 ? EIO : -code)
    }
}

extension DeviceDirection {
    var stream: snd_pcm_stream_t {
        switch self {
        case .capture: SND_PCM_STREAM_CAPTURE
        case .playback: SND_PCM_STREAM_PLAYBACK
        }
    }
}
