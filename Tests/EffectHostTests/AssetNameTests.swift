// Which names an asset may have.

import EffectHost
import TestSupport
import Testing

@Suite("The name of an asset")
struct AssetNameTests {
    @Test(
        "may have parts, spaces, and any script",
        arguments: [
            "impulse.wav", "halls/large hall.wav", "a/b/c/d", "…", "..wav", "a..b", ".hidden", "...",
            "Räume/Küche.flac",
            "冰/音.wav", "e\u{301}.wav", "：", "~", "C:", "-rf", String(repeating: "a", count: 255),
        ])
    func good(name: String) throws {
        #expect(try AssetName(name).text.utf8.elementsEqual(name.utf8))
    }

    @Test(
        "leads nowhere else, and hides nothing",
        arguments: [
            "", "/", "/etc/passwd", "..", "../secret", "a/..", "a/../b", ".", "./a", "a/./b", "a//b", "a/", "//a",
            "a\0b", "a\nb", "a\u{1b}[2J", "a\u{7f}", "a\u{85}b", "a\\b", "..\\secret", "\u{202e}vaw.txt", "a\u{2066}b",
            "a\u{200b}b", "\u{feff}a", "a\u{2028}b", "a\u{e0041}", String(repeating: "a", count: 256),
            String(repeating: "ab/", count: 400) + "c",
        ])
    func bad(name: String) {
        let refusal = #expect(throws: AssetRefusal.self) { try AssetName(name) }
        #expect(refusal?.kind == .invalidName)
    }

    @Test("is refused in words that are safe to show")
    func words() {
        let refusal = #expect(throws: AssetRefusal.self) { try AssetName("a\u{202e}b/../\u{1b}[2J") }
        #expect(refusal?.description == "‘a b/../ [2J’ has ‘.’ or ‘..’ for a part")
        let hidden = #expect(throws: AssetRefusal.self) { try AssetName("a\u{202e}b") }
        #expect(hidden?.description == "‘a b’ has a character that can't be seen, U+202E")
    }
}
