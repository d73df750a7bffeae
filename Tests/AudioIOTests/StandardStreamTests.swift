import AudioIO
import Foundation
import Glibc
import TestSupport
import Testing

/// Copies standard input to standard output in a format, after both were made to be the files at these paths.
private func copyStandardStreams(from source: String, to destination: String, _ format: AudioFileFormat, flags: Int32)
    throws
{
    let input = open(source, O_RDONLY)
    let output = open(destination, O_CREAT | flags, 0o600)
    guard input >= 0, output >= 0, dup2(input, STDIN_FILENO) == 0, dup2(output, STDOUT_FILENO) == 1 else { exit(2) }
    var reader = try AudioFileReader(path: "-")
    let sound = try read(&reader)
    var writer = try AudioFileWriter(
        path: "-", format: OutputFormat(format), sampleRate: sound.sampleRate, channelCount: sound.channels.count,
        wavByteLimit: 40_000)
    try write(sound, to: &writer, blockFrameCount: 512)
    _ = try writer.commit()
    guard reader.info.path == "standard input" else { exit(3) }
}

@Suite struct StandardStreamTests {
    @Test func `standard input and output can be files`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            // Of one byte a frame and an odd number of frames, and of more bytes than a WAV may have here.
            for (format, frames) in [
                (AudioFileFormat(.wav, .pcm16), 1_001), (AudioFileFormat(.wav, .pcm16), 30_000),
                (AudioFileFormat(.aiff, .pcmS8), 1_001), (AudioFileFormat(.flac, .pcm16), 5_000),
            ] {
                let bits = format.sampleType == .pcmS8 ? 8 : 16
                let sound = Sound.noise(channels: 1, frames: frames, bits: bits)
                try write(sound, to: folder.file("in"), AudioFileFormat(.wav, .pcm16))
                try copyStandardStreams(
                    from: folder.file("in"), to: folder.file("out"), format, flags: O_WRONLY | O_TRUNC)
                guard try read(folder.file("out")).sound == sound else { exit(1) }
            }
        }
    }

    @Test func `what is appended to is written as a stream`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let sound = Sound.noise(channels: 2, frames: 20_000, bits: 16)
            try write(sound, to: folder.file("in"), AudioFileFormat(.wav, .pcm16))
            try put([1, 2, 3], folder.file("out"))
            try copyStandardStreams(
                from: folder.file("in"), to: folder.file("out"), AudioFileFormat(.wav, .pcm16),
                flags: O_WRONLY | O_APPEND)
            let all = try bytes(folder.file("out"))
            guard all.starts(with: [1, 2, 3]) else { exit(1) }
            try put(Array(all.dropFirst(3)), folder.file("rest"))
            guard try read(folder.file("rest")).sound == sound else { exit(1) }
        }
    }

    @Test func `standard input may stand in the midst of a file`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let sound = Sound.noise(channels: 2, frames: 3_000, bits: 16)
            try write(sound, to: folder.file("in"), AudioFileFormat(.aiff, .pcm16))
            try put([9, 9, 9, 9, 9] + bytes(folder.file("in")), folder.file("shifted"))
            let input = open(folder.file("shifted"), O_RDONLY)
            lseek(input, 5, SEEK_SET)
            guard dup2(input, STDIN_FILENO) == 0 else { exit(2) }
            guard try read("-").sound == sound else { exit(1) }
        }
    }
}
