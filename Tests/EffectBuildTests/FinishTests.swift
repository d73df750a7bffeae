// What is done to a built effect before it is put in place: its former names are added.

import EffectBuild
import EffectHost
import Foundation
import TestSupport
import Testing

@Suite("Finishing a build")
struct FinishTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    @Test("puts what is made of the effect in its place", arguments: [BuildTarget.module, .component])
    func replaces(target: BuildTarget) throws {
        let renames = EffectRenames(names: ["half"], parameters: ["volume": "level"])
        let loader = try EffectLoader(cache: nil)
        try bench.build("half.c", ["half.c": Sources.c], target: target) { wasm throws(EffectBuildError) in
            do throws(EffectError) {
                return try loader.stating(renames, in: wasm, name: "half")
            } catch {
                throw EffectBuildError(.badRenames(reason: error.description))
            }
        }
        #expect(try bench.describe().renames == renames)
    }

    @Test("leaves what was there when it fails")
    func fails() throws {
        try bench.folder.write("before", "effect.wasm")
        let error = #expect(throws: EffectBuildError.self) {
            try bench.build("half.c", ["half.c": Sources.c]) { _ throws(EffectBuildError) in
                throw EffectBuildError(.badRenames(reason: "no"))
            }
        }
        #expect(error?.description == "no")
        #expect(try bench.folder.read("effect.wasm") == Array("before".utf8))
    }

    @Test("takes a folder for the effect's own where no other source lies in it")
    func folder() throws {
        try bench.folder.write(Sources.c, "one/half.c")
        try bench.folder.write("", "one/notes.txt")
        try bench.folder.write(Sources.c, "two/half.c")
        try bench.folder.write(Sources.c, "two/other.c")
        func folder(_ path: String) -> String? {
            EffectBuilder.folder(ofSource: URL(filePath: bench.folder.file(path)))?.standardizedFileURL
                .lastPathComponent
        }
        #expect(["one", "one/half.c", "two", "two/half.c", "nowhere"].map(folder) == ["one", "one", "two", nil, nil])
    }
}
