// Inputs that end before their header says, as broken copies and recordings do.

import Foundation
import TestSupport
import Testing

@Suite("A render of an input that is cut short")
struct CutShortTests {
    private let shell: Shell
    /// A quarter of a second, of which 6,000 frames of 12,000 are there, and one sample of the next.
    private let part: [UInt8]
    private static let words = "the input is cut short: its header promises 12000 frames, the sound ends after 6000"

    init() throws {
        shell = try Shell()
        let whole = try shell.sound("whole.wav")
        part = Array(whole.prefix(Wave.headerByteCount + 6_000 * 4 + 2))
        try shell.folder.write(part, "part.wav")
    }

    @Test("renders what is there, and warns")
    func renders() throws {
        let outcome = try shell.cajon("render", "part.wav", "-o", "out.wav", "--chain", "gain")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("  warning: \(Self.words); what is there was rendered\n"), "\(outcome.error)")
        let output = try shell.folder.read("out.wav")
        #expect(output.suffix(6_000 * 4) == part[Wave.headerByteCount...].prefix(6_000 * 4))
        // The output's own header tells the truth.
        let again = try shell.cajon("render", "out.wav", "-o", "again.wav", "--chain", "gain")
        #expect(!again.error.contains("warning"))
        #expect(try shell.folder.read("again.wav") == output)
    }

    @Test("from a pipe does the same")
    func pipe() throws {
        try shell.cajon("render", "part.wav", "-o", "out.wav", "--chain", "gain")
        let outcome = try shell.cajon("render", "-", "-o", "piped.wav", "--chain", "gain", input: .bytes(part))
        #expect(outcome.status == 0)
        #expect(outcome.error.contains(Self.words), "\(outcome.error)")
        #expect(try shell.folder.read("piped.wav").suffix(6_000 * 4) == shell.folder.read("out.wav").suffix(6_000 * 4))
    }

    @Test("says it in JSON: what the header promised, what was there, and the warning")
    func json() throws {
        let outcome = try shell.cajon("render", "part.wav", "-o", "out.wav", "--chain", "gain", "--json")
        let file = try JSON(outcome.text)["files"][0]
        #expect(file["input"]["frameCount"].number == 12_000)
        #expect(file["inputFrames"].number == 6_000)
        #expect(file["outputFrames"].number == 6_000)
        #expect(file["warnings"][0].text?.hasPrefix(Self.words) == true)
    }

    @Test("stops on request: status 65, and no file", arguments: ["part.wav", "-"])
    func stops(input: String) throws {
        let outcome = try shell.cajon(
            "render", input, "-o", "out.wav", "--chain", "gain", "--on-short-input", "stop",
            input: input == "-" ? .bytes(part) : .nothing)
        #expect(outcome.status == 65)
        #expect(outcome.error.contains("cut short: the header promises "))
        #expect(outcome.error.hasSuffix("or take what there is with --on-short-input render\n"))
        #expect(try shell.names() == ["part.wav", "whole.wav"])
    }

    @Test("of which nothing is there is an error in any case")
    func headerAlone() throws {
        try shell.folder.write(Array(part.prefix(Wave.headerByteCount)), "empty.wav")
        let outcome = try shell.cajon("render", "empty.wav", "-o", "out.wav", "--chain", "gain")
        #expect(outcome.status == 65)
        #expect(outcome.error.hasPrefix("cajon: empty.wav: cut short: "), "\(outcome.error)")
        #expect(outcome.error.hasSuffix("copy it again\n"))
        #expect(try !shell.names().contains("out.wav"))
    }
}
