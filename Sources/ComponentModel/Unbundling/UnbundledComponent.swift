// A component taken apart into core modules and what links them: a plan for a core WebAssembly engine. Plain values, any
// thread.

package import CanonicalABI
package import WasmBinary

/// What to instantiate, what to give it, and what to call, so that core modules do what their component does.
///
/// Whoever carries it out does the `steps` in their order, each of them once, all in one store; gives each module what
/// `CoreItem` says; provides `hostFunctions`, which are the component's imports seen from the core side; and calls
/// `exports` by the canonical ABI. When a step traps, the component can't be instantiated.
///
/// Everything is what the component says, with two differences that nobody can observe, each proven from the bytes:
///
/// - Modules that only forward calls through a table (a shim), and modules that only fill such a table (a fixup), are
///   gone: whoever imported a function of the shim imports the host function itself. A call that came before the fixup
///   would have trapped; `HostFunction.requiredStepCount` says until when the host has to let it trap.
/// - A module that does nothing but call an imported function when it is instantiated is a `Step.call`.
package struct UnbundledComponent: Sendable {
    /// The core modules that `steps` instantiate, each once, in the order of their first use.
    package let modules: [CoreModule]
    package let steps: [Step]
    /// Different from one another.
    package let hostFunctions: [HostFunction]
    /// The imported resource types that types and `HostFunction.Kind.resourceDrop` refer to by their place here. The
    /// host implements them.
    package let resources: [ImportedResource]
    /// The lifted functions, in the component's order.
    package let exports: [Export]
    /// How many component instances there are that lift or lower functions. Each has a handle table of its own, so that
    /// components within one component can't use each other's handles.
    package let componentInstanceCount: Int

    /// A core module in the component's file.
    package struct CoreModule: Sendable {
        /// The whole module: a part of the component's bytes.
        package let bytes: ArraySlice<UInt8>
        /// Offsets in it are from the start of the component's file.
        package let summary: ModuleSummary

        /// Of its first byte, from the start of the component's file.
        package var offset: Int { bytes.startIndex }
    }

    package enum Step: Equatable, Sendable {
        /// Makes an instance of a module, whose start function may run. There is one import for each of the module's, in
        /// their order; they name instances of earlier steps only.
        case instantiate(module: Int, imports: [CoreItem])
        /// Calls a function that takes and returns nothing, of an instance of an earlier step.
        case call(CoreItem)
    }

    /// A core function, table, memory, global or tag.
    package enum CoreItem: Hashable, Sendable {
        /// An export of the instance that the nth `instantiate` made. Names are compared byte for byte.
        case export(instance: Int, name: String)
        /// A function of `hostFunctions`, by its place.
        case host(Int)
    }

    /// What a function of the component needs to have its arguments and results passed. Strings are in UTF-8.
    package struct Options: Hashable, Sendable {
        /// The component instance whose handles it uses and whose rules about entering and leaving it obeys: a number
        /// below `componentInstanceCount`.
        package let componentInstance: Int
        package let memory: CoreItem?
        package let realloc: CoreItem?

        package init(componentInstance: Int, memory: CoreItem?, realloc: CoreItem?) {
            self.componentInstance = componentInstance
            self.memory = memory
            self.realloc = realloc
        }
    }

    /// A function that the host has to provide.
    package struct HostFunction: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// An import of the component, for core code to call. The interface is nil for a function that is imported
            /// by itself.
            case lowered(interface: String?, name: String, type: CanonicalABI.FunctionType)
            /// Drops a handle to the resource type of that place in `resources`.
            case resourceDrop(resource: Int)
        }

        package let kind: Kind
        /// They may name instances of steps that come after the one that is given this function; those exist whenever it
        /// may be called.
        package let options: Options
        package let signature: CoreSignature
        /// How many steps have to be done before it may be called: a call that comes earlier has to trap, before anything
        /// else is looked at. 0 if it may be called from the start.
        package let requiredStepCount: Int
    }

    /// A resource type that the component imports.
    package struct ImportedResource: Hashable, Sendable {
        /// Nil for a resource type that is imported by itself.
        package let interface: String?
        package let name: String
    }

    /// A function that the component exports.
    package struct Export: Sendable {
        /// Nil for a function that is exported by itself.
        package let interface: String?
        package let name: String
        package let type: CanonicalABI.FunctionType
        /// The core function, always an export of an instance.
        package let function: CoreItem
        package let options: Options
        /// To be called, when the result has been read, with what the core function returned.
        package let postReturn: CoreItem?
    }
}

extension UnbundledComponent.CoreItem {
    package static func == (first: Self, second: Self) -> Bool {
        switch (first, second) {
        case (.host(let first), .host(let second)): first == second
        case (.export(let instance, let name), .export(let otherInstance, let otherName)):
            instance == otherInstance && name.utf8.elementsEqual(otherName.utf8)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .host(let number): hasher.combine(number)
        case .export(let instance, let name):
            hasher.combine(instance)
            for byte in name.utf8 { hasher.combine(byte) }
        }
    }
}
