// What an effect states of its former names: read, refused, found.

import ComponentModel
import EffectHost
import Foundation
import TestSupport
import Testing
import WIT
import WasmBinary
import WasmEngine

/// Effects that state what a text says.
enum Renamed {
    /// A guest with a parameter that is a choice.
    static let guest = Guest().describing { descriptor in
        var type = GuestDescriptor.Parameter()
        (type.id, type.scale, type.minimum, type.maximum, type.initial) = ("type", 2, 0, 1, 0)
        type.choices = ["low-pass", "high-pass"]
        descriptor.parameters.append(type)
    }

    static let module = Result { try WasmEngine.wasm(fromText: guest.text) }
    static let component = Result { try guest.component() }

    static func section(_ contents: some Collection<UInt8>, name: String = EffectRenames.sectionName) -> [UInt8] {
        var section = BinaryWriter()
        section.name(name)
        section.append(contents)
        var writer = BinaryWriter()
        writer.section(.custom, section.bytes)
        return writer.bytes
    }

    static func section(_ text: String) -> [UInt8] { section(Array(text.utf8)) }

    /// Why an effect is refused that states so; nil when it isn't.
    static func refusal(_ text: String) throws -> String? {
        try Host.refusal(of: module.get() + section(text))?.description
    }
}

@Suite("An effect's former names")
struct RenamesTests {
    private static let text =
        #"{"choices":{"type":{"lp":"low-pass"}},"names":["lowpass"],"parameters":{"level":"gain","volume":"gain"}}"#
    private static let renames = EffectRenames(
        names: ["lowpass"], parameters: ["level": "gain", "volume": "gain"], choices: ["type": ["lp": "low-pass"]])

