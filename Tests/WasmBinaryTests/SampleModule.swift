// A module with every kind of section, assembled by hand so that each byte is known.

enum SampleModule {
    static let header: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

    static func section(_ id: UInt8, _ contents: [UInt8]) -> [UInt8] { [id, UInt8(contents.count)] + contents }
    static func name(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }

    static let types = section(1, [2, 0x60, 2, 0x7f, 0x7d, 1, 0x7c, 0x60, 0, 0])
    static let imports = section(
        2,
        [4] + name("m") + name("f") + [0, 0] + name("m") + name("t") + [1, 0x70, 0, 2] + name("m") + name("g")
            + [3, 0x7e, 0] + name("m") + name("x") + [4, 0, 1])
    static let functions = section(3, [1, 1])
    static let tables = section(4, [1, 0x6f, 1, 1, 5])
    static let memories = section(5, [1, 1, 1, 16])
    static let tags = section(13, [1, 0, 1])
    static let globals = section(
        6, [2, 0x7f, 1, 0x41, 0x80, 0x7f, 0x0b, 0x7b, 0, 0xfd, 12] + Array(repeating: 7, count: 16) + [0x0b])
    static let exports = section(7, [3] + name("memory") + [2, 0] + name("run") + [0, 1] + name("count") + [3, 1])
    static let start = section(8, [1])
    static let elements = section(9, [2, 0, 0x41, 0, 0x0b, 1, 1, 5, 0x70, 1, 0xd2, 0, 0x0b])
    static let dataCount = section(12, [2])
    static let code = section(10, [1, 6, 1, 3, 0x7f, 0x41, 0, 0x0b])
    static let data = section(11, [2, 0, 0x41, 8, 0x0b, 3, 1, 2, 3, 1, 2, 4, 5])
    static let custom = section(0, name("note") + [9, 9])

    static let bytes =
        header + custom + types + imports + functions + tables + memories + tags + globals + exports + start + elements
        + dataCount + code + data
}
