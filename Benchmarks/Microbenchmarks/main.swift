// What can only be measured from inside: a hop, an effect against its native build, chains of many lengths, starting an
// effect. Prints one JSON object; `Benchmarks/run` reads it.

import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: Microbenchmarks FOLDER-OF-WASM FOLDER-OF-SO\n".utf8))
    exit(64)
}
let results: [String: Any] = [
    "hop": try HopBenchmark.run(),
    "native": try NativeBenchmark.run(wasmFolder: arguments[1], nativeFolder: arguments[2]),
    "scale": try ScaleBenchmark.run(wasmFolder: arguments[1]),
    "start": try StartBenchmark.run(wasmFolder: arguments[1]),
]
let json = try JSONSerialization.data(withJSONObject: results, options: [.prettyPrinted, .sortedKeys])
FileHandle.standardOutput.write(json)
print()
