// Faust's programs as native code, by way of C++: what the effects are compared with. Any test thread.

import EffectTestSupport
import Foundation
import Synchronization
import TestSupport

/// Some programs in one executable.
final class NativeFaust: Sendable {
    private let folder: TemporaryFolder
    /// So many programs share the time that the C++ compiler takes for its headers.
    private static let batchCount = 12

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Compiles programs without optimisation: what they do to samples stays the same.
    init(_ files: [String], isDouble: Bool) throws {
        folder = try TemporaryFolder("cajon-faust-native")
        let folder = folder
        let failures = Mutex<[String]>([])
        @Sendable func run(_ program: String?, _ arguments: [String], in place: String) {
            guard let program else { return }
            var run = Program(program, arguments)
            run.folder = place
            run.environment = ["PATH": "/usr/bin:/bin"]
            do {
                let outcome = try run.run()
                if outcome.status != 0 {
                    failures.withLock { $0.append("\(arguments.last ?? ""): \(outcome.error.prefix(500))") }
                }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        try folder.write("<<includeIntrinsic>>\n<<includeclass>>\n", "nothing.cpp")
        FaustTools.concurrently(files.count) { index in
            let url = URL(filePath: files[index])
            run(
                FaustTools.faust,
                [
                    "-lang", "cpp", isDouble ? "-double" : "-single", "-cn", "program\(index)", "-a",
                    folder.file("nothing.cpp"), "-o", folder.file("\(index).hpp"), url.lastPathComponent,
                ], in: url.deletingLastPathComponent().path)
        }
        let native = StagedEffects.root.appending(path: "Tests/FaustTests/Native").path
        let starts = Array(stride(from: 0, to: files.count, by: Self.batchCount))
        for (batch, start) in starts.enumerated() {
            let numbers = start..<min(start + Self.batchCount, files.count)
            let cases = numbers.map { "case \($0): run<program\($0)>(rate, frames, place); return true;" }
            try folder.write(
                """
                #include "\(native)/native.h"
                \(numbers.map { "#include \"\($0).hpp\"" }.joined(separator: "\n"))
                bool run_\(batch)(int number, int rate, int frames, float place) {
                    switch (number) { \(cases.joined(separator: "\n")) default: return false; }
                }
                """, "batch\(batch).cpp")
        }
        try folder.write(Self.main(batchCount: starts.count), "main.cpp")
        let sources =
            starts.indices.map { folder.file("batch\($0).cpp") } + [folder.file("main.cpp")]
        let flags = ["-O0", "-w", "-ffp-contract=off", "-DFAUSTFLOAT=\(isDouble ? "double" : "float")", "-c", "-o"]
        FaustTools.concurrently(sources.count) { index in
            run(FaustTools.compiler, flags + [folder.file("\(index).o"), sources[index]], in: folder.path)
        }
        let objects = sources.indices.map { folder.file("\($0).o") }
        run(FaustTools.compiler, ["-o", folder.file("programs")] + objects, in: folder.path)
        let failed = failures.withLock(\.self)
        guard failed.isEmpty else { throw Failure(description: failed.joined(separator: "\n")) }
    }

    private static func main(batchCount: Int) -> String {
        let declarations = (0..<batchCount).map { "bool run_\($0)(int, int, int, float);" }
        let calls = (0..<batchCount).map { "run_\($0)(number, rate, frames, place)" }
        return """
            #include <cstdlib>
            \(declarations.joined(separator: "\n"))
            int main(int, char **words) {
                int number = atoi(words[1]), rate = atoi(words[2]), frames = atoi(words[3]);
                float place = strtof(words[4], nullptr);
                return \(calls.joined(separator: " || ")) ? 0 : 64;
            }
            """
    }

    /// What a program makes of its inputs.
    ///
    /// - Parameter place: where between their ends its controls are sent; nil leaves them.
    func output(
        _ number: Int, of inputs: PlanarSound, outputCount: Int, rate: Int, place: Float?
    ) throws -> PlanarSound {
        var program = Program(
            folder.file("programs"), ["\(number)", "\(rate)", "\(inputs.frameCount)", "\(place ?? -1)"])
        program.input = .bytes(inputs.samples.withUnsafeBytes { Array($0) })
        let outcome = try program.run()
        let byteCount = outputCount * inputs.frameCount * MemoryLayout<Float>.size
        guard outcome.status == 0, outcome.output.count == byteCount else {
            throw Failure(description: "program \(number) ended with \(outcome.status ?? -1): \(outcome.error)")
        }
        var output = PlanarSound(channelCount: outputCount, frameCount: inputs.frameCount)
        output.samples.withUnsafeMutableBytes { $0.copyBytes(from: outcome.output) }
        return output
    }
}
