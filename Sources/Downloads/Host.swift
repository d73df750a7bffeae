// Which machine an address means. A plain value, any thread.

import Foundation

/// A host's name, or its number in the one form that every reader of addresses takes for the same.
package struct Host: Hashable, Sendable {
    /// As one connects to it: without brackets.
    package let name: String
    /// Whether it is `127.0.0.0/8`, `::1` or `localhost`: what nobody else can listen to.
    package let isLoopback: Bool
    /// Whether connecting to it may end at this machine, by loopback or by other numbers and names that mean the same.
    package let isThisMachine: Bool

    /// - Parameter text: in lower case, IPv6 in brackets.
    ///
    /// Nil for what is no host.
    init?(_ text: String) {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let number = String(text.dropFirst().dropLast())
            var bytes = in6_addr()
            guard number.utf8.allSatisfy({ Address.isDigit($0) || "abcdef:.".utf8.contains($0) }),
                inet_pton(AF_INET6, number, &bytes) == 1
            else { return nil }
            let values = withUnsafeBytes(of: bytes) { Array($0) }
            name = number
            isLoopback = values == [UInt8](repeating: 0, count: 15) + [1]
            // Mapped and compatible IPv4 numbers, and the number that means any.
            let tail = values[12...]
            let holdsIPv4 =
                values[..<10].allSatisfy { $0 == 0 } && (values[10...11] == [0, 0] || values[10...11] == [255, 255])
            isThisMachine = isLoopback || holdsIPv4 && (tail.first == 127 || tail.first == 0)
            return
        }
        guard text.utf8.count <= Address.maximumHostByteCount, !text.contains("_") else { return nil }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy(Self.isLabel), let last = labels.last else { return nil }
        name = text
        // Some readers take 127.1, 0x7f.1 and 2130706433 for 127.0.0.1.
        if last.utf8.allSatisfy(Address.isDigit) || last.hasPrefix("0x") {
            guard labels.count == 4, let numbers = Self.decimals(labels) else { return nil }
            isLoopback = numbers[0] == 127
            isThisMachine = isLoopback || numbers[0] == 0
        } else {
            isLoopback = text == "localhost"
            isThisMachine = last == "localhost"
        }
    }

    /// Letters, digits and hyphens between them, at most 63. Source: RFC 1123, 2.1.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { Address.isUnreserved($0) && $0 != UInt8(ascii: "~") && $0 != UInt8(ascii: "_") }
    }

    private static func decimals(_ labels: [Substring]) -> [Int]? {
        let numbers = labels.compactMap { label -> Int? in
            guard label.utf8.count <= 3, label.utf8.allSatisfy(Address.isDigit),
                label.utf8.count == 1 || label.first != "0",
                let number = Int(label), number <= 255
            else { return nil }
            return number
        }
        return numbers.count == labels.count ? numbers : nil
    }
}
