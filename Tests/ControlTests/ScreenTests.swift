// The screen as text, what keys do on it, and what is sent to the terminal.

import Control
import EffectHost
import Foundation
import Presets
import TestSupport
import Testing

@Suite("The screen")
struct ScreenTests {
    /// The fake session, with the cursor where it begins.
    static func model(_ change: (inout LiveStatus) -> Void = { _ in }) -> ScreenModel {
        var status = FakeHandler.status
        change(&status)
        let readings = FakeHandler.parameters.map { ParameterReading(node: "low", parameter: $0, value: $0.initial) }
        var model = ScreenModel()
        model.update(status, parameters: nil, at: 0)
        model.update(status, parameters: readings, at: 0.1)
        return model
    }

    static func text(_ model: ScreenModel, _ width: Int, _ height: Int) -> String {
        let lines = ScreenLayout.lines(model, width: width, height: height)
        #expect(lines.count <= height)
        for line in lines { #expect(line.columns <= width) }
        return lines.map { $0.text + "\n" }.joined()
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    private func expect(_ text: String, _ name: String) throws {
        let file = Self.folder.appending(path: name + ".txt")
        if ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1" { try Data(text.utf8).write(to: file) }
        #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(name) differs; CAJON_BLESS=1")
    }

    @Test("looks as it should, wide, narrow and low")
    func sizes() throws {
        var model = Self.model()
        _ = model.press(.down)
        for (width, height) in [(100, 24), (80, 20), (40, 18), (40, 10), (80, 6), (80, 3)] {
            try expect(Self.text(model, width, height), "screen-\(width)x\(height)")
        }
    }

    @Test("shows a recording, a lesson, faults, a question and help")
    func states() throws {
        var recording = Self.model {
            $0.recording = LiveRecording(file: "take.wav", seconds: 12.4, lostFrames: 128)
            $0.learning = "low.cutoff"
            $0.state = .waiting
            $0.nodes[0].state = .restarting
            $0.nodes[0].faultCount = 1
        }
        try expect(Self.text(recording, 80, 20), "screen-recording")
        _ = recording.press(.enter)
        for character in "40%" { _ = recording.press(.character(character)) }
        try expect(Self.text(recording, 80, 20), "screen-question")
        _ = recording.press(.escape)
        _ = recording.press(.character("?"))
        try expect(Self.text(recording, 80, 24), "screen-help")
        #expect(Self.text(ScreenModel(), 80, 24) == "starting …\n")
    }

    @Test("shows meters: all of the selected node, the first of the others")
    func meters() throws {
        let reduction = EffectMeter(id: "reduction", name: "Reduction", unit: .decibels, minimum: 0, maximum: 60)
        let level = EffectMeter(id: "level", name: "Level", unit: .decibels, minimum: -70, maximum: 0)
        var model = Self.model {
            $0.nodes[0].meters = [MeterReading(reduction, number: 12.34), MeterReading(level, number: .nan)]
            $0.nodes[1].state = .playing
            $0.nodes[1].meters = [MeterReading(level, number: -23)]
        }
        _ = model.press(.down)
        try expect(Self.text(model, 100, 24), "screen-meters")
        try expect(Self.text(model, 40, 18), "screen-meters-narrow")
    }

    @Test("fits every size there is, whatever is selected")
    func everySize() {
        var model = Self.model {
            $0.nodes = (0..<40).map { NodeStatus(id: "node-\($0)", effect: "effect") }
            $0.preset = "長い名前 🎛🎛🎛 e\u{301}"
            $0.meters.input = $0.meters.input + $0.meters.input
        }
        for step in 0..<45 {
            for (width, height) in [(1, 1), (7, 3), (40, 12), (63, 11), (64, 17), (200, 60)] {
                let text = Self.text(model, width, height)
                if width >= 40, height >= 11, let node = model.node { #expect(text.contains("▸ \(node)"), "\(text)") }
            }
            _ = model.press(step % 3 == 0 ? .down : .tab)
        }
        #expect(model.node == "node-39")
    }

    @Test("shows what is hostile without its power over the terminal")
    func hostile() {
        let model = Self.model {
            $0.preset = "\u{1B}]0;x\u{7}"
            $0.nodes[0].effect = "\u{202E}gnp"
            $0.messages = [LiveMessage(uptimeSeconds: 0, text: "a\nb\u{1B}[2J")]
        }
        let text = Self.text(model, 100, 24)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.isSafe($0) })
        #expect(text.contains(#"a\u{a}b"#))
    }

    // MARK: Keys

    @Test("moves the cursor through nodes and the parameters of the selected one")
    func cursor() {
        var model = Self.model()
        #expect(model.node == "low" && model.parameter == nil)
        _ = model.press(.up)
        #expect(model.node == "low")
        for id in ["cutoff", "type", "level"] {
            _ = model.press(.down)
            #expect(model.parameter?.parameter.id == id)
        }
        _ = model.press(.down)
        #expect(model.node == "high" && model.parameter == nil)
        #expect(model.wantedScope == .node("high"))
        _ = model.press(.down)
        #expect(model.node == "high")
        _ = model.press(.backTab)
        #expect(model.node == "low")
        _ = model.press(.end)
        #expect(model.node == "high")
        // A node that goes takes the cursor with it.
        var status = FakeHandler.status
        status.nodes.removeLast()
        model.update(status, parameters: nil, at: 1)
        #expect(model.node == "low")
    }

    @Test("changes what is under the cursor")
    func changes() {
        var model = Self.model()
        let mix = ParameterTarget(node: "low", parameter: "@mix")
        let cutoff = ParameterTarget(node: "low", parameter: "cutoff")
        #expect(model.press(.right) == .set(mix, .turn(0.02)))
        _ = model.press(.down)
        #expect(model.press(.left) == .set(cutoff, .turn(-0.02)))
        #expect(model.press(.shiftRight) == .set(cutoff, .turn(0.002)))
        #expect(model.press(.character("+")) == .set(cutoff, .turn(0.02)))
        #expect(model.press(.backspace) == .set(cutoff, .number(1000)))
        #expect(model.press(.character("b")) == .bypass(node: "low", .toggle))
        #expect(model.press(.character("m")) == .learn(cutoff, minimum: nil, maximum: nil))
        model.receive(.set(cutoff, to: 2000, "2 kHz"), to: .set(cutoff, .turn(0.02)))
        #expect(model.parameter?.text == "2 kHz")
        model.receive(.failure(ControlError(.badValue, "no\nmore")), to: .set(cutoff, .turn(0.02)))
        #expect(Self.text(model, 80, 24).hasSuffix("no …\n"))
    }

    @Test("asks for values, files and presets, and takes escape for an answer")
    func questions() {
        func typed(_ keys: [Key], _ text: String) -> ControlAction? {
            var model = Self.model()
            _ = model.press(.down)
            for key in keys { #expect(model.press(key) == nil) }
            for character in text { #expect(model.press(.character(character)) == nil) }
            return model.press(.enter)
        }
        let cutoff = ParameterTarget(node: "low", parameter: "cutoff")
        #expect(typed([.enter], "2.5kHz") == .set(cutoff, .to(.text("2.5kHz"))))
        #expect(typed([.enter, .character("9"), .backspace], "1") == .set(cutoff, .to(.text("1"))))
        #expect(typed([.character("l")], "warm-strings") == .load(.preset("warm-strings")))
        #expect(typed([.character("l")], "filter | chorus") == .load(.chain("filter | chorus")))
        #expect(typed([.character("r")], "") == .record(file: "take.wav"))
        #expect(typed([.character("r"), .control("u")], "x q.wav") == .record(file: "x q.wav"))
        #expect(typed([.enter, .character("9"), .escape], "") == nil)
        var recording = Self.model { $0.recording = LiveRecording(file: "x.wav", seconds: 1) }
        #expect(recording.press(.character("r")) == .stopRecording)
    }

    @Test("ends the session at the second q, or at control-c")
    func leaving() {
        var model = Self.model()
        #expect(model.press(.character("q")) == nil)
        #expect(Self.text(model, 80, 24).hasSuffix("press q again to fade out and end\n"))
        #expect(model.press(.down) == nil)
        #expect(model.press(.character("q")) == nil)
        #expect(model.press(.character("q")) == .stop)
        #expect(model.press(.control("c")) == .stop)
        _ = model.press(.character("l"))
        #expect(model.press(.control("c")) == .stop)
    }

    // MARK: Painting

    @Test("paints what has changed, and all of it after a change of size")
    func painting() {
        var painter = ScreenPainter(isColoured: true)
        let first = [ScreenLine("one", .strong), ScreenLine("two"), ScreenLine("three")]
        let all = String(decoding: painter.paint(first, width: 20, height: 5), as: UTF8.self)
        #expect(all.contains("\u{1B}[2J") && all.contains("\u{1B}[1mone\u{1B}[0m") && all.contains("three"))
        #expect(painter.paint(first, width: 20, height: 5).isEmpty)
        let second = [first[0], ScreenLine("deux"), first[2]]
        #expect(
            String(decoding: painter.paint(second, width: 20, height: 5), as: UTF8.self) == "\u{1B}[2;1H\u{1B}[Kdeux")
        #expect(
            String(decoding: painter.paint([], width: 20, height: 5), as: UTF8.self).hasPrefix("\u{1B}[1;1H\u{1B}[K"))
        #expect(!painter.paint(second, width: 10, height: 5).isEmpty)
        painter.invalidate()
        #expect(painter.paint(second, width: 10, height: 5).count > 20)
        var plain = ScreenPainter(isColoured: false)
        let text = String(decoding: plain.paint([ScreenLine("x", .problem)], width: 20, height: 1), as: UTF8.self)
        #expect(!text.contains("[31m"))
    }

    @Test("holds peaks for a while, then lets them fall")
    func peaks() {
        var hold = PeakHold()
        hold.update(-10, at: 0)
        hold.update(-40, at: 1)
        #expect(hold.decibels == -10)
        hold.update(-40, at: 2)
        #expect(hold.decibels == -20)
        hold.update(-5, at: 2.1)
        #expect(hold.decibels == -5)
        hold.update(nil, at: 3)
        #expect(hold.decibels == -5)
        hold.update(nil, at: 20)
        #expect(hold.decibels == nil)
    }
}
