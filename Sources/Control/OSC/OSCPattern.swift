// A part of an OSC address in which signs stand for others. Patterns come from any program on this machine and are
// not trusted. Pure, any thread.

private import Presets

/// One part of an address pattern, between two slashes: `*` for any characters, `?` for one, `[a-z]` and `[!a-z]` for
/// one of some, or of all but some, `{low,high}` for one of several texts.
///
/// As with files' names in a shell, what begins with `@` is matched only where the pattern begins with it, too: who
/// writes `*` means the effect's parameters and not the node's own controls.
///
/// Source: M. Wright, "The Open Sound Control 1.0 Specification", 2002, "OSC Message Dispatching and Pattern Matching".
package struct OSCPattern: Equatable, Sendable {
    /// The longest there may be, in bytes: names have 65 at most.
    package static let maximumByteCount = 256

    private enum Element: Equatable {
        case byte(UInt8)
        case anyByte
        case anyBytes
        case oneOf([ClosedRange<UInt8>], isNegated: Bool)
        case texts([[UInt8]])
    }

    private let elements: [Element]

    /// Whether any sign in it stands for others.
    package static func isPattern(_ text: String) -> Bool {
        text.utf8.contains { "?*[]{}".utf8.contains($0) }
    }

    /// Errors: `.badRequest` for one that is too long, or whose brackets make no sense.
    package init(_ text: String) throws(ControlError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumByteCount else {
            throw Self.fault("…", "a pattern of at most \(Self.maximumByteCount) bytes")
        }
        var elements: [Element] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "?"): elements.append(.anyByte)
            // Several in a row are as one.
            case UInt8(ascii: "*"): if elements.last != .anyBytes { elements.append(.anyBytes) }
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                let isClass = byte == UInt8(ascii: "[")
                let closing = isClass ? UInt8(ascii: "]") : UInt8(ascii: "}")
                guard let end = bytes[index...].firstIndex(of: closing) else {
                    throw Self.fault(text, isClass ? "a ] for each [" : "a } for each {")
                }
                let inside = bytes[index..<end]
                guard !inside.contains(where: { "[]{}*?".utf8.contains($0) }) else {
                    throw Self.fault(text, "plain characters inside brackets")
                }
                elements.append(isClass ? try Self.characterClass(inside, in: text) : Self.texts(inside))
                index = end + 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): throw Self.fault(text, "a bracket opened before it is closed")
            default: elements.append(.byte(byte))
            }
        }
        self.elements = elements
    }

    /// Whether the whole text is one that the pattern stands for.
    ///
    /// All the places to which the elements so far can lead are kept side by side, so no pattern takes longer than its
    /// length times the text's.
    package func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "@") {
            switch elements.first {
            case .byte, .texts: break
            default: return false
            }
        }
        var reached = [Bool](repeating: false, count: bytes.count + 1)
        reached[0] = true
        for element in elements {
            reached = Self.advance(reached, over: element, in: bytes)
            guard reached.contains(true) else { return false }
        }
        return reached[bytes.count]
    }

    private static func advance(_ reached: [Bool], over element: Element, in bytes: [UInt8]) -> [Bool] {
        var next = [Bool](repeating: false, count: reached.count)
        func step(_ matches: (UInt8) -> Bool) {
            for (index, byte) in bytes.enumerated() where reached[index] && matches(byte) { next[index + 1] = true }
        }
        switch element {
        case .byte(let byte): step { $0 == byte }
        case .anyByte: step { _ in true }
        case .oneOf(let ranges, let isNegated): step { byte in ranges.contains { $0.contains(byte) } != isNegated }
        case .anyBytes:
            let first = reached.firstIndex(of: true) ?? reached.endIndex
            for index in first..<reached.endIndex { next[index] = true }
        case .texts(let texts):
            for (index, isReached) in reached.enumerated() where isReached {
                for text in texts where bytes[index...].starts(with: text) { next[index + text.count] = true }
            }
        }
        return next
    }

    private static func characterClass(_ inside: ArraySlice<UInt8>, in text: String) throws(ControlError) -> Element {
        let isNegated = inside.first == UInt8(ascii: "!")
        var rest = isNegated ? inside.dropFirst() : inside
        guard !rest.isEmpty else { throw fault(text, "characters between [ and ]") }
        var ranges: [ClosedRange<UInt8>] = []
        while let first = rest.popFirst() {
            // A minus at the end is only a minus.
            guard rest.count >= 2, rest.first == UInt8(ascii: "-"), let last = rest.dropFirst().first else {
                ranges.append(first...first)
                continue
            }
            guard first <= last else { throw fault(text, "a range that goes upwards") }
            ranges.append(first...last)
            rest = rest.dropFirst(2)
        }
        return .oneOf(ranges, isNegated: isNegated)
    }

    private static func texts(_ inside: ArraySlice<UInt8>) -> Element {
        .texts(inside.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(Array.init))
    }

    private static func fault(_ text: String, _ expected: String) -> ControlError {
        ControlError(.badRequest, "OSC: \(DisplayText.quoted(text)): expected \(expected)")
    }
}
