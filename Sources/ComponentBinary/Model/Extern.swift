// What a component imports and exports. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#import-and-export-definitions

/// What an import asks for.
package struct Import: Equatable, Sendable {
    package var name: String
    package var descriptor: ExternDescriptor

    package init(name: String, _ descriptor: ExternDescriptor) {
        self.name = name
        self.descriptor = descriptor
    }
}

/// What an export offers. It is a definition itself: the exported thing gets another index.
package struct Export: Equatable, Sendable {
    package var name: String
    package var item: SortIndex
    /// A type for it that says no more than its own.
    package var descriptor: ExternDescriptor?

    package init(name: String, _ item: SortIndex, descriptor: ExternDescriptor? = nil) {
        self.name = name
        self.item = item
        self.descriptor = descriptor
    }
}

/// The type of an import or export, by the index of a type. Values, a gated feature, are refused where they are read.
package enum ExternDescriptor: Equatable, Sendable {
    case coreModule(UInt32)
    case function(UInt32)
    /// A type equal to that one.
    case equalType(UInt32)
    /// Some resource type.
    case resourceType
    case component(UInt32)
    case instance(UInt32)
}
