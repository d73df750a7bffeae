// Files damaged at random: whatever the damage, a preset that is in order or a report that says where, never a crash.

import Foundation
import Presets
import TestSupport
import Testing

@Suite("Damaged equalizer files")
struct ImportMutationTests {
    private static let original = Array(
        """
        # Room
        Preamp: -6,1 dB
        Channel: L R
        Filter 1: ON LSC 6 dB Fc 1,050 Hz Gain 5.8 dB
        Filter 2: ON PK Fc 2150 Hz Gain -3.4 dB BW Oct 1.41
        Filter 3: OFF HS Fc 9000 Hz Gain 3 dB Q 0.7
        Channel: L
        Filter 4: ON NO Fc 50 Hz
        Preamp: -1e0 dB
        Stage: post-mix
        """.utf8)

    private static let tokens =
        [
            "\n", "\r", "\t", ":", ";", ",", ".", "-", "+", "e", "E9", "999999999999", "0", "1e308", "1e-308", " dB",
            " Hz", "Fc", "Q", "Gain", "BW Oct", "Filter:", "Preamp:", "Channel:", "GraphicEQ: 20 1", "ON", "OFF",
            "None",
            "LS", "`", "#", "\u{A0}", "\u{202E}", "\u{1B}[31m", "٣", "é", "All", "nan", "inf", "0x1p9",
        ].map { Array($0.utf8) } + [[0xFF], [0x00], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80]]

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let length = min(bytes.count - place, Int.random(in: 1...12, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.removeSubrange(place..<(place + length))
        case 2:
            bytes.insert(
                contentsOf: bytes[place..<(place + length)], at: Int.random(in: 0...bytes.count, using: &random))
        case 3 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        default: bytes.insert(contentsOf: tokens.randomElement(using: &random)!, at: place)
        }
    }

    @Test("20,000 mutations give a preset in order or a report of lines", .timeLimit(.minutes(5)))
    func mutations() {
        var random = SeededGenerator(seed: 0xE0)
        var (made, refused, failed) = (0, 0, 0)
        for round in 0..<20_000 {
            var bytes = Self.original
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&bytes, &random) }
            // Fits take their time; they have a test of their own.
            if String(decoding: bytes, as: UTF8.self).lowercased().contains("graphiceq") { continue }
            let isLenient = round % 2 == 0
            do throws(ImportError) {
                let imported = try PresetImport(
                    bytes: bytes, path: "x.txt", options: PresetImport.Options(isLenient: isLenient))
                guard let preset = imported.preset else {
                    refused += 1
                    #expect(!isLenient && !imported.report.refusals.isEmpty, "round \(round)")
                    continue
                }
                made += 1
                let parsed = try? PresetDocument.parse(Array(preset.json().utf8), path: "x.json").preset
                #expect(parsed == preset, "round \(round)")
                #expect(imported.report.refusals.isEmpty && imported.report.bandCount <= ImportLimits.bands + 64)
                check(imported.report, round)
                check(preset, round)
            } catch {
                failed += 1
            }
        }
        #expect(made > 8_000 && refused > 2_000 && failed > 100, "\(made) \(refused) \(failed)")
    }

    private func check(_ report: ImportReport, _ round: Int) {
        for line in report.lines {
            #expect(line.number > 0 && !line.note.isEmpty, "round \(round)")
            #expect((line.text + line.note).unicodeScalars.allSatisfy(DisplayText.isSafe), "round \(round): \(line)")
        }
    }

    /// Every number within the equalizer's ranges.
    private func check(_ preset: Preset, _ round: Int) {
        for setting in preset.nodes.flatMap(\.settings) {
            let number: Double? =
                switch setting.value {
                case .number(let number): number
                case .text(let text): Double(text.prefix { $0 != " " })
                case .flag: nil
                }
            guard let number else { continue }
            let range =
                switch setting.parameter.prefix(4) {
                case "freq": EqualizerRange.frequencyHertz
                case "gain": EqualizerRange.gainDecibels
                case "prea": EqualizerRange.preampDecibels
                default: EqualizerRange.q
                }
            #expect(range.contains(number), "round \(round): \(setting)")
        }
    }
}
