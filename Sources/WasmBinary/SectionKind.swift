// The kinds of section a module may have, and their order. Plain values, any thread.
// Source: https://webassembly.github.io/spec/core/binary/modules.html#sections

/// One kind of section. All but `custom` stand at most once, in the order of their ranks.
package enum SectionKind: UInt8, Sendable, CaseIterable {
    case custom = 0, type, `import`, function, table, memory, global, export, start, element, code, data
    case dataCount = 12, tag = 13

    /// Its place in a module: the data count stands before the code, tags stand before globals. 0 for custom sections,
    /// which may stand anywhere.
    package var rank: Int {
        switch self {
        case .custom: 0
        case .tag: 55
        case .dataCount: 95
        default: Int(rawValue) * 10
        }
    }

    /// As the specification names it.
    package var name: String { self == .dataCount ? "data count" : "\(self)" }
}
