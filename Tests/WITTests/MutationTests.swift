// Texts broken at random.

import Foundation
import TestSupport
import Testing
import WIT

@Suite("A WIT text that was right and is broken at random")
struct MutationTests {
    private static let words = [
        "{", "}", "(", ")", "<", ">", ",", ":", ";", "=", ".", "@", "*", "/", "_", "->", "%", "///", "/*", "*/", "\n",
        "package", "interface", "world", "use", "type", "record", "variant", "enum", "flags", "resource", "func",
        "import", "export", "include", "with", "as", "static", "constructor", "own", "borrow", "list", "option",
        "result",
        "tuple", "u8", "string", "@since(version = 1.0.0)", "@unstable(feature = x)", "a:b/c@1.0.0", "1.0.0-x+y",
        "async",
        "stream", "\u{202e}", "\0", "ä", "ABC-d",
    ]

    /// Texts to start from: those of the corpus, and generated ones.
    private static func texts() throws -> [String] {
        let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/Valid")
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted()
        let texts = try names.filter { $0.hasSuffix(".wit") || $0.hasSuffix(".printed") }
            .map { try String(contentsOf: corpus.appending(path: $0), encoding: .utf8) }
        return texts
            + (0..<10 as Range<UInt64>).map { seed in
                var generator = PackageGenerator(seed: 1_000 + seed)
                return generator.text()
            }
    }

    private static func mutate(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0...Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...20, using: &random))
            guard place < bytes.count else { continue }
            switch Int.random(in: 0...6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3:
                let piece = bytes[place..<end]
                bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
            case 4: bytes.insert(contentsOf: " \(words.randomElement(using: &random)!) ".utf8, at: place)
            case 5:
                // One word of the text in place of another.
                let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
                guard let old = words.randomElement(using: &random), let new = words.randomElement(using: &random)
                else { continue }
                bytes = Array(String(decoding: bytes, as: UTF8.self).replacing(old, with: new, maxReplacements: 1).utf8)
            default: bytes.removeSubrange(end...)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("is refused with a place, or means the same when it is printed")
    func mutations() throws {
        let texts = try Self.texts()
        var random = SeededGenerator(seed: 0x5717)
        var refused = 0
        for index in 0..<10_000 {
            let text = Self.mutate(texts[index % texts.count], &random)
            do {
                let resolution = try Resolution(parsing: text, features: .all)
                let printed = resolution.text
                #expect(try Resolution(parsing: printed, features: .all) == resolution, "\(printed)")
            } catch {
                refused += 1
                let location = error.location
                let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                guard lines.indices.contains(location.line - 1) else {
                    Issue.record("line \(location.line) of \(lines.count): \(error)")
                    continue
                }
                let line = String(decoding: lines[location.line - 1], as: UTF8.self)
                #expect((1...line.unicodeScalars.count + 1).contains(location.column), "\(error)")
                #expect(!error.wording.isEmpty && !error.description.isEmpty)
                #expect(error.line == line || error.line + "\r" == line)
            }
        }
        #expect((4_000..<9_900).contains(refused), "\(refused) refused")
    }
}
