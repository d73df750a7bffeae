// A queue of audio from one thread to one other: recordings on their way to a file, files on their way to the ear. Made
// and freed off the audio thread; either end may be the audio thread's.

import CRealtime

/// A bounded queue of planar frames between one thread that writes and one that reads; neither waits for the other.
///
/// As `SPSCRing`, with blocks in place of elements. The handles must not outlive the ring, and at any time one thread
/// at most may use each of them.
package struct AudioRing: ~Copyable {
    package let channelCount: Int
    /// How many frames it holds: a power of two.
    package let frameCapacity: Int
    private let indices: UnsafeMutablePointer<RingIndices>
    /// Channel after channel, `frameCapacity` samples each.
    private let samples: UnsafeMutablePointer<Float>

    /// Room for at least that many frames, touched, so that no page is missing later.
    ///
    /// Range: channels 1...1024; frames 1...2²⁶, rounded up to a power of two.
    package init(channelCount: Int, minimumFrameCapacity: Int) {
        precondition(channelCount >= 1 && channelCount <= 1024)
        precondition(minimumFrameCapacity >= 1 && minimumFrameCapacity <= 1 << 26)
        self.channelCount = channelCount
        frameCapacity = 1 << (Int.bitWidth - (minimumFrameCapacity - 1).leadingZeroBitCount)
        indices = .allocate(capacity: 1)
        indices.initialize(to: RingIndices())
        samples = .allocate(capacity: channelCount * frameCapacity)
        samples.initialize(repeating: 0, count: channelCount * frameCapacity)
    }

    deinit {
        // SAFETY: the handles don't outlive the ring, as their users promise.
        indices.deinitialize(count: 1)
        indices.deallocate()
        samples.deallocate()
    }

    /// The end that is written to.
    package var producer: Producer { Producer(ends: ends) }

    /// The end that is read from.
    package var consumer: Consumer { Consumer(ends: ends) }

    /// Where it lies, to be locked.
    package var memory: [UnsafeRawBufferPointer] {
        [
            UnsafeRawBufferPointer(start: indices, count: MemoryLayout<RingIndices>.stride),
            UnsafeRawBufferPointer(
                start: samples, count: channelCount * frameCapacity * MemoryLayout<Float>.stride),
        ]
    }

    private var ends: Ends {
        Ends(indices: indices, samples: samples, channelCount: channelCount, frameCapacity: frameCapacity)
    }

    /// What both handles know.
    struct Ends {
        let indices: UnsafeMutablePointer<RingIndices>
        let samples: UnsafeMutablePointer<Float>
        let channelCount: Int
        let frameCapacity: Int

        init(
            indices: UnsafeMutablePointer<RingIndices>, samples: UnsafeMutablePointer<Float>, channelCount: Int,
            frameCapacity: Int
        ) {
            self.indices = indices
            self.samples = samples
            self.channelCount = channelCount
            self.frameCapacity = frameCapacity
        }

        /// Where `frameCount` frames from `index` on lie: the place of the first, and how many come before the wrap.
        @_noLocks
        func split(_ index: Int, frameCount: Int) -> (place: Int, untilEnd: Int) {
            let place = index & (frameCapacity - 1)
            return (place, min(frameCount, frameCapacity - place))
        }
    }

    /// Writes to a ring. One thread at a time.
    package struct Producer {
        private let ends: Ends

        init(ends: Ends) { self.ends = ends }

        /// How many frames can be written at least, until the next are.
        @_noLocks
        package func freeFrameCount() -> Int { ends.frameCapacity - ends.indices.pointee.forProducer().count }

        /// Appends a whole block. False, and nothing is done, when there isn't room for all of it.
        ///
        /// Shape: the ring's channels.
        @_noLocks
        package func write(_ block: AudioBlock) -> Bool {
            precondition(block.channelCount == ends.channelCount)
            let (written, count) = ends.indices.pointee.forProducer()
            guard block.frameCount <= ends.frameCapacity - count else { return false }
            let (place, untilEnd) = ends.split(written, frameCount: block.frameCount)
            var channel = 0
            while channel < ends.channelCount {
                // SAFETY: both parts lie within the channel's part of the ring, where the consumer is done.
                let ring = ends.samples + channel * ends.frameCapacity
                let source = block.base + channel * block.frameCount
                cajon_copy(ring + place, source, untilEnd)
                cajon_copy(ring, source + untilEnd, block.frameCount - untilEnd)
                channel += 1
            }
            ends.indices.pointee.didWrite(upTo: written &+ block.frameCount)
            return true
        }
    }

    /// Reads from a ring. One thread at a time.
    package struct Consumer {
        private let ends: Ends

        init(ends: Ends) { self.ends = ends }

        /// How many frames can be read at least.
        @_noLocks
        package func availableFrameCount() -> Int { ends.indices.pointee.forConsumer().count }

        /// Takes out the oldest frames, as many as there are and as fit.
        ///
        /// Shape: the ring's channels. Each channel's frames are written from that channel's place in the block on, so
        /// that a block which isn't filled keeps its shape; what lies behind them is left as it was.
        /// - Returns: how many frames were written to the block.
        @_noLocks
        package func read(into block: MutableAudioBlock) -> Int {
            precondition(block.channelCount == ends.channelCount)
            let (read, count) = ends.indices.pointee.forConsumer()
            let frameCount = min(count, block.frameCount)
            let (place, untilEnd) = ends.split(read, frameCount: frameCount)
            var channel = 0
            while channel < ends.channelCount {
                // SAFETY: both parts lie within the channel's part of the ring, and the producer has written them.
                let ring = ends.samples + channel * ends.frameCapacity
                let destination = block.base + channel * block.frameCount
                cajon_copy(destination, ring + place, untilEnd)
                cajon_copy(destination + untilEnd, ring, frameCount - untilEnd)
                channel += 1
            }
            ends.indices.pointee.didRead(upTo: read &+ frameCount)
            return frameCount
        }
    }
}

// SAFETY: what one thread wrote is handed to the other by release and acquire. That each handle has one thread at a
// time is its users' promise.
extension AudioRing: @unchecked Sendable {}
extension AudioRing.Producer: @unchecked Sendable {}
extension AudioRing.Consumer: @unchecked Sendable {}
