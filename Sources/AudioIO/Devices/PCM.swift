// Owns one PCM of alsa-lib's. One thread at a time; what is @_noLocks may be called on the audio thread.
internal import CALSA

/// An open PCM, or none.
///
/// A PCM that isn't there takes the place of an optional, because the audio thread's check doesn't see through those.
struct PCM: ~Copyable {
    /// Nil for none.
    let handle: OpaquePointer?

    /// Takes the handle over: it is closed with this.
    init(_ handle: OpaquePointer?) { self.handle = handle }

    deinit {
        guard let handle else { return }
        // SAFETY: the handle is this one's alone, and closed once. Dropping first: closing must not wait for the end.
        snd_pcm_drop(handle)
        snd_pcm_close(handle)
    }

    var isThere: Bool {
        @_noLocks get { handle != nil }
    }

    /// Forgets what is buffered, makes ready. Returns 0 or a negated errno.
    @_noLocks
    func prepare() -> Int32 {
        guard let handle else { return 0 }
        return cajon_pcm_prepare(handle)
    }

    @_noLocks
    func drop() {
        guard let handle else { return }
        // What it says doesn't matter: an xrun has dropped it already.
        _ = cajon_pcm_drop(handle)
    }

    /// Starts, unless it runs. Returns 0 or a negated errno.
    @_noLocks
    func start() -> Int32 {
        guard let handle, !cajon_pcm_is_running(handle) else { return 0 }
        return cajon_pcm_start(handle)
    }

    @_noLocks
    func resume() -> Int32 {
        guard let handle else { return 0 }
        return cajon_pcm_resume(handle)
    }

    /// Frames that can be exchanged, or a negated errno.
    @_noLocks
    func available() -> Int {
        guard let handle else { return 0 }
        return cajon_pcm_available(handle)
    }

    @_noLocks
    func delay() -> Int {
        guard let handle else { return 0 }
        return cajon_pcm_delay(handle)
    }

    /// alsa-lib's number of the card that it ends in; nil for none.
    var card: Int32? {
        guard let handle else { return nil }
        var info: OpaquePointer?
        guard snd_pcm_info_malloc(&info) == 0, let info else { return nil }
        defer { snd_pcm_info_free(info) }
        guard snd_pcm_info(handle, info) == 0 else { return nil }
        let card = snd_pcm_info_get_card(info)
        return card >= 0 ? card : nil
    }

    /// What is behind it, in alsa-lib's words, one stage after the other. Complete once it is configured.
    var stages: [String] {
        guard let handle else { return [] }
        var output: OpaquePointer?
        guard snd_output_buffer_open(&output) == 0, let output else { return [] }
        defer { snd_output_close(output) }
        guard snd_pcm_dump(handle, output) == 0 else { return [] }
        var text: UnsafeMutablePointer<CChar>?
        let count = snd_output_buffer_string(output, &text)
        guard let text, count > 0 else { return [] }
        // SAFETY: the buffer holds `count` bytes until it is closed.
        let whole = String(
            decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
        // Each stage's name stands at the margin; below it, indented, is its setup.
        return whole.split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix(" ") && !$0.hasPrefix("Its setup") && $0 != "Slave:" }
            .map { $0.hasPrefix("Slave: ") ? String($0.dropFirst(7)) : $0 }
    }

    /// Positions of the channels, by alsa-lib's numbers; empty when it doesn't say.
    var channelPositions: [UInt32] {
        guard let handle, let map = snd_pcm_get_chmap(handle) else { return [] }
        defer { free(map) }
        let count = Int(map.pointee.channels)
        // SAFETY: alsa-lib lays `channels` positions behind the count, in the same block.
        let positions = UnsafeRawPointer(map).advanced(by: MemoryLayout<UInt32>.size)
        return (0..<count).map { positions.load(fromByteOffset: 4 * $0, as: UInt32.self) }
    }
}