    private func expectRenamed(_ descriptor: EffectDescriptor, _ comment: Comment? = nil) {
        #expect(descriptor.renames == Self.renames, comment)
        #expect(
            ["gain", "level", "volume", "type", "lp"].map(descriptor.parameterIndex) == [0, 0, 0, 1, nil], comment)
        let names = ["low-pass", "LP", "High Pass", "hp"]
        #expect(names.map { descriptor.parameters[1].choiceIndex($0) } == [0, 0, 1, nil], comment)
    }

    @Test("are in a section of a module, and of a component")
    func places() throws {
        let added = Self.renames.adding(to: try Renamed.module.get())
        #expect(added == (try Renamed.module.get()) + Renamed.section(Self.text))
        try expectRenamed(Host.load(added).descriptor)
        try expectRenamed(Host.load(Self.renames.adding(to: Renamed.component.get())).descriptor)
        #expect(EffectRenames().adding(to: added) == added)
    }

    @Test("may be in the core module of a component, where the component itself states none")
    func inner() throws {
        let module = Self.renames.adding(to: try Renamed.module.get())
        let component = try Self.wrapping(module)
        try expectRenamed(Host.load(component).descriptor)
        let other = EffectRenames(names: ["other"])
        #expect(try Host.load(other.adding(to: component)).descriptor.renames == other)
    }

    @Test("are those of a component that is run as a whole, too")
    func general() throws {
        let wasm = Self.renames.adding(to: try Renamed.component.get())
        let loader = try Host.patient.get()
        try expectRenamed(loader.loadGeneral(wasm, name: "guest", reasons: []).descriptor)
    }

    @Test("change nothing else: the sound, the world, what a component consists of")
    func nothingElse() throws {
        let plain = try Renamed.component.get()
        let stating = Self.renames.adding(to: plain)
        for wasm in [plain, stating] {
            if case .core = try Host.load(wasm).path { continue }
            Issue.record("not on the fast path")
        }
        let input: Signal = [[1, 0.5, -1], [0.25, 2, 4]]
        let outputs = try [plain, stating].map { try Player(Host.load($0)).play(input) }
        #expect(outputs[0] != nil && outputs[0] == outputs[1])
    }

    @Test("are in the descriptor's JSON only when there are any")
    func json() throws {
        func json(_ wasm: [UInt8]) throws -> String {
            String(decoding: try JSONEncoder().encode(Host.load(wasm).descriptor), as: UTF8.self)
        }
        #expect(try !json(Renamed.module.get()).contains("renames"))
        #expect(try json(Self.renames.adding(to: Renamed.module.get())).contains(#""renames":{"#))
    }

    @Test("fit the effect, or it is refused in words")
    func refused() throws {
        let refusals = [
            (#"{"parameters":{"gain":"gain"}}"#, "‘gain’ is to be the former id of a parameter, and one has it"),
            (#"{"parameters":{"a":"level"}}"#, "‘a’ is to be called ‘level’ now, and no parameter is"),
            (
                #"{"parameters":{"a":"b","b":"gain"}}"#,
                "‘a’ is to be called ‘b’ now, and no parameter is; a former id leads straight to the present one"
            ),
            (#"{"choices":{"gain":{"a":"b"}}}"#, "former choices of ‘gain’, which is no parameter with choices"),
            (#"{"choices":{"kind":{"a":"b"}}}"#, "former choices of ‘kind’, which is no parameter with choices"),
            (#"{"choices":{"type":{"lp":"LOW-PASS"}}}"#, "the choice ‘lp’ of ‘type’ is to be called ‘LOW-PASS’ now"),
            (#"{"choices":{"type":{"Low Pass":"high-pass"}}}"#, "‘Low Pass’ is to be a former choice of ‘type’, and"),
            (#"{"choices":{"type":{"l-p":"high-pass","lp":"low-pass"}}}"#, "is to be a former choice of ‘type’, and"),
            (
                #"{"choices":{"type":{"a":"lp","lp":"low-pass"}}}"#,
                "is to be called ‘lp’ now, and none is; a former name leads straight to the present one"
            ),
        ]
        for (text, words) in refusals {
            let refusal = try #require(try Renamed.refusal(text), "\(text)")
            #expect(refusal.hasPrefix("effect ‘guest’ states its former names wrongly: "))
            #expect(refusal.contains(words), "\(text): \(refusal)")
        }
    }

    @Test("are refused when they are no statement of the kind")
    func malformed() throws {
        let names = (0..<33).map { "\"n\($0)\"" }.joined(separator: ",")
        let many = (0..<1_025).map { "\"p\($0)\":\"gain\"" }.joined(separator: ",")
        let refusals = [
            ("", "is not JSON"), ("{", "is not JSON"), ("{}{}", "is not JSON"), ("[]", "should be a JSON object"),
            ("null", "should be a JSON object"), ("\u{0}{}", "is not JSON"),
            (#"{"name":["x"]}"#, "unknown key ‘name’; it may have names, parameters, choices"),
            (#"{"names":"x"}"#, "‘names’ should be a list"), (#"{"names":[1]}"#, "‘names’ should be a list"),
            (#"{"names":null}"#, "‘names’ should be a list"),
            (#"{"parameters":{"a":1}}"#, "‘parameters’ should give"), (#"{"parameters":[]}"#, "‘parameters’ should"),
            (#"{"choices":{"type":"a"}}"#, "‘choices’ should give"),
            (#"{"choices":{"type":{"a":{}}}}"#, "‘choices’ should give"),
            (#"{"names":["x"],"names":["y"]}"#, "a key is given twice"),
            (#"{"parameters":{"a":"gain","a":"gain"}}"#, "a key is given twice"),
            (#"{"parameters":{"a":"gain","\u0061":"gain"}}"#, "a key is given twice"),
            (#"{"choices":{"type":{"a":"low-pass"},"type":{"b":"low-pass"}}}"#, "a key is given twice"),
            (#"{"names":["x","x"]}"#, "states a former name twice"),
            (#"{"names":[""]}"#, "can't have been an effect's"),
            (#"{"names":["../x"]}"#, "‘../x’ can't have been an effect's name"),
            (#"{"names":["x.wasm"]}"#, "can't have been an effect's"),
            (#"{"names":["\u001b[2J"]}"#, "‘ [2J’ can't have been an effect's"),
            (#"{"names":["\#(String(repeating: "x", count: 65))"]}"#, "can't have been an effect's"),
            (#"{"names":[\#(names)]}"#, "states 33 former names; at most 32"),
            (#"{"parameters":{\#(many)}}"#, "states 1025 former names of parameters and choices; at most 1024"),
            (#"{"parameters":{"A b":"gain"}}"#, "‘A b’ can't have been a parameter's id"),
            (#"{"choices":{"type":{"":"low-pass"}}}"#, "can't have been a choice's name"),
            (String(repeating: "[", count: 60_000), "is not JSON"),
            (String(repeating: #"{"a":"#, count: 10_000), "is not JSON"),
            (#"{"names":["x"]}"# + String(repeating: " ", count: 70_000), "has 70015 bytes; at most 65536"),
        ]
        for (text, words) in refusals {
            let refusal = try #require(try Renamed.refusal(text), "\(text.prefix(60))")
            #expect(refusal.contains(words), "\(text.prefix(60)): \(refusal)")
        }
        #expect(try Renamed.refusal("{}") == nil)
        #expect(try Renamed.refusal(" { \"names\" : [ \"a:b\", \"c\\\":d\" ] } ") == nil)
    }

    @Test("are stated once")
    func twice() throws {
        let section = Renamed.section(Self.text)
        let words = "it has 2 sections ‘cajon:renames’"
        #expect(try Host.refusal(of: Renamed.module.get() + section + section)?.description.contains(words) == true)
        let component = try Renamed.component.get() + section + section
        #expect(try Host.refusal(of: component)?.description.contains(words) == true)
        let notUTF8 = try Renamed.module.get() + Renamed.section([0x7b, 0xff, 0x7d])
        #expect(try Host.refusal(of: notUTF8)?.description.contains("is not JSON in UTF-8") == true)
    }

    @Test("are added to an effect that they fit, and to no other")
    func stating() throws {
        let loader = try Host.patient.get()
        let wasm = try Renamed.component.get()
        let stating = try loader.stating(Self.renames, in: wasm, name: "guest")
        #expect(stating == Self.renames.adding(to: wasm))
        let error = #expect(throws: EffectError.self) {
            try loader.stating(EffectRenames(parameters: ["a": "b"]), in: wasm, name: "guest")
        }
        #expect(error?.description.contains("‘a’ is to be called ‘b’ now") == true)
    }

    @Test("come out the same or refused, whatever is damaged", .timeLimit(.minutes(5)))
    func mutations() throws {
        var mutator = ModuleMutator(seed: 0x0_1D_0E)
        let contents = Array(Self.text.utf8)
        let component = Self.renames.adding(to: try Renamed.component.get())
        var refusedCount = 0
        for round in 0..<5_000 {
            // The text alone, then the whole file around it.
            let isText = round % 2 == 0
            let wasm =
                isText
                ? try Renamed.module.get() + Renamed.section(mutator.mutate(contents, splicing: contents))
                : mutator.mutate(component, splicing: component)
            let (renames, problem) = EffectRenames.inspected(wasm)
            #expect(renames == nil || problem == nil)
            refusedCount += problem == nil ? 0 : 1
            let isShort = (problem?.utf8.count ?? 0) < 1_000
            #expect(isShort, "round \(round)")
            if let renames {
                let again = EffectRenames.inspected(renames.adding(to: try Renamed.module.get()))
                #expect(again.renames == renames, "round \(round)")
            }
        }
        #expect(refusedCount > 1_000)
    }

    private static func wrapping(_ module: [UInt8]) throws -> [UInt8] {
        let resolution = try Resolution(ContractText.tree)
        return try ComponentEncoder(world: QualifiedName("cajon:effect/effect@0.1.0")!, in: resolution).encode(module)
    }
}

@Suite("The library of effects, asked for a former name")
struct FormerNameTests {
    private let folder: TemporaryFolder
    private let library: EffectLibrary

    init() throws {
        folder = try TemporaryFolder()
        library = EffectLibrary(directories: ["mine", "shipped"].map(folder.file))
        try folder.write([], "mine/empty.wasm")
        try folder.write(Array("no module".utf8), "mine/text.wasm")
        try write(#"{"names":["#, "mine/broken.wasm")
        try write(#"{"names":["lowpass","filter"]}"#, "mine/svf.wasm")
        try write("{}", "shipped/filter.wasm")
    }

    private func write(_ text: String, _ name: String) throws {
        try folder.write(Renamed.module.get() + Renamed.section(text), name)
    }

    private func failure(_ name: String) -> String? {
        do throws(EffectError) {
            _ = try library.path(of: name)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("finds the effect that had it, and none that has another's present name")
    func finds() throws {
        #expect(try library.path(of: "lowpass") == folder.file("mine/svf.wasm"))
        #expect(try library.presentName(of: "lowpass") == "svf")
        #expect(try library.path(of: "filter") == folder.file("shipped/filter.wasm"))
        #expect(failure("highpass")?.hasPrefix("no effect ‘highpass’ was found in ") == true)
        #expect(!library.names.contains("lowpass"))
    }

    @Test("counts one effect in two folders once, and takes the first folder's word")
    func shadowed() throws {
        try write(#"{"names":["lowpass","treble"]}"#, "shipped/svf.wasm")
        #expect(try library.path(of: "lowpass") == folder.file("mine/svf.wasm"))
        #expect(failure("treble")?.hasPrefix("no effect ‘treble’") == true)
    }

    @Test("refuses to choose between two, and names both")
    func ambiguous() throws {
        try write(#"{"names":["lowpass"]}"#, "shipped/ladder.wasm")
        #expect(
            failure("lowpass")
                == "no effect is called ‘lowpass’ any more, and ‘ladder’ and ‘svf’ both state that they once were; "
                + "name the one that is meant")
    }

    @Test("looks into components, waits for no pipe, and reads no more of a large file than where sections begin")
    func files() throws {
        try folder.write(EffectRenames(names: ["old"]).adding(to: Renamed.component.get()), "mine/whole.wasm")
        #expect(mkfifo(folder.file("mine/pipe.wasm"), 0o600) == 0)
        try FileManager.default.createDirectory(
            atPath: folder.file("mine/folder.wasm"), withIntermediateDirectories: true)
        // A section that says it is large, and is a hole in the file.
        let path = try folder.write(
            Renamed.module.get() + [0, 0x80, 0x80, 0x80, 0x80, 0x04], "mine/large.wasm")
        let length = (try Renamed.module.get()).count + 6 + 1 << 30
        #expect(truncate(path, off_t(length)) == 0)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Renamed.section(#"{"names":["large"]}"#))
        try file.close()
        #expect(try library.path(of: "old") == folder.file("mine/whole.wasm"))
        #expect(try library.path(of: "large") == path)
        #expect(failure("pipe2") != nil)
    }
}
