// What is said of downloads that failed, whatever the server says.

import Downloads
import Testing

@Suite("A failed download's words")
struct DownloadErrorTests {
    /// With a server's text everywhere where there can be one.
    private func errors(_ text: String) -> [DownloadError] {
        let kinds: [DownloadError.Kind] = [
            .address(text), .redirection(to: text, text), .unreachable(text), .certificate(text), .encryption(text),
            .compressed(text), .broken(text),
        ]
        return kinds.map { DownloadError($0, at: text) }
    }

    @Test(
        "show no control and direction-changing characters",
        arguments: ["\u{1b}", "\u{9b}", "\u{202e}", "\u{2028}", "\n", "\u{7f}", "\u{e000}", "\0"])
    func escaped(character: String) {
        for error in errors("a\(character)b") {
            #expect(!error.description.unicodeScalars.contains(character.unicodeScalars.first!), "\(error.kind)")
            #expect(error.description.contains("a\\u{"))
        }
    }

    @Test("are short, and otherwise as they are")
    func short() {
        for error in errors(String(repeating: "ä", count: 100_000)) {
            #expect(error.description.unicodeScalars.count < 1_500)
            #expect(error.description.contains("ä…"))
        }
        #expect(
            DownloadError(.compressed("br"), at: "https://example.com/ö").description
                == "https://example.com/ö: is compressed (br), which wasn't asked for")
    }
}
