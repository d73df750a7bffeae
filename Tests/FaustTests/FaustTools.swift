// Faust's compiler and a C++ compiler, and whether they are here. Any test thread.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport

enum FaustTools {
    static let faust = program("faust")
    static let compiler = program("g++")
    static let hasFaust = faust != nil
    static let canCompareNatively = faust != nil && compiler != nil && hasExamples

    /// Where Debian's package has its examples.
    static let examples = "/usr/share/faust/examples"
    static let hasExamples = FileManager.default.fileExists(atPath: examples)

    /// What the compiler calls itself, in one line; what is written in golden files holds for one version.
    static let version: String? = faust.flatMap { path in
        guard let outcome = try? Program(path, ["--version"]).run() else { return nil }
        return outcome.text.split(separator: "\n").first.map(String.init)
    }

    /// Compiles nothing twice, and keeps nothing.
    static func loader() throws -> EffectLoader { try StagedEffects.loader() }

    /// Runs work for each number below a count, on as many threads as the machine has processors.
    static func concurrently(_ count: Int, _ work: @Sendable @escaping (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: count, execute: work)
    }

    private static func program(_ name: String) -> String? {
        ["/usr/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
