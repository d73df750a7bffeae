// Which files a script consists of, and that none from outside its folder is among them.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("A script's files")
struct ScriptFilesTests {
    /// A folder in a folder that holds a secret beside it.
    private struct Place {
        let folder: TemporaryFolder
        var script: String { folder.file("effect/main.js") }

        init(_ main: String, _ others: [String: String] = [:]) throws {
            folder = try TemporaryFolder()
            try folder.write("export const secret = 1;", "secret.js")
            try folder.write(main, "effect/main.js")
            for (name, text) in others { try folder.write(text, "effect/" + name) }
        }

        func load() throws -> EffectModule { try StagedEffects.loader().load(path: script) }
    }

    @Test("are those it imports, and those they import, wherever they lie in its folder")
    func imports() throws {
        let place = try Place(
            "import { half } from './lib/numbers.js';\n" + Script.gain(process: "if (half !== 0.5) throw half;"),
            [
                "lib/numbers.js": "export { half } from \"../constants.js\"; import './self.js';",
                "lib/self.js": "import { half } from './numbers.js';", "constants.js": "export const half = 0.5;",
                "unused.js": "this is no script",
            ])
        _ = try EffectRig(place.load(), Script.format).process(PlanarSound(channelCount: 2, frameCount: 256))
    }

    @Test(
        "never come from outside its folder",
        arguments: ["../secret.js", "./../secret.js", "./lib/../../secret.js", "./link.js", "./folder/secret.js"])
    func outside(specifier: String) throws {
        let place = try Place("import { secret } from '\(specifier)';\n" + Script.gain())
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: place.folder.file("effect/link.js"), withDestinationPath: place.folder.file("secret.js"))
        try files.createSymbolicLink(
            atPath: place.folder.file("effect/folder"), withDestinationPath: place.folder.path)
        let error = #expect(throws: EffectError.self) { try place.load() }
        #expect(error?.description.contains("secret") == true || error?.description.contains("link.js") == true)
    }

    @Test("may be named through a link, and are then looked for where the script really lies")
    func linkedScript() throws {
        let place = try Place("import './part.js';\n" + Script.gain(), ["part.js": ""])
        let link = place.folder.file("linked.js")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.script)
        _ = try StagedEffects.loader().load(path: link)
    }

    @Test("must be text, and not too much of it")
    func limits() throws {
        let place = try Place("")
        try place.folder.write([0x2F, 0x2F, 0xFF, 0xFE], "effect/main.js")
        let error = #expect(throws: EffectError.self) { try place.load() }
        #expect(error?.description.contains("main.js is not UTF-8 text") == true)
        try place.folder.write(String(repeating: "/", count: 5 << 20), "effect/main.js")
        let large = #expect(throws: EffectError.self) { try place.load() }
        #expect(large?.description.contains("more than") == true)
    }

    @Test("of a folder are found by the folder's name or its manifest")
    func folders() throws {
        let place = try Place(Script.gain(), ["effect.js": "throw 1", "effect.json": #"{ "script": "main.js" }"#])
        let folder = place.folder.file("effect")
        #expect(try ScriptPackage(at: folder)?.script == folder + "/main.js")
        try place.folder.write("{}", "effect/effect.json")
        #expect(try ScriptPackage(at: folder + "/")?.script == folder + "/effect.js")
        try place.folder.write(#"{ "script": "../secret.js" }"#, "effect/effect.json")
        #expect(throws: EffectError.self) { try ScriptPackage(at: folder) }
        try place.folder.write(#"{ "scripts": "main.js" }"#, "effect/effect.json")
        let error = #expect(throws: EffectError.self) { try ScriptPackage(at: folder) }
        #expect(error?.description.contains("unknown key ‘scripts’") == true)
    }
}
