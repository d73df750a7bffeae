// What a component imports and exports, by name and kind. Plain values, any thread.
import CWasmtime

/// One thing that a component, or an instance it deals with, imports or exports.
package struct ComponentItem: Equatable, Sendable {
    package enum Kind: String, Equatable, Sendable {
        case component
        /// An interface.
        case instance
        case module
        case function
        case resource
        case coreFunction = "core function"
        case type
    }

    package let name: String
    package let kind: Kind
    /// What an instance holds. Empty for the instances within one: no interface that can be written in WIT has any.
    package let members: [ComponentItem]

    package init(_ name: String, _ kind: Kind, members: [ComponentItem] = []) {
        self.name = name
        self.kind = kind
        self.members = members
    }
}

extension ComponentItem {
    /// How many a component may import and export, those within its interfaces included. WASI's whole is about 250.
    package static let most = 4_096
}

extension ComponentItem.Kind {
    init(_ kind: wasmtime_component_item_kind_t) {
        self =
            switch UInt32(kind) {
            case CAJON_COMPONENT_ITEM_COMPONENT.rawValue: .component
            case CAJON_COMPONENT_ITEM_INSTANCE.rawValue: .instance
            case CAJON_COMPONENT_ITEM_MODULE.rawValue: .module
            case CAJON_COMPONENT_ITEM_FUNC.rawValue: .function
            case CAJON_COMPONENT_ITEM_RESOURCE.rawValue: .resource
            case CAJON_COMPONENT_ITEM_CORE_FUNC.rawValue: .coreFunction
            default: .type
            }
    }
}
