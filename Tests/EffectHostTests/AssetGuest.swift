// Guests that use assets, and what they are granted. Test threads.

import EffectHost
import Synchronization
import TestSupport
import WasmEngine

/// Pieces of guests. Results of `open` go to 48, lists to 64; `$handle` keeps a handle.
enum AssetGuest {
    static let module = "cajon:effect/assets@0.1.0"
    static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 64)
    private static let nameAddress = 12_288

    static let loader = try? EffectLoader(cache: nil, grants: EffectGrants(assets: MemoryAssets()))

    /// A guest that imports all there is, and does something before it answers `configure` well.
    static func configuring(_ body: String) -> Guest {
        var guest = Guest()
        guest.imports = imports.map { "(import \"\(module)\" \"\($0.0)\" (func \($0.1) \($0.2)))" }
        guest.items = ["(global $handle (mut i32) (i32.const 0))"]
        return guest.with(
            .configure,
            """
            \(body)
            (global.set $channels (local.get $channelCount))
            (i32.store8 (i32.const 16) (i32.const 0))
            (i64.store offset=4 align=4 (i32.const 16) (i64.const 0))
            (i32.const 16)
            """)
    }

    /// Names, what guests call them, and core types.
    private static let imports: [(String, String, String)] = [
        ("[static]sound.open", "$sound.open", "(param i32 i32 i32)"),
        ("[method]sound.sample-rate", "$sound.sample-rate", "(param i32) (result f32)"),
        ("[method]sound.channels", "$sound.channels", "(param i32) (result i32)"),
        ("[method]sound.frames", "$sound.frames", "(param i32) (result i32)"),
        ("[method]sound.read", "$sound.read", "(param i32 i32 i32 i32)"),
        ("[resource-drop]sound", "$sound.drop", "(param i32)"),
        ("[static]data.open", "$data.open", "(param i32 i32 i32)"),
        ("[method]data.size", "$data.size", "(param i32) (result i32)"),
        ("[method]data.read", "$data.read", "(param i32 i32 i32 i32)"),
        ("[resource-drop]data", "$data.drop", "(param i32)"),
    ]

    /// Writes the name into memory, byte by byte, and opens it.
    static func open(_ kind: AssetTable.Kind, _ name: String) -> String {
        let bytes = name.utf8.enumerated().map { index, byte in
            "(i32.store8 (i32.const \(nameAddress + index)) (i32.const \(byte)))"
        }
        return bytes.joined()
            + "(call $\(kind).open (i32.const \(nameAddress)) (i32.const \(name.utf8.count)) (i32.const 48))"
    }

    /// Ends in an integer division by zero, which says that an expectation was not met.
    static func expect(_ expression: String, _ value: Int) -> String {
        "(if (i32.ne \(expression) (i32.const \(value))) (then (drop (i32.div_u (i32.const 1) (i32.const 0)))))"
    }

    static let expectOpened = expect("(i32.load8_u (i32.const 48))", 0)
    static let keepHandle = "(global.set $handle (i32.load (i32.const 52)))"

    /// Of the list at 64.
    static func expectSamples(_ samples: [Int]) -> String {
        samples.enumerated().map { index, sample in
            expect("(i32.trunc_f32_s (f32.load offset=\(index * 4) (i32.load (i32.const 64))))", sample)
        }.joined()
    }

    /// The same guest as a component.
    static func component(_ guest: Guest) -> GuestComponent {
        var component = GuestComponent(guest)
        let reading = #"(param "first" u32) (param "count" u32)"#
        component.imports = [
            """
            (import "\(module)" (instance $assets
              (type $e (enum "invalid-name" "not-found" "unreadable" "too-large" "too-many"))
              (export "open-error" (type $open-error (eq $e)))
              (export "sound" (type $sound (sub resource)))
              (export "data" (type $data (sub resource)))
              (export "[static]sound.open" (func (param "name" string) (result (result (own $sound) (error $open-error)))))
              (export "[method]sound.sample-rate" (func (param "self" (borrow $sound)) (result f32)))
              (export "[method]sound.channels" (func (param "self" (borrow $sound)) (result u32)))
              (export "[method]sound.frames" (func (param "self" (borrow $sound)) (result u32)))
              (export "[method]sound.read" (func (param "self" (borrow $sound)) \(reading) (result (list f32))))
              (export "[static]data.open" (func (param "name" string) (result (result (own $data) (error $open-error)))))
              (export "[method]data.size" (func (param "self" (borrow $data)) (result u32)))
              (export "[method]data.read" (func (param "self" (borrow $data)) \(reading) (result (list u8))))))
            (alias export $assets "sound" (type $sound))
            (alias export $assets "data" (type $data))
            """
        ]
        component.lowered = imports.map { name, _, type in
            if name.hasPrefix("[resource-drop]") {
                return .init(dropping: "$\(name.dropFirst("[resource-drop]".count))", module, name)
            }
            let count = type.split(separator: ")")[0].count { $0 == "i" }
            let result = type.contains("result f32") ? "f32" : type.contains("result i32") ? "i32" : nil
            return .init(
                module, name, Array(repeating: "i32", count: count), result: result, of: "(func $assets \"\(name)\")")
        }
        return component
    }

    static func load(_ guest: Guest) throws -> EffectModule {
        try EffectLoader(cache: nil, grants: EffectGrants(assets: MemoryAssets()))
            .load(WasmEngine.wasm(fromText: guest.text), name: "guest")
    }

    /// What ends a guest that is granted `MemoryAssets`.
    static func life(_ guest: Guest) throws -> EffectError? {
        try Host.live(guest, EffectLoader(cache: nil, grants: EffectGrants(assets: MemoryAssets())))
    }
}

/// Some assets that are no files.
struct MemoryAssets: AssetSource {
    func sound(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> SoundAsset {
        switch name.text {
        // Two channels: 0 to 4, and 10 to 14.
        case "ramp.wav":
            return SoundAsset(
                sampleRateHertz: 44_100, channelCount: 2, samples: [0, 1, 2, 3, 4, 10, 11, 12, 13, 14])
        case "long.wav":
            return SoundAsset(sampleRateHertz: 8_000, channelCount: 3, samples: Array(repeating: 1, count: 1_200_000))
        case "broken": throw AssetRefusal(.unreadable, "asset ‘broken’ is broken")
        default: throw AssetRefusal(.notFound, "asset ‘\(name)’ is not there")
        }
    }

    func data(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> DataAsset {
        switch name.text {
        case "folder/bytes": return DataAsset(Array("defghi".utf8))
        case "large": return DataAsset([UInt8](repeating: 1, count: 40 << 20))
        case "huge": return DataAsset([UInt8](repeating: 1, count: (64 << 20) + 1))
        default: throw AssetRefusal(.notFound, "asset ‘\(name)’ is not there")
        }
    }
}

/// One sound, of which it is known whether anybody still has it.
final class CountingAssets: AssetSource {
    private struct State {
        weak var sound: SoundAsset?
        var openCount = 0
    }
    private let state = Mutex(State())

    var livingSound: SoundAsset? { state.withLock { $0.sound } }
    var openCount: Int { state.withLock { $0.openCount } }

    func sound(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> SoundAsset {
        let sound = SoundAsset(sampleRateHertz: 1, channelCount: 1, samples: [0])
        state.withLock {
            $0.sound = sound
            $0.openCount += 1
        }
        return sound
    }

    func data(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> DataAsset { DataAsset([]) }
}
