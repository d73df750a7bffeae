// `cajon control` as a user meets it, with a session that only seems to play.

import Control
import Foundation
import Presets
import TestSupport
import Testing

@Suite("cajon control")
struct ControlCommandTests {
    private func cajon(_ session: FakeSession, _ arguments: String...) throws -> Program.Outcome {
        try program(session.folder, arguments).run()
    }

    private func program(_ folder: TemporaryFolder, _ arguments: [String]) -> Program {
        var program = Program(Stage.program, ["control"] + arguments)
        program.folder = folder.path
        program.environment = ["XDG_RUNTIME_DIR": folder.path, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]
        return program
    }

    private func expect(_ outcome: Program.Outcome, says text: String, _ location: SourceLocation = #_sourceLocation) {
        #expect(outcome.status == 0, "\(outcome.error)", sourceLocation: location)
        #expect(outcome.text == text + "\n", sourceLocation: location)
        #expect(outcome.error == "", sourceLocation: location)
    }

    @Test("sets parameters to values with units, to negative ones, by differences and by position")
    func set() throws {
        let session = try FakeSession()
        expect(try cajon(session, "set", "low.cutoff", "2.5kHz"), says: "low.cutoff = 2.5 kHz")
        expect(try cajon(session, "set", "low.level", "-6dB"), says: "low.level = -6 dB")
        expect(try cajon(session, "set", "low.level", "-7"), says: "low.level = -7 dB")
        expect(try cajon(session, "set", "low.level", "--by", "-3"), says: "low.level = -10 dB")
        expect(try cajon(session, "set", "low.type", "notch"), says: "low.type = notch")
        expect(try cajon(session, "set", "low.cutoff", "1", "--position"), says: "low.cutoff = 20 kHz")
        expect(
            try cajon(session, "set", "low.cutoff", "800", "--json"),
            says: #"{"ok":true,"target":"low.cutoff","text":"800 Hz","value":800}"#)
    }

    @Test("says what is wrong, on standard error, with the status that is true")
    func errors() throws {
        let session = try FakeSession()
        let cases: [([String], Int32, String)] = [
            (["set", "low.cutoff", "90kHz"], 65, "cajon: cutoff: 90kHz is out of range; expected 20 Hz to 20 kHz\n"),
            (["set", "nope.cutoff", "1"], 65, "cajon: there is no nope.cutoff\n"),
            (["load", "nope"], 66, "cajon: nope: there is no preset of this name\n"),
            (["send", "{"], 65, "cajon: byte 2 of the line:"),
            (["--session", "other", "status"], 64, "Unknown option"),
            (["status", "--session", "other"], 69, "no live session is called \"other\"; running: fake\n"),
            (["set", "low.cutoff"], 64, "give a node's parameter and its value"),
            (["set", "cutoff", "3"], 64, "'cutoff' is no parameter"),
            (["set", "low.cutoff", "3", "--fnord"], 64, "Unknown option '--fnord'"),
            (["load"], 64, "give either a preset or --chain"), (["move", "low"], 64, "give one of --before"),
            (["bypass", "low", "perhaps"], 64, "perhaps"), (["record"], 64, "give either a file or --stop"),
        ]
        for (arguments, status, message) in cases {
            for arguments in [arguments, arguments + ["--json"]] {
                let outcome = try program(session.folder, arguments).run()
                #expect(outcome.status == status, "\(arguments): \(outcome.error)")
                #expect(outcome.text == "")
                #expect(outcome.error.contains(message), "\(arguments): \(outcome.error)")
            }
        }
    }

    @Test("needs a session: with none its status is 69, with several it asks which")
    func sessions() throws {
        let folder = try TemporaryFolder("cajon-control")
        let none = try program(folder, ["status"]).run()
        #expect(none.status == 69)
        #expect(none.error.contains("no live session runs") && none.error.contains("cajon live"))
        #expect(try program(folder, ["sessions"]).run().text == "")
        let (one, two) = (try FakeSession("one", folder: folder), try FakeSession("two", folder: folder))
        let several = try program(folder, ["midi"]).run()
        #expect(several.status == 64)
        #expect(several.error == "cajon: 2 live sessions run; choose one with --session: one or two\n")
        #expect(try program(folder, ["midi", "--session", "two"]).run().status == 0)
        #expect(try program(folder, ["sessions"]).run().text == "one\ntwo\n")
        #expect(one.actions.isEmpty && two.actions.count == 1)
    }

    @Test("asks for what its arguments say, and paths start where the user is")
    func actions() throws {
        let session = try FakeSession()
        let cases: [([String], ControlAction)] = [
            (["get"], .get(.everything)), (["get", "low"], .get(.node("low"))),
            (["get", "low.@mix"], .get(.parameter(ParameterTarget(node: "low", parameter: "@mix")))),
            (["load", "warm-strings"], .load(.preset("warm-strings"))),
            (["load", "--chain", "filter | chorus"], .load(.chain("filter | chorus"))),
            (["bypass", "low"], .bypass(node: "low", .toggle)), (["bypass", "low", "off"], .bypass(node: "low", .off)),
            (["insert", "chorus mix=40%"], .insert(effect: "chorus mix=40%", .end)),
            (["insert", "chorus", "--after", "low"], .insert(effect: "chorus", .after("low"))),
            (["insert", "chorus", "--at", "1"], .insert(effect: "chorus", .at(0))),
            (["remove", "low"], .remove(node: "low")),
            (["move", "low", "--before", "high"], .move(node: "low", .before("high"))),
            (["replace", "low", "wah"], .replace(node: "low", effect: "wah")), (["meters"], .meters), (["midi"], .midi),
            (["record", "take.wav"], .record(file: "take.wav")), (["record", "--stop"], .stopRecording),
            (["save", "x.json", "--force"], .save(file: "x.json", force: true)), (["unlearn", "--all"], .unlearn(nil)),
            (["status"], .status), (["send", #"{"do":"midi"}"#], .midi), (["stop"], .stop),
        ]
        for (arguments, _) in cases {
            #expect(try program(session.folder, arguments).run().status == 0, "\(arguments)")
        }
        #expect(session.actions == cases.map(\.1))
        let here = URL(filePath: session.folder.path).resolvingSymlinksInPath().path
        for directory in session.on({ _, handler, _ in handler.directories }) { #expect(directory == here) }
    }

    @Test("prints one JSON document for every request, and nothing besides")
    func json() throws {
        let session = try FakeSession()
        for arguments in [["get"], ["status"], ["meters"], ["midi"], ["bypass", "low"], ["load", "x"], ["stop"]] {
            let outcome = try program(session.folder, arguments + ["--json"]).run()
            #expect(outcome.status == 0 && outcome.error == "")
            let reply = try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
            #expect(reply?["ok"] as? Bool == true)
            #expect(outcome.text.split(separator: "\n").count == 1)
        }
    }

    @Test("shows a session to people")
    func text() throws {
        let session = try FakeSession()
        let status = try cajon(session, "status").text
        for part in [
            "fake: Two filters, playing for 1:02:03", "playback hw:0", "latency 6.7 ms", "2 xruns", "max 77.0 %",
            "./wild-filter.js", "bypassed, mixed 40 %, 3 faults", "an endless loop", "3 clipped",
        ] { #expect(status.contains(part), "\(part) is missing in\n\(status)") }
        #expect(
            try cajon(session, "get", "low.type").text == "low.type  low-pass  low-pass | high-pass | notch  Type\n")
        #expect(try cajon(session, "meters").text.contains("peak -12.3 dBFS, RMS -20.0"))
    }

    @Test("follows the meters until the session ends")
    func follow() throws {
        let session = try FakeSession()
        let running = try program(session.folder, ["meters", "--follow", "--rate", "30", "--json"]).start()
        #expect(session.waits { _, handler, _ in handler.actions.count > 3 })
        session.on { _, _, server in server.publish(ControlEvent(.ending)) }
        let outcome = running.wait()
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.text.split(separator: "\n").count >= 3)
        #expect(outcome.text.split(separator: "\n").allSatisfy { $0.contains(#""event":"meters""#) })
    }

    @Test("waits for a controller to be learned, and gives up after a while")
    func learn() throws {
        let session = try FakeSession()
        let running = try program(session.folder, ["learn", "low.cutoff", "--minimum", "200Hz"]).start()
        #expect(session.waits { _, handler, _ in !handler.actions.isEmpty })
        session.on { _, _, server in
            var event = ControlEvent(.learned)
            event.target = "low.cutoff"
            event.controller = 21
            event.channel = 2
            server.publish(event)
        }
        let outcome = running.wait()
        #expect(outcome.status == 0)
        #expect(outcome.text == "controller 21, channel 2 moves low.cutoff\n")
        let target = ParameterTarget(node: "low", parameter: "cutoff")
        #expect(session.actions == [.learn(target, minimum: .text("200Hz"), maximum: nil)])
        let late = try cajon(session, "learn", "low.cutoff", "--wait", "1")
        #expect(late.status == 69)
        #expect(session.actions.last == .unlearn(target))
    }
}
