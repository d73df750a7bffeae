// Keys as terminals send them, whole, in pieces and as nonsense.

import Control
import TestSupport
import Testing

@Suite("The key parser")
struct KeyParserTests {
    static let sequences: [(String, [Key])] = [
        ("a?Z~ ", [.character("a"), .character("?"), .character("Z"), .character("~"), .character(" ")]),
        ("é🎛ß", [.character("é"), .character("🎛"), .character("ß")]),
        ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
        ("\u{1B}OA\u{1B}OD", [.up, .left]),
        ("\u{1B}[1;2C\u{1B}[1;2D\u{1B}[1;5C", [.shiftRight, .shiftLeft, .right]),
        ("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~", [.home, .end, .home, .end, .home, .end]),
        ("\u{1B}[3~\u{1B}[5~\u{1B}[6~", [.delete, .pageUp, .pageDown]),
        ("\t\u{1B}[Z\r\n\u{7F}\u{8}", [.tab, .backTab, .enter, .enter, .backspace, .backspace]),
        ("\u{3}\u{1A}", [.control("c"), .control("z")]),
        // What means nothing is swallowed whole: a mouse, a focus, a paste's brackets, a function key.
        ("\u{1B}[<0;1;1Mx\u{1B}[I\u{1B}[200~y\u{1B}[15~", [.character("x"), .character("y")]),
        ("\u{1B}\u{1B}[A", [.escape, .up]),
    ]

    @Test("knows the keys", arguments: sequences)
    func keys(text: String, keys: [Key]) {
        var parser = KeyParser()
        #expect(parser.keys(in: text.utf8) == keys)
        #expect(!parser.isPending)
    }

    @Test("knows them byte by byte", arguments: sequences)
    func pieces(text: String, keys: [Key]) {
        var parser = KeyParser()
        #expect(text.utf8.flatMap { parser.keys(in: [$0]) } == keys)
    }

    @Test("takes an escape byte for the key when nothing follows")
    func escape() {
        var parser = KeyParser()
        #expect(parser.keys(in: [0x1B]) == [])
        #expect(parser.isPending)
        #expect(parser.flush() == [.escape])
        #expect(parser.keys(in: "\u{1B}[".utf8) == [])
        #expect(parser.flush() == [])
        #expect(parser.keys(in: "a".utf8) == [.character("a")])
    }

    @Test("goes on after anything")
    func nonsense() {
        var random = SeededGenerator(seed: 27)
        for _ in 0..<2000 {
            var parser = KeyParser()
            _ = parser.keys(
                in: (0..<Int.random(in: 0...80, using: &random)).map { _ in
                    // Rich in escapes, brackets and bytes of no text.
                    [0x1B, 0x5B, 0x3B, 0x31, 0xC3, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(
                        using: &random)!
                })
            _ = parser.flush()
            #expect(parser.keys(in: "q".utf8) == [.character("q")])
        }
        var endless = KeyParser()
        #expect(endless.keys(in: ("\u{1B}[" + String(repeating: "1", count: 200)).utf8).count < 200)
        _ = endless.flush()
        #expect(endless.keys(in: "q".utf8) == [.character("q")])
    }
}
