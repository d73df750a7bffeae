// Which file a name stands for.

import EffectHost
import Foundation
import TestSupport
import Testing

@Suite("The library of effects")
struct EffectLibraryTests {
    private let folder: TemporaryFolder
    private let library: EffectLibrary

    init() throws {
        folder = try TemporaryFolder()
        for name in [
            "mine/chorus.wasm", "mine/fuzz.wasm", "shipped/chorus.wasm", "shipped/filter.wasm", "mine/notes.txt",
        ] {
            try folder.write([], name)
        }
        library = EffectLibrary(directories: ["mine", "nowhere", "shipped"].map(folder.file))
    }

    private func failure(_ reference: String, relativeTo base: String? = nil) -> String? {
        do throws(EffectError) {
            _ = try library.path(of: reference, relativeTo: base)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("lists every name once, in order")
    func names() { #expect(library.names == ["chorus", "filter", "fuzz"]) }

    @Test("takes the first folder that has the name")
    func order() throws {
        #expect(try library.path(of: "chorus") == folder.file("mine/chorus.wasm"))
        #expect(try library.path(of: "filter") == folder.file("shipped/filter.wasm"))
    }

    @Test("takes what has a slash or an ending for a path")
    func paths() throws {
        #expect(!EffectLibrary.isPath("chorus"))
        for path in ["./chorus", "a/b", "/chorus", "chorus.wasm", "chorus.js"] { #expect(EffectLibrary.isPath(path)) }
        let path = folder.file("mine/fuzz.wasm")
        #expect(try library.path(of: path) == path)
        #expect(try library.path(of: "fuzz.wasm", relativeTo: folder.file("mine")) == path)
        #expect(try library.path(of: path, relativeTo: "/nowhere") == path)
    }

    @Test("says what it looked through, and the name that was probably meant")
    func suggestions() {
        let places = library.directories.joined(separator: ", ")
        #expect(failure("filtre") == "no effect ‘filtre’ was found in \(places); did you mean ‘filter’?")
        #expect(failure("Chorus ")?.hasSuffix("did you mean ‘chorus’?") == true)
        #expect(failure("reverb") == "no effect ‘reverb’ was found in \(places)")
        #expect(failure("./reverb.wasm") == "no effect ‘./reverb.wasm’ was found")
        #expect(failure("x.wasm", relativeTo: "/no/where") == "no effect ‘/no/where/x.wasm’ was found")
    }

    @Test("doesn't let a name lead out of its folders")
    func escape() {
        for name in ["..", "", ".", "mine", "notes"] { #expect(failure(name) != nil) }
        #expect(failure("\u{1b}[2J")?.hasPrefix("no effect ‘ [2J’ was found in ") == true)
    }

    @Test("is empty, not broken, where its folders are missing")
    func missing() { #expect(EffectLibrary(directories: ["/no/where"]).names == []) }
}

@Suite("The folders of data")
struct DataDirectoriesTests {
    @Test("end with what came with the program")
    func shipped() throws {
        let shipped = try #require(DataDirectories.shipped)
        #expect(shipped.hasSuffix("/share/cajon"))
        #expect(DataDirectories.standard.last == shipped)
    }

    @Test("begin with the user's: XDG_DATA_HOME if it is absolute, else below HOME, else none")
    func users() async {
        await #expect(processExitsWith: .success) {
            func first(data: String?, home: String?) -> [String] {
                for (name, value) in [("XDG_DATA_HOME", data), ("HOME", home)] {
                    if let value { setenv(name, value, 1) } else { unsetenv(name) }
                }
                return DataDirectories.standard.dropLast()
            }
            guard first(data: "/data", home: "/h") == ["/data/cajon"],
                first(data: "relative", home: "/h") == ["/h/.local/share/cajon"],
                first(data: "", home: "/h") == ["/h/.local/share/cajon"],
                first(data: nil, home: "/h") == ["/h/.local/share/cajon"],
                first(data: nil, home: nil) == [], first(data: nil, home: "") == []
            else { fatalError("\(DataDirectories.standard)") }
        }
    }
}
