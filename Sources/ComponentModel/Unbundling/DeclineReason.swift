// What only a component engine does, and the wording of it. Plain values, any thread.

/// Something in a component for which its core modules alone are not enough, and where it stands.
package struct DeclineReason: Error, Hashable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// A resource type that the component implements.
        case definesResource
        /// A lifted function lowered again: components that call one another.
        case lowersLifted
        /// A lowered import lifted again, without core code between.
        case liftsLowered
        /// A canonical option that names a host function.
        case hostFunctionAsOption(String)
        case encoding(String)
        case importsModule(String)
        case importsComponent(String)
        /// An instance within an instance, imported or exported.
        case nestedInstance(String)
        /// An imported function or interface exported as it is.
        case exportsImport(String)
        case exportsModule(String)
        case exportsComponent(String)
        case fixedLengthList
        case unknownResource
        /// What a validated component can't lack is not there.
        case unresolved(String)
        case unreadableModule(String)
        /// More of something than `UnbundlingLimits` allow.
        case exceedsLimit(String, limit: Int)
        /// The component was built, not read.
        case hasNoOffsets
    }

    package let kind: Kind
    /// In bytes from the start of the file, of the definition.
    package let offset: Int

    package var description: String { "\(wording) (at byte \(offset))" }

    private var wording: String {
        switch kind {
        case .definesResource: "the component defines a resource type itself"
        case .lowersLifted: "a lifted function is lowered again: a component inside calls another, or itself"
        case .liftsLowered: "an imported function is lowered and lifted again, without core code between"
        case .hostFunctionAsOption(let option): "the canonical option ‘\(option)’ is a function of the host"
        case .encoding(let encoding): "strings are encoded in \(encoding), not in UTF-8"
        case .importsModule(let name): "the import ‘\(name)’ is a core module"
        case .importsComponent(let name): "the import ‘\(name)’ is a component"
        case .nestedInstance(let name): "‘\(name)’ is an instance within an instance"
        case .exportsImport(let name): "‘\(name)’ is exported as it is imported"
        case .exportsModule(let name): "the export ‘\(name)’ is a core module"
        case .exportsComponent(let name): "the export ‘\(name)’ is a component"
        case .fixedLengthList: "a function's type has a list of fixed length"
        case .unknownResource: "a function's type refers to a resource type of unknown origin"
        case .unresolved(let name): "nothing is known of ‘\(name)’"
        case .unreadableModule(let why): "a core module can't be read: \(why)"
        case .exceedsLimit(let what, let limit): "there are more than \(limit) \(what)"
        case .hasNoOffsets: "a component inside was not read from a file"
        }
    }
}
