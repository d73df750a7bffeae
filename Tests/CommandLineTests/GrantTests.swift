// What effects are granted on the command line, at the terminal, and for good.

import Foundation
import TestSupport
import Testing

@Suite("Grants")
struct GrantTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.sound("in.wav")
        try shell.effect(Self.guest(), "reverb.wasm")
    }

    /// Wants `impulse.wav` when it is configured, and refuses every format without it.
    private static func guest(_ change: (inout GuestDescriptor) -> Void = { _ in }) -> Guest {
        let refusal = "there is no impulse"
        return Guest().describing(change).importing(
            "(import \"cajon:effect/assets@0.1.0\" \"[static]sound.open\" (func $open (param i32 i32 i32)))"
        ).adding("(data (i32.const 8192) \"impulse.wav\")", "(data (i32.const 9000) \"\(refusal)\")").with(
            .configure,
            """
            (call $open (i32.const 8192) (i32.const 11) (i32.const 48))
            (i32.store8 (i32.const 16) (i32.load8_u (i32.const 48)))
            (if (i32.load8_u (i32.const 48))
              (then (i32.store (i32.const 20) (i32.const 9000)) (i32.store (i32.const 24) (i32.const \(refusal.count))))
              (else (i64.store offset=4 align=4 (i32.const 16) (i64.const 0))))
            (i32.const 16)
            """)
    }

    private func impulse(_ folder: String) throws {
        try shell.folder.write(Wave(seconds: 0.01, channelCount: 1, sampleRate: 44_100).bytes, "\(folder)/impulse.wav")
    }

    private func render(_ arguments: String...) throws -> Program.Outcome {
        try shell.program(["render", "in.wav", "-o", "out.wav", "--chain", "./reverb.wasm"] + arguments).run()
    }

    // MARK: - By option

    @Test("are made by an option, which names a folder")
    func option() throws {
        try impulse("sounds")
        let outcome = try render("--grant", "assets=sounds")
        #expect(outcome.status == 0, "\(outcome.error)")
        let shown = try shell.cajon("effect", "show", "./reverb.wasm", "--grant", "assets=sounds")
        #expect(shown.status == 0, "\(shown.error)")
        #expect(shown.text.contains("\nReads sounds and data by name, in a folder that it is granted.\n"))
        let preset = #"{"format": 1, "name": "p", "nodes": [{"id": "a", "effect": "./reverb.wasm"}]}"#
        try shell.folder.write(preset, "p.json")
        let checked = try shell.cajon("preset", "check", "p.json", "--grant", "assets=sounds")
        #expect(checked.status == 0, "\(checked.error)")
        // What an option grants is for once.
        #expect(try render().status == 65)
    }

    @Test("are missed by an effect that wants something, which is refused with the option that would do")
    func missing() throws {
        try impulse("sounds")
        for arguments in [
            ["render", "in.wav", "-o", "out.wav", "--chain", "./reverb.wasm"], ["effect", "show", "./reverb.wasm"],
            ["live", "--chain", "./reverb.wasm", "--no-capture", "--playback", "null", "--seconds", "0.1"],
        ] {
            let outcome = try shell.program(arguments).run()
            #expect(outcome.status == 65, "\(outcome.error)")
            #expect(
                outcome.error.contains(
                    "wants to read sounds and data by name (it imports ‘cajon:effect/assets@0.1.0’), and nobody granted "
                        + "it any; --grant assets=FOLDER lets it read what is in a folder, and nothing else"),
                "\(outcome.error)")
            // Nobody is asked where nobody is there.
            #expect(!outcome.error.contains("Folder ("))
        }
        #expect(try shell.names() == ["in.wav", "reverb.wasm", "sounds"])
    }

    @Test("don't help where the folder hasn't got what the effect wants, and the log says what that was")
    func notThere() throws {
        try shell.folder.write("x", "sounds/other.wav")
        let outcome = try render("--grant", "assets=sounds")
        #expect(outcome.status == 70)
        #expect(outcome.error.contains("refused the format: there is no impulse"))
    }

    @Test("aren't needed for what lies beside the effect under its name")
    func own() throws {
        try impulse("reverb.assets")
        let outcome = try render()
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test("that make no sense are wrong usage")
    func usage() throws {
        try impulse("sounds")
        for grant in ["sounds", "assets", "assets=", "network=sounds", "=sounds", ""] {
            let outcome = try render("--grant", grant)
            #expect(outcome.status == 64, "\(grant)")
            #expect(outcome.error.contains("expected assets=FOLDER"), "\(outcome.error)")
        }
        let twice = try render("--grant", "assets=sounds", "--grant", "assets=sounds")
        #expect(twice.status == 64)
        #expect(twice.error.contains("--grant assets= is given twice; it takes one folder"))
        for path in ["nowhere", "in.wav"] {
            let outcome = try render("--grant", "assets=\(path)")
            #expect(outcome.status == 66)
            #expect(outcome.error.hasPrefix("cajon: --grant assets=\(path): can't be opened as a folder: "))
        }
    }

    // MARK: - At the terminal

    /// Renders at a terminal where the user types something; what is on the screen then.
    private func renderAtTerminal(typing text: String) throws -> Program.Outcome {
        // script(1) is a terminal on both sides.
        let command = "\(Stage.program) render in.wav -o out.wav --chain ./reverb.wasm -q"
        var program = shell.program(["-qec", command, "/dev/null"], environment: ["TERM": "xterm"])
        program.path = "/usr/bin/script"
        program.input = .bytes(Array(text.utf8))
        return try program.run()
    }

    @Test("are asked for once at the terminal, remembered by the effect's content, and forgotten when told to")
    func asked() throws {
        try impulse("sounds")
        let refused = try renderAtTerminal(typing: "\n")
        #expect(refused.status == 65)
        #expect(refused.text.contains("Effect ‘./reverb.wasm’ asks for sounds and data, by name."))
        #expect(refused.text.contains("--grant assets=FOLDER"))
        #expect(try shell.cajon("grants", "list").error == "cajon: nothing was granted for good\n")

        #expect(try renderAtTerminal(typing: "sounds\n").status == 0)
        // From here on without a terminal.
        #expect(try render().status == 0)
        try FileManager.default.moveItem(
            atPath: shell.folder.file("reverb.wasm"), toPath: shell.folder.file("renamed.wasm"))
        let renamed = try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "./renamed.wasm")
        #expect(renamed.status == 0, "\(renamed.error)")
        let list = try shell.cajon("grants", "list").text
        #expect(list.contains("./reverb.wasm"))
        #expect(list.contains(shell.folder.file("sounds")))

        // Another content under the same name is another effect.
        try shell.effect(Self.guest { $0.summary = "Changed." }, "reverb.wasm")
        #expect(try render().status == 65)

        let forgotten = try shell.cajon("grants", "forget", "./reverb.wasm")
        #expect(forgotten.status == 0)
        #expect(forgotten.error == "cajon: forgot what ‘./reverb.wasm’ was granted\n")
        #expect(try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "./renamed.wasm").status == 65)
    }

    // MARK: - cajon grants

    @Test("can be listed and forgotten, by name, by content, or all")
    func grantsCommand() throws {
        let hash = String(repeating: "0123456789abcdef", count: 4)
        let other = String(hash.reversed())
        let text = """
            {"format": 1, "grants": [
              {"effect": "a.wasm", "sha256": "\(hash)", "assets": "/sounds"},
              {"effect": "b\\u001b[2J.wasm", "sha256": "\(other)", "assets": "/other"}]}
            """
        let path = try shell.folder.write(text, "home/.config/cajon/grants.json")
        chmod(shell.folder.file("home/.config/cajon"), 0o700)
        chmod(path, 0o600)
        let list = try shell.cajon("grants", "list")
        #expect(
            list.text == """
                effect      content       assets
                a.wasm      0123456789ab  /sounds
                b [2J.wasm  fedcba987654  /other

                """)
        #expect(try JSON(shell.cajon("grants", "list", "--json").text)[0]["sha256"].text == hash)
        for arguments in [["forget"], ["forget", "--all", "a.wasm"], ["forget", ""]] {
            #expect(try shell.program(["grants"] + arguments).run().status == 64, "\(arguments)")
        }
        let stranger = try shell.cajon("grants", "forget", "a.wasm", "c.wasm")
        #expect(stranger.status == 66)
        #expect(stranger.error == "cajon: nothing was granted to ‘c.wasm’; see ‘cajon grants list’\n")
        #expect(try shell.cajon("grants", "forget", "fedcba98").status == 0)
        #expect(try JSON(shell.cajon("grants", "list", "--json").text).count == 1)
        #expect(try shell.cajon("grants", "forget", "--all").status == 0)
        #expect(try JSON(shell.cajon("grants", "list", "--json").text).count == 0)
        chmod(path, 0o666)
        let distrusted = try shell.cajon("grants", "list")
        #expect(distrusted.status == 74)
        #expect(distrusted.error.contains("isn't believed"))
    }

    // MARK: - Effects by the SDKs

    /// A mono sound of 16 bits at 48 kHz.
    private static func wave(_ samples: [Int16]) -> [UInt8] {
        var bytes = Array(Wave(seconds: 0, channelCount: 1, sampleRate: 48_000).bytes.prefix(Wave.headerByteCount))
        func put(_ value: Int, at place: Int) {
            for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        }
        put(36 + samples.count * 2, at: 4)
        put(samples.count * 2, at: 40)
        return bytes + samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    @Test("reach an effect in Swift, sound and data alike")
    func swiftEffect() throws {
        let source = """
            @main
            struct Scale: Effect {
                enum Parameter: Int, CaseIterable { case spare }
                static let descriptor = Descriptor(name: "Scale", version: "1.0.0", summary: "By a sound and a byte.")
                static func describe(_ parameter: Parameter) -> ParameterDescription { .toggle("spare", "Spare") }
                private var clip = Clip()
                private var bytes = Storage<UInt8>()
                mutating func configure(
                    _ format: Format, _ parameters: Parameters<Parameter>
                ) throws(Refusal) -> Timing {
                    do throws(AssetError) {
                        clip = try Clip("factor.wav")
                        bytes = try Storage(asset: "tables/factor")
                    } catch {
                        throw error.refusal
                    }
                    return Timing()
                }
                mutating func control(_ parameters: Parameters<Parameter>) -> Motion { .still }
                mutating func process(_ block: Block) {
                    let factor = clip[0, clip.frameCount - 1] * Float(bytes[bytes.count - 1])
                    for index in 0..<block.channelCount { block[index].map { samples, _ in samples * factor } }
                }
                mutating func reset() {}
            }
            """
        try shell.folder.write(source, "scale.swift")
        let built = try shell.cajon("build", "scale.swift", "-o", "scale.wasm")
        #expect(built.status == 0, "\(built.error)")
        try shell.folder.write(Self.wave([1_000, -8_000, 400]), "dry.wav")
        try shell.folder.write(Self.wave([0, 8_192]), "sounds/factor.wav")
        func render() throws -> Program.Outcome {
            try shell.cajon(
                "render", "dry.wav", "-o", "wet.wav", "--chain", "./scale.wasm", "--grant", "assets=sounds",
                "--no-dither")
        }
        let missing = try render()
        #expect(missing.status == 70)
        #expect(missing.error.contains("refused the format: the asset it needs is not there"))
        try shell.folder.write([9, 2], "sounds/tables/factor")
        let outcome = try render()
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try shell.folder.read("wet.wav").suffix(6) == Self.wave([500, -4_000, 200]).suffix(6))
    }

    @Test("are enough for the example, which convolves with the sound that it is given")
    func example() throws {
        let built = try shell.cajon("build", Stage.root + "/Effects/examples/convolver", "-o", "convolver.wasm")
        #expect(built.status == 0, "\(built.error)")
        // A delay of three frames: the impulse is one sample of half scale.
        try shell.folder.write(Self.wave([0, 0, 0, 16_384]), "sounds/impulse.wav")
        try shell.folder.write(Self.wave([8_192, -4_096, 0, 20_000, 0, 0, 0, 0, 1_000]), "dry.wav")
        var outputs: [[UInt8]] = []
        for blockSize in ["1", "2", "512"] {
            let outcome = try shell.cajon(
                "render", "dry.wav", "-o", "wet.wav", "--chain", "./convolver.wasm", "--grant", "assets=sounds",
                "--no-dither", "--block-size", blockSize)
            #expect(outcome.status == 0, "\(outcome.error)")
            outputs.append(try shell.folder.read("wet.wav"))
        }
        let expected = Self.wave([0, 0, 0, 4_096, -2_048, 0, 10_000, 0, 0, 0, 0, 500])
        #expect(outputs.allSatisfy { $0.suffix(24) == expected.suffix(24) })
        try shell.folder.write(Wave(seconds: 0.1, channelCount: 1, sampleRate: 44_100).bytes, "sounds/impulse.wav")
        let mismatch = try shell.cajon(
            "render", "dry.wav", "-o", "wet.wav", "--chain", "./convolver.wasm", "--grant", "assets=sounds")
        #expect(mismatch.status == 70)
        #expect(mismatch.error.contains("refused the format: impulse.wav has another sample rate than the sound"))
    }
}
