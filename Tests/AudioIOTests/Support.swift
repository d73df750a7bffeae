// Sounds and short ways to write and read them, for this target's tests.
import AudioIO
import Foundation
import Glibc
import Realtime
import TestSupport

/// Planar sound in memory.
struct Sound: Equatable {
    var channels: [[Float]]
    var sampleRate = 48_000

    var frameCount: Int { channels.first?.count ?? 0 }

    static func noise(channels: Int, frames: Int, bits: Int? = nil, seed: UInt64 = 1, sampleRate: Int = 48_000) -> Sound
    {
        var generator = SeededGenerator(seed: seed)
        let planes = (0..<channels).map { _ in
            (0..<frames).map { _ in
                guard let bits else { return Float.random(in: -1..<1, using: &generator) }
                let limit = 1 << (bits - 1)
                return Float(Int.random(in: -limit..<limit, using: &generator)) / Float(limit)
            }
        }
        return Sound(channels: planes, sampleRate: sampleRate)
    }

    static func sine(
        hertz: Double, amplitude: Double, channels: Int = 1, frames: Int, sampleRate: Int = 48_000
    ) -> Sound {
        let plane = (0..<frames).map { Float(amplitude * sin(2 * .pi * hertz * Double($0) / Double(sampleRate))) }
        return Sound(channels: Array(repeating: plane, count: channels), sampleRate: sampleRate)
    }
}

@discardableResult
func write(
    _ sound: Sound, to path: String, _ format: AudioFileFormat, blockFrameCount: Int = 1_024,
    expectedFrameCount: Int? = nil, metadata: AudioMetadata = AudioMetadata(), isDithered: Bool = true,
    wavByteLimit: Int64 = AudioFileWriter.standardWavByteLimit
) throws -> AudioOutputSummary {
    var writer = try AudioFileWriter(
        path: path, format: OutputFormat(format), sampleRate: sound.sampleRate, channelCount: sound.channels.count,
        expectedFrameCount: expectedFrameCount ?? sound.frameCount, metadata: metadata, isDithered: isDithered,
        wavByteLimit: wavByteLimit)
    try write(sound, to: &writer, blockFrameCount: blockFrameCount)
    return try writer.commit()
}

func write(_ sound: Sound, to writer: inout AudioFileWriter, blockFrameCount: Int) throws {
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: blockFrameCount * sound.channels.count)
    defer { memory.deallocate() }
    var start = 0
    while start < sound.frameCount {
        let count = min(blockFrameCount, sound.frameCount - start)
        for channel in sound.channels.indices {
            for frame in 0..<count {
                memory[channel * blockFrameCount + frame] = sound.channels[channel][start + frame]
            }
        }
        try writer.write(
            AudioBlock(base: memory, channelCount: sound.channels.count, frameCount: blockFrameCount), frames: 0..<count
        )
        start += count
    }
}

func read(_ path: String, blockFrameCount: Int = 1_000) throws -> (info: AudioFileInfo, sound: Sound) {
    var reader = try AudioFileReader(path: path)
    let info = reader.info
    return (info, try read(&reader, blockFrameCount: blockFrameCount))
}

func read(_ reader: inout AudioFileReader, blockFrameCount: Int = 1_000, limit: Int = .max) throws -> Sound {
    let channelCount = reader.info.channelCount
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: blockFrameCount * channelCount)
    defer { memory.deallocate() }
    var channels = [[Float]](repeating: [], count: channelCount)
    let block = MutableAudioBlock(base: memory, channelCount: channelCount, frameCount: blockFrameCount)
    while channels[0].count < limit {
        let count = try reader.read(into: block)
        if count == 0 { break }
        for channel in 0..<channelCount {
            let start = memory + channel * blockFrameCount
            channels[channel] += UnsafeBufferPointer(start: start, count: count)
        }
    }
    return Sound(channels: channels, sampleRate: reader.info.sampleRate)
}

func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

func put(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }

/// The error that something throws, or nil.
func failure(_ body: () throws -> Void) -> AudioIOError? {
    do {
        try body()
        return nil
    } catch {
        return error as? AudioIOError
    }
}

/// Opens a path and reads it to its end.
func readFailure(_ path: String) -> AudioIOError? {
    failure { _ = try read(path) }
}

/// Power in dB of one frequency in a sound, by correlation with a Hann window; 0 dB is a full-scale sine.
func level(_ samples: [Float], hertz: Double, sampleRate: Double = 48_000) -> Double {
    var real = 0.0, imaginary = 0.0, weight = 0.0
    let step = 2 * Double.pi * hertz / sampleRate
    for (index, sample) in samples.enumerated() {
        let window = 0.5 - 0.5 * cos(2 * .pi * Double(index) / Double(samples.count))
        real += Double(sample) * window * cos(step * Double(index))
        imaginary += Double(sample) * window * sin(step * Double(index))
        weight += window
    }
    return 20 * log10(2 * (real * real + imaginary * imaginary).squareRoot() / weight + 1e-30)
}

/// A pipe whose ends no child process inherits, so that closing one end is what the other end sees.
func makePipe() -> (readEnd: Int32, writeEnd: Int32) {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "the system gives a pipe")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}
