// Graphic curves as bands: how near they come, that the report's figures are true, and hostile curves.

import Foundation
import Presets
import TestSupport
import Testing

@Suite("Importing graphic curves")
struct GraphicImportTests {
    private static func imported(_ text: String) throws -> (preset: Preset, fit: ImportReport.Fit) {
        let imported = try PresetImport(bytes: Array(text.utf8), path: "x.txt")
        return (try #require(imported.preset), try #require(imported.report.fits.first))
    }

    @Test("follows ten bands of a stereo's equalizer within 0.1 dB, always with the same bands")
    func tenBands() throws {
        let text = "GraphicEQ: 31 6; 62 4; 125 2; 250 0; 500 -2; 1000 -2; 2000 0; 4000 2; 8000 4; 16000 6"
        let (preset, fit) = try Self.imported(text)
        #expect(fit.largestDeviationDecibels < 0.1 && fit.rmsDeviationDecibels < 0.01)
        #expect(fit.pointCount == 10 && fit.bandCount <= EqualizerRange.bandCount && preset.nodes.count == 1)
        // Order and repetition don't matter, and it is the same each time.
        let shuffled = "graphiceq: 62 4; 31 6; 125 2; 250 0;1000 -2; 500 -2; 2000 0; 4000 2, 8000 4; 16000,0 6,00;"
        #expect(try Self.imported(shuffled).preset.nodes == preset.nodes)
    }

    @Test("needs no band for a level curve, and adds up the levels of two")
    func level() throws {
        let imported = try PresetImport(bytes: Array("GraphicEQ: 20 -3\nGraphicEQ: 20 1; 9000 1".utf8), path: "x.txt")
        let preset = try #require(imported.preset)
        #expect(preset.nodes[0].settings == [PresetNode.Setting("preamp", .text("-2 dB"))])
        #expect(imported.report.lines.map(\.outcome) == [.approximated, .approximated])
    }

    @Test("keeps curves of both channels apart, and gives each its level")
    func channels() throws {
        let imported = try PresetImport(
            bytes: Array("Channel: L\nGraphicEQ: 20 -3; 9000 -3\nChannel: R\nGraphicEQ: 20 -1; 9000 -1".utf8), path: "x"
        )
        let settings = try #require(imported.preset).nodes[0].settings
        #expect(settings.first == PresetNode.Setting("preamp", .text("-1 dB")))
        #expect(settings.contains(PresetNode.Setting("gain1", .text("-2 dB"))))
        #expect(settings.contains(PresetNode.Setting("channel1", .text("left"))))
    }

    @Test("refuses what is no frequency, near nothing too", arguments: ["0", "1e-308", "0.0009", "1e7"])
    func frequencies(hertz: String) throws {
        let imported = try PresetImport(bytes: Array("GraphicEQ: \(hertz) 0; 20000 5".utf8), path: "x.txt")
        #expect(imported.preset == nil && imported.report.refusals.map(\.number) == [1])
    }

    @Test("refuses preamps that add up to no level")
    func preamps() throws {
        let text = "GraphicEQ: 20 1; 30 1\n" + String(repeating: "Preamp: -150 dB\n", count: 3)
        let imported = try PresetImport(bytes: Array(text.utf8), path: "x.txt")
        #expect(imported.report.refusals.map(\.number) == [3, 4])
    }

    @Test("survives curves that no equalizer can follow, and says how far off it is", .timeLimit(.minutes(5)))
    func hostile() throws {
        var random = SeededGenerator(seed: 0xF17)
        var texts = [
            "GraphicEQ: 10 -84; 20 200; 20 -200; 20.0001 200; 1000000 -200", "GraphicEQ: 0.001 200; 1e6 -200",
            "GraphicEQ: 999.9999999 -200; 1000 200", "GraphicEQ: 20 -200",
        ]
        for _ in 0..<3 {
            let points = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                let decibels = Double.random(in: -100...100, using: &random)
                return "\(Double.random(in: 1...40_000, using: &random)) \(decibels)"
            }
            texts.append("GraphicEQ: " + points.joined(separator: "; "))
        }
        for text in texts {
            let (preset, fit) = try Self.imported(text)
            #expect(fit.largestDeviationDecibels.isFinite && fit.rmsDeviationDecibels <= fit.largestDeviationDecibels)
            #expect(try PresetDocument.parse(Array(preset.json().utf8), path: "x.json").preset == preset, "\(text)")
        }
    }
}
