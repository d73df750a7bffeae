// The layers of ARCHITECTURE.md as data: who stands above whom, and who may import what. Any thread.

/// One target under `Sources`.
struct Layer {
    let name: String
    /// Imports go to lower ranks only.
    let rank: Int
    /// The layers it may import; nil for every lower one that nobody keeps to himself.
    var mayImport: Set<String>?
    /// The only layers that may import it; nil for every higher one.
    var onlyFor: Set<String>?

    /// From the bottom up. A layer may have its place before it exists.
    static let all: [Layer] = [
        Layer(name: "CRealtime", rank: 0),
        Layer(name: "CALSA", rank: 0, onlyFor: ["AudioIO"]),
        Layer(name: "CSampleRate", rank: 0, onlyFor: ["AudioIO"]),
        Layer(name: "CControl", rank: 0, onlyFor: ["Control"]),
        Layer(name: "CFiles", rank: 0, onlyFor: ["EffectHost", "Bundles"]),
        Layer(name: "CArchive", rank: 0, onlyFor: ["Bundles"]),
        Layer(name: "CCairo", rank: 0, onlyFor: ["Plotting"]),
        Layer(name: "CFFTW", rank: 0, onlyFor: ["Measuring"]),
        Layer(name: "CLoudness", rank: 0, onlyFor: ["Measuring"]),
        Layer(name: "CConfinement", rank: 0, onlyFor: ["WasmEngine"]),
        Layer(name: "CSndFile", rank: 0, onlyFor: ["AudioIO"]),
        Layer(name: "CWasmtime", rank: 0, onlyFor: ["WasmEngine"]),
        Layer(name: "Realtime", rank: 1, mayImport: ["CRealtime"]),
        // Pictures of numbers; knows nothing of sound.
        Layer(name: "Plotting", rank: 1, mayImport: ["CCairo"]),
        // Numbers of sounds; knows nothing of effects.
        Layer(name: "Measuring", rank: 2, mayImport: ["CFFTW", "CLoudness", "Realtime"]),
        Layer(name: "WasmEngine", rank: 2),
        // Formats: bytes in, values out, without an engine and without sound.
        Layer(name: "WasmBinary", rank: 3, mayImport: []),
        Layer(name: "WIT", rank: 3, mayImport: []),
        Layer(name: "ComponentBinary", rank: 4, mayImport: ["WasmBinary"]),
        Layer(name: "CanonicalABI", rank: 4, mayImport: ["WIT", "WasmBinary"]),
        Layer(
            name: "ComponentModel", rank: 5, mayImport: ["WasmBinary", "WIT", "ComponentBinary", "CanonicalABI"]),
        Layer(name: "Bindings", rank: 5, mayImport: ["WIT", "CanonicalABI"]),
        // Sees an engine only through a protocol of its own.
        Layer(name: "Snapshot", rank: 5, mayImport: ["WasmBinary", "WIT", "CanonicalABI"]),
        // Knows nothing of Wasm.
        Layer(name: "AudioGraph", rank: 6, mayImport: ["Realtime", "CRealtime"]),
        Layer(name: "EffectBuild", rank: 7),
        Layer(name: "EffectHost", rank: 7),
        Layer(name: "AudioIO", rank: 8, mayImport: ["CSndFile", "CSampleRate", "CALSA", "Realtime", "CRealtime"]),
        Layer(name: "Presets", rank: 8),
        // Files made by strangers; what is in them is for the layers below to judge.
        Layer(name: "Bundles", rank: 9, mayImport: ["Presets", "EffectHost", "CArchive", "CFiles"]),
        // Knows no presets: bytes by address.
        Layer(name: "Downloads", rank: 9, mayImport: []),
        // Drives a live session through a protocol of its own; knows no sound.
        Layer(name: "Control", rank: 9, mayImport: ["Presets", "EffectHost", "CControl"]),
        Layer(name: "Session", rank: 10),
        Layer(name: "cajon", rank: 11),
    ]

    static func named(_ name: String) -> Layer? { all.first { $0.name == name } }

    /// Whether this layer may import that one.
    func allows(_ other: Layer) -> Bool {
        other.rank < rank && (mayImport?.contains(other.name) ?? true) && (other.onlyFor?.contains(name) ?? true)
    }
}
