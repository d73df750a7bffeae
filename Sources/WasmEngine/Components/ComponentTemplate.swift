// A component with its imports resolved, ready to be instantiated. Any thread may use it.
import CWasmtime

/// A component linked to what it was granted.
package final class ComponentTemplate: Sendable {
    /// What becomes of imports that nobody granted.
    package enum UnknownImports: Sendable {
        /// The component is refused, by the import's name.
        case refused
        /// Calling one traps.
        case trap
    }

    package let component: WasmComponent

    // SAFETY: never changed after it was made, and wasmtime lets any thread instantiate with it.
    nonisolated(unsafe) private let linker: ComponentLinker

    /// Resolves every import of `component` among `interfaces`; what it does not import is left out.
    ///
    /// Errors: `missingImport` names the first import that was not granted.
    package init(
        _ component: WasmComponent, granting interfaces: [HostInterface] = [],
        unknownImports: UnknownImports = .refused
    ) throws(WasmError) {
        self.component = component
        let linker = try ComponentLinker(engine: component.engine.handle)
        for item in component.imports {
            let wanted = item.kind == .instance ? item.name : ""
            if let interface = interfaces.first(where: { $0.isMeant(by: wanted) }) {
                try linker.define(item, by: interface)
            } else if item.kind == .type {
                continue
            } else if unknownImports == .refused {
                throw .missingComponentImport(item.name, item.kind, of: nil)
            }
        }
        if unknownImports == .trap { try linker.defineUnknownImportsAsTraps(of: component) }
        self.linker = linker
    }

    var linkerHandle: OpaquePointer { linker.handle }
}
