// Each effect in its box against the same source compiled for this machine: the calls alone, without the host's checks.

import Foundation
import Realtime
import WasmEngine

enum NativeBenchmark {
    private static let frameCount = 512

    /// Nanoseconds for a stereo frame, by effect: in WebAssembly, native, and their ratio. Both sides get their input by
    /// a copy into the effect's own memory, at its initial parameters; both have denormals off.
    static func run(wasmFolder: String, nativeFolder: String) throws -> [String: [String: Double]] {
        let engine = try WasmEngine()
        var results: [String: [String: Double]] = [:]
        let names = try FileManager.default.contentsOfDirectory(atPath: nativeFolder)
            .filter { $0.hasSuffix(".so") }.map { String($0.dropLast(3)) }.sorted()
        for name in names {
            let boxed = try BoxedEffect(path: "\(wasmFolder)/\(name).wasm", engine: engine, frameCount: frameCount)
            let native = try NativeEffect(path: "\(nativeFolder)/\(name).so", frameCount: frameCount)
            let medians = Stopwatch.medians(rounds: 101, repetitions: 60, [{ boxed.render() }, { native.render() }])
            results[name] = [
                "wasmNanoseconds": medians[0] / Double(frameCount),
                "nativeNanoseconds": medians[1] / Double(frameCount), "ratio": medians[0] / medians[1],
            ]
        }
        return results
    }
}

/// An effect as a shared library, entered as the host enters a box: room, copy, process, copy out.
private final class NativeEffect {
    private typealias Initialize = @convention(c) () -> Void
    private typealias Configure = @convention(c) (Float, UInt32, UInt32, UInt32) -> UnsafeRawPointer
    private typealias Allocate = @convention(c) (UnsafeMutableRawPointer?, UInt, UInt, UInt) -> UnsafeMutableRawPointer
    private typealias Process =
        @convention(c) (UInt64, UnsafeMutableRawPointer, UInt, UnsafeRawPointer, UInt) -> UnsafeRawPointer

    private let allocate: Allocate
    private let process: Process
    private let input: AudioBuffer
    private let frameCount: Int
    private var position: UInt64 = 0

    init(path: String, frameCount: Int) throws {
        // SAFETY: the library was built from this repository, and its functions have these types.
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw BenchmarkError("\(path): \(String(cString: dlerror()))")
        }
        func find<T>(_ name: String, _ type: T.Type) throws -> T {
            guard let symbol = dlsym(library, name) else { throw BenchmarkError("\(path) lacks \(name)") }
            return unsafeBitCast(symbol, to: type)
        }
        let initialize = try find("cajon_initialize", Initialize.self)
        let configure = try find("cajon_configure_entry", Configure.self)
        allocate = try find("cajon_realloc", Allocate.self)
        process = try find("cajon_process_entry", Process.self)
        self.frameCount = frameCount
        input = AudioBuffer(channelCount: 2, frameCapacity: frameCount)
        Stimulus.fill(input.block(frameCount: frameCount))
        initialize()
        _ = configure(48_000, 2, 0, UInt32(frameCount))
    }

    func render() {
        let mode = FlushToZero()
        let byteCount = UInt(2 * frameCount * 4)
        let samples = allocate(nil, 0, 4, byteCount)
        memcpy(samples, input.block(frameCount: frameCount).base, Int(byteCount))
        let sidechain = allocate(nil, 0, 4, 0)
        let result = process(position, samples, UInt(2 * frameCount), sidechain, 0)
        precondition(result.load(as: UnsafeRawPointer.self) == UnsafeRawPointer(samples))
        position += UInt64(frameCount)
        mode.end()
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
