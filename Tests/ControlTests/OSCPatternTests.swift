// Addresses that stand for several, and patterns made to cost time.

import Control
import Foundation
import TestSupport
import Testing

@Suite("OSC address patterns")
struct OSCPatternTests {
    private func matched(_ pattern: String, _ texts: [String]) throws -> [String] {
        let pattern = try OSCPattern(pattern)
        return texts.filter(pattern.matches)
    }

    @Test("stand for any characters, for one, for one of some, and for one of several texts")
    func signs() throws {
        let names = ["low", "high", "low-2", "lower", "a1", "a2", "b1"]
        #expect(try matched("*", names) == names)
        #expect(try matched("lo?", names) == ["low"])
        #expect(try matched("low*", names) == ["low", "low-2", "lower"])
        #expect(try matched("*o*2", names) == ["low-2"])
        #expect(try matched("*e*r", names) == ["lower"])
        #expect(try matched("a[12]", names) == ["a1", "a2"])
        #expect(try matched("[a-c]1", names) == ["a1", "b1"])
        #expect(try matched("[!a]?", names) == ["b1"])
        #expect(try matched("{low,high}", names) == ["low", "high"])
        #expect(try matched("{lo,low}w*", names) == ["low", "low-2", "lower"])
        #expect(try matched("{,low-}2", ["2", "low-2", "x2"]) == ["2", "low-2"])
        #expect(try matched("low", names) == ["low"])
        #expect(try matched("", names).isEmpty)
        #expect(try matched("???", ["ab", "abc", "abcd"]) == ["abc"])
    }

    @Test("take a minus at the end of a class, and an exclamation mark not at its beginning, for themselves")
    func classes() throws {
        #expect(try matched("a[b-]", ["ab", "a-", "ac"]) == ["ab", "a-"])
        #expect(try matched("[-a]", ["-", "a", "b"]) == ["-", "a"])
        #expect(try matched("[a!]", ["a", "!", "b"]) == ["a", "!"])
        #expect(try matched("[!a-]", ["a", "-", "b"]) == ["b"])
    }

    @Test("leave a node's own controls alone unless they begin as those do")
    func controls() throws {
        let names = ["mix", "@mix", "@bypass"]
        #expect(try matched("*", names) == ["mix"])
        #expect(try matched("?mix", names).isEmpty)
        #expect(try matched("[!a]mix", names).isEmpty)
        #expect(try matched("@*", names) == ["@mix", "@bypass"])
        #expect(try matched("{@mix,mix}", names) == ["mix", "@mix"])
    }

