// Definitions of core types: functions and modules. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

package import WasmBinary

/// A core function's type, or the type of a module that is imported.
package enum CoreTypeDefinition: Equatable, Sendable {
    case function(ModuleSummary.FunctionType)
    case module([Located<Declarator>])

    /// What a module type says of a module. Types have an index space of the module type's own.
    package enum Declarator: Equatable, Sendable {
        case type(ModuleSummary.FunctionType)
        /// A type of an enclosing scope; 0 is the module type itself.
        case outerType(count: UInt32, index: UInt32)
        case `import`(module: String, name: String, Descriptor)
        case export(name: String, Descriptor)
    }

    /// What is imported or exported; functions and tags by the index of their type.
    package enum Descriptor: Equatable, Sendable {
        case function(UInt32)
        case table(ModuleSummary.Table)
        case memory(ModuleSummary.Limits)
        case global(ModuleSummary.Global)
        case tag(UInt32)
    }
}
