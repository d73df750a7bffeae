// What the server does for clients, good and bad.

import Control
import Foundation
import Presets
import TestSupport
import Testing

@Suite("The control server")
struct ControlServerTests {
    @Test("answers each line with a line that bears the request's id")
    func answers() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        client.send(#"{"id":7,"do":"set","target":"low.cutoff","value":"2.5kHz"}"# + "\n")
        #expect(client.line() == #"{"id":7,"ok":true,"target":"low.cutoff","text":"2.5 kHz","value":2500}"#)
        client.send(#"{"id":"a","do":"get","target":"low.type"}"# + "\r\n")
        let reply = try client.reply()
        #expect(reply["id"] as? String == "a")
        let parameters = try #require(reply["parameters"] as? [[String: Any]])
        #expect(parameters.count == 1)
        #expect(parameters[0]["text"] as? String == "low-pass")
        client.send(#"{"do":"midi"}"# + "\n")
        #expect(client.line() == #"{"mappings":[],"ok":true}"#)
    }

    @Test("keeps half a line until the rest comes, byte by byte if need be")
    func halfLines() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        for byte in #"{"id":1,"do":"bypass","node":"low"}"#.utf8 { client.send([byte]) }
        let other = try RawClient(session.path)
        other.send(#"{"do":"midi"}"# + "\n")
        #expect(other.line() != nil)
        client.send("\n")
        #expect(client.line() == #"{"bypassed":true,"id":1,"node":"low","ok":true}"#)
    }

    @Test("takes what stands before a client's end as a line")
    func lastLine() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        client.send("{\"do\":\"midi\"}\n{\"do\":\"bypass\",\"node\":\"low\"}")
        client.endSending()
        #expect(client.line() == #"{"mappings":[],"ok":true}"#)
        #expect(client.line() == #"{"bypassed":true,"node":"low","ok":true}"#)
        #expect(client.line() == nil)
    }

    @Test(
        "answers garbage with an error and goes on",
        arguments: [
            "{", "[]", "null", "\"\"", "7", "{}", #"{"do":7}"#, #"{"do":"fly"}"#, #"{"do":"set"}"#,
            #"{"do":"set","target":"low"}"#, #"{"do":"set","target":"low.cutoff"}"#,
            #"{"do":"set","target":"low.cutoff","value":1,"by":1}"#, #"{"do":"set","target":"low.cutoff","value":[]}"#,
            #"{"do":"set","target":"low.cutoff","value":1e999}"#, #"{"do":"set","target":"low.cutoff","value":5}"#,
            #"{"do":"set","target":"nope.cutoff","value":500}"#, #"{"do":"status","surplus":1}"#,
            #"{"do":"status","do":"status"}"#, #"{"id":{},"do":"status"}"#, #"{"do":"load"}"#,
            #"{"do":"load","preset":"a","chain":"b"}"#, #"{"do":"insert","effect":"x","at":1.5}"#,
            #"{"do":"move","node":"low"}"#, #"{"do":"record"}"#, #"{"do":"save","file":"\u0000"}"#,
            #"{"do":"subscribe","meters":31}"#, #"{"do":"status","directory":"here"}"#,
            String(repeating: "[", count: 100), "\u{0}\u{1}\u{2}", "\u{FEFF}\u{FEFF}",
        ])
    func garbage(line: String) throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        client.send(line + "\n")
        let reply = try client.reply()
        #expect(reply["ok"] as? Bool == false)
        let error = try #require(reply["error"] as? [String: Any])
        #expect(try #require(error["message"] as? String).count > 10)
        #expect(error["status"] as? Int == 65)
        client.send(#"{"do":"midi"}"# + "\n")
        #expect(client.line() == #"{"mappings":[],"ok":true}"#)
    }

    @Test("answers bytes that are no text, whatever they are")
    func binary() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        var random = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 1...500, using: &random)).map { _ in
                UInt8.random(in: 11...255, using: &random)
            }
            client.send(bytes + [10])
            #expect(try client.reply()["ok"] as? Bool == false)
        }
        // A client that goes in the middle of a line takes nothing with it.
        client.send([0xFF, 0xFE, 0x7B])
        close(dup(client.descriptor))
        #expect(try session.client().ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
    }

    @Test("answers each of 5,000 spoilt requests with one line that is JSON")
    func mutations() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        var random = SeededGenerator(seed: 0x50C)
        let lines = ControlRequestTests.actions.map { ControlRequest($0, id: .number(1)).line }
        var refusedCount = 0
        for _ in 0..<5_000 {
            var bytes = Array(lines.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = [0x22, 0x7B, 0x5D, 0x2C, 0x30, 0x80, 0x5C].randomElement(using: &random)!
                case 1: bytes.removeSubrange(index...)
                default: bytes.insert(bytes[bytes.count - 1 - index], at: index)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            client.send(bytes + [10])
            // A subscription that came through whole sends events in between.
            var reply = try client.reply()
            while reply["event"] != nil { reply = try client.reply() }
            if try #require(reply["ok"] as? Bool) == false { refusedCount += 1 }
        }
        #expect(refusedCount > 2_500)
    }

    @Test("says what was meant when a name is nearly right")
    func suggestions() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        client.send(#"{"do":"staus"}"# + "\n")
        #expect(try #require(client.line()).contains(#"did you mean \"status\"?"#))
        client.send(#"{"do":"set","target":"low.cutoff","valeu":1}"# + "\n")
        #expect(try #require(client.line()).contains(#"expected one of \"value\""#))
        client.send(#"{"do":"bypass","nod":"low"}"# + "\n")
        #expect(try #require(client.line()).contains(#"\"node\" is missing; expected a node's id"#))
        client.send(#"{"do":"remove","node":"low","forse":true}"# + "\n")
        #expect(try #require(client.line()).contains(#"\"remove\" has no \"forse\""#))
    }

    @Test("ends a client whose line is longer than a request can be, and no other")
    func longLine() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        let other = try RawClient(session.path)
        let longest = #"{"do":"midi"}"# + String(repeating: " ", count: (64 << 10) - 13)
        client.send(longest + "\n")
        #expect(client.line() == #"{"mappings":[],"ok":true}"#)
        client.send(longest + " ")
        let error = try #require(client.reply()["error"] as? [String: Any])
        #expect(error["message"] as? String == "a line is longer than 65536 bytes; good-bye")
        #expect(client.isHungUp())
        other.send(#"{"do":"midi"}"# + "\n")
        #expect(other.line() != nil)
    }

    @Test("answers 100,000 requests of one client in order, while another gets its answers in between")
    func flood() throws {
        let session = try FakeSession()
        let path = session.path
        let count = 100_000
        let sender = try RawClient(path)
        // A duplicate, so that one thread sends while another receives.
        let descriptor = sender.descriptor
        let thread = Thread {
            var text = ""
            for number in 0..<count {
                text += #"{"id":\#(number),"do":"set","target":"low.cutoff","value":\#(100 + number % 1000)}"# + "\n"
                guard text.utf8.count > 60_000 || number == count - 1 else { continue }
                let bytes = Array(text.utf8)
                var sent = 0
                while sent < bytes.count {
                    let taken = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, bytes.count - sent) }
                    if taken <= 0 { return }
                    sent += taken
                }
                text = ""
            }
        }
        thread.start()
        let other = try session.client()
        for number in 0..<count {
            let line = try #require(sender.line())
            try #require(line.hasPrefix(#"{"id":\#(number),"ok":true"#), "\(line)")
            if number % 5000 == 0 {
                #expect(try other.ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
            }
        }
        #expect(session.actions.count == count + count / 5000)
    }

    @Test("stops reading from a client that doesn't read, without harm to others, and lets it go on when it does")
    func unread() throws {
        let session = try FakeSession()
        let client = try RawClient(session.path)
        _ = fcntl(client.descriptor, F_SETFL, O_NONBLOCK)
        // Until nothing has been taken for a good while: both ways are full then, and the server waits.
        let request = Array((#"{"do":"status"}"# + "\n").utf8)
        var sentCount = 0
        var stillness = 0
        while stillness < 50, sentCount < 1_000_000 {
            if write(client.descriptor, request, request.count) == request.count {
                sentCount += 1
                stillness = 0
            } else {
                stillness += 1
                usleep(10_000)
            }
        }
        #expect(sentCount > 100 && sentCount < 1_000_000)
        #expect(session.actions.count < sentCount)
        #expect(try session.client().ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
        #expect(session.on { $2.clientCount } >= 1)
        _ = fcntl(client.descriptor, F_SETFL, 0)
        for _ in 0..<sentCount { try #require(client.line() != nil) }
    }

    @Test("lets a subscriber go that never reads, at its bound, and goes on")
    func unreadEvents() throws {
        var limits = ControlLimits()
        limits.outputBytes = 200_000
        let session = try FakeSession(limits: limits)
        let client = try RawClient(session.path)
        client.send(#"{"do":"subscribe"}"# + "\n")
        #expect(client.line() == #"{"ok":true}"#)
        let text = String(repeating: "x", count: 1000)
        var published = 0
        while session.on({ _, _, server in
            server.publish(ControlEvent(.message, message: text))
            return server.clientCount
        }) > 0, published < 10_000 { published += 1 }
        #expect(published > 100 && published < 10_000)
        #expect(client.isHungUp())
    }

    @Test("tells subscribers what happens, and others nothing")
    func events() throws {
        let session = try FakeSession()
        let subscriber = try RawClient(session.path)
        let other = try RawClient(session.path)
        subscriber.send(#"{"do":"subscribe","meters":30}"# + "\n")
        #expect(subscriber.line() == #"{"ok":true}"#)
        other.send(#"{"do":"midi"}"# + "\n")
        #expect(other.line() != nil)
        session.on { $2.publish(ControlEvent(.fault, message: "an endless loop", node: "low")) }
        var kinds: Set<String> = []
        while kinds != ["fault", "meters"] {
            kinds.insert(try #require(subscriber.reply()["event"] as? String))
        }
        other.send(#"{"do":"midi"}"# + "\n")
        #expect(other.line() == #"{"mappings":[],"ok":true}"#)
        subscriber.send(#"{"id":1,"do":"subscribe","events":false}"# + "\n")
        while try subscriber.reply()["id"] == nil {}
    }

    @Test("turns away the client that is one too many, and takes the next when one has gone")
    func tooMany() throws {
        let session = try FakeSession()
        var clients = try (0..<ControlLimits().clients).map { _ in try RawClient(session.path) }
        for client in clients {
            client.send(#"{"do":"midi"}"# + "\n")
            #expect(client.line() != nil)
        }
        for _ in 0..<(100 - clients.count) {
            let surplus = try RawClient(session.path)
            let error = try #require(surplus.reply()["error"] as? [String: Any])
            #expect(try #require(error["message"] as? String).hasPrefix("32 clients are connected already"))
            #expect(error["status"] as? Int == 69)
            #expect(surplus.isHungUp())
        }
        clients.removeLast()
        while true {
            let next = try RawClient(session.path)
            next.send(#"{"do":"midi"}"# + "\n")
            if try next.reply()["ok"] as? Bool == true { break }
        }
    }

    @Test("answers one client while another's request takes its time, and that client's next only afterwards")
    func slowRequest() throws {
        let session = try FakeSession { $0.holdsLoads = true }
        let slow = try RawClient(session.path)
        slow.send(#"{"id":1,"do":"load","preset":"big"}"# + "\n" + #"{"id":2,"do":"midi"}"# + "\n")
        #expect(session.waits { _, handler, _ in !handler.actions.isEmpty })
        #expect(try session.client().ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
        #expect(session.actions.count == 2)
        session.on { _, handler, _ in handler.release() }
        #expect(slow.line() == #"{"id":1,"ok":true,"preset":"held"}"#)
        #expect(slow.line() == #"{"id":2,"mappings":[],"ok":true}"#)
    }

    @Test("goes on when a client has gone before its answer")
    func goneBeforeAnswer() throws {
        let session = try FakeSession { $0.holdsLoads = true }
        do {
            let client = try RawClient(session.path)
            client.send(#"{"id":1,"do":"load","preset":"big"}"# + "\n")
            #expect(session.waits { _, handler, _ in !handler.actions.isEmpty })
        }
        session.on { _, handler, _ in handler.release() }
        #expect(try session.client().ask(ControlRequest(.midi), timeoutMilliseconds: 30_000).reply.ok)
        #expect(session.waits { _, _, server in server.clientCount == 0 })
    }
}
