// What is done to an SVG that cairo wrote. Pure functions, any thread.

import Foundation

/// Makes an SVG smaller, the same each time, and gives its title to those who don't see it.
///
/// cairo writes six decimals where nobody sees the third, and counts its surfaces through the whole program, so that the
/// second picture of a process isn't the first one's bytes. It writes one element a line.
enum TidiedSVG {
    /// - Parameter title: put into the picture as text, since letters are shapes there.
    static func tidied(_ bytes: [UInt8], title: String) -> [UInt8] {
        var numbers = Numbering()
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var isTitled = false
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
            // What is scaled needs its digits, and an image is one long word.
            let isShape =
                line.starts(with: "<path".utf8) || line.starts(with: "<use".utf8)
                || line.starts(with: "  <use".utf8) || line.starts(with: "<rect".utf8)
            if isShape, line.firstRange(of: Array("matrix(".utf8)) == nil {
                result += rounded(numbers.renumbered(line))
            } else if line.firstRange(of: Array("base64".utf8)) == nil {
                result += numbers.renumbered(line)
            } else {
                result += numbers.renumbered(line.prefix(80)) + line.dropFirst(80)
            }
            result.append(UInt8(ascii: "\n"))
            if !isTitled, line.starts(with: "<svg ".utf8) {
                result += Array("<title>\(escaped(title))</title>\n".utf8)
                isTitled = true
            }
        }
        return result
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
    }

    // MARK: - Decimals

    /// Numbers of more than two decimals, rounded to two.
    private static func rounded(_ line: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = line.startIndex
        while index < line.endIndex {
            guard isDigit(line[index]) else {
                result.append(line[index])
                index += 1
                continue
            }
            var end = index
            while end < line.endIndex, isDigit(line[end]) || line[end] == UInt8(ascii: ".") { end += 1 }
            let text = line[index..<end]
            if let point = text.firstIndex(of: UInt8(ascii: ".")), text.endIndex - point > 3,
                let value = Double(String(decoding: text, as: UTF8.self))
            {
                let number = (value * 100).rounded() / 100
                var digits = String(format: "%.2f", number)
                while digits.hasSuffix("0") { digits.removeLast() }
                if digits.hasSuffix(".") { digits.removeLast() }
                result += Array(digits.utf8)
            } else {
                result += text
            }
            index = end
        }
        return result
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    // MARK: - Names

    /// The names of surfaces and images, in the order in which they come.
    private struct Numbering {
        private static let words = ["surface", "image"].map { Array($0.utf8) }
        private var known: [[UInt8]: Int] = [:]

        mutating func renumbered(_ line: ArraySlice<UInt8>) -> [UInt8] {
            var result: [UInt8] = []
            var index = line.startIndex
            while index < line.endIndex {
                let rest = line[index...]
                guard let word = Self.words.first(where: rest.starts(with:)) else {
                    result.append(line[index])
                    index += 1
                    continue
                }
                let digits = rest.dropFirst(word.count).prefix(while: TidiedSVG.isDigit)
                index += word.count + digits.count
                result += word
                guard !digits.isEmpty else { continue }
                let name = word + digits
                let number = known[name] ?? known.count + 1
                known[name] = number
                result += Array(String(number).utf8)
            }
            return result
        }
    }
}
