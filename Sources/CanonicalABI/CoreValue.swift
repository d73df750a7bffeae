// Core WebAssembly's number types and values, as functions take and return them. Plain values, any thread.

/// A core number type.
package enum CoreType: Hashable, Sendable {
    case i32, i64, f32, f64

    /// The type that holds either of two, for a place that variants' cases share.
    ///
    /// Source: CanonicalABI.md, `join`.
    func joined(with other: CoreType) -> CoreType {
        if self == other { return self }
        switch (self, other) {
        case (.i32, .f32), (.f32, .i32): return .i32
        default: return .i64
        }
    }
}

/// A core number. Integers are held unsigned; the sign is the reader's business.
package enum CoreValue: Hashable, Sendable {
    case i32(UInt32)
    case i64(UInt64)
    case f32(Float)
    case f64(Double)

    package var type: CoreType {
        switch self {
        case .i32: .i32
        case .i64: .i64
        case .f32: .f32
        case .f64: .f64
        }
    }

    /// The bits, zero-extended to 64.
    var bits: UInt64 {
        switch self {
        case .i32(let value): UInt64(value)
        case .i64(let value): value
        case .f32(let value): UInt64(value.bitPattern)
        case .f64(let value): value.bitPattern
        }
    }

    /// The value of a type that has these bits; those beyond the type's width are dropped.
    init(bits: UInt64, type: CoreType) {
        switch type {
        case .i32: self = .i32(UInt32(truncatingIfNeeded: bits))
        case .i64: self = .i64(bits)
        case .f32: self = .f32(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .f64: self = .f64(Double(bitPattern: bits))
        }
    }
}

/// The type of a core function.
package struct CoreSignature: Hashable, Sendable {
    package let parameters: [CoreType]
    package let results: [CoreType]

    package init(_ parameters: [CoreType], _ results: [CoreType] = []) {
        self.parameters = parameters
        self.results = results
    }
}
