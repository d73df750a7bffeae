import AudioIO
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct MetadataTests {
    private let folder: TemporaryFolder
    private static let sound = Sound.noise(channels: 2, frames: 2_000, bits: 16)

    init() throws { folder = try TemporaryFolder() }

    private static let tagged: AudioMetadata = {
        var metadata = AudioMetadata()
        for tag in AudioTextTag.allCases { metadata.setText(tag, "the \(tag.rawValue), für alle") }
        metadata.setText(.date, "2024-03-01")
        metadata.setText(.trackNumber, "7")
        return metadata
    }()

    private func copy(_ path: String, to format: AudioFileFormat) throws -> (metadata: AudioMetadata, lost: [String]) {
        var reader = try AudioFileReader(path: path)
        let metadata = reader.metadata
        let sound = try read(&reader)
        let summary = try write(sound, to: folder.file("copy"), format, metadata: metadata)
        return (try AudioFileReader(path: folder.file("copy")).metadata, summary.lostMetadata)
    }

    /// A RIFF chunk.
    private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let length = (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) }
        return Array(name.utf8) + length + content + (content.count % 2 == 1 ? [0] : [])
    }

    private func little(_ values: UInt32...) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }
    }

    private func padded(_ text: String, _ count: Int) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0, count: count - text.utf8.count)
    }

    /// A WAV as a field recorder writes it: bext, iXML, cues with labels, sampler loops, texts.
    private func recorderFile() throws -> String {
        let path = folder.file("recorder.wav")
        try write(Self.sound, to: path, AudioFileFormat(.wav, .pcm16))
        var bytes = try bytes(path)
        var broadcast = padded("Interview, take 3", 256) + padded("Recorder X", 32) + padded("REF-0001", 32)
        broadcast += Array("2024-03-0112:34:56".utf8) + little(123_456, 0) + [1, 0]
        broadcast += [UInt8](repeating: 0, count: 64 + 190) + Array("A=PCM,F=48000,W=16,M=stereo,T=Recorder X\r\n".utf8)
        var extra = chunk("bext", broadcast)
        extra += chunk("iXML", Array("<?xml version=\"1.0\"?><BWFXML><SCENE>4A</SCENE></BWFXML>".utf8))
        extra += chunk(
            "cue ",
            little(2, 1, 100) + Array("data".utf8) + little(0, 0, 100, 2, 1_500) + Array("data".utf8)
                + little(0, 0, 1_500))
        extra += chunk(
            "LIST",
            Array("adtl".utf8) + chunk("labl", little(1) + Array("verse\0".utf8))
                + chunk("labl", little(2) + Array("chorus\0".utf8)))
        extra += chunk("smpl", little(0, 0, 20_833, 60, 0, 0, 0, 1, 0) + little(0, 0, 10, 1_000, 0, 0))
        extra += chunk(
            "LIST",
            Array("INFO".utf8) + chunk("INAM", Array("Take 3\0".utf8)) + chunk("ISFT", Array("Recorder X 1.2\0".utf8))
                + chunk("IKEY", Array("a, b, c".utf8)))
        bytes += extra
        bytes.replaceSubrange(4..<8, with: little(UInt32(bytes.count - 8)))
        try put(bytes, path)
        return path
    }

    @Test(
        arguments: [
            (AudioFileFormat(.wav, .pcm16), ["license"]), (AudioFileFormat(.flac, .pcm16), []),
            (AudioFileFormat(.ogg, .vorbis), []), (AudioFileFormat(.ogg, .opus), []),
            (AudioFileFormat(.caf, .pcm16), []), (AudioFileFormat(.au, .pcm16), nil),
            (AudioFileFormat(.w64, .pcm16), nil),
        ] as [(AudioFileFormat, [String]?)])
    func `texts are kept or said to be lost`(format: AudioFileFormat, lost: [String]?) throws {
        let summary = try write(Self.sound, to: folder.file("a"), format, metadata: Self.tagged)
        #expect(summary.lostMetadata == lost ?? AudioTextTag.allCases.map(\.rawValue))
        let metadata = try AudioFileReader(path: folder.file("a")).metadata
        for tag in AudioTextTag.allCases where !summary.lostMetadata.contains(tag.rawValue) {
            #expect(metadata.text(tag) == Self.tagged.text(tag))
        }
        #expect(try read(folder.file("a")).info.frameCount == Self.sound.frameCount)
    }

    @Test(arguments: [AudioFileFormat(.aiff, .pcm16), AudioFileFormat(.mpeg, .mpegLayerIII)])
    func `what is said to be lost is lost, and nothing else`(format: AudioFileFormat) throws {
        let summary = try write(Self.sound, to: folder.file("a"), format, metadata: Self.tagged)
        let metadata = try AudioFileReader(path: folder.file("a")).metadata
        let differing = AudioTextTag.allCases.filter { metadata.text($0) != Self.tagged.text($0) }
        #expect(summary.lostMetadata == differing.map(\.rawValue))
        #expect(summary.lostMetadata.count < AudioTextTag.allCases.count)
    }

    @Test(arguments: [AudioContainer.wav, .flac, .caf, .aiff])
    func `nobody adds a name of software`(container: AudioContainer) throws {
        try write(Self.sound, to: folder.file("a"), AudioFileFormat(container, .pcm16))
        #expect(try AudioFileReader(path: folder.file("a")).metadata.text(.software) == nil)
        var metadata = AudioMetadata()
        metadata.setText(.title, "x")
        try write(Self.sound, to: folder.file("a"), AudioFileFormat(container, .pcm16), metadata: metadata)
        #expect(try AudioFileReader(path: folder.file("a")).metadata.text(.software) == nil)
        metadata.setText(.software, "Recorder X 1.2")
        try write(Self.sound, to: folder.file("a"), AudioFileFormat(container, .pcm16), metadata: metadata)
        #expect(try AudioFileReader(path: folder.file("a")).metadata.text(.software) == "Recorder X 1.2")
        let data = try String(decoding: bytes(folder.file("a")), as: UTF8.self)
        #expect(container == .flac || !data.contains("libsndfile"))
    }

    @Test func `a file without metadata loses none`() throws {
        try write(Self.sound, to: folder.file("a"), AudioFileFormat(.flac, .pcm16))
        let (metadata, lost) = try copy(folder.file("a"), to: AudioFileFormat(.wav, .pcm16))
        #expect(metadata.isEmpty)
        #expect(lost.isEmpty)
    }

    @Test(arguments: [
        AudioFileFormat(.wav, .pcm16), AudioFileFormat(.wav, .float32), AudioFileFormat(.wavExtensible, .pcm24),
    ])
    func `a recorder's chunks go into another WAV as they are`(format: AudioFileFormat) throws {
        let source = try recorderFile()
        let original = try AudioFileReader(path: source).metadata
        #expect(original.text(.title) == "Take 3")
        #expect(original.itemNames.contains("broadcast extension"))
        #expect(original.itemNames.contains("cue points"))
        let (metadata, lost) = try copy(source, to: format)
        #expect(lost.isEmpty)
        #expect(metadata.text(.title) == "Take 3")
        #expect(metadata.text(.software) == "Recorder X 1.2")
        #expect(metadata.itemNames.filter { $0 != "channel map" } == original.itemNames)
        let data = try String(decoding: bytes(folder.file("copy")), as: UTF8.self)
        #expect(data.contains("<SCENE>4A</SCENE>"))
        #expect(data.contains("chorus"))
        #expect(!data.contains("libsndfile"))
        #expect(try read(folder.file("copy")).sound == Self.sound)
    }

    @Test func `a copy of a copy of a recorder's file is the copy`() throws {
        _ = try copy(recorderFile(), to: AudioFileFormat(.wav, .pcm16))
        let first = try bytes(folder.file("copy"))
        _ = try copy(folder.file("copy"), to: AudioFileFormat(.wav, .pcm16))
        #expect(try bytes(folder.file("copy")) == first)
    }

    @Test func `a FLAC can't keep a recorder's chunks and says so`() throws {
        let (metadata, lost) = try copy(recorderFile(), to: AudioFileFormat(.flac, .pcm16))
        #expect(Set(lost) == ["broadcast extension", "cue points", "instrument", "iXML"])
        #expect(metadata.text(.title) == "Take 3")
        #expect(metadata.text(.software) == "Recorder X 1.2")
    }

    @Test func `an AIFF keeps cues, and chunks of its own go into another AIFF`() throws {
        let (metadata, lost) = try copy(recorderFile(), to: AudioFileFormat(.aiff, .pcm16))
        #expect(metadata.itemNames.contains("cue points"))
        #expect(lost.contains("broadcast extension"))
        #expect(!lost.contains("cue points"))
        #expect(metadata.text(.software) == "Recorder X 1.2")
        #expect(!lost.contains("software"))
        try FileManager.default.moveItem(atPath: folder.file("copy"), toPath: folder.file("first.aiff"))
        let (second, secondLost) = try copy(folder.file("first.aiff"), to: AudioFileFormat(.aiff, .pcm24))
        #expect(secondLost.isEmpty)
        #expect(second.itemNames == metadata.itemNames)
        #expect(second.text(.title) == "Take 3")
        #expect(second.text(.software) == "Recorder X 1.2")
    }

    @Test func `chunks too large for the header are said to be lost`() throws {
        let source = try recorderFile()
        var data = try bytes(source)
        data += chunk("big!", [UInt8](repeating: 5, count: 200_000))
        data.replaceSubrange(4..<8, with: little(UInt32(data.count - 8)))
        try put(data, source)
        let (metadata, lost) = try copy(source, to: AudioFileFormat(.wav, .pcm16))
        #expect(lost == ["chunk 'big!'"])
        #expect(metadata.text(.title) == "Take 3")
    }

    @Test func `a channel map is kept where there is room for it`() throws {
        let wide = Sound.noise(channels: 6, frames: 100, bits: 16)
        try write(wide, to: folder.file("a.wav"), AudioFileFormat(.wavExtensible, .pcm16))
        #expect(try AudioFileReader(path: folder.file("a.wav")).metadata.itemNames == ["channel map"])
        let (kept, none) = try copy(folder.file("a.wav"), to: AudioFileFormat(.caf, .pcm16))
        #expect(kept.itemNames == ["channel map"])
        #expect(none.isEmpty)
        let (_, lost) = try copy(folder.file("a.wav"), to: AudioFileFormat(.au, .pcm16))
        #expect(lost == ["channel map"])
    }

    @Test func `metadata goes down a pipe too`() throws {
        let (readEnd, writeEnd) = makePipe()
        let metadata = try AudioFileReader(path: recorderFile()).metadata
        // Shorter than the pipe's own buffer.
        try write(
            Sound.noise(channels: 2, frames: 2_000, bits: 16), to: "/dev/fd/\(writeEnd)", AudioFileFormat(.wav, .pcm16),
            metadata: metadata)
        close(writeEnd)
        #expect(try AudioFileReader(path: "/dev/fd/\(readEnd)").metadata.text(.title) == "Take 3")
        close(readEnd)
    }
}
