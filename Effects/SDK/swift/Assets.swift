// Sounds and data that an effect asks for by name, read whole into memory of its own. Only in `configure`; called from
// elsewhere, it ends the effect. An effect that uses it runs only where it was granted assets: by its user, or because a
// folder of its own name lies beside it.

internal import CajonC

/// Why an asset can't be had: the contract's `open-error`, case for case.
enum AssetError: UInt8, Error {
    case invalidName, notFound, unreadable, tooLarge, tooMany

    /// For people, as a reason to refuse a format.
    var refusal: Refusal {
        switch self {
        case .invalidName: Refusal("an asset can't have such a name")
        case .notFound: Refusal("the asset it needs is not there")
        case .unreadable: Refusal("the asset it needs can't be read")
        case .tooLarge: Refusal("the asset it needs is too large")
        case .tooMany: Refusal("it has too many assets open")
        }
    }
}

/// A sound that the effect has open, to be read piece by piece: for what is too long to be held whole. Only in `configure`.
struct OpenSound: ~Copyable {
    let channelCount: Int
    let frameCount: Int
    /// In hertz; need not be the stream's.
    let sampleRate: Float
    private let handle: UInt32

    /// Opens a sound.
    init(_ name: StaticString) throws(AssetError) {
        try self.init(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// Opens a sound whose name comes from a preset.
    init(_ name: UnsafeBufferPointer<UInt8>) throws(AssetError) {
        var opened = cajon_open_result()
        cajon_sound_open(name.baseAddress, name.count, &opened)
        guard opened.is_error == 0 else { throw AssetError(rawValue: opened.payload.error) ?? .unreadable }
        handle = opened.payload.handle
        channelCount = Int(cajon_sound_channels(handle))
        frameCount = Int(cajon_sound_frames(handle))
        sampleRate = cajon_sound_sample_rate(handle)
    }

    /// Reads frames from `first` on, `count` if there are so many, but perhaps fewer; calls `body` with them.
    ///
    /// - Parameter body: gets the frames, planar, valid during the call, and how many they are: at least one before the
    ///   sound's end, none after it.
    func read(first: Int, count: Int, _ body: (_ samples: UnsafePointer<Float>, _ frameCount: Int) -> Void) {
        var piece = cajon_samples()
        cajon_sound_read(handle, UInt32(first), UInt32(count), &piece)
        // SAFETY: the host wrote whole frames, no more than were asked for, which stay until the next is asked for.
        body(piece.data, piece.length / channelCount)
        arena.markSpent()
    }

    deinit { cajon_sound_drop(handle) }
}

/// A sound in the effect's memory, valid until the next `configure`.
struct Clip {
    /// Planar.
    let samples: Buffer
    let channelCount: Int
    let frameCount: Int
    /// In hertz; need not be the stream's.
    let sampleRate: Float

    /// Nothing: what an effect holds before `configure`.
    init() {
        samples = Buffer()
        (channelCount, frameCount, sampleRate) = (0, 0, 0)
    }

    /// Reads a sound, or the first `mostFrames` of it. Only in `configure`.
    init(_ name: StaticString, mostFrames: Int = .max) throws(AssetError) {
        let sound = try OpenSound(name)
        let (samples, total) = (
            Buffer(count: sound.channelCount * min(sound.frameCount, mostFrames)), sound.channelCount
        )
        channelCount = sound.channelCount
        frameCount = min(sound.frameCount, mostFrames)
        sampleRate = sound.sampleRate
        self.samples = samples
        let frameCount = frameCount
        var done = 0
        while done < frameCount {
            sound.read(first: done, count: frameCount - done) { piece, count in
                precondition(count > 0)
                for channel in 0..<total {
                    // SAFETY: the piece holds `count` frames of every channel, and there is room for them.
                    (samples.base + channel * frameCount + done).update(from: piece + channel * count, count: count)
                }
                done += count
            }
        }
    }

    /// A sample of a channel.
    subscript(channel: Int, frame: Int) -> Float {
        @inline(__always) get { samples[channel &* frameCount &+ frame] }
    }
}

extension Storage where Element == UInt8 {
    /// Reads a file. Only in `configure`.
    init(asset name: StaticString) throws(AssetError) {
        var opened = cajon_open_result()
        cajon_data_open(name.utf8Start, name.utf8CodeUnitCount, &opened)
        guard opened.is_error == 0 else { throw AssetError(rawValue: opened.payload.error) ?? .unreadable }
        let data = opened.payload.handle
        self.init(count: Int(cajon_data_size(data)))
        var done = 0
        while done < count {
            var piece = cajon_bytes()
            cajon_data_read(data, UInt32(done), UInt32(count - done), &piece)
            precondition(piece.length > 0)
            // SAFETY: the host wrote no more bytes than were asked for.
            (base + done).update(from: piece.data, count: piece.length)
            done += piece.length
            arena.markSpent()
        }
        cajon_data_drop(data)
    }
}
