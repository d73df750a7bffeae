// Effects that use assets, and that misuse them.

import EffectHost
import Synchronization
import TestSupport
import Testing
import WasmEngine

@Suite("Assets")
struct AssetTests {
    // MARK: - Using them

    @Test("are opened by name, tell what they are, and are read")
    func reads() throws {
        // Length 5, rate, channels; then frames 1 and 2 of both channels.
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.sound, "ramp.wav"))
            \(AssetGuest.expectOpened)
            \(AssetGuest.keepHandle)
            \(AssetGuest.expect("(call $sound.frames (global.get $handle))", 5))
            \(AssetGuest.expect("(call $sound.channels (global.get $handle))", 2))
            \(AssetGuest.expect("(i32.trunc_f32_s (call $sound.sample-rate (global.get $handle)))", 44_100))
            (call $sound.read (global.get $handle) (i32.const 1) (i32.const 2) (i32.const 64))
            \(AssetGuest.expect("(i32.load (i32.const 68))", 4))
            \(AssetGuest.expectSamples([1, 2, 11, 12]))
            """)
        #expect(try AssetGuest.life(guest) == nil)
    }

    @Test("are read up to their end, and not beyond")
    func ends() throws {
        let cases: [(first: UInt32, count: UInt32, samples: [Int])] = [
            (3, 100, [3, 4, 13, 14]), (4, .max, [4, 14]), (5, 1, []), (6, 0, []), (.max, .max, []), (0, 0, []),
            (0, 5, [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]),
        ]
        for item in cases {
            let guest = AssetGuest.configuring(
                """
                \(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
                (call $sound.read (global.get $handle) (i32.const \(Int32(bitPattern: item.first)))
                  (i32.const \(Int32(bitPattern: item.count))) (i32.const 64))
                \(AssetGuest.expect("(i32.load (i32.const 68))", item.samples.count))
                \(AssetGuest.expectSamples(item.samples))
                """)
            #expect(try AssetGuest.life(guest) == nil, "\(item)")
        }
    }

    @Test("that are data are bytes")
    func data() throws {
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.data, "folder/bytes")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            \(AssetGuest.expect("(call $data.size (global.get $handle))", 6))
            (call $data.read (global.get $handle) (i32.const 2) (i32.const 3) (i32.const 64))
            \(AssetGuest.expect("(i32.load (i32.const 68))", 3))
            \(AssetGuest.expect("(i32.load8_u (i32.load (i32.const 64)))", 102))
            \(AssetGuest.expect("(i32.load8_u offset=2 (i32.load (i32.const 64)))", 104))
            (call $data.drop (global.get $handle))
            """)
        #expect(try AssetGuest.life(guest) == nil)
    }

    @Test("can be used again in reset, by the handle that configure got")
    func reset() throws {
        let guest = AssetGuest.configuring(
            "\(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)"
        ).with(.reset, AssetGuest.expect("(call $sound.frames (global.get $handle))", 5))
        #expect(try AssetGuest.life(guest) == nil)
    }

    @Test("can be used where a preset's options and messages arrive")
    func settings() throws {
        let settings = "cajon:effect/settings@0.1.0"
        let functions = ["set-options", "receive"].map { name in
            """
            (func (export "\(settings)#\(name)") (param i32 i32) (result i32)
              \(AssetGuest.open(.data, "folder/bytes")) \(AssetGuest.expectOpened)
              (call $data.drop (i32.load (i32.const 52)))
              (i32.store8 (i32.const 96) (i32.const 0)) (i32.const 96))
            """
        }
        var guest = AssetGuest.configuring("")
        guest.items += functions
        let instance = try AssetGuest.load(guest).instantiate()
        try instance.setOptions("{}")
        _ = try instance.configure(AssetGuest.format)
        try instance.receive("1")
    }

    @Test("are not read more than a million samples at a time")
    func longSound() throws {
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.sound, "long.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            (call $sound.read (global.get $handle) (i32.const 0) (i32.const -1) (i32.const 64))
            \(AssetGuest.expect("(i32.load (i32.const 68))", 1_048_575))
            (call $sound.read (global.get $handle) (i32.const 349525) (i32.const -1) (i32.const 64))
            \(AssetGuest.expect("(i32.load (i32.const 68))", 3 * 50_475))
            """)
        #expect(try AssetGuest.life(guest) == nil)
    }

    @Test("that are not to be had are told apart, and the log says more")
    func refusals() throws {
        let cases: [(String, AssetTable.Kind, Int, String)] = [
            ("nothing", .sound, 1, "asset ‘nothing’ is not there"),
            ("nothing", .data, 1, "asset ‘nothing’ is not there"),
            ("../ramp.wav", .sound, 0, "‘../ramp.wav’ has ‘.’ or ‘..’ for a part"),
            ("", .sound, 0, "‘’ is empty"),
            ("broken", .sound, 2, "asset ‘broken’ is broken"),
            ("huge", .data, 3, "asset ‘huge’ takes 67108865 bytes; there is room for 67108864"),
        ]
        for (name, kind, number, words) in cases {
            let guest = AssetGuest.configuring(
                """
                \(AssetGuest.open(kind, name))
                \(AssetGuest.expect("(i32.load8_u (i32.const 48))", 1))
                \(AssetGuest.expect("(i32.load8_u (i32.const 52))", number))
                """)
            let instance = try AssetGuest.load(guest).instantiate()
            _ = try instance.configure(AssetGuest.format)
            #expect(instance.drainLog().entries.map(\.message) == [words])
        }
    }

    @Test("can't be open in any number, and one that is dropped makes room")
    func tooMany() throws {
        let guest = AssetGuest.configuring(
            """
            (local.set $i (i32.const 32))
            (loop $more
              \(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened)
              (br_if $more (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
            \(AssetGuest.open(.sound, "ramp.wav"))
            \(AssetGuest.expect("(i32.load8_u (i32.const 48))", 1))
            \(AssetGuest.expect("(i32.load8_u (i32.const 52))", 4))
            (call $sound.drop (i32.const 7))
            \(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened)
            \(AssetGuest.expect("(i32.load (i32.const 52))", 7))
            """)
        #expect(try AssetGuest.life(guest) == nil)
    }

    @Test("that are large make room when they are dropped")
    func room() throws {
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.data, "large")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            \(AssetGuest.open(.data, "large"))
            \(AssetGuest.expect("(i32.load8_u (i32.const 52))", 3))
            (call $data.drop (global.get $handle))
            \(AssetGuest.open(.data, "large")) \(AssetGuest.expectOpened)
            """)
        #expect(try AssetGuest.life(guest) == nil)
    }

    @Test("granted come before those of the effect's own, which are there without a grant")
    func ownAndGranted() throws {
        let folder = try TemporaryFolder("cajon-assets")
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.data, "which")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            (call $data.read (global.get $handle) (i32.const 0) (i32.const 9) (i32.const 64))
            (call $log (i32.const 1) (i32.load (i32.const 64)) (i32.load (i32.const 68)))
            """)
        let path = try folder.write(guest, "effect.wasm")
        try folder.write("own", "effect.assets/which")
        try folder.write("granted", "granted/which")
        func log(_ grants: EffectGrants) throws -> [String] {
            let instance = try EffectLoader(cache: nil, grants: grants).load(path: path).instantiate()
            _ = try instance.configure(AssetGuest.format)
            return instance.drainLog().entries.map(\.message)
        }
        #expect(try log(EffectGrants()) == ["own"])
        let granted = FolderAssets(try AssetFolder(folder.file("granted")), decoder: nil)
        #expect(try log(EffectGrants(assets: granted)) == ["granted"])
        let empty = FolderAssets(try AssetFolder(folder.path), decoder: nil)
        #expect(try log(EffectGrants(assets: empty)) == ["own"])
    }

    // MARK: - Wanting them

    @Test("must be granted before anything of the effect runs, and it says how")
    func ungranted() throws {
        let guest = AssetGuest.configuring("").with(.start, "(unreachable)")
        let error = try Host.refusal(of: guest)
        guard case .assetsNotGranted? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(
            error?.description
                == "effect ‘guest’ wants to read sounds and data by name (it imports ‘cajon:effect/assets@0.1.0’), and "
                + "nobody granted it any; --grant assets=FOLDER lets it read what is in a folder, and nothing else")
    }

    @Test("are decided on by content, once for each load")
    func decided() throws {
        final class Requests: Sendable { let all = Mutex<[GrantRequest]>([]) }
        let requests = Requests()
        var grants = EffectGrants()
        grants.decideAssets = { request in
            requests.all.withLock { $0.append(request) }
            return request.effect == "yes" ? MemoryAssets() : nil
        }
        let loader = try EffectLoader(cache: nil, grants: grants)
        let wasm = try WasmEngine.wasm(fromText: AssetGuest.configuring("").text)
        _ = try loader.load(wasm, name: "yes")
        #expect(throws: EffectError.self) { try loader.load(wasm, name: "no") }
        _ = try loader.load(WasmEngine.wasm(fromText: Guest().text), name: "wants nothing")
        let seen = requests.all.withLock { $0 }
        #expect(seen.map(\.effect) == ["yes", "no"])
        #expect(seen.allSatisfy { $0.contentHash == CodeCache.tag(of: wasm) && !$0.hasOwnAssets })
    }

    @Test("are imported by the names and types of the contract alone")
    func imports() throws {
        let unknown = Guest().importing(
            "(import \"cajon:effect/assets@0.1.0\" \"[method]sound.write\" (func (param i32)))")
        let error = try #require(try Host.refusal(of: unknown, AssetGuest.loader))
        #expect(error.description.contains("it imports ‘[method]sound.write’ from ‘cajon:effect/assets@0.1.0’"))
        let mistyped = Guest().importing(
            "(import \"cajon:effect/assets@0.1.0\" \"[method]sound.frames\" (func (param i64) (result i32)))")
        #expect(
            try Host.refusal(of: mistyped, AssetGuest.loader)?.description.contains(
                "its import ‘[method]sound.frames’ is a function") == true)
    }

    // MARK: - Misusing them

    @Test(
        "are held by handles that can't be made up",
        arguments: [
            (
                "(call $sound.drop (global.get $handle)) (drop (call $sound.frames (global.get $handle)))",
                "it used a handle that it had dropped (1)"
            ),
            (
                "(call $sound.drop (global.get $handle)) (call $sound.drop (global.get $handle))",
                "it used a handle that it had dropped (1)"
            ),
            ("(drop (call $sound.frames (i32.const 2)))", "it used 2, which is no handle that it was given"),
            ("(drop (call $sound.channels (i32.const 0)))", "it used 0, which is no handle that it was given"),
            (
                "(drop (call $sound.sample-rate (i32.const -1)))",
                "it used 4294967295, which is no handle that it was given"
            ),
            ("(drop (call $data.size (global.get $handle)))", "it used handle 1 as data, which it isn't"),
            ("(call $data.drop (global.get $handle))", "it used handle 1 as data, which it isn't"),
            (
                "(call $data.read (global.get $handle) (i32.const 0) (i32.const 1) (i32.const 64))",
                "it used handle 1 as data, which it isn't"
            ),
        ])
    func forged(body: String, words: String) throws {
        let guest = AssetGuest.configuring(
            "\(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle) \(body)")
        #expect(
            try AssetGuest.life(guest)?.fault?.description == "misused its assets in configure: \(words)")
    }

    private static let notNow =
        "they are for setting up, and can be used in configure, reset, set-options and receive alone: where sound is "
        + "processed, no file is read"

    @Test(
        "can't be used but while the effect is being set up",
        arguments: [
            (Guest.Part.start, "while starting"), (.initialize, "while starting"), (.describe, "in describe"),
            (.setParameter, "in set-parameter"), (.process, "in process"), (.allocate, "in cabi_realloc"),
            (.configurePostReturn, "in post-return"), (.processPostReturn, "in post-return"),
        ])
    func wrongTime(part: Guest.Part, place: String) throws {
        for call in [
            "(drop (call $sound.frames (i32.const 1)))", AssetGuest.open(.data, "bytes"),
            "(call $sound.drop (i32.const 1))",
        ] {
            let guest = AssetGuest.configuring("").with(part, "\(call) (unreachable)")
            let error = try AssetGuest.life(guest)
            #expect(error?.fault?.description == "misused its assets \(place): \(Self.notNow)", "\(call)")
        }
    }

    @Test("can't be used by the allocator that a result is written with")
    func withinAllocator() throws {
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            (call $sound.read (global.get $handle) (i32.const 0) (i32.const 1) (i32.const 64))
            """
        ).with(.allocate, "(drop (call $sound.frames (i32.const 1))) (unreachable)")
        #expect(try AssetGuest.life(guest)?.fault?.description == "misused its assets in configure: \(Self.notNow)")
    }

    @Test(
        "are asked for by the rules of the canonical ABI",
        arguments: [
            ("(call $sound.open (i32.const -1) (i32.const 4) (i32.const 48))", "do not lie within its memory"),
            ("(call $sound.open (i32.const 9000) (i32.const 2) (i32.const 48))", "are not UTF-8"),
            ("(call $sound.open (i32.const 8192) (i32.const 8) (i32.const 50))", "is not a multiple of 4"),
            ("(call $sound.open (i32.const 8192) (i32.const 8) (i32.const -4))", "do not lie within its memory"),
        ])
    func brokenABI(call: String, words: String) throws {
        let guest = AssetGuest.configuring(call).adding(
            "(data (i32.const 8192) \"ramp.wav\") (data (i32.const 9000) \"\\c3\\28\")")
        let fault = try #require(try AssetGuest.life(guest)?.fault)
        #expect(fault.description.hasPrefix("broke the canonical ABI in configure: using assets: "))
        #expect(fault.description.contains(words))
    }

    @Test("that an allocator has no place for end the effect as it ended")
    func badAllocator() throws {
        let read = """
            \(AssetGuest.open(.sound, "ramp.wav")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            (call $sound.read (global.get $handle) (i32.const 0) (i32.const 1) (i32.const 64))
            """
        let outside = AssetGuest.configuring(read).with(.allocate, "(i32.const -16)")
        #expect(try AssetGuest.life(outside)?.fault?.description.contains("do not lie within its memory") == true)
        let trapping = AssetGuest.configuring(read).with(.allocate, "(unreachable)")
        #expect(
            try AssetGuest.life(trapping)?.fault?.description
                == "trapped in configure: it reached code marked unreachable in allocate, called by configure")
    }

    @Test("can't be read without end")
    func tooMuch() throws {
        let guest = AssetGuest.configuring(
            """
            \(AssetGuest.open(.data, "large")) \(AssetGuest.expectOpened) \(AssetGuest.keepHandle)
            (loop $more
              (call $data.read (global.get $handle) (i32.const 0) (i32.const -1) (i32.const 64))
              (global.set $next (i32.const \(Guest.arenaAddress)))
              (br $more))
            """)
        #expect(
            try AssetGuest.life(guest)?.fault?.description
                == "misused its assets in configure: it opened and read more than 256 MiB in one call")
        let asking = AssetGuest.configuring("(loop $more \(AssetGuest.open(.data, "nothing")) (br $more))")
        #expect(
            try AssetGuest.life(asking)?.fault?.description
                == "misused its assets in configure: it opened and read more than 256 MiB in one call")
    }

    @Test("are let go with the instance, and another instance has them anew")
    func lettingGo() throws {
        let source = CountingAssets()
        let loader = try EffectLoader(cache: nil, grants: EffectGrants(assets: source))
        let wasm = try WasmEngine.wasm(
            fromText: AssetGuest.configuring("\(AssetGuest.open(.sound, "x")) \(AssetGuest.expectOpened)").text)
        let module = try loader.load(wasm, name: "guest")
        for _ in 0..<3 {
            var instance: EffectInstance? = try module.instantiate()
            _ = try instance?.configure(AssetGuest.format)
            #expect(source.livingSound != nil)
            instance = nil
            #expect(source.livingSound == nil)
        }
        #expect(source.openCount == 3)
    }
}
