// The types of core WebAssembly, written. A value, any thread.
// Source: https://webassembly.github.io/spec/core/binary/types.html

extension BinaryWriter {
    package mutating func valueType(_ type: ModuleSummary.ValueType) {
        switch type {
        case .i32: byte(0x7f)
        case .i64: byte(0x7e)
        case .f32: byte(0x7d)
        case .f64: byte(0x7c)
        case .v128: byte(0x7b)
        case .funcref: byte(0x70)
        case .externref: byte(0x6f)
        }
    }

    package mutating func valueTypes(_ types: [ModuleSummary.ValueType]) {
        unsigned(types.count)
        for type in types { valueType(type) }
    }

    package mutating func globalType(_ global: ModuleSummary.Global) {
        valueType(global.type)
        byte(global.isMutable ? 1 : 0)
    }

    package mutating func limits(_ limits: ModuleSummary.Limits) {
        byte((limits.maximum == nil ? 0 : 1) | (limits.isShared ? 2 : 0) | (limits.is64Bit ? 4 : 0))
        unsigned(limits.minimum)
        if let maximum = limits.maximum { unsigned(maximum) }
    }
}
