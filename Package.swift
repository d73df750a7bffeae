// swift-tools-version: 6.2
// One target per layer; ARCHITECTURE.md draws them and ArchitectureTests asserts that imports run downward only.
import Foundation
import PackageDescription

let environment = ProcessInfo.processInfo.environment

/// Where wasmtime's C API lives: `lib/libwasmtime.so` below it. `make setup` unpacks the pinned one into `.deps/`.
let wasmtimePrefix = environment["WASMTIME_PREFIX"] ?? "\(Context.packageDirectory)/.deps/wasmtime"

/// `CAJON_RTSAN=1` links RealtimeSanitizer, which ends a test that allocates, locks or waits on the audio thread.
let checksRealtime = environment["CAJON_RTSAN"] == "1"

/// `CAJON_TSAN=1`, beside `--sanitize thread`, is for ThreadSanitizer; Sources/CRealtime/ThreadSanitizer.c says why.
let checksThreads = environment["CAJON_TSAN"] == "1"
let wrappedForThreads = [
    "__tsan_external_write", "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF",
    "$s15Synchronization12_MutexHandleV11_unlockSlowyyF",
]

let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("ExistentialAny"),
        .enableExperimentalFeature("Lifetimes"),
        .treatAllWarnings(as: .error),
    ] + (checksThreads ? [.unsafeFlags(["-Xfrontend", "-disable-llvm-verify"])] : [])

/// `CAJON_SUITES`, test targets parted by spaces, leaves out all that these don't need: what a sanitizer's job doesn't run
/// it needn't build. Without it there is everything.
let chosenSuites = environment["CAJON_SUITES"]?.split(separator: " ").map(String.init)

