// Packets made by hand, and packets made by nobody.

import Control
import Foundation
import Presets
import TestSupport
import Testing

@Suite("OSC")
struct OSCTests {
    private func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes + [UInt8](repeating: 0, count: 4 - bytes.count % 4)
    }

    private func big<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private func float(_ value: Float) -> [UInt8] { big(value.bitPattern) }

    private func bundle(_ elements: [[UInt8]]) -> [UInt8] {
        text("#bundle") + big(UInt64(1)) + elements.flatMap { big(Int32($0.count)) + $0 }
    }

    private func action(_ packet: [UInt8]) throws -> ControlAction {
        let messages = try OSCReader.messages(in: packet)
        #expect(messages.count == 1)
        return try ControlAction(messages[0])
    }

    private static let cutoff = ParameterTarget(node: "lowpass", parameter: "cutoff")

    @Test("a node's parameter is set by numbers of every type, by text, by true and false")
    func set() throws {
        let address = text("/lowpass/cutoff")
        #expect(try action(address + text(",f") + float(800)) == .set(Self.cutoff, .to(.number(800))))
        #expect(try action(address + text(",i") + big(Int32(-8))) == .set(Self.cutoff, .to(.number(-8))))
        #expect(
            try action(address + text(",h") + big(Int64(1) << 33)) == .set(Self.cutoff, .to(.number(8_589_934_592))))
        #expect(try action(address + text(",d") + big((0.1).bitPattern)) == .set(Self.cutoff, .to(.number(0.1))))
        #expect(try action(address + text(",s") + text("2.5kHz")) == .set(Self.cutoff, .to(.text("2.5kHz"))))
        #expect(try action(address + text(",T")) == .set(Self.cutoff, .to(.flag(true))))
        #expect(try action(address + text(",F")) == .set(Self.cutoff, .to(.flag(false))))
        #expect(
            try action(text("/lowpass/cutoff/position") + text(",f") + float(0.5))
                == .set(Self.cutoff, .position(0.5)))
        #expect(
            try action(text("/lowpass/@mix") + text(",f") + float(0.5))
                == .set(ParameterTarget(node: "lowpass", parameter: "@mix"), .to(.number(0.5))))
    }

    @Test("a node is bypassed, taken back and toggled; a preset is loaded by its name")
    func others() throws {
        let address = text("/bypass/chorus")
        #expect(try action(address + text(",i") + big(Int32(1))) == .bypass(node: "chorus", .on))
        #expect(try action(address + text(",f") + float(0)) == .bypass(node: "chorus", .off))
        #expect(try action(address + text(",")) == .bypass(node: "chorus", .toggle))
        #expect(try action(address) == .bypass(node: "chorus", .toggle))
        #expect(try action(text("/load") + text(",s") + text("warm-strings")) == .load(.preset("warm-strings")))
        #expect(try ControlAction(OSCMessage("/load", [.text("echo@1.2.0")])) == .load(.preset("echo@1.2.0")))
    }

    @Test("a bundle is its messages in order, and bundles in it theirs")
    func bundles() throws {
        let one = text("/a/b") + text(",i") + big(Int32(1))
        let two = text("/c/d") + text(",i") + big(Int32(2))
        let messages = try OSCReader.messages(in: bundle([one, bundle([two, one]), bundle([])]))
        #expect(messages.map(\.address) == ["/a/b", "/c/d", "/a/b"])
        #expect(try OSCReader.messages(in: bundle([])).isEmpty)
    }

    @Test("what is no packet is refused, and says where it stops being one")
    func malformed() {
        let good = text("/a/b") + text(",f") + float(1)
        var deep = good
        for _ in 0..<9 { deep = bundle([deep]) }
        let cases: [([UInt8], String)] = [
            ([], "a packet of 0 bytes"), ([0x2F], "a packet of 1 bytes"), (good.dropLast(4) + [], "it ends too early"),
            (good + [0, 0, 0, 0], "more bytes than its types say"), (text("a/b"), "doesn't begin with a slash"),
            ([0x2F, 0x61, 0x62, 0x63], "a text without an end"), ([0x2F, 0, 0, 1], "followed by zeros"),
            ([0x2F, 0xFF, 0, 0], "UTF-8"), (text("/a") + text("f") + float(1), "a comma"),
            (text("/a") + text(",b") + float(1), "the type 98"), (text("#bundel") + big(UInt64(1)), "#bundle"),
            (text("#bundle") + big(UInt32(1)), "it ends too early"),
            (text("#bundle") + big(UInt64(1)) + big(Int32(-4)), "an element of -4 bytes"),
            (text("#bundle") + big(UInt64(1)) + big(Int32(8)) + good.prefix(4), "it ends too early"),
            (deep, "nest deeper than 8"),
            (text("/a") + text("," + String(repeating: "T", count: 65)), "more than 64 arguments"),
        ]
        for (packet, expected) in cases {
            let error = #expect(throws: ControlError.self) { try OSCReader.messages(in: packet) }
            #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
        }
    }

    @Test("what asks for files, or for nothing there is, is refused")
    func refused() {
        let messages: [OSCMessage] = [
            OSCMessage("/load", [.text("/etc/passwd")]), OSCMessage("/load", [.text("../x")]),
            OSCMessage("/load", [.text("x.json")]), OSCMessage("/load", [.text("x.cajon")]),
            OSCMessage("/load", [.text("tape-delay@1.0.0.cajon")]), OSCMessage("/load", [.text("-")]),
            OSCMessage("/load"), OSCMessage("/"), OSCMessage("//"),
            OSCMessage("/a"), OSCMessage("/a/b"), OSCMessage("/a/b", [.flag(true), .flag(true)]),
            OSCMessage("/a/b/c", [.float(1)]), OSCMessage("/a/b/position", [.text("x")]),
            OSCMessage("/a/b", [.float(.nan)]), OSCMessage("/A B/c", [.float(1)]), OSCMessage("/*/cutoff", [.float(1)]),
            OSCMessage("/bypass/x", [.text("on")]), OSCMessage("/record", [.text("x.wav")]), OSCMessage("/stop"),
        ]
        for message in messages {
            #expect(throws: ControlError.self, "\(message)") { try ControlAction(message) }
        }
    }

    @Test("no packet, however made, does more than be refused")
    func fuzz() {
        var random = SeededGenerator(seed: 0x05C)
        let seeds = [
            text("/a/b") + text(",ifsTF") + big(Int32(1)) + float(1) + text("x"),
            bundle([text("/a/b") + text(",s") + text("yes"), bundle([text("/c/d") + text(",T")])]),
        ]
        var readCount = 0
        for round in 0..<20_000 {
            var packet = seeds[round % 2]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<packet.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: packet[index] = UInt8.random(in: 0...255, using: &random)
                case 1: packet.remove(at: index)
                default: packet.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
                if packet.isEmpty { break }
            }
            guard let messages = try? OSCReader.messages(in: packet) else { continue }
            readCount += 1
            for message in messages { _ = try? ControlAction(message) }
        }
        #expect(readCount > 100)
    }

    @Test("the server does what packets ask for, counts the others and says each complaint once")
    func server() throws {
        let loop = try EventLoop()
        let handler = FakeHandler()
        var reports: [String] = []
        let server = try OSCServer(port: 0, loop: loop, handler: handler) { reports.append($0) }
        #expect(server.port > 0)
        let sender = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(sender) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = server.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        func send(_ packet: [UInt8]) {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    #expect(sendto(sender, packet, packet.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) >= 0)
                }
            }
        }
        for _ in 0..<10 {
            send([1, 2, 3])
            send([])
            send(text("/nope/cutoff") + text(",f") + float(500))
        }
        send(text("/low/cutoff") + text(",f") + float(500))
        handler.onAction = { action in
            if case .set(let target, _) = action, target.node == "low" { loop.stop() }
        }
        loop.after(milliseconds: 30_000) { loop.stop() }
        loop.run()
        #expect(handler.values["low.cutoff"] == 500)
        #expect(server.refusedCount == 30)
        #expect(reports.count == 3)
        #expect(reports.contains { $0.contains("/nope/cutoff") })
    }

    @Test("a port that is taken is said to be")
    func taken() throws {
        let loop = try EventLoop()
        let first = try OSCServer(port: 0, loop: loop, handler: FakeHandler()) { _ in }
        let error = #expect(throws: ControlError.self) {
            _ = try OSCServer(port: first.port, loop: loop, handler: FakeHandler()) { _ in }
        }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.contains("port \(first.port)") == true)
    }
}
