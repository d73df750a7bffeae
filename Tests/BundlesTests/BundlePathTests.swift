// What files of a bundle may be called, and what is taken for the same.

import Bundles
import Testing

@Suite("A path in a bundle")
struct BundlePathTests {
    @Test(
        "may have letters and digits of any script and a little more",
        arguments: [
            "preset.json", "effects/echo.wasm", "effects/echo.assets/Große Halle (2).wav", "音/残響.wav", "наш/звук.js",
            "हिन्दी/ध्वनि.wav", "a/b/c/d/e", "it's, #1 & more + less = 3!@x_y-z.txt", "ab.CON.txt", "console", "com10.txt",
            "é",
        ])
    func allowed(text: String) throws {
        let path = try BundlePath(text)
        #expect(path.text == text && path.description == text)
        #expect(path.parts.joined(separator: "/") == text)
    }

    @Test("lies in its folders, the outermost first")
    func folders() throws {
        #expect(try BundlePath("a/b/c").folders == ["a", "a/b"])
        #expect(try BundlePath("a").folders == [])
    }

    @Test("has one key with all that some system takes for the same")
    func keys() throws {
        for (one, other) in [
            ("LICENSE", "license"), ("Straße", "STRASSE"), ("ſ", "S"), ("Σας", "ΣΑΣ"), ("ﬁ", "FI"), ("É/x", "é/X"),
            ("ǅ", "ǆ"),
        ] {
            #expect(try BundlePath(one).key == BundlePath(other).key, "\(one) \(other)")
        }
        #expect(try BundlePath("a").key != BundlePath("b").key)
        #expect(try BundlePath("é").key != BundlePath("e").key)
    }

    @Test("is refused with itself and the reason, made fit for a terminal")
    func refusal() {
        let error = #expect(throws: BundleError.self) { try BundlePath("a\u{1B}[2J\n\u{202E}x") }
        #expect(error?.description == "file ‘a [2J  x’ has a control character in its path, U+001B")
        #expect(
            error?.of("b.cajon").description == "b.cajon: file ‘a [2J  x’ has a control character in its path, U+001B")
    }
}
