// A component as its file has it: sections of definitions, in their order. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md

import WasmBinary

/// A component: read, to be validated and taken apart, or built, to be written.
///
/// Its indices are just numbers here; `ValidatedComponent` knows what they refer to.
package struct Component: Equatable, Sendable {
    package var sections: [Section]

    package init(_ sections: [Section] = []) { self.sections = sections }

    /// One section: definitions of one kind, which count up the index spaces in their order.
    package enum Section: Equatable, Sendable {
        case custom(CustomSection)
        /// A core module's whole binary; of a component that was read, a part of its bytes.
        case coreModule(ArraySlice<UInt8>)
        case coreInstances([Located<CoreInstance>])
        case coreTypes([Located<CoreTypeDefinition>])
        case component(Located<Component>)
        case instances([Located<Instance>])
        case aliases([Located<Alias>])
        case types([Located<TypeDefinition>])
        case canonicals([Located<CanonicalDefinition>])
        case imports([Located<Import>])
        case exports([Located<Export>])

        package var kind: ComponentSectionKind {
            switch self {
            case .custom: .custom
            case .coreModule: .coreModule
            case .coreInstances: .coreInstance
            case .coreTypes: .coreType
            case .component: .component
            case .instances: .instance
            case .aliases: .alias
            case .types: .type
            case .canonicals: .canonical
            case .imports: .import
            case .exports: .export
            }
        }
    }

    /// What tools say about a component; nothing in it changes what the component means.
    package struct CustomSection: Equatable, Sendable {
        package var name: String
        package var contents: ArraySlice<UInt8>

        package init(name: String, contents: ArraySlice<UInt8>) {
            self.name = name
            self.contents = contents
        }
    }
}

extension Component {
    /// The core modules that it holds itself, not those of nested components, in their order.
    package var coreModules: [ArraySlice<UInt8>] {
        sections.compactMap { if case .coreModule(let bytes) = $0 { bytes } else { nil } }
    }

    /// The components nested right in it, in their order.
    package var components: [Component] {
        sections.compactMap { if case .component(let component) = $0 { component.value } else { nil } }
    }

    package var customSections: [CustomSection] {
        sections.compactMap { if case .custom(let section) = $0 { section } else { nil } }
    }
}
