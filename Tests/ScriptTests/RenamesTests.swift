// Scripts that state former names: played from source, watched, built.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("A script's former names")
struct RenamesTests {
    private static let json = #"{ "names": ["louder"], "parameters": { "level": "gain" } }"#
    private static let renames = EffectRenames(names: ["louder"], parameters: ["level": "gain"])

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Script.gain(), "amp/amp.js")
        try folder.write(Self.json, "amp/renames.json")
    }

    @Test("are read from the folder that it stands for", arguments: ["amp", "amp/", "amp/amp.js"])
    func source(path: String) throws {
        let module = try StagedEffects.loader().load(path: folder.file(path))
        #expect(module.descriptor.renames == Self.renames)
        #expect(module.descriptor.parameterIndex("level") == 0)
        #expect(module.sourceFiles.contains { $0.hasSuffix("/amp/renames.json") })
    }

    @Test("are not those of another script in the folder")
    func another() throws {
        try folder.write(Script.gain(), "amp/other.js")
        let loader = try StagedEffects.loader()
        #expect(try loader.load(path: folder.file("amp/other.js")).descriptor.renames.isEmpty)
        #expect(try loader.load(path: folder.file("amp/amp.js")).descriptor.renames == Self.renames)
    }

    @Test("are noticed when they come, and when they change")
    func watched() throws {
        try FileManager.default.removeItem(atPath: folder.file("amp/renames.json"))
        let path = folder.file("amp/amp.js")
        let loader = try StagedEffects.loader()
        let first = try loader.load(path: path)
        #expect(loader.sourceFiles(path: path).contains { $0.hasSuffix("/amp/renames.json") })
        try folder.write(Self.json, "amp/renames.json")
        #expect(!first.isCurrent)
        #expect(try loader.reload(path: path).descriptor.renames == Self.renames)
    }

    @Test("refuse the script when they are wrong, and say where")
    func wrong() throws {
        func refusal(_ text: String) throws -> String {
            try folder.write(text, "amp/renames.json")
            let error = #expect(throws: EffectError.self) {
                try StagedEffects.loader().load(path: folder.file("amp"), name: "amp")
            }
            return error?.description ?? ""
        }
        #expect(try refusal("{").hasSuffix("/amp/renames.json: it is not JSON in UTF-8"))
        #expect(try refusal(#"{"names":["a"],"names":["b"]}"#).hasSuffix("/amp/renames.json: a key is given twice"))
        #expect(
            try refusal(#"{"parameters":{"level":"gian"}}"#)
                == "effect ‘amp’ states its former names wrongly: ‘level’ is to be called ‘gian’ now, and no parameter is"
        )
    }

    @Test("are checked when it is built, and stated by what is built, which still shares the engine")
    func built() throws {
        let loader = try StagedEffects.loader()
        let package = try #require(try ScriptPackage(at: folder.file("amp")))
        let built = package.renames.adding(to: try loader.build(package).wasm)
        let module = try loader.load(built, name: "amp.wasm")
        #expect(module.descriptor.renames == Self.renames)
        #expect(module.sharesEngine)
        try folder.write(#"{"parameters":{"gain":"gain"}}"#, "amp/renames.json")
        let wrong = try #require(try ScriptPackage(at: folder.file("amp")))
        #expect(throws: EffectError.self) { try loader.build(wrong) }
    }
}
