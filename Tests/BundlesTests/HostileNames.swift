// Names that lead elsewhere, or mean one thing here and another there. Data.

extension HostileCase {
    static let names: [HostileCase] = [
        named("../evil.txt", "has ‘..’ in its path"),
        named("effects/../../evil.txt", "has ‘..’ in its path"),
        named("effects/..", "has ‘..’ in its path"),
        named("/etc/passwd", "has an absolute path"),
        named("//server/share/evil", "has an absolute path"),
        named("..\\evil.txt", "has a backslash in its path"),
        named("\\\\server\\share\\evil", "has a backslash in its path"),
        named("C:\\evil.txt", "has a colon in its path"),
        named("C:evil.txt", "has a colon in its path"),
        named("preset.json:stream", "has a colon in its path"),
        named("effects/./evil.wasm", "has ‘.’ in its path"),
        named("effects//evil.wasm", "empty part"),
        named("effects/evil/", "is a folder, and bundles have files alone"),
        named("~/evil", "has ‘~’ in its path"),
        named("LICENS~1", "has ‘~’ in its path"),
        named("-rf", "begins with ‘-’"),
        named(".bashrc", "begins with ‘.’"),
        named("effects/.git/config", "begins with ‘.’"),
        named(" space", "begins with ‘ ’"),
        named("CON", "has the name of a device"),
        named("nul.txt", "has the name of a device"),
        named("effects/COM1.wasm", "has the name of a device"),
        named("aux .wasm", "has the name of a device"),
        named("preset.json.", "ends in a dot"),
        named("preset.json ", "ends in a space"),
        named("preset.json\0.txt", "has a control character in its path, U+0000"),
        named("two\nlines", "has a control character in its path, U+000A"),
        named("\u{1B}[2J", "has a control character in its path, U+001B"),
        named("gnp.\u{202E}cod", "has a character that can't be seen in its path, U+202E"),
        named("zero\u{200B}width", "has a character that can't be seen in its path, U+200B"),
        named("filler\u{3164}", "has a character that can't be seen in its path, U+3164"),
        named("e\u{301}.txt", "aren't composed as Unicode's NFC has them"),
        named("\u{FF0E}\u{FF0E}/evil", "has a character that is no letter or digit in its path, U+FF0E"),
        named("..\u{2215}evil", "has a character that is no letter or digit in its path, U+2215"),
        named("effects/\u{301}evil", "begins with a mark"),
        named("$HOME", "has ‘$’ in its path"),
        named("a|b", "has ‘|’ in its path"),
        named("a of 256 bytes", "has a part of more than 255 bytes", [UInt8](repeating: 0x61, count: 256)),
        named(
            "a path of 1,100 bytes", "has a path of more than 1024 bytes",
            Array((0..<11).map { _ in String(repeating: "b", count: 99) }.joined(separator: "/").utf8)),
        named("a/b/c/d/e/f/g/h/i/j", "lies in 9 folders, and at most 8 are allowed"),
        named("", "has no name"),
        named("é in CP437", "has a name that is not UTF-8", [0x82, 0x2E, 0x74]),
        named("two dots, overlong", "has a name that is not UTF-8", [0xC0, 0xAE, 0xC0, 0xAE, 0x2F, 0x78]),
        named("half a surrogate", "has a name that is not UTF-8", [0xED, 0xA0, 0x80]),
        named("an end that is missing", "has a name that is not UTF-8", [0x61, 0xE2, 0x82]),
        named("UTF-16", "has a control character in its path, U+0000", [0x61, 0, 0x62, 0]),
        named("license", "is there twice, or under a name that some systems take for the same"),
        named("effects", "‘effects/"),
        named("EFFECTS/other.wasm", "lies in a folder that is also spelled ‘EFFECTS’"),
        named("cajon.Lock", "is there twice, or under a name that some systems take for the same"),
        named("cajon.signature/x", "lies in ‘cajon.signature’, which is a file"),
        forged("ß beside SS", "is there twice, or under a name that some systems take for the same") { forge in
            forge.add(Array("straSSe.txt".utf8))
            forge.add(Array("straße.txt".utf8))
        },
        forged("sigmas", "is there twice, or under a name that some systems take for the same") { forge in
            forge.add(Array("σας.txt".utf8))
            forge.add(Array("σασ.txt".utf8))
        },
        entry("a name beyond ASCII without the flag", "beyond ASCII that the zip doesn't say is UTF-8") { entry in
            entry.both { $0.name = Array("z-é".utf8) }
        },
        entry("another name in a Unicode path field", "has a field 0x7075 in its zip header, another name") { entry in
            entry.both { $0.extra = field(0x7075, [1] + number(CRC32.of($0.name), 4) + Array("../evil".utf8)) }
        },
        entry("another name in a Unicode path field in front of it alone", "has a field 0x7075 in its zip header") {
            entry in
            entry.local.extra = field(0x7075, [1] + number(CRC32.of(entry.local.name), 4) + Array("../evil".utf8))
        },
        entry("another name in front of it", "has another name in front of it than in the zip's directory") { entry in
            entry.local.name = Array("../ev".utf8)
        },
        entry("the same name twice in the zip", "is there twice") { $0.both { $0.name = Array("preset.json".utf8) } },
    ]
}
