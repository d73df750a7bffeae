// Where a finished module goes, whatever lies there already.

import EffectBuild
import Foundation
import TestSupport
import Testing

@Suite("An output file")
struct OutputFileTests {
    private let bytes = Data("module".utf8)

    @Test("is written through a link, which stays one")
    func link() throws {
        let folder = try TemporaryFolder()
        try folder.write("before", "target")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "target")
        try OutputFile.write(bytes, to: URL(filePath: folder.file("link")))
        #expect(try folder.read("target") == Array(bytes))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "target")
        #expect(try folder.names() == ["link", "target"])
    }

    @Test("leaves a pipe a pipe")
    func pipe() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        let reader = open(folder.file("pipe"), O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try OutputFile.write(bytes, to: URL(filePath: folder.file("pipe")))
        var read = [UInt8](repeating: 0, count: 16)
        #expect(Foundation.read(reader, &read, read.count) == bytes.count)
        var information = stat()
        #expect(stat(folder.file("pipe"), &information) == 0 && information.st_mode & S_IFMT == S_IFIFO)
    }

    @Test("is refused in words where there is a folder, or none to hold it")
    func refused() throws {
        let folder = try TemporaryFolder()
        let isFolder = #expect(throws: EffectBuildError.self) {
            try OutputFile.write(bytes, to: URL(filePath: folder.path))
        }
        #expect(isFolder?.description.contains("it is a folder") == true)
        let missing = #expect(throws: EffectBuildError.self) {
            try OutputFile.write(bytes, to: URL(filePath: folder.file("none/out.wasm")))
        }
        #expect(missing?.description.contains("there is no folder") == true, "\(missing?.description ?? "")")
    }
}
