// A folder for one test's files, and sounds in files. Any test thread.

import AudioIO
import EffectTestSupport
import Foundation
import Realtime

/// A folder that goes away with the object.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "cajon-session-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Everything in the folder, hidden files too.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file(name)))) }

    /// Writes a sound as a file of floats, so that reading it gives the same bits, and returns its path.
    func write(
        _ sound: PlanarSound, _ name: String = "in.wav", sampleRate: Int = 48_000, type: SampleType = .float32
    ) throws -> String {
        var writer = try AudioFileWriter(
            path: file(name), format: OutputFormat(AudioFileFormat(.wav, type)), sampleRate: sampleRate,
            channelCount: sound.channelCount, expectedFrameCount: sound.frameCount)
        try sound.samples.withUnsafeBufferPointer { samples in
            guard let base = samples.baseAddress, !samples.isEmpty else { return }
            try writer.write(
                AudioBlock(base: base, channelCount: sound.channelCount, frameCount: sound.frameCount))
        }
        _ = try writer.commit()
        return file(name)
    }

    func read(_ name: String = "out.wav") throws -> PlanarSound {
        try PlanarSound(readingFile: file(name))
    }
}

extension PlanarSound {
    /// A whole sound file.
    init(readingFile path: String) throws {
        var reader = try AudioFileReader(path: path)
        let channelCount = reader.info.channelCount
        let buffer = AudioBuffer(channelCount: channelCount, frameCapacity: 4_096)
        let block = buffer.block(frameCount: 4_096)
        var channels = [[Float]](repeating: [], count: channelCount)
        while true {
            let count = try reader.read(into: block)
            if count == 0 { break }
            for channel in 0..<channelCount {
                channels[channel] += UnsafeBufferPointer(start: block.base + channel * 4_096, count: count)
            }
        }
        withExtendedLifetime(buffer) {}
        self.init(channels)
    }
}
