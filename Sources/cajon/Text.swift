// Numbers as people read them. Pure functions, any thread.

import Foundation
import Presets

/// Wording that several commands share.
enum Text {
    /// `1:02:03`, `4:05.3`, `0.25 s`, `1.7 ms`.
    static func duration(_ seconds: Double) -> String {
        // Hours that no sound has, and no whole number holds.
        guard abs(seconds) < 1e12 else { return String(format: "%g s", seconds) }
        switch seconds {
        case ..<0.1: return String(format: "%.1f ms", seconds * 1_000)
        case ..<10: return String(format: "%.2f s", seconds)
        case ..<3600: return String(format: "%d:%04.1f", Int(seconds) / 60, seconds.truncatingRemainder(dividingBy: 60))
        default:
            return String(format: "%d:%02d:%02d", Int(seconds) / 3600, Int(seconds) / 60 % 60, Int(seconds) % 60)
        }
    }

    /// `312x real time`.
    static func speed(_ ratio: Double) -> String {
        ratio < 10 ? String(format: "%.1fx real time", ratio) : String(format: "%.0fx real time", ratio)
    }

    /// `-3.2 dBFS`, or `silence` for nothing at all.
    static func level(_ decibels: Double?) -> String {
        guard let decibels else { return "silence" }
        return String(format: "%.1f dBFS", decibels)
    }

    /// `3.2 dB`.
    static func decibels(_ value: Double) -> String { String(format: "%.1f dB", value) }

    /// `44.1 kHz`.
    static func rate(_ hertz: Double) -> String { String(format: "%g kHz", hertz / 1000) }

    /// `stereo`, `6 channels`.
    static func channels(_ count: Int) -> String {
        switch count {
        case 1: "mono"
        case 2: "stereo"
        default: "\(count) channels"
        }
    }

    /// `1.2 MB`.
    static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1_000: "\(count) bytes"
        case ..<1_000_000: String(format: "%.1f kB", Double(count) / 1e3)
        default: String(format: "%.1f MB", Double(count) / 1e6)
        }
    }

    /// Rows with their columns aligned, two spaces apart; no line ends in spaces.
    static func table(_ rows: [[String]]) -> String {
        let columnCount = rows.map(\.count).max() ?? 0
        let widths = (0..<columnCount).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let line = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
            let end = line.utf8.lastIndex { $0 != UInt8(ascii: " ") }.map(line.utf8.index(after:))
            return String(line[..<(end ?? line.startIndex)])
        }.joined(separator: "\n")
    }

    /// JSON as the program prints it: sorted keys, indented, slashes as they are, and all that drives a terminal, turns
    /// the direction of writing or isn't seen, escaped.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        guard text.unicodeScalars.contains(where: isEscaped) else { return text }
        // Beyond ASCII there is nothing outside of strings.
        return text.unicodeScalars.map { isEscaped($0) ? DisplayText.jsonEscape($0) : String($0) }.joined()
    }

    private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x7F else { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: !DisplayText.isSafe(scalar)
        }
    }
}
