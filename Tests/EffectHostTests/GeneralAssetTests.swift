// Components that are run as wholes, and their assets: the same as modules have, by other handles.

import EffectHost
import TestSupport
import Testing
import WasmEngine

@Suite("Assets of a component")
struct GeneralAssetTests {
    private static func loader() throws -> EffectLoader {
        try EffectLoader(cache: nil, grants: EffectGrants(assets: MemoryAssets()))
    }

    /// What ends the guest as a component that is granted `MemoryAssets`.
    private static func life(_ guest: Guest) throws -> EffectError? {
        do {
            let module = try Host.loadGeneral(AssetGuest.component(guest), loader())
            let player = try Player(module, sidechainChannelCount: 2)
            let input = Signal(repeating: Array(repeating: 0.5, count: 64), count: 2)
            for _ in 0..<3 {
                guard player.play(input, sidechain: input) != nil else {
                    return player.instance.takeFault().map { EffectError(.fault($0), effect: "guest") }
                }
            }
            try player.instance.reset()
            return nil
        } catch let error as EffectError {
            return error
        }
    }

    @Test("are opened, read and dropped as a module's are")
    func reads() throws {
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            \(AssetGuest.expect("(call $sound.frames (global.get $handle))", 5))
            \(AssetGuest.expect("(call $sound.channels (global.get $handle))", 2))
            \(AssetGuest.expect("(i32.trunc_f32_s (call $sound.sample-rate (global.get $handle)))", 44_100))
            (call $sound.read (global.get $handle) (i32.const 1) (i32.const 2) (i32.const 64))
            \(AssetGuest.expect("(i32.load (i32.const 68))", 4))
            \(AssetGuest.expectSamples([1, 2, 11, 12]))
            (call $sound.drop (global.get $handle))
            \(AssetGuest.open(.data, "folder/bytes")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            \(AssetGuest.expect("(call $data.size (global.get $handle))", 6))
            (call $data.read (global.get $handle) (i32.const 4) (i32.const 9) (i32.const 64))
            \(AssetGuest.expect("(i32.load (i32.const 68))", 2))
            \(AssetGuest.open(.data, "nothing"))
            \(AssetGuest.expect("(i32.load8_u (i32.const 48))", 1))
            \(AssetGuest.expect("(i32.load8_u (i32.const 52))", 1))
            """)
        #expect(try Self.life(guest) == nil)
    }

    @Test("can be used again in reset")
    func reset() throws {
        let guest = AssetGuest.configuring(
            "\(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)"
        ).with(.reset, AssetGuest.expect("(call $sound.frames (global.get $handle))", 5))
        #expect(try Self.life(guest) == nil)
    }

    @Test("must be granted before anything of it runs")
    func ungranted() throws {
        let error = try Host.generalRefusal(of: AssetGuest.component(AssetGuest.configuring("")).text)
        guard case .assetsNotGranted? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "can't be used but while it is being set up",
        arguments: [
            (Guest.Part.describe, "in describe"), (.setParameter, "in set-parameter"), (.process, "in process"),
        ]
    )
    func wrongTime(part: Guest.Part, place: String) throws {
        let guest = AssetGuest.configuring("").with(part, "\(AssetGuest.open(.data, "bytes")) (unreachable)")
        let fault = try #require(try Self.life(guest)?.fault)
        #expect(fault.description.hasPrefix("misused its assets \(place): they are for setting up"))
    }

    @Test("that are dropped while sound is processed make room when it is set up again")
    func droppedWhileProcessing() throws {
        let guest = AssetGuest.configuring(
            "\(AssetGuest.open(.data, "large")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)"
        ).with(
            .process,
            """
            (if (global.get $handle) (then (call $data.drop (global.get $handle)) (global.set $handle (i32.const 0))))
            \(Guest.returnInput)
            """
        ).with(.reset, "\(AssetGuest.open(.data, "large")) \(AssetGuest.expectOpened)")
        #expect(try Self.life(guest) == nil)
    }

    @Test(
        "are held by handles that can't be made up",
        arguments: [
            "(drop (call $sound.frames (i32.const 7)))", "(drop (call $data.size (global.get $handle)))",
            "(call $sound.drop (global.get $handle)) (drop (call $sound.frames (global.get $handle)))",
        ])
    func forged(body: String) throws {
        let guest = AssetGuest.configuring(
            "\(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle) \(body)")
        #expect(try Self.life(guest)?.fault != nil)
    }
}
