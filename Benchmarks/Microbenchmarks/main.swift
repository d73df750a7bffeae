// What can only be measured from inside: a hop, by each way an effect can be run, a component's call, an effect against its native build, chains of many
// lengths, starting an effect, scripts. Prints one JSON object; `Benchmarks/run` reads it. With the one argument
// `component`, measures that alone, which needs no effects.

import Foundation

let arguments = CommandLine.arguments
let isComponentOnly = arguments.count == 2 && arguments[1] == "component"
guard isComponentOnly || arguments.count == 5 else {
    FileHandle.standardError.write(
        Data("usage: Microbenchmarks SHARE-CAJON FOLDER-OF-SO SCRIPT.js NATIVE.wasm | component\n".utf8))
    exit(64)
}

func measureAll() throws -> [String: Any] {
    let wasmFolder = arguments[1] + "/effects"
    return [
        "hop": try HopBenchmark.run(),
        "component": try ComponentBenchmark.run(),
        "paths": try PathBenchmark.hops(),
        "pathStarts": try PathBenchmark.starts(wasmFolder: wasmFolder),
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
}

let results = try isComponentOnly ? ["component": ComponentBenchmark.run()] : measureAll()
let json = try JSONSerialization.data(withJSONObject: results, options: [.prettyPrinted, .sortedKeys])
FileHandle.standardOutput.write(json)
print()
