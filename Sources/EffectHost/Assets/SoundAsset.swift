// What an effect has opened. Immutable; any thread.

/// A sound, decoded: as it was when it was opened.
package final class SoundAsset: Sendable {
    package let sampleRateHertz: Float
    package let channelCount: Int
    package let frameCount: Int
    /// Planar.
    private let samples: [Float]

    /// - Parameter samples: channel 0's frames, then channel 1's, and so on; the count is a multiple of `channelCount`,
    ///   which is 1 or more.
    package init(sampleRateHertz: Float, channelCount: Int, samples: [Float]) {
        precondition(channelCount > 0 && samples.count % channelCount == 0, "a sound of whole frames")
        self.sampleRateHertz = sampleRateHertz
        self.channelCount = channelCount
        frameCount = samples.count / channelCount
        self.samples = samples
    }

    package var byteCount: Int { samples.count * MemoryLayout<Float>.stride }

    /// Some frames, planar.
    ///
    /// - Parameter frames: within `0..<frameCount`.
    package func samples(_ frames: Range<Int>) -> [Float] {
        [Float](unsafeUninitializedCapacity: frames.count * channelCount) { buffer, count in
            copy(frames, to: UnsafeMutableRawBufferPointer(buffer))
            count = frames.count * channelCount
        }
    }

    /// Writes some frames, planar, to memory that has room for them and is aligned as it likes.
    package func copy(_ frames: Range<Int>, to destination: UnsafeMutableRawBufferPointer) {
        precondition(frames.lowerBound >= 0 && frames.upperBound <= frameCount, "frames that the sound has")
        let byteCount = frames.count * MemoryLayout<Float>.stride
        precondition(destination.count >= byteCount * channelCount, "room for the frames")
        guard byteCount > 0 else { return }
        samples.withUnsafeBytes { source in
            for channel in 0..<channelCount {
                let start = (channel * frameCount + frames.lowerBound) * MemoryLayout<Float>.stride
                // SAFETY: the preconditions keep both ranges within their memory; neither is the other's.
                (destination.baseAddress! + channel * byteCount).copyMemory(
                    from: source.baseAddress! + start, byteCount: byteCount)
            }
        }
    }
}

/// Bytes, as they were when they were opened.
package final class DataAsset: Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
}
