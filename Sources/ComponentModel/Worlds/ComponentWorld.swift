// A component's types in WIT. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md

package import ComponentBinary
package import WIT

/// What a component imports and exports, as the world `root` of the package `root:component`.
package struct ComponentWorld: Equatable, Sendable {
    /// All packages: `root:component`, which is the main one, and those of the interfaces that it refers to, with as much
    /// of each as the component shows.
    package let resolution: Resolution
    package let world: World

    /// All packages as WIT. It parses to an equal resolution.
    package var text: String { resolution.text }

    package static let packageName = PackageName(namespace: "root", name: "component")
    package static let worldName = "root"
}

extension ValidatedComponent {
    /// Tells the component's type in WIT.
    ///
    /// Interfaces with a package's name become interfaces of that package, others and functions stay the world's own.
    /// Types that one instance has from another are taken over by `use`. What the component leaves out of an interface
    /// that it imports is not known, so it is not there.
    ///
    /// Errors: `.world`, what WIT has no words for; `.wit`, what of it WIT refuses.
    package func world() throws(ComponentModelError) -> ComponentWorld {
        var reader = WorldReader(types)
        do throws(WorldProblem) {
            try reader.read(imports, .import)
            try reader.read(exports, .export)
            try reader.checkProviders()
        } catch { throw ComponentModelError(.world(error)) }
        let name = ComponentWorld.packageName
        let resolution: Resolution
        do { resolution = try Resolution(verifying: reader.packages, main: name) } catch {
            throw ComponentModelError(.wit(error))
        }
        guard let world = resolution.world(QualifiedName(name, ComponentWorld.worldName)) else {
            preconditionFailure("the package was made with this world")
        }
        return ComponentWorld(resolution: resolution, world: world)
    }
}