    @Test("agree with a matcher that tries everything")
    func oracle() throws {
        /// By definition, without a thought for time.
        func matches(_ pattern: Substring, _ text: Substring) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            let rest = pattern.dropFirst()
            switch first {
            case "*": return matches(rest, text) || !text.isEmpty && matches(pattern, text.dropFirst())
            case "?": return !text.isEmpty && matches(rest, text.dropFirst())
            case "[":
                let end = rest.firstIndex(of: "]")!
                guard let character = text.first, rest[..<end].contains(character) else { return false }
                return matches(rest[rest.index(after: end)...], text.dropFirst())
            case "{":
                let end = rest.firstIndex(of: "}")!
                return rest[..<end].split(separator: ",").contains {
                    text.hasPrefix($0) && matches(rest[rest.index(after: end)...], text.dropFirst($0.count))
                }
            default: return text.first == first && matches(rest, text.dropFirst())
            }
        }
        var random = SeededGenerator(seed: 0x05C2)
        let pieces = ["*", "?", "[ab]", "[bc]", "{a,ab,bca}", "{b,c}", "a", "b", "c"]
        var matchCount = 0
        for _ in 0..<5_000 {
            let pattern = (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            let text = String(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in "abc".randomElement(using: &random)! })
            let expected = matches(pattern[...], text[...])
            #expect(try OSCPattern(pattern).matches(text) == expected, "\(pattern) \(text)")
            if expected { matchCount += 1 }
        }
        #expect(matchCount > 500)
    }

    @Test("that are made to be tried in more ways than anybody can count are matched at once")
    func adversarial() throws {
        // Tried one by one, the ways would be as many as there are to choose 60 places among 120, some 10³⁵.
        let text = String(repeating: "a", count: 120)
        #expect(try !matched(String(repeating: "*a", count: 60) + "b", [text]).contains(text))
        #expect(try matched(String(repeating: "*a", count: 60), [text]) == [text])
        #expect(try !OSCPattern(String(repeating: "{a,aa}", count: 40) + "b").matches(text))
    }

    @Test("without sense are refused, with what was expected")
    func malformed() {
        let cases = [
            ("a[b", "a ]"), ("a{b", "a }"), ("a]", "opened"), ("a}b", "opened"), ("[]", "characters between"),
            ("[!]", "characters between"), ("[z-a]", "upwards"), ("{a,{b}}", "plain characters"),
            ("[a*]", "plain characters"), (String(repeating: "?", count: 257), "256 bytes"),
        ]
        for (pattern, expected) in cases {
            let error = #expect(throws: ControlError.self) { try OSCPattern(pattern) }
            #expect(error?.message.contains(expected) == true, "\(pattern): \(error?.message ?? "")")
        }
    }

    private static let targets = ["low.cutoff", "low.level", "low.@mix", "high.cutoff", "high.@mix"].map {
        ParameterTarget($0)!
    }

    @Test("stand for nodes and their parameters, each address once")
    func addresses() throws {
        func addresses(_ address: String) throws -> [String] {
            try OSCAddressPattern(address).addresses(among: Self.targets)
        }
        #expect(try addresses("/*/cutoff") == ["/low/cutoff", "/high/cutoff"])
        #expect(try addresses("/low/*") == ["/low/cutoff", "/low/level"])
        #expect(try addresses("/*/@mix/position") == ["/low/@mix/position", "/high/@mix/position"])
        #expect(try addresses("/bypass/*") == ["/bypass/low", "/bypass/high"])
        #expect(try addresses("/bypass/h*") == ["/bypass/high"])
        #expect(try addresses("/nope*/cutoff").isEmpty)
        // It is no node, and a pattern for nodes is none for what isn't.
        #expect(try addresses("/b*/low").isEmpty)
        for address in ["/lo*", "/*", "/a/b/posi*", "/a*/b/c/d", "/*/b/other"] {
            #expect(throws: ControlError.self, "\(address)") { try OSCAddressPattern(address) }
        }
    }

    /// What a packet's messages came to.
    private func send(_ addresses: [String]) throws -> (handler: FakeHandler, refused: Int, reports: [String]) {
        func text(_ text: String) -> [UInt8] {
            let bytes = Array(text.utf8)
            return bytes + [UInt8](repeating: 0, count: 4 - bytes.count % 4)
        }
        func big<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
            withUnsafeBytes(of: value.bigEndian) { Array($0) }
        }
        let loop = try EventLoop()
        let handler = FakeHandler()
        var reports: [String] = []
        let server = try OSCServer(port: 0, loop: loop, handler: handler) { reports.append($0) }
        let messages = addresses.map { text($0) + text(",i") + big(Int32(500)) }
        let packet = text("#bundle") + big(UInt64(1)) + messages.flatMap { big(Int32($0.count)) + $0 }
        let sender = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(sender) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = server.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // The last packet says that all came before.
        for packet in [packet, text("/high/level") + text(",i") + big(Int32(1))] {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    #expect(sendto(sender, packet, packet.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) >= 0)
                }
            }
        }
        handler.onAction = { action in
            if case .set(let target, _) = action, target.parameter == "level" { loop.stop() }
        }
        loop.after(milliseconds: 30_000) { loop.stop() }
        loop.run()
        return (handler, server.refusedCount, reports)
    }

    @Test("in a packet do what each address that they stand for would do")
    func server() throws {
        let result = try send(["/{low,high}/cutoff", "/low/cutoff", "/nobody*/cutoff", "/[/x", "/bypass/h*"])
        #expect(result.handler.values["low.cutoff"] == 500)
        #expect(result.handler.values["high.cutoff"] == 500)
        #expect(result.handler.values["high.level"] == 1)
        #expect(result.handler.bypassed == ["high"])
        #expect(result.refused == 2)
        #expect(result.reports.contains { $0.contains("matches nothing") })
        // Asked for once, whatever the number of patterns.
        #expect(result.handler.actions.count { if case .get = $0 { true } else { false } } == 1)
    }

    @Test("are sixteen in a packet at most")
    func flood() throws {
        let result = try send(Array(repeating: "/low/cut*", count: 17))
        #expect(
            result.handler.actions.count {
                if case .set(let target, _) = $0 { target.parameter == "cutoff" } else { false }
            } == 16)
        #expect(result.refused == 1)
    }
}
