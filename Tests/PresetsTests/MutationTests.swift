// Presets damaged at random: whatever the damage, a result or an error with a place, and never a crash.

import Foundation
import Presets
import TestSupport
import Testing

@Suite("Damaged presets")
struct MutationTests {
    /// Pieces that a preset's reader acts on.
    private static let tokens =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e999", "-0", "01",
            "\"id\"",
            "\"input\"", "\"nodes\"", "\"format\": 3", "\u{202E}", "\n", "\t", "\u{0}", "//", "\"mix\": \"40%\",",
            "[[[[[[[[",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF]]

    @Test("10,000 mutations give a result or an error that says where", .timeLimit(.minutes(5)))
    func mutations() throws {
        let originals = try ShippedPresetTests.names.map { try Fixture.bytes($0, in: Fixture.presets) }
        var random = SeededGenerator(seed: 0x5EED)
        var refused = 0
        for round in 0..<10_000 {
            var bytes = originals[round % originals.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&bytes, &random) }
            checkAgainstFoundation(bytes, round: round)
            do throws(PresetError) {
                _ = try PresetDocument.parse(bytes, path: "p.json").resolve(using: TestCatalog())
            } catch {
                refused += 1
                check(error, lineCount: bytes.count { $0 == UInt8(ascii: "\n") } + 1, round: round)
            }
        }
        // Most damage must be noticed; some hits a description or a digit and leaves a preset behind.
        #expect(refused > 7000)
    }

    @Test("10,000 mutations of a chain give a result or an error with a caret", .timeLimit(.minutes(5)))
    func chains() {
        let original = Array(
            "low: filter cutoff=2.5kHz type='low-pass' | compressor ratio=4 @mix=40% | ./echo.wasm @bypass".utf8)
        let tokens = ["|", "=", ":", "'", "\"", "@", "@mix", " ", "\n", "é", "..", "/", "\u{1B}", "=4:1"].map {
            Array($0.utf8)
        }
        var random = SeededGenerator(seed: 0xC4A1)
        var refused = 0
        for round in 0..<10_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&bytes, &random, tokens: tokens) }
            do throws(PresetError) {
                let chain = String(decoding: bytes, as: UTF8.self)
                _ = try PresetDocument.parse(chain: chain).resolve(using: TestCatalog())
            } catch {
                refused += 1
                #expect(error.problems.allSatisfy { $0.excerpt?.contains("^") == true }, "round \(round)")
                check(error, lineCount: bytes.count { $0 == UInt8(ascii: "\n") } + 1, round: round)
            }
        }
        #expect(refused > 7000)
    }

    private func check(_ error: PresetError, lineCount: Int, round: Int) {
        #expect(!error.problems.isEmpty, "round \(round)")
        #expect(error.problems.count <= PresetLimits.problems, "round \(round)")
        for problem in error.problems {
            let line = problem.place?.line ?? 0
            #expect((1...lineCount).contains(line), "round \(round): \(problem.message)")
        }
        let isSafe = error.description.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.isSafe($0) }
        #expect(isSafe, "round \(round)")
    }

    /// Both readers must take the same texts for JSON.
    private func checkAgainstFoundation(_ bytes: [UInt8], round: Int) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return }
        #expect(JSONOracle.agrees(on: bytes), "round \(round): \(String(decoding: bytes, as: UTF8.self))")
    }

    private static func damage(
        _ bytes: inout [UInt8], _ random: inout SeededGenerator, tokens: [[UInt8]] = tokens
    ) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let length = min(bytes.count - place, Int.random(in: 1...12, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.removeSubrange(place..<(place + length))
        case 2: bytes.insert(contentsOf: tokens.randomElement(using: &random)!, at: place)
        case 3:
            bytes.insert(
                contentsOf: bytes[place..<(place + length)], at: Int.random(in: 0...bytes.count, using: &random))
        case 4 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        default: bytes.replaceSubrange(place..<(place + length), with: tokens.randomElement(using: &random)!)
        }
    }
}
