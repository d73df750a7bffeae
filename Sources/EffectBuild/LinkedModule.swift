// Reads the imports and exports of a module the linker has just written. Any thread.

import Foundation

/// What a module imports and exports, by name.
struct LinkedModule {
    private(set) var imports: [String] = []
    private(set) var exports: [String] = []

    /// - Throws: `malformedModule`.
    init(_ bytes: Data) throws(EffectBuildError) {
        var reader = ModuleReader(bytes)
        try reader.header()
        while let section = try reader.section() {
            var body = section.body
            switch section.id {
            case 2:
                for _ in 0..<(try body.number()) {
                    imports.append("\(try body.name())#\(try body.name())")
                    try body.skipImportType()
                }
            case 7:
                for _ in 0..<(try body.number()) {
                    exports.append(try body.name())
                    _ = try body.byte()
                    _ = try body.number()
                }
            default: break
            }
        }
    }

    /// - Throws: `foreignImports`, `missingExports`.
    func checkContract() throws(EffectBuildError) {
        let foreign = imports.filter { $0 != EffectContract.logImport }
        guard foreign.isEmpty else { throw EffectBuildError(.foreignImports(names: foreign)) }
        let missing = EffectContract.exports.filter { !exports.contains($0) }
        guard missing.isEmpty else { throw EffectBuildError(.missingExports(names: missing)) }
    }
}

/// A position in a module's bytes. The module comes from our own linker, so only its frame is checked.
private struct ModuleReader {
    private let bytes: Data
    private var position: Int

    init(_ bytes: Data) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func header() throws(EffectBuildError) {
        guard bytes.prefix(8).elementsEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) else {
            throw EffectBuildError(.malformedModule(reason: "no module header"))
        }
        position += 8
    }

    /// The next section, or nil at the end.
    mutating func section() throws(EffectBuildError) -> (id: UInt8, body: ModuleReader)? {
        guard position < bytes.endIndex else { return nil }
        let id = try byte()
        let length = try number()
        return (id, ModuleReader(try take(length)))
    }

    mutating func byte() throws(EffectBuildError) -> UInt8 {
        try take(1).first ?? 0
    }

    /// An unsigned LEB128 number of at most 32 bits.
    mutating func number() throws(EffectBuildError) -> Int {
        var value = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            let next = try byte()
            value |= Int(next & 0x7f) << shift
            if next & 0x80 == 0 { return value }
        }
        throw EffectBuildError(.malformedModule(reason: "a number without end at byte \(position)"))
    }

    mutating func name() throws(EffectBuildError) -> String {
        String(decoding: try take(try number()), as: UTF8.self)
    }

    /// Skips what an import is: functions by type, tables and memories by limits, globals by type, tags by type.
    mutating func skipImportType() throws(EffectBuildError) {
        switch try byte() {
        case 0: _ = try number()
        case 1:
            _ = try byte()
            try skipLimits()
        case 2: try skipLimits()
        case 3: _ = try take(2)
        case 4:
            _ = try byte()
            _ = try number()
        default: throw EffectBuildError(.malformedModule(reason: "an unknown kind of import at byte \(position)"))
        }
    }

    private mutating func skipLimits() throws(EffectBuildError) {
        let flags = try byte()
        _ = try number()
        if flags & 1 == 1 { _ = try number() }
    }

    private mutating func take(_ count: Int) throws(EffectBuildError) -> Data {
        guard count <= bytes.endIndex - position else {
            throw EffectBuildError(.malformedModule(reason: "it ends too early, at byte \(position)"))
        }
        defer { position += count }
        return bytes[position..<position + count]
    }
}
