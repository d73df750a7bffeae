// Damaged effects, as many as the suite has time for: each is refused, or runs within its limits. Nothing else happens.

import EffectHost
import Foundation
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite("A damaged effect")
struct MutationTests {
    /// What became of many mutants: a suite that only ever saw one outcome would prove little.
    private struct Tally {
        var refusedCount = 0
        var brokenCount = 0
        var playedCount = 0
    }

    private static let templateRounds = 8_000
    private static let shippedRounds = 2_000

    /// Time for a mutant that loops. Every tenth of a second spent here is one that a person waits for the suite.
    private static func loader() throws(EffectError) -> EffectLoader {
        try Host.loader { limits in
            limits.setupMilliseconds = 10
            limits.blockMilliseconds = 10
            limits.memoryBytes = 16 << 20
        }
    }

    @Test("made from the well-behaved guest is refused or kept within its limits")
    func mutatedTemplates() throws {
        var guest = Guest().with(.initialize, "(nop)").with(.processPostReturn, "(nop)")
        guest.items = ["(table 2 funcref)", "(elem (i32.const 0) $reset $initialize)"]
        let originals = try [guest, Guest().describing { $0.quantum = 16 }].map {
            try WasmEngine.wasm(fromText: $0.text)
        }
        let tally = try Self.run(originals, rounds: Self.templateRounds, seed: 0xCA_704)
        #expect(tally.refusedCount > 500)
        #expect(tally.brokenCount > 50)
        #expect(tally.playedCount > 500)
    }

    @Test("made from what ships with Cajon is refused or kept within its limits")
    func mutatedEffects() throws {
        let originals = try ["gain", "filter"].map { name in
            [UInt8](try Data(contentsOf: URL(filePath: Stage.effect(name))))
        }
        let tally = try Self.run(originals, rounds: Self.shippedRounds, seed: 0xB0_7)
        #expect(tally.refusedCount > 100)
        #expect(tally.playedCount > 20)
    }

    @Test("cut off anywhere is refused")
    func truncated() throws {
        let whole = try WasmEngine.wasm(fromText: Guest().text)
        let loader = try Self.loader()
        // The names that follow the data may be missing.
        let data = try #require(try ModuleSummary(parsing: whole).sections.first { $0.name == "data" })
        for count in 0..<data.offset + data.byteCount {
            let error = try #require(
                try Host.refusal(of: Array(whole[..<count]), loader), "\(count) bytes were accepted")
            #expect(error.fault == nil)
        }
    }

    @Test("of no bytes, of text, or of another format is refused in words that say what it is")
    func notAModule() throws {
        func words(_ bytes: [UInt8]) throws -> String? { try Host.refusal(of: bytes)?.description }
        let prefix = "effect ‘guest’ is not a usable WebAssembly module: "
        #expect(try words([]) == prefix + "it does not begin with ‘\\0asm’, so it is no WebAssembly file (at byte 0)")
        #expect(try words(Array("RIFF....WAVE".utf8))?.contains("no WebAssembly file") == true)
        #expect(
            try words([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0])?.contains("it doesn't export the interface") == true)
        #expect(try words([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])?.contains("version 2; expected 1") == true)
    }

    private static func run(_ originals: [[UInt8]], rounds: Int, seed: UInt64) throws -> Tally {
        let loader = try loader()
        var mutator = ModuleMutator(seed: seed)
        var generator = SeededGenerator(seed: seed)
        var tally = Tally()
        for round in 0..<rounds {
            let original = originals[round % originals.count]
            let mutant = mutator.mutate(original, splicing: originals[(round + 1) % originals.count])
            do throws(EffectError) {
                let module = try loader.load(mutant, name: "mutant \(round)")
                if try play(module, &generator) { tally.playedCount += 1 } else { tally.brokenCount += 1 }
            } catch {
                if error.fault == nil { tally.refusedCount += 1 } else { tally.brokenCount += 1 }
                // Whatever it was, it can be told in one line.
                #expect(error.description.hasPrefix("effect ‘mutant \(round)’ "))
                #expect(!error.description.contains("\n"))
            }
        }
        return tally
    }

    /// Plays a few blocks. False when the effect was ended.
    private static func play(_ module: EffectModule, _ generator: inout SeededGenerator) throws(EffectError) -> Bool {
        let player = try Player(module, channelCount: 2, sidechainChannelCount: 1, maximumFrameCount: 64)
        for frameCount in [64, 1, 17] {
            let input = (0..<2).map { _ in
                (0..<frameCount).map { _ in Float.random(in: -1...1, using: &generator) }
            }
            guard let output = player.play(input) else {
                let fault = player.instance.takeFault()
                #expect(fault?.description.isEmpty == false)
                return false
            }
            #expect(output.allSatisfy { $0.allSatisfy(\.isFinite) })
        }
        try player.instance.reset()
        return true
    }
}
