// What can be wrong with a component, and the wording of it. Plain values, any thread.

package import WasmBinary

/// Bytes that are not a component as the specification has it, or one that we don't take.
package struct ComponentBinaryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Kind: Equatable, Sendable {
        /// The bytes can't be read.
        case malformed(WasmBinaryError.Kind)
        /// A core module inside can't be read; or it can, and a component may not hold it.
        case coreModule(WasmBinaryError.Kind)
        case duplicateModuleImport(module: String, name: String)
        case isCoreModule
        case unsupported(String)
        case exceedsLimit(String, found: Int, limit: Int)
        case indexOutOfRange(UInt32, of: String, count: Int)
        case outerCountOutOfRange(UInt32, scopes: Int)
        case wrongSort(UInt32, expected: String, found: String)
        case noSuchExport(String, ofInstance: UInt32, isCore: Bool)
        case exportOfOtherSort(String, ofInstance: UInt32, expected: String, found: String)
        case emptyType(String)
        case invalidName(String, of: String)
        case duplicateName(String, of: String, previous: String)
        case nameNeedsFunction(String)
        case invalidMethod(String, String)
        case missingArgument(String)
        case typeMismatch(of: String, TypeMismatch)
        case invalidOption(String)
        case coreSignatureMismatch(of: String, expected: ModuleSummary.FunctionType, found: ModuleSummary.FunctionType)
        case borrowInResult
        case notLocalResource(UInt32)
        case resourceInTypeScope
        case leakingResource
        case unnamedType(String)
        case localResourceInImport
        case unexportedResource
        case invalidModuleType(String)
    }

    package let kind: Kind
    /// Of which kind of section it stands in; nil for the header and for sections' own headers.
    package let section: ComponentSectionKind?
    /// In bytes from the start of the file.
    package let offset: Int

    package init(_ kind: Kind, in section: ComponentSectionKind?, at offset: Int) {
        self.kind = kind
        self.section = section
        self.offset = offset
    }

    package var description: String {
        let place = section.map { "in the \($0.name) section, at byte \(offset)" } ?? "at byte \(offset)"
        return "\(wording) (\(place))"
    }

    private var wording: String {
        switch kind {
        case .malformed(let kind): WasmBinaryError(kind, at: offset).wording
        case .coreModule(let kind): "a core module inside can't be read: \(WasmBinaryError(kind, at: offset).wording)"
        case .duplicateModuleImport(let module, let name):
            "a core module imports ‘\(name)’ of ‘\(module)’ twice, which a component's may not"
        case .isCoreModule: "it is a core module, not a component"
        case .unsupported(let what): "\(what), which is not supported"
        case .exceedsLimit(let what, let found, let limit): "\(found) \(what); at most \(limit) are allowed"
        case .indexOutOfRange(let index, let what, let count): "\(what) \(index) does not exist: there are \(count)"
        case .outerCountOutOfRange(let count, let scopes):
            "an alias reaches \(count) scopes outwards where there are \(scopes)"
        case .wrongSort(let index, let expected, let found): "type \(index) is \(found); expected \(expected)"
        case .noSuchExport(let name, let instance, let isCore):
            "\(isCore ? "core " : "")instance \(instance) exports no ‘\(name)’"
        case .exportOfOtherSort(let name, let instance, let expected, let found):
            "export ‘\(name)’ of instance \(instance) is a \(found); expected a \(expected)"
        case .emptyType(let what): "\(what) has nothing in it; expected at least one"
        case .invalidName(let name, let what): "‘\(name)’ is no name for \(what)"
        case .duplicateName(let name, let what, let previous):
            name == previous
                ? "two \(what) are called ‘\(name)’" : "among \(what), ‘\(name)’ and ‘\(previous)’ are too much alike"
        case .nameNeedsFunction(let name): "‘\(name)’ is a name for a function, and this is none"
        case .invalidMethod(let name, let why): "‘\(name)’ \(why)"
        case .missingArgument(let name): "nothing is given for the import ‘\(name)’"
        case .typeMismatch(let what, let mismatch): "\(what): \(mismatch)"
        case .invalidOption(let why): why
        case .coreSignatureMismatch(let what, let expected, let found):
            "\(what) should have the core type \(expected); it has \(found)"
        case .borrowInResult: "a function's result holds a borrowed handle"
        case .notLocalResource(let index): "resource type \(index) is not defined in this component"
        case .resourceInTypeScope: "a resource type is defined inside a type; only a component can define one"
        case .leakingResource: "an alias reaches out of its component for a type that refers to resources there"
        case .unnamedType(let what): "\(what) refers to a type that was not imported or exported by a name before"
        case .localResourceInImport: "an import refers to a resource type that the component defines itself"
        case .unexportedResource: "an export refers to a resource type that is not exported"
        case .invalidModuleType(let why): why
        }
    }
}
