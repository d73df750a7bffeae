// Component binaries with far too much of something, written byte by byte. Test threads.

/// Builds a component out of sections.
struct HostileComponent {
    private(set) var bytes: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 0x0D, 0x00, 0x01, 0x00]

    /// Source of the numbers: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
    enum Section: UInt8 {
        case coreModule = 1
        case coreInstance, coreType, component, instance, alias, type, canon, start, `import`, export
    }

    /// A section with `count` items, each of which is made from its index.
    mutating func add(_ section: Section, count: Int, item: (Int) -> [UInt8]) {
        var body = Self.number(count)
        for index in 0..<count { body += item(index) }
        add(section, body)
    }

    mutating func add(_ section: Section, _ body: [UInt8]) {
        bytes.append(section.rawValue)
        bytes += Self.number(body.count) + body
    }

    /// Unsigned LEB128.
    static func number(_ value: Int) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }

    /// Signed LEB128, of a number that is not negative, as where a type's index stands for a type.
    static func typeIndex(_ value: Int) -> [UInt8] {
        var bytes = number(value)
        if bytes.last! & 0x40 != 0 {
            bytes[bytes.count - 1] |= 0x80
            bytes.append(0)
        }
        return bytes
    }

    /// A name that no other index has.
    static func name(_ index: Int) -> [UInt8] {
        let text = Array("n\(index)".utf8)
        return [0x00] + number(text.count) + text
    }
}

extension HostileComponent {
    private static func sections(
        _ section: Section, count: Int, after: (inout HostileComponent) -> Void = { _ in },
        item: @escaping (Int) -> [UInt8]
    ) -> [UInt8] {
        var component = HostileComponent()
        after(&component)
        component.add(section, count: count, item: item)
        return component.bytes
    }

    private static let emptyModule: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]
    private static let emptyComponent = HostileComponent().bytes

    /// The function type without parameters and results.
    private static let functionType: [UInt8] = [0x40, 0x00, 0x01, 0x00]
    private static let boolType: [UInt8] = [0x7F]

    /// A million of each, and what grows without being many.
    static let all: [(what: String, bytes: @Sendable () -> [UInt8])] = [
        ("types", { sections(.type, count: 1_000_001) { _ in boolType } }),
        ("core types", { sections(.coreType, count: 1_000_001) { _ in [0x60, 0x00, 0x00] } }),
        ("core instances", { sections(.coreInstance, count: 1_000_001) { _ in [0x01, 0x00] } }),
        ("instances", { sections(.instance, count: 1_000_001) { _ in [0x01, 0x00] } }),
        (
            "imports",
            {
                sections(.import, count: 1_000_001, after: { $0.add(.type, count: 1) { _ in functionType } }) {
                    name($0) + [0x01, 0x00]
                }
            }
        ),
        (
            "exports",
            {
                sections(.export, count: 1_000_001, after: { $0.add(.type, count: 1) { _ in boolType } }) {
                    name($0) + [0x03, 0x00, 0x00]
                }
            }
        ),
        (
            "aliases",
            {
                sections(.alias, count: 1_000_001, after: { $0.add(.type, count: 1) { _ in boolType } }) { _ in
                    [0x03, 0x02, 0x00, 0x00]
                }
            }
        ),
        (
            "built-ins",
            {
                sections(.canon, count: 1_000_001, after: { $0.add(.type, count: 1) { _ in [0x3F, 0x7F, 0x00] } }) {
                    _ in
                    [0x02, 0x00]
                }
            }
        ),
        ("modules", { many(.coreModule, emptyModule) }),
        ("components", { many(.component, emptyComponent) }),
        ("components within one another", { nested(depth: 100_000) }),
        ("parameters", { sections(.type, count: 1) { _ in [0x40] + number(1_000_001) + parameters(1_000_001) } }),
        ("fields", { sections(.type, count: 1) { _ in [0x72] + number(1_000_001) + fields(1_000_001) } }),
        // Each a list of the one before.
        (
            "lists within lists",
            { sections(.type, count: 100_000) { $0 == 0 ? boolType : [0x70] + typeIndex($0 - 1) } }
        ),
        // Each twice the one before.
        (
            "doubling",
            {
                sections(.type, count: 64) {
                    $0 == 0 ? boolType : [0x6F, 0x02] + typeIndex($0 - 1) + typeIndex($0 - 1)
                }
            }
        ),
        // Fewer than wasmtime's own limits.
        (
            "rather many imports",
            {
                sections(.import, count: 40_000, after: { $0.add(.type, count: 1) { _ in functionType } }) {
                    name($0) + [0x01, 0x00]
                }
            }
        ),
        (
            "rather many exports",
            {
                sections(.export, count: 40_000, after: { $0.add(.type, count: 1) { _ in boolType } }) {
                    name($0) + [0x03, 0x00, 0x00]
                }
            }
        ),
        ("rather many exports of an instance", { instanceImport(exportCount: 40_000) }),
        ("a count and nothing", { sections(.type, body: number(0xFFFF_FFFF)) }),
    ]

    private static func sections(_ section: Section, body: [UInt8]) -> [UInt8] {
        var component = HostileComponent()
        component.add(section, body)
        return component.bytes
    }

    /// Imports an instance with so many functions.
    private static func instanceImport(exportCount: Int) -> [UInt8] {
        sections(
            .import, count: 1,
            after: {
                var type = [0x42] + number(exportCount + 1) + [0x01] + functionType
                for index in 0..<exportCount { type += [0x04] + name(index) + [0x01, 0x00] }
                $0.add(.type, number(1) + type)
            }
        ) { name($0) + [0x05, 0x00] }
    }

    private static func many(_ section: Section, _ body: [UInt8]) -> [UInt8] {
        var component = HostileComponent()
        for _ in 0..<1_000_001 { component.add(section, body) }
        return component.bytes
    }

    private static func nested(depth: Int) -> [UInt8] {
        // From the inside out, so each length is known; written backwards, or each step would copy all.
        var reversed = Array(emptyComponent.reversed())
        for _ in 0..<depth {
            let length = reversed.count
            reversed += number(length).reversed() + [Section.component.rawValue] + emptyComponent.reversed()
        }
        return reversed.reversed()
    }

    private static func fields(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { Array(name($0).dropFirst()) + boolType }
    }

    private static func parameters(_ count: Int) -> [UInt8] { fields(count) + [0x01, 0x00] }
}
