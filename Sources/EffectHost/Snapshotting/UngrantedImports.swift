// Imports that nobody supplies while a module is initialised: there, but calling one ends the initialisation. Any
// thread.

import Synchronization
import WasmEngine

/// Stands in for functions that were not granted, and remembers which of them was called.
final class UngrantedImports: Sendable {
    private let called = Mutex<String?>(nil)

    /// What was called, in words; nil if nothing was.
    var reason: String? {
        called.withLock { $0 }.map { "it called the import \($0), which is not supplied while a module is initialised" }
    }

    /// One function for each import that `granted` doesn't have.
    func functions(for imports: [ModuleImport], besides granted: [HostFunction]) -> [HostFunction] {
        imports.compactMap { item in
            guard case .function(let signature) = item.type, !granted.contains(where: { $0.isFor(item) }) else {
                return nil
            }
            return HostFunction(module: item.module, name: item.name, signature: signature) { [self] _, _, _, _ in
                called.withLock { $0 = $0 ?? "‘\(item.name)’ of ‘\(item.module)’" }
                return false
            }
        }
    }
}

extension HostFunction {
    /// Whether the import names this function, byte for byte.
    fileprivate func isFor(_ item: ModuleImport) -> Bool {
        module.utf8.elementsEqual(item.module.utf8) && name.utf8.elementsEqual(item.name.utf8)
    }
}
