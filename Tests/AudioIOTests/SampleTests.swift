import AudioIO
import Foundation
import Testing

@Suite struct SampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples")

    @Test func `the samples are what their script writes`() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", Self.folder.appending(path: "make-samples").path(), "--check"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test(arguments: [("plucked-strings", 2), ("drums", 2), ("voice", 1), ("noisy-room", 2)])
    func `each sample has a decent level and silent ends`(name: String, channelCount: Int) throws {
        let (info, sound) = try read(Self.folder.appending(path: "\(name).wav").path())
        #expect(info.format == AudioFileFormat(.wav, .pcm16))
        #expect(info.sampleRate == 48_000)
        #expect(info.channelCount == channelCount)
        #expect((4...6).contains(try #require(info.seconds)))
        let peak = sound.channels.joined().reduce(0) { max($0, abs($1)) }
        #expect(abs(20 * log10(peak) - -3) < 0.1)
        for channel in sound.channels {
            #expect((channel.prefix(3) + channel.suffix(3)).allSatisfy { abs($0) <= 2.0 / 32_768 })
            #expect(abs(channel.reduce(0, +)) / Float(channel.count) < 0.003)
        }
    }
}
