// What a module may find of a system while it is initialised, if that is allowed: nothing that could differ from one
// run to the next. Any thread.
// Source: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md

import Synchronization
import WasmEngine

/// WASI preview 1 without files, network, arguments, environment or time.
///
/// Clocks stand still, random numbers come from a fixed seed, what is written to standard output and error goes to
/// `write`, standard input is empty, and everything else says that it is not there. `proc_exit` ends the
/// initialisation, whatever its status.
package final class WASIStub: Sendable {
    /// Takes what is written to descriptors 1 and 2.
    package typealias Write = @Sendable (_ descriptor: Int, _ text: [UInt8]) -> Void

    static let module = "wasi_snapshot_preview1"
    /// What every clock shows, in nanoseconds: 2000-01-01T00:00:00Z.
    static let timeNanoseconds: UInt64 = 946_684_800_000_000_000
    /// What is written beyond this is dropped.
    private static let maximumOutputByteCount = 1 << 20
    private static let seed: UInt64 = 0x9e37_79b9_7f4a_7c15

    private struct Progress {
        var random = WASIStub.seed
        var outputByteCount = 0
    }

    private let progress = Mutex(Progress())
    private let write: Write

    /// - Parameter write: nil discards what is written.
    package init(write: Write? = nil) { self.write = write ?? { _, _ in } }

    /// The functions that `imports` asks for, each with the signature that WASI gives it.
    func functions(for imports: [ModuleImport]) -> [HostFunction] {
        imports.compactMap { item in
            guard item.module == Self.module, case .function(let found) = item.type else { return nil }
            let function = Self.table[item.name]
            let isAboutFiles = item.name.hasPrefix("fd_") || item.name.hasPrefix("path_")
            // What has no result, or another than an error number, can't say that it is missing.
            if function == nil, found.results != [.i32] { return nil }
            let signature = function?.signature ?? found
            return HostFunction(module: item.module, name: item.name, signature: signature) {
                [self] _, call, values, _ in
                let outcome: Outcome
                if let function {
                    guard let memory = Memory(call) else { return false }
                    guard let result = function.body(self, Arguments(values), memory) else { return false }
                    outcome = result
                } else {
                    outcome = isAboutFiles ? .badDescriptor : .unsupported
                }
                values[0] = RawValue(i32: outcome.rawValue)
                return true
            }
        }
    }

    /// The error numbers that are given.
    enum Outcome: Int32 {
        case success = 0
        case badDescriptor = 8
        case fault = 21
        case invalid = 28
        case unsupported = 52
        case notSeekable = 70
    }

    /// The same bytes in every run: SplitMix64.
    func random(count: Int) -> [UInt8] {
        progress.withLock { progress in
            (0..<count).map { _ in
                progress.random &+= 0x9e37_79b9_7f4a_7c15
                var mixed = progress.random
                mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }
    }

    func output(_ text: [UInt8], descriptor: Int) {
        let room = progress.withLock { progress in
            let room = max(0, Self.maximumOutputByteCount - progress.outputByteCount)
            progress.outputByteCount += min(room, text.count)
            return room
        }
        if room > 0 { write(descriptor, Array(text.prefix(room))) }
    }
}
