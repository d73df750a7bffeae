// What a component imports and exports, by name and kind. Plain values, any thread; reading them is set-up only.
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
    typealias Name = UnsafeMutablePointer<UnsafePointer<CChar>?>
    typealias Extern = UnsafeMutablePointer<OpaquePointer?>

    /// Reads `count` items with `nth`, and an instance's members with `members`.
    static func list(
        count: Int, nth: (Int, Name, UnsafeMutablePointer<Int>, Extern) -> Bool,
        members: (OpaquePointer) -> [ComponentItem] = { _ in [] }
    ) -> [ComponentItem] {
        (0..<count).compactMap { index in
            var name: UnsafePointer<CChar>?
            var byteCount = 0
            var extern: OpaquePointer?
            guard nth(index, &name, &byteCount, &extern), let extern else { return nil }
            defer { wasmtime_component_extern_delete(extern) }
            var item = wasmtime_component_item_t()
            wasmtime_component_extern_type(extern, &item)
            defer { wasmtime_component_item_delete(&item) }
            // SAFETY: the name has `byteCount` bytes and belongs to the type that is read, which outlives this.
            let text = String(decoding: UnsafeRawBufferPointer(start: name, count: byteCount), as: UTF8.self)
            let kind = Kind(item.kind)
            // SAFETY: `kind` says which member of the union is set.
            return ComponentItem(
                text, kind, members: kind == .instance ? members(item.of.component_instance) : [])
        }
    }

    /// The items of an instance's type, to a depth of one: what is deeper could be more than anybody can read.
    static func members(of instance: OpaquePointer, engine: OpaquePointer) -> [ComponentItem] {
        list(count: wasmtime_component_instance_type_export_count(instance, engine)) {
            wasmtime_component_instance_type_export_nth(instance, engine, $0, $1, $2, $3)
        }
    }
}

extension ComponentItem.Kind {
    fileprivate init(_ kind: wasmtime_component_item_kind_t) {
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
