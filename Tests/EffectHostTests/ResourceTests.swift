// Effects that want more than they may have: memory, tables, bytes.

import EffectHost
import Foundation
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite("An effect that wants too much")
struct ResourceTests {
    private static let mebibyte = 1 << 20

    @Test("memory is refused it from inside, and lives on")
    func memoryBomb() throws {
        // Grows by 16 pages until it is refused, and then puts out how many pages it has.
        let guest = Guest().with(
            .process,
            """
            (loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
            (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
            (f32.store (local.get $input) (f32.convert_i32_u (memory.size)))
            \(Guest.returnInput)
            """)
        let loader = try Host.loader { $0.memoryBytes = 8 * Self.mebibyte }
        let player = try Host.player(guest, loader)
        for _ in 0..<3 { #expect(player.play([[0, 1], [2, 3]]) == [[128, 1], [2, 3]]) }
    }

    @Test("memory in one go is refused it, and lives on")
    func memoryLeap() throws {
        let guest = Guest().with(
            .configure,
            """
            (global.set $channels (memory.grow (i32.const 60000)))
            (i32.store (i32.const 20) (i32.const 0)) (i32.const 16)
            """
        ).with(
            .process,
            "(f32.store (local.get $input) (f32.convert_i32_s (global.get $channels)))" + Guest.returnInput)
        #expect(try Host.player(guest).play([[0], [0]]) == [[-1], [0]])
    }

    @Test("memory from the start is refused before it runs")
    func declaredMemory() throws {
        var guest = Guest().with(.start, Guest.endlessLoop)
        guest.memory = "1025"
        let error = try #require(try Host.refusal(of: guest))
        #expect(
            error.description.hasPrefix(
                "effect ‘guest’ is not a usable WebAssembly module: 1025 pages of memory; at most 1024 are allowed"))
        let small = try Host.loader { $0.memoryBytes = Self.mebibyte }
        guest.memory = "17"
        #expect(try Host.refusal(of: guest, small)?.description.contains("17 pages of memory; at most 16") == true)
        guest = Guest()
        guest.memory = "16"
        #expect(try Host.refusal(of: guest, small) == nil)
    }

    @Test("table elements is refused them from inside, and lives on")
    func tableBomb() throws {
        let guest = Guest().with(
            .process,
            """
            (loop $more (br_if $more
              (i32.ne (table.grow $t (ref.null func) (i32.const 64)) (i32.const -1))))
            (loop $more (br_if $more
              (i32.ne (table.grow $t (ref.null func) (i32.const 1)) (i32.const -1))))
            (f32.store (local.get $input) (f32.convert_i32_u (table.size $t)))
            \(Guest.returnInput)
            """
        ).adding("(table $t 1 funcref)")
        let loader = try Host.loader { $0.tableElements = 500 }
        #expect(try Host.player(guest, loader).play([[0], [0]]) == [[500], [0]])
    }

    @Test("table elements from the start is refused before it runs")
    func declaredTable() throws {
        let guest = Guest().with(.start, Guest.endlessLoop).adding("(table 1000000 funcref)")
        let error = try #require(try Host.refusal(of: guest))
        #expect(error.description.contains("1000000 table elements; at most 10000 are allowed"))
    }

    @Test("tables is refused before it runs")
    func tables() throws {
        var guest = Guest().with(.start, Guest.endlessLoop)
        guest.items = Array(repeating: "(table 1 funcref)", count: 200)
        let error = try #require(try Host.refusal(of: guest))
        #expect(error.fault == nil)
        #expect(error.description.hasPrefix("effect ‘guest’ "))
    }

    @Test("room for data segments that lie outside its memory is ended when it starts")
    func dataOutside() throws {
        let guest = Guest().adding("(data (i32.const 0x7fffffff) \"x\")")
        let error = try #require(try Host.refusal(of: guest))
        #expect(error.description == "effect ‘guest’ trapped while starting: it accessed memory out of bounds")
    }

    @Test("with 100 MB of data segments is refused for its size, unparsed")
    func hugeData() throws {
        let wasm = try Self.template(withDataOf: 100_000_000)
        let error = try #require(try Host.refusal(of: wasm))
        #expect(
            error.description
                == "effect ‘guest’ has \(wasm.count) bytes, more than the \(ModuleLimits().maximumBytes) that a module may have"
        )
    }

    @Test("with as much data as a file may have is loaded if its memory has room, else refused")
    func muchData() throws {
        let wasm = try Self.template(withDataOf: 30_000_000, pages: "1000")
        #expect(try Host.refusal(of: wasm) == nil)
        let cramped = try Self.template(withDataOf: 30_000_000, pages: "4")
        let error = try #require(try Host.refusal(of: cramped))
        #expect(error.description == "effect ‘guest’ trapped while starting: it accessed memory out of bounds")
    }

    @Test("instances gets no more than there are, and gets them again once others have gone")
    func instances() throws {
        let module = try Host.load(Guest())
        var instances: [EffectInstance] = []
        var refusal: EffectError?
        while refusal == nil && instances.count < 2_000 {
            do throws(EffectError) {
                instances.append(try module.instantiate())
            } catch {
                refusal = error
            }
        }
        #expect(instances.count > 500)
        #expect(refusal?.description.hasPrefix("effect ‘guest’ could not be set up: ") == true)
        instances.removeAll()
        #expect(try Player(module, gain: 2).play([[1], [2]]) == [[2], [4]])
    }

    /// The template's module with a data section of that size behind the descriptor, made without going through text.
    private static func template(withDataOf byteCount: Int, pages: String = "1024") throws -> [UInt8] {
        var guest = Guest()
        guest.memory = pages
        let wasm = try WasmEngine.wasm(fromText: guest.text)
        let data = try #require(try ModuleSummary(parsing: wasm).sections.first { $0.name == "data" })
        let contents = wasm[data.offset..<data.offset + data.byteCount]
        // One segment becomes two: the first is the descriptor's, the second begins at the arena.
        #expect(contents.first == 1)
        let second = [0, 0x41] + LEB128.signed(Guest.arenaAddress) + [0x0b] + LEB128.unsigned(byteCount)
        let section = [2] + contents.dropFirst() + second + [UInt8](repeating: 0x55, count: byteCount)
        let start = data.offset - LEB128.unsigned(data.byteCount).count - 1
        #expect(wasm[start] == 11)
        return wasm[..<start] + [11] + LEB128.unsigned(section.count) + section
    }
}

/// WebAssembly's integers of variable length.
private enum LEB128 {
    static func unsigned(_ value: Int) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + unsigned(value >> 7)
    }

    /// Of a number that isn't negative.
    static func signed(_ value: Int) -> [UInt8] {
        value < 0x40 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + signed(value >> 7)
    }
}
