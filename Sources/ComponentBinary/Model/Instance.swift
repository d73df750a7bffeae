// Definitions of instances, core and component. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#instance-definitions

/// How a core instance comes to be.
package enum CoreInstance: Equatable, Sendable {
    /// A module, with an instance for each module name that it imports from.
    case instantiate(module: UInt32, arguments: [Argument])
    /// A bag of things that exist already.
    case exports([InlineExport])

    package struct Argument: Equatable, Sendable {
        package var name: String
        package var instance: UInt32

        package init(name: String, instance: UInt32) {
            self.name = name
            self.instance = instance
        }
    }

    package struct InlineExport: Equatable, Sendable {
        package var name: String
        package var sort: CoreSort
        package var index: UInt32

        package init(name: String, _ sort: CoreSort, _ index: UInt32) {
            self.name = name
            self.sort = sort
            self.index = index
        }
    }
}

/// How an instance comes to be.
package enum Instance: Equatable, Sendable {
    /// A component, with something for each of its imports.
    case instantiate(component: UInt32, arguments: [Argument])
    /// A bag of things that exist already.
    case exports([InlineExport])

    package struct Argument: Equatable, Sendable {
        package var name: String
        package var item: SortIndex

        package init(name: String, _ item: SortIndex) {
            self.name = name
            self.item = item
        }
    }

    package struct InlineExport: Equatable, Sendable {
        package var name: String
        package var item: SortIndex

        package init(name: String, _ item: SortIndex) {
            self.name = name
            self.item = item
        }
    }
}
