// Writes what is heard to a file, on a thread of its own. Made, and finished, by the control thread.

import AudioIO
import Foundation
import Realtime
import Synchronization

/// A recording in progress.
///
/// The file takes its name when it is whole: at `finish`.
final class SoundRecorder: @unchecked Sendable {
    /// How long the disk may be busy before sound is lost.
    private static let reserveSeconds = 8.0
    private static let pauseMicroseconds: UInt32 = 20_000
    private static let chunkFrameCount = 8_192

    let path: String
    let sampleRate: Int
    /// The audio thread's end. Valid as long as the recorder.
    let tap: UnsafeMutablePointer<RecorderTap>

    // SAFETY: the ring is made for two threads; everything else is constant, atomic, or in a mutex.
    private let ring: AudioRing
    private let shouldStop = Atomic<Bool>(false)
    private let writtenFrames = Atomic<Int>(0)
    private let outcome = Mutex<Result<AudioOutputSummary, AudioIOError>?>(nil)
    private var thread: SystemThread?

    /// Begins a file; the format is its name's, 32-bit float where that leaves a choice.
    ///
    /// Errors: the file exists already, the format isn't known, or it can't be made.
    init(path: String, sampleRate: Int, channelCount: Int) throws(LiveSessionError) {
        let writer = try LiveSessionError.wrapping(LiveSessionError.file) { () throws(AudioIOError) in
            let format = try OutputFormat.resolve(
                input: AudioFileFormat(.wav, .float32), outputPath: path, sampleRate: sampleRate,
                channelCount: channelCount)
            return try AudioFileWriter(path: path, format: format, sampleRate: sampleRate, channelCount: channelCount)
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

    /// Why no more is written; nil while all is well.
    var failure: AudioIOError? {
        outcome.withLock { if case .failure(let error) = $0 { error } else { nil } }
    }

    /// Writes what is left and puts the file in its place. The audio thread no longer has the tap.
    ///
    /// Errors: the disk is full, or the like; what there is of the file is then removed.
    func finish() throws(AudioIOError) {
        shouldStop.store(true, ordering: .relaxed)
        thread?.join()
        if let failure { throw failure }
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
        let result: Result<AudioOutputSummary, AudioIOError>
        do throws(AudioIOError) {
            try drain(into: &writer)
            result = .success(try writer.commit())
        } catch {
            result = .failure(error)
        }
        outcome.withLock { $0 = result }
    }

    private func drain(into writer: inout AudioFileWriter) throws(AudioIOError) {
        let buffer = AudioBuffer(channelCount: ring.channelCount, frameCapacity: Self.chunkFrameCount)
        let block = buffer.block(frameCount: Self.chunkFrameCount)
        let consumer = ring.consumer
        while true {
            // Asked first, so that what came before the end is still written.
            let isLast = shouldStop.load(ordering: .relaxed)
            let count = consumer.read(into: block)
            if count > 0 {
                try writer.write(AudioBlock(block), frames: 0..<count)
                writtenFrames.add(count, ordering: .relaxed)
            } else if isLast {
                return
            } else {
                usleep(Self.pauseMicroseconds)
            }
        }
    }
}
