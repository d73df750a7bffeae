// What is worked out about a value type when it is added: extent, structure, core values. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flattening

package import WasmBinary

/// A value type without the names it was defined by, so that equal types have equal ones. Parts are numbers: those of
/// structures, or negative ones for primitive types.
enum Structure: Hashable {
    case record([String], [Int32])
    case variant([String], [Int32?])
    case list(Int32)
    case fixedLengthList(Int32, UInt32)
    case tuple([Int32])
    case flags([String])
    case enumeration([String])
    case option(Int32)
    case result(Int32?, Int32?)
    case own(ResourceID)
    case borrow(ResourceID)
}

extension TypeTable {
    /// Most core values that parameters may be passed as; more are passed in memory.
    package static let maximumFlatParameters = 16

    mutating func valueNode(_ shape: ValueShape) throws(TypeFailure) -> ValueNode {
        var extent = TypeExtent()
        var holdsPointers = false
        var holdsBorrows = false
        let parts = shape.parts
        try step(parts.count)
        for part in parts {
            extent.include(self.extent(of: part))
            holdsPointers = holdsPointers || self.holdsPointers(part)
            holdsBorrows = holdsBorrows || self.holdsBorrows(part)
        }
        switch shape {
        case .primitive(.string), .list: holdsPointers = true
        case .fixedLengthList(_, let count):
            extent.size = min(extent.size.multipliedReportingOverflow(by: Int(count)).partialValue, Int.max / 2)
            if extent.size / max(1, Int(count)) == 0 { extent.size = Int.max / 2 }
        case .own: extent.refersToResources = true
        case .borrow:
            extent.refersToResources = true
            holdsBorrows = true
        case .flags(let labels), .enumeration(let labels): extent.size += labels.count
        default: break
        }
        return ValueNode(
            shape: shape, extent: extent, structure: structure(shape), flat: flat(shape),
            holdsPointers: holdsPointers, holdsBorrows: holdsBorrows)
    }

    func holdsPointers(_ type: ResolvedValueType) -> Bool {
        switch type {
        case .primitive(let primitive): primitive == .string
        case .defined(let id): self[id].holdsPointers
        }
    }

    func holdsBorrows(_ type: ResolvedValueType) -> Bool {
        if case .defined(let id) = type { self[id].holdsBorrows } else { false }
    }

    // MARK: - Equality

    /// Whether the types are the same, apart from the names they were defined by.
    package func areEqual(_ first: ResolvedValueType, _ second: ResolvedValueType) -> Bool {
        structure(of: first) == structure(of: second)
    }

    private func structure(of type: ResolvedValueType) -> Int32 {
        switch type {
        case .primitive(let primitive): -Int32(primitive.rawValue)
        case .defined(let id): self[id].structure
        }
    }

    /// Labels are the same whatever their case.
    private mutating func structure(_ shape: ValueShape) -> Int32 {
        switch shape {
        case .primitive(let primitive): return -Int32(primitive.rawValue)
        case .record(let fields):
            return number(of: .record(fields.map { $0.label.lowercased() }, fields.map { structure(of: $0.type) }))
        case .variant(let cases):
            return number(
                of: .variant(cases.map { $0.label.lowercased() }, cases.map { $0.type.map { structure(of: $0) } }))
        case .list(let element): return number(of: .list(structure(of: element)))
        case .fixedLengthList(let element, let count):
            return number(of: .fixedLengthList(structure(of: element), count))
        case .tuple(let types): return number(of: .tuple(types.map { structure(of: $0) }))
        case .flags(let labels): return number(of: .flags(labels.map { $0.lowercased() }))
        case .enumeration(let labels): return number(of: .enumeration(labels.map { $0.lowercased() }))
        case .option(let wrapped): return number(of: .option(structure(of: wrapped)))
        case .result(let ok, let error):
            return number(of: .result(ok.map { structure(of: $0) }, error.map { structure(of: $0) }))
        case .own(let handle): return number(of: .own(handle.resource))
        case .borrow(let handle): return number(of: .borrow(handle.resource))
        }
    }

    // MARK: - Flattening

    /// The type's core values, nil if there are more than parameters may be passed as.
    package func flat(_ type: ResolvedValueType) -> [ModuleSummary.ValueType]? {
        switch type {
        case .primitive(let primitive): Self.flat(primitive)
        case .defined(let id): self[id].flat
        }
    }

    package func flat(_ types: some Sequence<ResolvedValueType>) -> [ModuleSummary.ValueType]? {
        var all: [ModuleSummary.ValueType] = []
        for type in types {
            guard let flat = flat(type), all.count + flat.count <= Self.maximumFlatParameters else { return nil }
            all += flat
        }
        return all
    }

    private func flat(_ shape: ValueShape) -> [ModuleSummary.ValueType]? {
        switch shape {
        case .primitive(let primitive): return Self.flat(primitive)
        case .record(let fields): return flat(fields.lazy.map(\.type))
        case .tuple(let types): return flat(types)
        case .variant(let cases): return flatVariant(cases.map(\.type))
        case .option(let wrapped): return flatVariant([nil, wrapped])
        case .result(let ok, let error): return flatVariant([ok, error])
        case .list: return [.i32, .i32]
        case .fixedLengthList(let element, let count):
            guard count <= Self.maximumFlatParameters else { return nil }
            return flat(repeatElement(element, count: Int(count)))
        case .flags, .enumeration, .own, .borrow: return [.i32]
        }
    }

    /// The discriminant, then what any case's values fit into.
    private func flatVariant(_ cases: [ResolvedValueType?]) -> [ModuleSummary.ValueType]? {
        var payload: [ModuleSummary.ValueType] = []
        for case .some(let type) in cases {
            guard let flat = flat(type) else { return nil }
            for (place, core) in flat.enumerated() {
                if place == payload.count {
                    payload.append(core)
                } else {
                    payload[place] = Self.join(payload[place], core)
                }
            }
        }
        return payload.count < Self.maximumFlatParameters ? [.i32] + payload : nil
    }

    private static func join(
        _ first: ModuleSummary.ValueType, _ second: ModuleSummary.ValueType
    ) -> ModuleSummary.ValueType {
        if first == second { return first }
        let narrow: Set<ModuleSummary.ValueType> = [.i32, .f32]
        return narrow.contains(first) && narrow.contains(second) ? .i32 : .i64
    }

    private static func flat(_ primitive: PrimitiveType) -> [ModuleSummary.ValueType] {
        switch primitive {
        case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .char: [.i32]
        case .s64, .u64: [.i64]
        case .f32: [.f32]
        case .f64: [.f64]
        case .string: [.i32, .i32]
        }
    }
}

extension ValueShape {
    /// The value types that it refers to.
    var parts: [ResolvedValueType] {
        switch self {
        case .primitive, .flags, .enumeration, .own, .borrow: []
        case .record(let fields): fields.map(\.type)
        case .variant(let cases): cases.compactMap(\.type)
        case .list(let element), .fixedLengthList(let element, _), .option(let element): [element]
        case .tuple(let types): types
        case .result(let ok, let error): [ok, error].compactMap(\.self)
        }
    }
}
