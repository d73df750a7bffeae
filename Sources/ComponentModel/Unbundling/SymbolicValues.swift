// What the entries of index spaces stand for when a component is taken apart. Plain values, any thread.

import CanonicalABI
import ComponentBinary
import WasmBinary

/// A core function, table, memory, global or tag.
enum CoreValue: Hashable {
    /// An export of the instance that a link step makes, by its place in the module.
    case export(step: Int, place: Int)
    case host(Int)
    /// Something for which a reason to decline was found.
    case unavailable
}

/// A core instance.
enum CoreInstanceValue {
    /// Of a module, made by a link step.
    case step(Int)
    /// Exports put together, by their number.
    case bag(Int)
}

/// A function of a component, by its number.
enum FunctionValue {
    case imported(Int)
    case lifted(Int)
}

/// A resource type.
enum ResourceValue {
    case imported(Int)
    /// The component implements it.
    case defined
}

/// What an import, an export or an argument is.
enum ItemValue {
    /// A core module, by its number.
    case module(Int)
    case function(FunctionValue)
    /// Nil for what is no resource type.
    case type(ResourceValue?)
    /// An instance, by the number of its exports.
    case instance(Int)
    case component(ComponentClosure)
}

/// Items by their names, which are compared byte for byte: Swift takes canonically equivalent strings for equal.
typealias ItemBag = [[UInt8]: ItemValue]

/// A component that can be instantiated, with what it was defined in.
struct ComponentClosure {
    let component: Component
    /// By which its index spaces are known.
    let offset: Int
    let type: ComponentTypeID
    /// The instance around it, for outer aliases.
    let frame: Int
}

/// A function that the component imports.
struct ImportedFunction {
    let interface: String?
    let name: String
    let type: FunctionTypeID
    /// Known once it was lowered.
    var converted: CanonicalABI.FunctionType?
}

/// Canonical options.
struct OptionValues: Hashable {
    var componentInstance: Int
    var memory: CoreValue?
    var realloc: CoreValue?
}

struct LiftedFunction {
    let function: CoreValue
    let type: CanonicalABI.FunctionType
    let options: OptionValues
    let postReturn: CoreValue?
}

/// A lifted function with the names it is exported by.
struct LiftedExport {
    let interface: String?
    let name: String
    let lifted: Int
}

/// A function that the host has to provide.
struct HostValue: Hashable {
    /// What it is, by the number of the imported function or resource type.
    enum Kind: Hashable {
        case lowered(Int)
        case resourceDrop(Int)
    }

    let kind: Kind
    let options: OptionValues
    let signature: CoreSignature
    /// The link step before which it must not be called; 0 if there is none.
    var requiredStep = 0
}
