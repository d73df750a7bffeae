// The one function an effect may call.

import EffectHost
import TestSupport
import Testing

@Suite("The log")
struct LogTests {
    private static func write(level: Int = 1, at address: UInt32, count: UInt32) -> String {
        "(call $log (i32.const \(level)) (i32.const \(address)) (i32.const \(count)))"
    }

    /// A guest that writes to its log in `process`, with some text at address 8,192.
    private func guest(_ writes: String, text: String = "hello") -> Guest {
        Guest().with(.process, writes + Guest.returnInput).adding("(data (i32.const 8192) \"\(text)\")")
    }

    @Test("keeps what an effect writes, with its level")
    func keeps() throws {
        let writes = (0..<4).map { Self.write(level: $0, at: 8_192 + UInt32($0), count: 2) }.joined()
        let player = try Host.player(guest(writes))
        _ = player.play([[1], [1]])
        let log = player.instance.drainLog()
        #expect(log.entries.map(\.message) == ["he", "el", "ll", "lo"])
        #expect(log.entries.map(\.level) == [.debug, .info, .warning, .error])
        #expect(player.instance.drainLog().entries.isEmpty)
    }

    @Test("takes an empty line, wherever it lies within memory")
    func empty() throws {
        let player = try Host.player(guest(Self.write(at: 0, count: 0) + Self.write(at: 262_144, count: 0)))
        #expect(player.play([[1], [1]]) != nil)
        #expect(player.instance.drainLog().entries.map(\.message) == ["", ""])
    }

    @Test(
        "ends an effect that calls it wrongly",
        arguments: [
            write(level: 4, at: 8_192, count: 1), write(level: -1, at: 8_192, count: 1),
            write(at: 262_143, count: 2), write(at: .max, count: 1), write(at: 8_192, count: .max),
            write(at: 8_192, count: 0x1000_0000), write(at: 262_145, count: 0), write(at: 8_193, count: 2),
        ])
    func wrongCall(write: String) throws {
        // Bytes 1 and 2 of the text are no UTF-8.
        let player = try Host.player(guest(write, text: "a\\c3\\28"))
        #expect(player.play([[1], [1]]) == nil)
        let fault = try #require(player.instance.takeFault())
        #expect(fault.description == "trapped in process: the host refused a call it made in process")
        #expect(player.instance.drainLog().entries.isEmpty)
    }

    @Test("drops what is beyond its room, counts it, and has room again once it was read")
    func flood() throws {
        let flood = """
            (local.set $j (i32.const 100000))
            (loop $again
              \(Self.write(at: 8_192, count: 5))
              (br_if $again (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))
            """
        let player = try Host.player(guest(flood))
        for _ in 0..<3 {
            #expect(player.play([[1], [1]]) == [[1], [1]])
            let log = player.instance.drainLog()
            #expect(log.entries.count == 1_024)
            #expect(log.entries.allSatisfy { $0.message == "hello" })
            #expect(log.droppedCount == 100_000 - log.entries.count)
        }
    }

    @Test("takes no text of more than 64 KiB, all of which it would have to look at", arguments: [65_536, 65_537])
    func longest(byteCount: Int) throws {
        let guest = Guest().with(
            .reset, "(call $log (i32.const 0) (i32.const 131072) (i32.const \(byteCount)))")
        let instance = try Host.player(guest).instance
        if byteCount <= 65_536 {
            try instance.reset()
        } else {
            #expect(throws: EffectError.self) { try instance.reset() }
        }
    }

    @Test("cuts a long line before a character, and shows none that drives a terminal")
    func longLine() throws {
        // 2047 letters, then a character of three bytes that would lie across the limit of 2048.
        let text = String(repeating: "x", count: 2_047) + "\\e2\\82\\ac" + String(repeating: "y", count: 50)
        let long = try Host.player(guest(Self.write(at: 8_192, count: 2_100), text: text))
        _ = long.play([[1], [1]])
        #expect(long.instance.drainLog().entries.map(\.message) == [String(repeating: "x", count: 2_047)])
        let characters = (0..<700).map { _ in "\\e2\\82\\ac" }.joined()
        let cut = try Host.player(guest(Self.write(at: 8_192, count: 2_100), text: characters))
        _ = cut.play([[1], [1]])
        #expect(cut.instance.drainLog().entries.map(\.message) == [String(repeating: "€", count: 682)])
        let hostile = try Host.player(guest(Self.write(at: 8_192, count: 11), text: "a\\1b[31mb\\0ac\\07d"))
        _ = hostile.play([[1], [1]])
        #expect(hostile.instance.drainLog().entries.map(\.message) == ["a [31mb c d"])
    }

    @Test("is there from the start function on")
    func fromTheStart() throws {
        let guest = Guest().with(.start, Self.write(at: 8_192, count: 5)).adding("(data (i32.const 8192) \"early\")")
        let instance = try Host.load(guest).instantiate()
        #expect(instance.drainLog().entries.map(\.message) == ["early"])
    }
}
