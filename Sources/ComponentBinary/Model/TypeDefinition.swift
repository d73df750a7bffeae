// Definitions of a component's types. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

/// A type, as a type section or a type's declarators define it.
package enum TypeDefinition: Equatable, Sendable {
    case value(DefinedValueType)
    case function(FunctionType)
    case component([Located<Declarator>])
    case instance([Located<Declarator>])
    /// A new resource type, represented by an i32, with the core function that destroys it.
    case resource(destructor: UInt32?)

    /// Asynchronous functions, a gated feature, are refused where they are read.
    package struct FunctionType: Equatable, Sendable {
        package var parameters: [Labelled]
        package var result: ValueType?

        package init(parameters: [Labelled], result: ValueType?) {
            self.parameters = parameters
            self.result = result
        }
    }

    /// What a component type or an instance type says. Each has index spaces of its own, filled by these.
    package enum Declarator: Equatable, Sendable {
        case coreType(CoreTypeDefinition)
        case type(TypeDefinition)
        case alias(Alias)
        /// Not in instance types.
        case `import`(Import)
        case export(name: String, ExternDescriptor)
    }
}
