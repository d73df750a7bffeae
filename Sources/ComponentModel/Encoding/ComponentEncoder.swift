// From a core module to a component. Pure functions, any thread but the audio thread.
// The structure is that of wit-component's: https://github.com/bytecodealliance/wasm-tools

package import ComponentBinary
package import WIT
import WasmBinary

/// Wraps core modules as components of a world.
///
/// What the module doesn't import isn't imported by the component either. The module stays as it is, with its custom
/// sections. Equal modules give equal components.
package struct ComponentEncoder: Sendable {
    private let contents: WorldContents
    /// For the module and for what comes of it.
    package var limits = ComponentLimits()

    /// - Parameter world: its name, and that of its package.
    ///
    /// Errors: there is no such world.
    package init(world: QualifiedName, in resolution: Resolution) throws(ComponentModelError) {
        guard let contents = WorldContents(world, in: resolution) else {
            let known = resolution.package(world.package)?.worlds.map(\.name) ?? []
            throw ComponentModelError(.encoding(.noWorld(world, known: known)))
        }
        self.contents = contents
    }

    /// A component around a core module, whose imports and exports have the names that the canonical ABI gives them:
    /// those of BuildTargets.md, or those that came before.
    ///
    /// Errors: the module can't be read; all that it lacks, or has and the world hasn't, or has with another type; the
    /// component doesn't validate, as when the world has more in it than components may.
    package func encode(_ coreModule: [UInt8]) throws(ComponentModelError) -> [UInt8] {
        let summary: ModuleSummary
        do throws(WasmBinaryError) {
            summary = try ModuleSummary(parsing: coreModule, limits: limits.module)
        } catch {
            throw ComponentModelError(.encoding(.unreadable(error)))
        }
        var assembly = ComponentAssembly(contents, try CoreMatch(summary, contents), coreModule)
        let bytes = assembly.component().encoded()
        do throws(ComponentBinaryError) {
            _ = try ValidatedComponent(parsing: bytes, limits: limits)
        } catch {
            throw ComponentModelError(.binary(error))
        }
        return bytes
    }
}
