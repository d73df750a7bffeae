// What a hop costs, and what starting costs, by each way an effect can be run: a core module by itself, a component taken
// apart, a component run as a whole.

import ComponentBinary
import ComponentModel
import EffectHost
import Foundation
import WasmEngine

enum PathBenchmark {
    private static let frameCount = 128
    private static let chainLengths = (short: 2, long: 18)

    /// Nanoseconds that a node more costs in a chain of effects that do nothing, for 128 stereo frames, by each way; all
    /// take turns.
    static func hops() throws -> [String: Double] {
        let wasm = try WasmEngine.wasm(fromText: NullEffect.text)
        let component = try EffectComponent.encode(wasm)
        let loader = try EffectLoader(cache: nil)
        let ways: [(name: String, module: EffectModule)] = [
            ("moduleNanoseconds", try loader.load(wasm, name: "module")),
            ("componentNanoseconds", try loader.load(component, name: "component")),
            ("wholeComponentNanoseconds", try loader.loadGeneral(component, name: "whole", reasons: ["it is measured"])),
        ]
        precondition(ways[1].module.path == .core)
        let chains = try ways.flatMap { way in
            try [chainLengths.short, chainLengths.long].map {
                try Chain(way.module, count: $0, frameCount: frameCount)
            }
        }
        let medians = Stopwatch.medians(rounds: 301, repetitions: 20, chains.map { chain in { chain.render() } })
        let nodes = ways.indices.map { way in
            (medians[2 * way + 1] - medians[2 * way]) / Double(chainLengths.long - chainLengths.short)
        }
        return Dictionary(uniqueKeysWithValues: zip(ways.map(\.name), nodes))
    }

    /// Microseconds for an effect: from its file's bytes to compiled code that the cache has, and from there to an instance
    /// that is configured; as the component that ships, and as the core module in it.
    static func starts(wasmFolder: String) throws -> [String: Double] {
        let folder = NSTemporaryDirectory() + "cajon-start-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let component = [UInt8](try Data(contentsOf: URL(filePath: "\(wasmFolder)/filter.wasm")))
        let module = try coreModule(in: component)
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 1_024)
        let loader = try EffectLoader(cache: CodeCache(directory: folder))
        let loaded = try [module, component].map { try loader.load($0, name: "filter") }
        let loads = [module, component].map { wasm in
            { precondition((try? loader.load(wasm, name: "filter")) != nil, "the filter loads") }
        }
        let instances = loaded.map { module in
            {
                guard let instance = try? module.instantiate(), (try? instance.configure(format)) != nil else {
                    preconditionFailure("the filter starts")
                }
            }
        }
        let medians = Stopwatch.medians(rounds: 51, repetitions: 5, loads + instances)
        let names = [
            "moduleLoadMicroseconds", "componentLoadMicroseconds", "moduleInstanceMicroseconds",
            "componentInstanceMicroseconds",
        ]
        return Dictionary(uniqueKeysWithValues: zip(names, medians.map { $0 / 1_000 }))
    }

    /// The core module that a component of ours wraps.
    static func coreModule(in component: [UInt8]) throws -> [UInt8] {
        Array(try Component(parsing: component).coreModules[0])
    }
}
