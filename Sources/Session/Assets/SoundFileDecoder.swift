// Sound files as assets of effects. Any thread but the audio thread.

import AudioIO
package import EffectHost
import Realtime

/// Decodes what libsndfile reads.
package struct SoundFileDecoder: SoundDecoder {
    /// Frames read at a time.
    private static let chunkFrameCount = 4_096

    package init() {}

    package func decode(_ file: consuming AssetFile, sampleLimit: Int) throws(AssetRefusal) -> SoundAsset {
        let name = file.name
        let sound: SoundAsset?
        do throws(AudioIOError) {
            // Messages call the file what the effect calls it.
            sound = try Self.read(
                AudioFileReader(takingDescriptor: file.takeDescriptor(), name: name.text), sampleLimit: sampleLimit)
        } catch {
            throw AssetRefusal(.unreadable, "asset \(error)")
        }
        guard let sound else {
            throw AssetRefusal(
                .tooLarge, "asset ‘\(name)’ has more than the \(sampleLimit) samples that there is room for")
        }
        return sound
    }

    /// The whole sound; nil for one that is larger than it may be.
    private static func read(
        _ reader: consuming AudioFileReader, sampleLimit: Int
    ) throws(AudioIOError) -> SoundAsset? {
        let info = reader.info
        let frameLimit = sampleLimit / info.channelCount
        // An MP3's length is an estimate, and no reason to refuse.
        if let frameCount = info.frameCount, info.format.container != .mpeg, frameCount > frameLimit { return nil }
        let buffer = AudioBuffer(channelCount: info.channelCount, frameCapacity: chunkFrameCount)
        let chunk = buffer.block(frameCount: chunkFrameCount)
        var channels = [[Float]](repeating: [], count: info.channelCount)
        while true {
            let count = try reader.read(into: chunk)
            guard count > 0 else { break }
            guard channels[0].count + count <= frameLimit else { return nil }
            for channel in channels.indices {
                // SAFETY: each channel of the chunk holds `chunkFrameCount` frames, the first `count` of them read.
                channels[channel].append(
                    contentsOf: UnsafeBufferPointer(start: chunk.base + channel * chunkFrameCount, count: count))
            }
        }
        return SoundAsset(
            sampleRateHertz: Float(info.sampleRate), channelCount: info.channelCount, samples: Array(channels.joined()))
    }
}
