// What the functions of a world are called in a core module. Pure functions, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/BuildTargets.md, and for the names before
// it, what wit-component takes.

import WIT

/// A way to name what a core module imports and exports. A module may use both.
enum CoreNaming: CaseIterable {
    /// Names that begin with `cm32p2`.
    case buildTarget
    /// The names that came before: `ns:pkg/interface@1.0.0#function`.
    case classic

    /// What begins with it is the build target's.
    static let prefix = "cm32p2"

    /// The module that functions are imported from.
    ///
    /// - Parameter interface: the interface's name in the component; nil for the world's own functions.
    func importModule(_ interface: String?) -> String {
        switch self {
        case .buildTarget: Self.prefix + (interface.map { "|\(Self.canonical($0))" } ?? "")
        case .classic: interface ?? "$root"
        }
    }

    /// The module that an exported interface's resources are made and dropped by.
    func intrinsicModule(_ interface: String) -> String {
        switch self {
        case .buildTarget: "\(Self.prefix)|_ex_\(Self.canonical(interface))"
        case .classic: "[export]\(interface)"
        }
    }

    func drop(_ resource: String) -> String { self == .classic ? "[resource-drop]\(resource)" : "\(resource)_drop" }

    func new(_ resource: String) -> String { self == .classic ? "[resource-new]\(resource)" : "\(resource)_new" }

    func representation(_ resource: String) -> String {
        self == .classic ? "[resource-rep]\(resource)" : "\(resource)_rep"
    }

    /// What the exports for functions begin with.
    func exportPrefix(_ interface: String?) -> String {
        switch self {
        case .buildTarget: "\(Self.prefix)|\(interface.map(Self.canonical) ?? "")|"
        case .classic: interface.map { "\($0)#" } ?? ""
        }
    }

    /// The export for a function.
    func export(_ function: Function, _ interface: String?) -> String {
        exportPrefix(interface) + function.externalName
    }

    /// The export that is told that a function's result has been read.
    func postReturn(_ function: Function, _ interface: String?) -> String {
        let export = export(function, interface)
        return self == .classic ? "cabi_post_\(export)" : "\(export)_post"
    }

    /// The export that is told that a resource has been dropped.
    func destructor(_ resource: String, _ interface: String) -> String {
        exportPrefix(interface) + (self == .classic ? "[dtor]\(resource)" : "\(resource)_dtor")
    }

    var memory: String { self == .classic ? "memory" : "\(Self.prefix)_memory" }
    var realloc: String { self == .classic ? "cabi_realloc" : "\(Self.prefix)_realloc" }
    var initialize: String { self == .classic ? "_initialize" : "\(Self.prefix)_initialize" }

    /// An interface's name where all versions that are compatible have the same.
    static func canonical(_ interface: String) -> String {
        guard let at = interface.lastIndex(of: "@"),
            let version = Version(String(interface[interface.index(after: at)...]))
        else { return interface }
        let base = interface[...at]
        if !version.prerelease.isEmpty {
            let prerelease = version.prerelease.joined(separator: ".")
            return "\(base)\(version.major).\(version.minor).\(version.patch)-\(prerelease)"
        }
        if version.major > 0 { return "\(base)\(version.major)" }
        return "\(base)0.\(version.minor > 0 ? "\(version.minor)" : "0.\(version.patch)")"
    }
}
