// The examples that come with Debian's package of Faust, and what is known of each. Any test thread.

import EffectHost
import EffectTestSupport
import Foundation
import Synchronization

/// One example, compiled.
struct FaustExample: Sendable {
    /// From the folder of examples.
    let path: String
    /// Nil where it can't be had; then `reason` says why.
    var module: EffectModule?
    /// Equal for examples that are the same program.
    var wasm: [UInt8] = []
    var reason: String?

    var file: String { "\(FaustTools.examples)/\(path)" }
    var inputCount = 0
    var outputCount = 0

    /// The golden file's line: whether it plays, or why not.
    var line: String { "\(path): " + (reason ?? "plays, \(inputCount) in, \(outputCount) out") }

    init(_ path: String) { self.path = path }

    static let goldenFile = StagedEffects.root.appending(path: "Tests/FaustTests/examples.txt")

    /// The golden file's lines: the compiler's version, then a line for each example.
    static func golden() throws -> (version: String, lines: [String]) {
        let lines = try String(contentsOf: goldenFile, encoding: .utf8).split(separator: "\n").map(String.init)
        return (lines.first ?? "", Array(lines.dropFirst()))
    }

    /// All programs below the folder of examples.
    static func allPaths() throws -> [String] {
        let enumerator = FileManager.default.enumerator(atPath: FaustTools.examples)
        return (enumerator?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".dsp") }.sorted()
    }

    /// Compiles and loads examples, some at once.
    static func load(_ paths: [String]) throws -> [FaustExample] {
        let loader = try FaustTools.loader()
        let loaded = Mutex([FaustExample?](repeating: nil, count: paths.count))
        FaustTools.concurrently(paths.count) { index in
            let example = FaustExample(loading: paths[index], loader)
            loaded.withLock { $0[index] = example }
        }
        return loaded.withLock { $0.compactMap(\.self) }
    }

    private init(loading path: String, _ loader: EffectLoader) {
        self.init(path)
        do throws(EffectError) {
            wasm = try EffectLoader.compileFaust(path: file)
            let module = try loader.load(wasm, name: path)
            (inputCount, outputCount) = Self.channels(wasm)
            self.module = module
        } catch {
            reason = Self.words(error)
        }
    }

    /// What the description says of channels.
    static func channels(_ wasm: [UInt8]) -> (Int, Int) {
        let text = String(decoding: wasm, as: UTF8.self)
        func number(_ key: String) -> Int {
            guard let range = text.range(of: "\"\(key)\": ") else { return 0 }
            return Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
        }
        return (number("inputs"), number("outputs"))
    }

    private static func words(_ error: EffectError) -> String {
        switch error.kind {
        case .faust(let problem): "it \(problem)"
        case .faustCompilation(let said): printable(String(said.split(separator: "\n").last ?? ""), limit: 200)
        default: error.description
        }
    }
}