let cSettings: [CSetting] =
    [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2", "-ffp-contract=off"])]
    + (checksRealtime ? [.define("CAJON_RTSAN")] : [])
    + (checksThreads ? [.define("CAJON_TSAN"), .unsafeFlags(["-fno-builtin"])] : [])

func layer(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

func suite(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")

let package = Package(
    name: "cajon",
    products: [.executable(name: "cajon", targets: ["cajon"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    ],
    targets: [
        .target(
            name: "CRealtime",
            cSettings: cSettings,
            linkerSettings: (checksRealtime ? [.unsafeFlags(["-Xclang-linker", "-fsanitize=realtime"])] : [])
                + (checksThreads ? [.unsafeFlags(wrappedForThreads.flatMap { ["-Xlinker", "--wrap=\($0)"] })] : [])
        ),
        .target(
            name: "CALSA", cSettings: cSettings, linkerSettings: [.linkedLibrary("asound")]
        ),
        .target(name: "CFiles", cSettings: cSettings),
        .target(name: "CConfinement", cSettings: cSettings),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
        .systemLibrary(name: "CLoudness", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
        .systemLibrary(name: "CSampleRate", pkgConfig: "samplerate", providers: [.apt(["libsamplerate0-dev"])]),
        .target(name: "CControl", cSettings: cSettings, linkerSettings: [.linkedLibrary("asound")]),
        .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
        .target(
            name: "CWasmtime",
            cSettings: cSettings,
            linkerSettings: [
                .linkedLibrary("wasmtime"),
                .unsafeFlags([
                    "-L\(wasmtimePrefix)/lib",
                    "-Xlinker", "-rpath=$ORIGIN/../lib",
                    "-Xlinker", "-rpath=\(wasmtimePrefix)/lib",
                ]),
            ]
        ),

        layer("Realtime", ["CRealtime"]),
        layer("Measuring", ["CFFTW", "CLoudness", "Realtime"]),
        layer("Plotting", ["CCairo"]),
        layer("WasmBinary"),
        layer("ComponentBinary", ["WasmBinary"]),
        layer("WIT"),
        layer("WasmEngine", ["CWasmtime", "CRealtime", "CConfinement", "Realtime", crypto]),
        layer("CanonicalABI", ["WIT"]),
        layer("ComponentModel", ["ComponentBinary", "WasmBinary", "WIT", "CanonicalABI"]),
        layer("Bindings", ["WIT", "CanonicalABI"]),
        layer("Snapshot", ["WasmBinary"]),
        layer("AudioGraph", ["Realtime", "CRealtime"]),
        layer(
            "EffectHost",
            [
                "WasmEngine", "WasmBinary", "WIT", "CanonicalABI", "ComponentBinary", "ComponentModel", "Snapshot",
                "AudioGraph", "Realtime", "CRealtime", "CFiles",
            ]),
        layer("EffectBuild", ["WasmBinary", "WIT", "CanonicalABI", "ComponentBinary", "ComponentModel"]),
        layer("AudioIO", ["CALSA", "CSampleRate", "CSndFile", "Realtime", "CRealtime"]),
        layer("Presets", ["EffectHost", "AudioGraph"]),
        layer("Bundles", ["Presets", "EffectHost", "CArchive", "CFiles", crypto]),
        layer("Downloads", [httpClient]),
        layer("Control", ["Presets", "EffectHost", "CControl"], exclude: ["PROTOCOL.md"]),
        layer(
            "Session",
            ["Control", "Bundles", "Presets", "AudioIO", "EffectHost", "AudioGraph", "Realtime", "CRealtime"]),
        .executableTarget(
            name: "cajon",
            dependencies: [
                "Session", "Control", "Bundles", "Downloads", "Presets", "AudioIO", "EffectHost", "EffectBuild",
                "Snapshot", "AudioGraph", "Measuring", "Plotting",
                "Realtime", "WasmEngine", "WasmBinary", "WIT", "CanonicalABI", "ComponentBinary", "ComponentModel",
                "Bindings", argumentParser,
            ],
            swiftSettings: swiftSettings
        ),

        .target(name: "CTestSupport", path: "Tests/CTestSupport", cSettings: cSettings),
        .target(
            name: "CFaultyDevice", path: "Tests/CFaultyDevice", cSettings: cSettings,
            linkerSettings: [.linkedLibrary("asound")]),
        .executableTarget(
            name: "Microbenchmarks",
            dependencies: [
                "AudioGraph", "CRealtime", "ComponentBinary", "ComponentModel", "EffectHost", "Realtime", "TestSupport",
                "WasmEngine",
            ],
            path: "Benchmarks/Microbenchmarks",
            swiftSettings: swiftSettings
        ),

        .target(
            name: "TestSupport", dependencies: ["CRealtime", "CTestSupport"], path: "Tests/TestSupport",
            swiftSettings: swiftSettings
        ),
        .target(
            name: "EffectTestSupport",
            dependencies: [
                "Session", "Presets", "AudioIO", "EffectHost", "AudioGraph", "Realtime", "CRealtime", "TestSupport",
            ],
            path: "Tests/EffectTestSupport",
            swiftSettings: swiftSettings
        ),
        .target(
            name: "ComponentTestSupport", dependencies: ["CanonicalABI", "TestSupport"],
            path: "Tests/ComponentTestSupport", swiftSettings: swiftSettings
        ),
        suite("RealtimeTests", ["Realtime", "CRealtime", "CTestSupport"]),
        suite("MeasuringTests", ["Measuring", "Realtime"]),
        suite("PlottingTests", ["Plotting"]),
        suite("WasmBinaryTests", ["WasmBinary"]),
        suite(
            "ComponentBinaryTests", ["ComponentBinary", "WasmBinary", "WasmEngine", "CWasmtime"], exclude: ["Corpus"]),
        suite(
            "WasmEngineTests",
            ["WasmEngine", "ComponentBinary", "CWasmtime", "CRealtime", "CConfinement", "CTestSupport"],
            exclude: ["describe-bindings.py"]),
        suite("WITTests", ["WIT"], exclude: ["Corpus"]),
        suite("CanonicalABITests", ["CanonicalABI", "WIT", "ComponentTestSupport"]),
        suite("CanonicalABIAgreementTests", ["CanonicalABI", "ComponentTestSupport", "WasmEngine"]),
        suite(
            "ComponentModelTests",
            ["ComponentModel", "ComponentBinary", "WasmBinary", "WIT", "CanonicalABI", "WasmEngine", "CWasmtime"]),
        suite("BindingsTests", ["Bindings", "WIT", "CanonicalABI", "EffectBuild"], exclude: ["Golden"]),
        suite("SnapshotTests", ["Snapshot", "EffectHost", "ComponentBinary", "WasmBinary", "WasmEngine"]),
        suite("AudioGraphTests", ["AudioGraph", "Realtime", "CRealtime", "CTestSupport"]),
        suite(
            "EffectHostTests",
            [
                "EffectHost", "ComponentModel", "WasmEngine", "WasmBinary", "WIT", "AudioGraph", "Realtime",
                "CRealtime",
                "CTestSupport",
            ]),
        suite("EffectBuildTests", ["EffectBuild", "EffectHost", "WasmBinary", "ComponentBinary", "WasmEngine"]),
        suite(
            "AudioIOTests", ["AudioIO", "Realtime", "CRealtime", "CSndFile", "CALSA", "CFaultyDevice", "CTestSupport"]),
        suite("PresetsTests", ["Presets", "EffectHost"], exclude: ["Fixtures"]),
        suite("BundlesTests", ["Bundles", "Presets", "EffectHost", "WasmEngine", crypto]),
        suite("DownloadsTests", ["Downloads"]),
        suite(
            "ControlTests", ["Control", "CControl", "Presets", "EffectHost", "CTestSupport"], exclude: ["Golden"]),
        suite(
            "SessionTests",
            [
                "Session", "Bundles", "Presets", "AudioIO", "EffectHost", "AudioGraph", "Realtime", "CRealtime",
                "WasmEngine",
                "CTestSupport", "EffectTestSupport", crypto,
            ]),
        suite(
            "ContractTests",
            [
                "EffectHost", "WasmBinary", "WasmEngine", "ComponentBinary", "ComponentModel", "WIT", "AudioGraph",
                "Realtime",
                "CRealtime", "EffectTestSupport",
            ]),
        suite(
            "ScriptTests",
            [
                "EffectHost", "Snapshot", "WasmBinary", "AudioGraph", "Presets", "Session", "Realtime", "CRealtime",
                "CTestSupport", "EffectTestSupport",
            ]),
        suite("KernelTests", ["EffectHost", "WasmBinary", "WasmEngine", "EffectTestSupport"]),
        suite("JavaScriptTests", ["EffectHost", "EffectTestSupport"]),
        suite(
            "LanguageTests", ["EffectHost", "EffectTestSupport"],
            exclude: ["Corpus", "expected-failures.txt", "test262-failures.txt"]),
        suite(
            "FaustTests", ["EffectHost", "EffectTestSupport", "WasmEngine"], exclude: ["Native", "examples.txt"]),
        suite("SoundTests", ["EffectHost", "EffectTestSupport"]),
        suite("BrowserTests", ["EffectHost", "EffectTestSupport"], exclude: ["Page", "Scripts"]),
        suite("CommandLineTests", ["ComponentBinary", "WasmEngine"]),
        suite("ArchitectureTests", []),
    ],
    swiftLanguageModes: [.v6]
)

if let chosenSuites {
    package.products = []
    var needed: Set<String> = []
    var pending = chosenSuites
    while let name = pending.popLast() {
        guard needed.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else {
            continue
        }
        for case .byNameItem(let name, _) in target.dependencies { pending.append(name) }
    }
    package.targets.removeAll { !needed.contains($0.name) }
}
