// The kinds of things that index spaces count. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#instance-definitions

/// A core index space.
package enum CoreSort: UInt8, Hashable, Sendable, CaseIterable {
    case function = 0
    case table, memory, global, tag
    case type = 0x10
    case module, instance
}

/// An index space of a component. Values, a gated feature, have none here.
package enum Sort: Hashable, Sendable, CustomStringConvertible {
    case core(CoreSort)
    case function, type, component, instance

    package var description: String {
        switch self {
        case .core(let sort): "core \(sort)"
        case .function: "function"
        case .type: "type"
        case .component: "component"
        case .instance: "instance"
        }
    }
}

/// One entry of an index space.
package struct SortIndex: Hashable, Sendable {
    package var sort: Sort
    package var index: UInt32

    package init(_ sort: Sort, _ index: UInt32) {
        self.sort = sort
        self.index = index
    }
}
