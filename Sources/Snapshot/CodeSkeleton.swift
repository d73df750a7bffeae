// What two modules have in common when one's state fits the other's code. Pure, any thread.

package import WasmBinary

/// A module without anything that a snapshot changes.
///
/// Two modules have equal skeletons exactly if their functions, types, imports, tables and passive data are the same,
/// byte for byte: then a state of one may be laid over an instance of the other. Exports are kept apart, as they decide
/// only what can be reached: compare them with `offersExports(of:)`.
package struct CodeSkeleton: Hashable, Sendable {
    /// Sections in their order, without custom sections, exports, start function, memories' minima, mutable globals'
    /// values and whatever data segments an instance has used up when its code first runs.
    package let bytes: [UInt8]

    private let exports: [[UInt8]: ModuleLayout.Export]

    /// - Parameter survey: that of the same module.
    package init(of module: ModuleBinary, _ survey: ModuleSurvey) {
        var writer = BinaryWriter()
        for section in module.layout.sections {
            switch section.kind {
            case .custom, .export, .start, .data, .dataCount: continue
            case .memory: writer.section(.memory, Self.memories(module))
            case .global: writer.section(.global, Self.globals(module))
            default: writer.section(section.kind, Array(module.bytes[section.contents]))
            }
        }
        writer.section(.data, Self.data(module, survey))
        bytes = writer.bytes
        exports = Dictionary(
            zip(module.summary.exports, module.layout.exports).map { (Array($0.name.utf8), $1) },
            uniquingKeysWith: { first, _ in first })
    }

    package static func == (left: CodeSkeleton, right: CodeSkeleton) -> Bool { left.bytes == right.bytes }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// Whether everything that `other` exports is exported here, under the same name and meaning the same.
    package func offersExports(of other: CodeSkeleton) -> Bool {
        other.exports.allSatisfy { name, export in
            exports[name].map { $0.kind == export.kind && $0.index == export.index } ?? false
        }
    }

    private static func memories(_ module: ModuleBinary) -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(module.layout.memories.count)
        for memory in module.summary.memories.suffix(module.layout.memories.count) {
            writer.limits(memory, minimum: 0)
        }
        return writer.bytes
    }

    private static func globals(_ module: ModuleBinary) -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(module.layout.globals.count)
        for (global, place) in zip(module.summary.globals.suffix(module.layout.globals.count), module.layout.globals) {
            let isNeutral = global.isMutable && !global.type.isReference
            let end = isNeutral ? place.initializer.lowerBound : place.whole.upperBound
            writer.append(module.bytes[place.whole.lowerBound..<end])
        }
        return writer.bytes
    }

    /// The segments that instructions may name: active ones are used up, which an empty passive one is too.
    private static func data(_ module: ModuleBinary, _ survey: ModuleSurvey) -> [UInt8] {
        var writer = BinaryWriter()
        for segment in module.layout.dataSegments.prefix(survey.highestUsedDataSegment.map { $0 + 1 } ?? 0) {
            writer.vector(segment.mode == .passive ? module.bytes[segment.contents] : [])
        }
        return writer.bytes
    }
}
