// Reads a sound file ahead of the audio thread, on a thread of its own. Made by the control thread.

import AudioIO
import Foundation
import Realtime
import Synchronization

/// A sound file that plays in place of a capture device.
final class SoundPlayer: @unchecked Sendable {
    private static let reserveSeconds = 1.0
    private static let chunkFrameCount = 2_048
    /// While the ring is full: from here, twice as long each time, to there.
    private static let shortestPauseMicroseconds: UInt32 = 500
    private static let longestPauseMicroseconds: UInt32 = 32_000

    let info: AudioFileInfo
    /// The audio thread's end. Valid as long as the player.
    let consumer: AudioRing.Consumer
    /// Nothing more comes. A releasing store behind the last frames, for the audio thread's acquiring load.
    let hasEnded: UnsafeMutablePointer<Atomic<Bool>>

    // SAFETY: the ring is made for two threads; everything else is constant, atomic, or in a mutex.
    private let ring: AudioRing
    private let path: String
    private let loops: Bool
    private let shouldStop = Atomic<Bool>(false)
    private let error = Mutex<AudioIOError?>(nil)
    private var thread: SystemThread?

    /// Opens the file, and begins to read.
    ///
    /// Errors: it can't be opened or is no sound.
    init(path: String, loops: Bool) throws(LiveSessionError) {
        let reader = try LiveSessionError.wrapping(LiveSessionError.file) { () throws(AudioIOError) in
            try AudioFileReader(path: path, acceptsCutShort: true)
        }
        self.path = path
        self.loops = loops
        info = reader.info
        ring = AudioRing(
            channelCount: info.channelCount,
            minimumFrameCapacity: max(Int(Self.reserveSeconds * Double(info.sampleRate)), 2 * Self.chunkFrameCount))
        consumer = ring.consumer
        hasEnded = .allocate(capacity: 1)
        hasEnded.initialize(to: Atomic(false))
        let box = ReaderBox(reader)
        thread = try LiveSessionError.wrapping(LiveSessionError.thread) { () throws(SystemThreadError) in
            // The thread ends before the player does: `deinit` joins it.
            try SystemThread(name: "cajon-read") { [unowned self] in self.read(from: box) }
        }
    }

    deinit {
        shouldStop.store(true, ordering: .relaxed)
        thread?.join()
        // SAFETY: the audio thread has ended before its owner lets go of the player.
        hasEnded.deinitialize(count: 1)
        hasEnded.deallocate()
    }

    /// Why the file ended too early; nil if it didn't.
    var failure: AudioIOError? { error.withLock { $0 } }

    private final class ReaderBox: @unchecked Sendable {
        // SAFETY: emptied by the one thread that it is made for.
        private var reader: AudioFileReader?
        init(_ reader: consuming AudioFileReader) { self.reader = consume reader }
        func take() -> AudioFileReader { reader.take()! }
    }

    private func read(from box: ReaderBox) {
        var reader = box.take()
        let buffer = AudioBuffer(channelCount: info.channelCount, frameCapacity: Self.chunkFrameCount)
        do throws(AudioIOError) {
            repeat {
                guard try readOnce(from: &reader, through: buffer) else { break }
                if loops { reader = try AudioFileReader(path: path, acceptsCutShort: true) }
            } while loops && reader.info.channelCount == info.channelCount
        } catch {
            self.error.withLock { $0 = error }
        }
        hasEnded.pointee.store(true, ordering: .releasing)
    }

    /// Reads to the file's end. False when it had nothing, or nobody listens any more.
    private func readOnce(
        from reader: inout AudioFileReader, through buffer: borrowing AudioBuffer
    ) throws(AudioIOError) -> Bool {
        var isEmpty = true
        while true {
            let whole = buffer.block(frameCount: Self.chunkFrameCount)
            let count = try reader.read(into: whole)
            guard count > 0 else { return !isEmpty }
            isEmpty = false
            let block = buffer.block(frameCount: count)
            for channel in 1..<max(info.channelCount, 1) where count < Self.chunkFrameCount {
                // SAFETY: both ranges lie within the buffer; they may overlap, which `update` allows.
                (block.base + channel * count).update(from: whole.base + channel * Self.chunkFrameCount, count: count)
            }
            guard push(AudioBlock(block)) else { return false }
        }
    }

    /// Waits until there is room. False when nobody listens any more.
    private func push(_ block: AudioBlock) -> Bool {
        var pause = Self.shortestPauseMicroseconds
        while !ring.producer.write(block) {
            if shouldStop.load(ordering: .relaxed) { return false }
            usleep(pause)
            pause = min(2 * pause, Self.longestPauseMicroseconds)
        }
        return !shouldStop.load(ordering: .relaxed)
    }
}
