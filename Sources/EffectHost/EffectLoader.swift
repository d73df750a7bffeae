// What all effects of a process share: the engine, the cache of compiled code, the clock that stops runaways. Any
// thread but the audio thread.

import Foundation
import Synchronization
package import WasmBinary
package import WasmEngine

/// Turns files into effects.
package final class EffectLoader: Sendable {
    /// Between two ticks of the engine's epoch: the resolution of time limits.
    static let tickMilliseconds = 10

    private static let pageBytes = 65_536

    package let limits: EffectLimits
    /// On a module's parts; its memory and tables as `limits` has them.
    package let moduleLimits: ModuleLimits
    let engine: WasmEngine
    let cache: CodeCache?
    private let ticker: EpochTicker
    private let loaded = Mutex<[String: EffectModule]>([:])

    /// - Parameter cache: where compiled code is kept; nil compiles anew each time.
    ///
    /// Errors: the engine could not be made.
    package init(
        limits: EffectLimits = EffectLimits(), moduleLimits: ModuleLimits = ModuleLimits(),
        cache: CodeCache? = CodeCache.standard()
    ) throws(EffectError) {
        self.limits = limits
        // What an instance could never be given is refused with the module, by name.
        var moduleLimits = moduleLimits
        moduleLimits.maximumMemoryPages = limits.memoryBytes / Self.pageBytes
        moduleLimits.maximumTableElements = limits.tableElements
        self.moduleLimits = moduleLimits
        self.cache = cache
        do {
            engine = try WasmEngine()
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
        ticker = EpochTicker(engine: engine, intervalMilliseconds: Self.tickMilliseconds)
        do {
            try ticker.start()
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
    }

    /// How many ticks a limit is: one more than fit, since the first may come at once.
    static func ticks(milliseconds: Int) -> UInt64 { UInt64(max(milliseconds, 0) / tickMilliseconds + 1) }

    /// The limit that so many ticks stand for, rounded down to whole ticks.
    static func milliseconds(ticks: UInt64) -> Int { (Int(ticks) - 1) * tickMilliseconds }

    /// Loads the effect in a file; a file that this loader has loaded before is not read again.
    ///
    /// Errors: the file can't be read; the effect is refused.
    ///
    /// - Parameter name: what messages call the effect; nil is the path.
    package func load(path: String, name: String? = nil) throws(EffectError) -> EffectModule {
        if let module = loaded.withLock({ $0[path] }) { return module }
        let module = try load(Self.read(path, limit: moduleLimits.maximumBytes), name: name ?? path)
        loaded.withLock { $0[path] = module }
        return module
    }

    /// Loads an effect from memory.
    package func load(_ wasm: [UInt8], name: String) throws(EffectError) -> EffectModule {
        try EffectModule(wasm, name: name, loader: self)
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
