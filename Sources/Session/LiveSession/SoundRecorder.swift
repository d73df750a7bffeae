// Writes what is heard to a file, on a thread of its own. Made, and finished, by the control thread.

import AudioIO
import Foundation
import Realtime
import Synchronization

/// A recording in progress.
///
/// The file has its name from the start, and its header is brought up to date every second: whatever happens to the disk
/// or to this process, what was recorded is there.
final class SoundRecorder: @unchecked Sendable {
    /// How long the disk may be busy before sound is lost.
    private static let reserveSeconds = 8.0
    private static let pauseMicroseconds: UInt32 = 20_000
    private static let chunkFrameCount = 8_192
    private static let settlingSeconds = 1

    let path: String
    let sampleRate: Int
    /// The audio thread's end. Valid as long as the recorder.
    let tap: UnsafeMutablePointer<RecorderTap>

    // SAFETY: the ring is made for two threads; everything else is constant, atomic, or in a mutex.
    private let ring: AudioRing
    private let shouldStop = Atomic<Bool>(false)
    private let writtenFrames = Atomic<Int>(0)
    private let outcome = Mutex<Outcome?>(nil)
    private var thread: SystemThread?

    /// Begins a file; the format is its name's, 32-bit float where that leaves a choice.
    ///
    /// Errors: the file exists already, the format isn't known, or it can't be made.
    init(path: String, sampleRate: Int, channelCount: Int) throws(LiveSessionError) {
        let writer = try LiveSessionError.wrapping(LiveSessionError.file) { () throws(AudioIOError) in
            let format = try OutputFormat.resolve(
                input: AudioFileFormat(.wav, .float32), outputPath: path, sampleRate: sampleRate,
                channelCount: channelCount)
            return try AudioFileWriter(
                path: path, format: format, sampleRate: sampleRate, channelCount: channelCount,
                grows: true)
        }
        self.path = path
        self.sampleRate = sampleRate
        ring = AudioRing(
            channelCount: channelCount, minimumFrameCapacity: Int(Self.reserveSeconds * Double(sampleRate)))
        tap = .allocate(capacity: 1)
        tap.initialize(to: RecorderTap(producer: ring.producer))
        let box = WriterBox(writer)
        thread = try LiveSessionError.wrapping(LiveSessionError.thread) { () throws(SystemThreadError) in
            // The thread ends before the recorder does: `finish` and `deinit` join it.
            try SystemThread(name: "cajon-record") { [unowned self] in self.write(to: box) }
        }
    }

    deinit {
        shouldStop.store(true, ordering: .relaxed)
        thread?.join()
        // SAFETY: the owner has taken the tap from the audio thread before it lets go of the recorder.
        tap.deinitialize(count: 1)
        tap.deallocate()
    }

    /// How long the file is by now.
    var seconds: Double { Double(writtenFrames.load(ordering: .relaxed)) / Double(sampleRate) }

    /// Frames that came faster than they could be written.
    var lostFrameCount: Int { tap.pointee.lostFrameCount.load(ordering: .relaxed) }

    /// Whether no more is written, since the disk is full or the like.
    var hasFailed: Bool { outcome.withLock { $0?.error != nil } }

    /// How a recording ended.
    private struct Outcome {
        /// What is there; nil for nothing.
        var summary: AudioOutputSummary?
        var error: AudioIOError?
    }

    /// Writes what is left and ends the file. The audio thread no longer has the tap.
    ///
    /// Errors: the disk is full, or the like; what there was room for is kept, and `seconds` says how much that is.
    func finish() throws(AudioIOError) {
        shouldStop.store(true, ordering: .relaxed)
        thread?.join()
        let outcome = outcome.withLock { $0 }
        writtenFrames.store(outcome?.summary?.info.frameCount ?? 0, ordering: .relaxed)
        if let error = outcome?.error { throw error }
    }

    /// A writer that a thread's body can take.
    private final class WriterBox: @unchecked Sendable {
        // SAFETY: emptied by the one thread that it is made for.
        private var writer: AudioFileWriter?
        init(_ writer: consuming AudioFileWriter) { self.writer = consume writer }
        func take() -> AudioFileWriter { writer.take()! }
    }

    private func write(to box: WriterBox) {
        var writer = box.take()
        var outcome = Outcome()
        do throws(AudioIOError) {
            try drain(into: &writer)
            // What fails in commit, fails here, where there is still something to salvage.
            try writer.settle()
        } catch {
            outcome.error = error
        }
        if outcome.error == nil {
            do throws(AudioIOError) {
                outcome.summary = try writer.commit()
            } catch {
                outcome.error = error
            }
        } else {
            outcome.summary = writer.salvage()
        }
        self.outcome.withLock { $0 = outcome }
    }

    private func drain(into writer: inout AudioFileWriter) throws(AudioIOError) {
        let buffer = AudioBuffer(channelCount: ring.channelCount, frameCapacity: Self.chunkFrameCount)
        let block = buffer.block(frameCount: Self.chunkFrameCount)
        let consumer = ring.consumer
        var unsettledFrames = 0
        while true {
            // Asked first, so that what came before the end is still written.
            let isLast = shouldStop.load(ordering: .relaxed)
            let count = consumer.read(into: block)
            if count > 0 {
                try writer.write(AudioBlock(block), frames: 0..<count)
                writtenFrames.add(count, ordering: .relaxed)
                unsettledFrames += count
                if unsettledFrames >= Self.settlingSeconds * sampleRate {
                    try writer.settle()
                    unsettledFrames = 0
                }
            } else if isLast {
                return
            } else {
                usleep(Self.pauseMicroseconds)
            }
        }
    }
}
