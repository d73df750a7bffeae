// `cajon preset import`: what it writes and says, and that what it writes is a preset in order.

import Foundation
import TestSupport
import Testing

@Suite("Importing on the command line")
struct PresetImportTests {
    private let shell: Shell
    private static let autoEq = """
        Preamp: -6.1 dB
        Filter 1: ON LSC Fc 105 Hz Gain 5.8 dB Q 0.70
        Filter 2: ON PK Fc 2,150 Hz Gain -43.4 dB Q 1.41

        """

    init() throws { shell = try Shell() }

    @Test("writes a preset that checks and renders, and tells what became of each line")
    func text() throws {
        try shell.folder.write(Self.autoEq, "My Ears ParametricEQ.txt")
        let imported = try shell.cajon("preset", "import", "My Ears ParametricEQ.txt", "-o", "ears.json")
        #expect(imported.status == 0 && imported.error == "")
        #expect(
            imported.text == """
                ears.json: My Ears, 2 bands in one equalizer, preamp -6.1 dB: 2 lines exact, 1 approximated, 0 left out
                  1  exact         level of both channels, -6.1 dB more
                  2  exact         band 1: low-shelf 105 Hz, 5.8 dB, Q 0.7
                  3  approximated  ‘Filter 2: ON PK Fc 2,150 Hz Gain -43.4 dB Q 1.41’: band 2: bell 2150 Hz, -30 dB, \
                Q 1.41; gain -43.4 dB held at -30 dB

                """)
        let check = try shell.cajon("preset", "check", "ears.json")
        #expect(check.status == 0 && check.text == "ears.json: in order\n", "\(check.error)")
        try shell.sound("in.wav")
        #expect(try shell.cajon("render", "in.wav", "-o", "out.wav", "--preset", "ears.json").status == 0)
    }

    @Test("prints the report as JSON, with how near a graphic curve is followed")
    func json() throws {
        try shell.folder.write("GraphicEQ: 31 6; 62 4; 125 2; 250 0; 500 -2; 16000 6", "g.txt")
        let imported = try shell.cajon("preset", "import", "g.txt", "-o", "g.json", "--json", "--name", "Bright")
        #expect(imported.status == 0, "\(imported.error)")
        let report = try JSON(imported.text)
        #expect(report["format"].text == "graphic" && report["name"].text == "Bright")
        #expect(report["fits"][0]["points"].number == 6 && (report["fits"][0]["largestDeviation"].number ?? 1) < 0.1)
        #expect(report["lines"][0]["outcome"].text == "approximated" && report["lines"][0]["line"].number == 1)
        #expect(try shell.cajon("preset", "check", "g.json").status == 0)
    }

    @Test("writes nothing where a line that changes the sound can't be taken over, unless it may be left out")
    func refused() throws {
        try shell.folder.write("Include: a.txt\r\n" + Self.autoEq + "Filter 3: ON PK Fc\u{1B} Hz\r\n", "c.txt")
        let refused = try shell.cajon("preset", "import", "c.txt", "-o", "c.json")
        #expect(refused.status == 65 && refused.text == "")
        #expect(
            refused.error == """
                cajon: c.txt:1: ‘Include: a.txt’: another file, which isn't read; import that file, or put its lines in \
                this one's place; --lenient goes on without it
                cajon: c.txt:5: ‘Filter 3: ON PK Fc  Hz’: expected a number behind Fc, found ‘ ’; --lenient goes on \
                without it

                """)
        let json = try shell.cajon("preset", "import", "c.txt", "-o", "c.json", "--json")
        #expect(json.status == 65)
        #expect(try JSON(json.text)["lines"][0]["outcome"].text == "refused")
        #expect(try shell.names() == ["c.txt"])
        #expect(try shell.cajon("preset", "import", "c.txt", "-o", "c.json", "--lenient").status == 0)
        #expect(try shell.names() == ["c.json", "c.txt"])
    }

    @Test("keeps what is there, and never writes over what it reads")
    func overwriting() throws {
        try shell.folder.write(Self.autoEq, "in.json")
        try shell.folder.write("precious", "x.json")
        let kept = try shell.cajon("preset", "import", "in.json", "-o", "x.json")
        #expect(kept.status == 64)
        #expect(kept.error == "cajon: x.json: is there already, so nothing was written; --force replaces it\n")
        #expect(try shell.folder.read("x.json") == Array("precious".utf8))
        #expect(try shell.cajon("preset", "import", "in.json", "-o", "in.json", "--force").status == 64)
        #expect(try shell.cajon("preset", "import", "in.json", "-o", "x.json", "--force").status == 0)
        #expect(try shell.folder.read("in.json") == Array(Self.autoEq.utf8))
    }

    @Test("ends with the status that fits")
    func statuses() throws {
        try shell.folder.write(Self.autoEq, "a.txt")
        try shell.folder.write("nothing\n", "b.txt")
        #expect(try shell.cajon("preset", "import", "no.txt", "-o", "x.json").status == 66)
        #expect(try shell.cajon("preset", "import", "b.txt", "-o", "x.json").status == 65)
        #expect(try shell.cajon("preset", "import", "a.txt", "-o", "x.txt").status == 64)
        #expect(try shell.cajon("preset", "import", "a.txt", "-o", "x.json", "--from", "mp3").status == 64)
        #expect(try shell.cajon("preset", "import", "a.txt", "-o", "x.json", "--name", "").status == 64)
        #expect(try shell.cajon("preset", "import", "a.txt", "-o", "no/x.json").status == 74)
        #expect(try shell.names() == ["a.txt", "b.txt"])
    }
}
