// The kinds of section a component may have. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#component-definitions

/// One kind of section; any may stand any number of times, in any order.
package enum ComponentSectionKind: UInt8, Sendable, CaseIterable {
    case custom = 0, coreModule, coreInstance, coreType, component, instance, alias, type, canonical, start, `import`
    case export, value

    /// As the specification names it.
    package var name: String {
        switch self {
        case .coreModule: "core module"
        case .coreInstance: "core instance"
        case .coreType: "core type"
        case .canonical: "canon"
        default: "\(self)"
        }
    }
}
