// An effect's module as a component: of the contract's world, and as much more as the module has. Pure functions, any
// thread but the audio thread.

import ComponentBinary
import WIT
import WasmBinary

/// How effects become components.
package enum EffectComponent {
    /// What an effect may export besides what every effect does: an interface whole, or nothing of it.
    private static let optionalExports = [
        "cajon:effect/settings@0.1.0", "cajon:effect/maintenance@0.1.0", "cajon:effect/meters@0.1.0",
    ]
    /// What an effect may import besides what every effect may.
    private static let optionalImports = ["cajon:effect/assets@0.1.0", "cajon:script/kernels@0.1.0"]

    /// A component around an effect's core module. Equal modules give equal components.
    ///
    /// Errors: the module can't be read; all in which it breaks the contract.
    package static func encode(_ coreModule: [UInt8]) throws(ComponentModelError) -> [UInt8] {
        let summary: ModuleSummary
        do throws(WasmBinaryError) {
            summary = try ModuleSummary(parsing: coreModule)
        } catch {
            throw ComponentModelError(.encoding(.unreadable(error)))
        }
        let resolution: Resolution
        do throws(WITError) {
            resolution = try Resolution(
                SourceTree(
                    [SourceFile(path: "built.wit", text: world(of: summary))],
                    dependencies: [ContractText.tree.main] + ContractText.tree.dependencies))
        } catch {
            throw ComponentModelError(.wit(error))
        }
        return try ComponentEncoder(world: QualifiedName(resolution.mainName, "effect"), in: resolution)
            .encode(coreModule)
    }

    /// The contract's world with those of the optional interfaces that the module has something of. Its own name is not
    /// in the component.
    private static func world(of module: ModuleSummary) -> String {
        let exports = optionalExports.filter { interface in
            CoreNaming.allCases.contains { naming in
                module.exports.contains { $0.name.hasPrefix(naming.exportPrefix(interface)) }
            }
        }
        let imports = optionalImports.filter { interface in
            CoreNaming.allCases.contains { naming in
                module.imports.contains { $0.module == naming.importModule(interface) }
            }
        }
        let items = imports.map { "    import \($0);\n" } + exports.map { "    export \($0);\n" }
        return """
            package cajon:built;
            world effect {
                include cajon:effect/effect@0.1.0;
            \(items.joined())}
            """
    }
}
