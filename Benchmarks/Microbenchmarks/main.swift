// What can only be measured from inside: a hop, a component's call, an effect against its native build, chains of many lengths, starting an
// effect, scripts. Prints one JSON object; `Benchmarks/run` reads it.

import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 5 else {
    FileHandle.standardError.write(Data("usage: Microbenchmarks SHARE-CAJON FOLDER-OF-SO SCRIPT.js NATIVE.wasm\n".utf8))
    exit(64)
}
let wasmFolder = arguments[1] + "/effects"
let results: [String: Any] = [
    "hop": try HopBenchmark.run(),
    "component": try ComponentBenchmark.run(),
    "native": try NativeBenchmark.run(wasmFolder: wasmFolder, nativeFolder: arguments[2]),
    "scale": try ScaleBenchmark.run(wasmFolder: wasmFolder),
    "start": try StartBenchmark.run(wasmFolder: wasmFolder),
    "locking": try LockingBenchmark.run(
        wasmFolder: wasmFolder, engine: arguments[1] + "/engines/javascript.wasm",
        effects: ["filter", "chorus", "biquad"]),
    "deadline": try DeadlineBenchmark.run(engine: arguments[1] + "/engines/javascript.wasm"),
    "script": try ScriptBenchmark.run(
        engine: arguments[1] + "/engines/javascript.wasm", unstarted: ".deps/javascript/engine.wasm",
        script: arguments[3], module: wasmFolder + "/biquad.wasm",
        native: arguments[4]),
    "kernel": try KernelBenchmark.run(
        engine: arguments[1] + "/engines/javascript.wasm", module: wasmFolder + "/cabinet.wasm",
        script: "Effects/cabinet/cabinet.js", twin: "Benchmarks/Twins/convolution.js"),
]
let json = try JSONSerialization.data(withJSONObject: results, options: [.prettyPrinted, .sortedKeys])
FileHandle.standardOutput.write(json)
print()
