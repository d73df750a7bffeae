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
        var opened = cajon_open_result()
        cajon_sound_open(name.utf8Start, name.utf8CodeUnitCount, &opened)
        guard opened.is_error == 0 else { throw AssetError(rawValue: opened.payload.error) ?? .unreadable }
        let sound = opened.payload.handle
        channelCount = Int(cajon_sound_channels(sound))
        frameCount = min(Int(cajon_sound_frames(sound)), mostFrames)
        sampleRate = cajon_sound_sample_rate(sound)
        samples = Buffer(count: channelCount * frameCount)
        var done = 0
        while done < frameCount {
            var piece = cajon_samples()
            cajon_sound_read(sound, UInt32(done), UInt32(frameCount - done), &piece)
            let count = piece.length / channelCount
            precondition(count > 0)
            for channel in 0..<channelCount {
                // SAFETY: the host wrote `count` frames of every channel, and no more than were asked for.
                (samples.base + channel * frameCount + done).update(from: piece.data + channel * count, count: count)
            }
            done += count
        }
        cajon_sound_drop(sound)
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
        }
        cajon_data_drop(data)
    }
}
