// From files to effects. Any thread but the audio thread.

import Foundation
import Synchronization
package import WasmBinary
package import WasmEngine

/// Loads effects, each file once.
package final class EffectLoader: Sendable {
    let runtime: EffectRuntime
    // Modules keep the runtime and not the loader, which would otherwise keep itself.
    private let loaded = Mutex<[String: EffectModule]>([:])

    /// - Parameter cache: where compiled code is kept; nil compiles anew each time.
    ///
    /// Errors: the engine could not be made.
    package init(
        limits: EffectLimits = EffectLimits(), moduleLimits: ModuleLimits = ModuleLimits(),
        cache: CodeCache? = CodeCache.standard()
    ) throws(EffectError) {
        runtime = try EffectRuntime(limits: limits, moduleLimits: moduleLimits, cache: cache)
    }

    /// Loads the effect in a file; a file that this loader has loaded before is not read again.
    ///
    /// Errors: the file can't be read; the effect is refused.
    ///
    /// - Parameter name: what messages call the effect; nil is the path.
    package func load(path: String, name: String? = nil) throws(EffectError) -> EffectModule {
        if let module = loaded.withLock({ $0[path] }) { return module }
        let module = try load(Self.read(path, limit: runtime.moduleLimits.maximumBytes), name: name ?? path)
        loaded.withLock { $0[path] = module }
        return module
    }

    /// Loads an effect from memory.
    package func load(_ wasm: [UInt8], name: String) throws(EffectError) -> EffectModule {
        try EffectModule(wasm, name: name, runtime: runtime)
    }

    /// Reads a file that should be a module, without reading more than a module may have.
    package static func read(_ path: String, limit: Int) throws(EffectError) -> [UInt8] {
        guard let file = fopen(path, "rb") else {
            throw EffectError(.unreadable(String(cString: strerror(errno))), effect: path)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw EffectError(.tooLarge(byteCount: bytes.count, limit: limit), effect: path)
            }
            if count < chunk.count { break }
        }
        guard ferror(file) == 0 else {
            throw EffectError(.unreadable(String(cString: strerror(errno))), effect: path)
        }
        return bytes
    }
}
