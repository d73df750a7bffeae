// From bytes to a component: the header and the sections. A value used once, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#component-definitions

import WasmBinary

extension Component {
    /// Reads a component, without asking whether its indices and types make sense: `ValidatedComponent` does that.
    ///
    /// Errors: what is wrong, in which section and where; which limit is exceeded; which feature is not supported.
    package init(
        parsing bytes: [UInt8], limits: ComponentLimits = ComponentLimits()
    ) throws(ComponentBinaryError) {
        guard bytes.count <= limits.maximumBytes else {
            throw ComponentBinaryError(
                .exceedsLimit("bytes of a component", found: bytes.count, limit: limits.maximumBytes), in: nil, at: 0)
        }
        var parser = ComponentParser(limits: limits)
        var reader = BinaryReader(bytes)
        self = try parser.component(&reader, depth: 0)
    }
}

/// Reads one file.
struct ComponentParser {
    let limits: ComponentLimits
    /// How many elements of vectors the file may still have.
    var remainingElements: Int
    private var remainingSections: Int
    private var moduleAndComponentCount = 0

    init(limits: ComponentLimits) {
        self.limits = limits
        remainingElements = limits.maximumTotalElements
        remainingSections = limits.maximumSections
    }

    mutating func component(_ reader: inout BinaryReader, depth: Int) throws(ComponentBinaryError) -> Component {
        do throws(WasmBinaryError) {
            try countModuleOrComponent(at: reader.offset)
            try header(&reader)
        } catch { throw Self.located(error, in: nil) }
        var sections: [Component.Section] = []
        while !reader.isAtEnd { sections.append(try section(&reader, depth: depth)) }
        return Component(sections)
    }

    private mutating func section(
        _ reader: inout BinaryReader, depth: Int
    ) throws(ComponentBinaryError) -> Component.Section {
        let start = reader.offset
        let kind: ComponentSectionKind
        var contents: BinaryReader
        do throws(WasmBinaryError) {
            let id = try reader.byte("a section")
            guard let known = ComponentSectionKind(rawValue: id) else {
                throw WasmBinaryError(.unknownSection(id), at: start)
            }
            kind = known
            let size = try reader.unsigned32("a section's size")
            contents = try reader.slice(size, "\(size) bytes of the \(kind.name) section")
            remainingSections -= 1
            guard remainingSections >= 0 else {
                let limit = UInt64(limits.maximumSections)
                throw WasmBinaryError(.exceedsLimit("sections", found: limit + 1, limit: limit), at: start)
            }
        } catch { throw Self.located(error, in: nil) }
        if kind == .component {
            guard depth < limits.maximumNesting else {
                throw ComponentBinaryError(
                    .exceedsLimit("components nested in one another", found: depth + 1, limit: limits.maximumNesting),
                    in: kind, at: start)
            }
            let offset = contents.offset
            return .component(Located(try component(&contents, depth: depth + 1), at: offset))
        }
        do throws(WasmBinaryError) { return try definitions(kind, &contents) } catch {
            throw Self.located(error, in: kind)
        }
    }

    private mutating func definitions(
        _ kind: ComponentSectionKind, _ reader: inout BinaryReader
    ) throws(WasmBinaryError) -> Component.Section {
        let start = reader.offset
        let section: Component.Section
        switch kind {
        case .custom:
            let name = try name(&reader)
            return .custom(.init(name: name, contents: reader.rest))
        case .coreModule:
            try countModuleOrComponent(at: start)
            return .coreModule(reader.rest)
        case .coreInstance:
            section = .coreInstances(
                try vector(&reader, of: "core instances") { parser, reader throws(WasmBinaryError) in
                    try parser.coreInstance(&reader)
                })
        case .coreType:
            section = .coreTypes(
                try vector(&reader, of: "core types") { parser, reader throws(WasmBinaryError) in
                    try parser.coreType(&reader)
                })
        case .instance:
            section = .instances(
                try vector(&reader, of: "instances") { parser, reader throws(WasmBinaryError) in
                    try parser.instance(&reader)
                })
        case .alias:
            section = .aliases(
                try vector(&reader, of: "aliases") { parser, reader throws(WasmBinaryError) in try parser.alias(&reader)
                })
        case .type:
            section = .types(
                try vector(&reader, of: "types") { parser, reader throws(WasmBinaryError) in
                    try parser.type(&reader, depth: 0)
                })
        case .canonical:
            section = .canonicals(
                try vector(&reader, of: "canonical definitions") { parser, reader throws(WasmBinaryError) in
                    try parser.canonical(&reader)
                })
        case .import:
            section = .imports(
                try vector(&reader, of: "imports") { parser, reader throws(WasmBinaryError) in
                    try parser.import(&reader)
                })
        case .export:
            section = .exports(
                try vector(&reader, of: "exports") { parser, reader throws(WasmBinaryError) in
                    try parser.export(&reader)
                })
        case .start: throw WasmBinaryError(.unsupported("a start function"), at: start)
        case .value: throw WasmBinaryError(.unsupported("a section of values"), at: start)
        case .component: preconditionFailure("nested components are read by their own function")
        }
        guard reader.isAtEnd else {
            throw WasmBinaryError(
                .sectionSizeMismatch(kind.name, declared: reader.end - start, used: reader.offset - start), at: start)
        }
        return section
    }

    private mutating func countModuleOrComponent(at offset: Int) throws(WasmBinaryError) {
        moduleAndComponentCount += 1
        try check(
            "core modules and components", moduleAndComponentCount, limits.maximumModulesAndComponents, at: offset)
    }

    private func header(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        let start = reader.offset
        for expected in [0x00, 0x61, 0x73, 0x6d] as [UInt8] {
            guard !reader.isAtEnd, try reader.byte("the header") == expected else {
                throw WasmBinaryError(.notWebAssembly, at: start)
            }
        }
        let version = try reader.littleEndian32("the version")
        guard version == Component.version else { throw WasmBinaryError(.unknownVersion(version), at: start + 4) }
    }

    private static func located(
        _ error: WasmBinaryError, in section: ComponentSectionKind?
    ) -> ComponentBinaryError {
        let kind: ComponentBinaryError.Kind =
            switch error.kind {
            case .unknownVersion(1) where section == nil: .isCoreModule
            case .unsupported(let what): .unsupported(what)
            case .exceedsLimit(let what, let found, let limit):
                .exceedsLimit(what, found: Int(clamping: found), limit: Int(clamping: limit))
            default: .malformed(error.kind)
            }
        return ComponentBinaryError(kind, in: section, at: error.offset)
    }
}

extension Component {
    /// Version 13 of the format, in the layer of components.
    static let version: UInt32 = 0x0001_000d

    /// Magic number, version and layer, with which every component begins.
    private static let preamble: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]

    /// Whether a file says that it is a component, and no core module. Nothing else of it is looked at.
    package static func isComponent(_ bytes: [UInt8]) -> Bool { bytes.starts(with: preamble) }
}
