// The screen's shape: from the model and a size to lines. Pure functions, any thread.

private import Presets

/// Lays a model out. Whatever the size, no more lines than fit; from 40 columns on, with all that matters.
package struct ScreenLayout: Sendable {
    let model: ScreenModel
    let width: Int
    let height: Int

    /// From here on there is room for what is good to have.
    private static let wide = 64
    private static let messageCount = 3

    private init(_ model: ScreenModel, _ width: Int, _ height: Int) {
        self.model = model
        self.width = width
        self.height = height
    }

    /// The lines from the top, at most `height`, each at most `width` columns.
    package static func lines(_ model: ScreenModel, width: Int, height: Int) -> [ScreenLine] {
        let layout = ScreenLayout(model, max(width, 1), max(height, 1))
        return layout.all().prefix(layout.height).map { $0.cut(to: layout.width) }
    }

    var isWide: Bool { width >= Self.wide }

    private func all() -> [ScreenLine] {
        guard let status = model.status else { return [ScreenLine("starting …", .dim)] }
        let footer = [footer(status)]
        var top = header(status)
        var levels = [ScreenLine()] + levels(status) + [ScreenLine()]
        var messages = status.messages.suffix(Self.messageCount).map(message)
        // What goes first when there is little room: messages, levels, the header's second line; never the footer.
        let least = 3
        func left() -> Int { height - top.count - footer.count - (messages.isEmpty ? 0 : messages.count + 1) }
        while left() - levels.count < least, !messages.isEmpty { messages.removeFirst() }
        if left() - levels.count < least { levels = foldedLevels(status) }
        if left() - levels.count >= least {
            top += levels
        } else if height < 4 {
            top = Array(top.prefix(max(0, height - 2)))
        }
        let room = max(0, left())
        let body = model.showsHelp ? Array(help.prefix(room)) : window(nodes(status), room)
        let filling = (0..<max(0, room - body.count)).map { _ in ScreenLine() }
        let bottom = messages.isEmpty ? [] : [ScreenLine()] + messages
        return top + body + filling + bottom + footer
    }

    // MARK: Header

    private func header(_ status: LiveStatus) -> [ScreenLine] {
        let state =
            switch status.state {
            case .playing: "playing"
            case .idle: "idle"
            case .waiting: "waiting for the device"
            case .ending: "ending"
            }
        let right = "\(state)  \(Self.clock(status.uptimeSeconds))"
        var first = ScreenLine()
        first.add(ScreenLine.fitted(status.preset, max(1, width - right.count - 2)), .strong)
        first.tab(to: width - right.count)
        first.add(right, status.state == .waiting ? .warning : .plain)
        var second = ScreenLine()
        let period = "\(status.periodCount) × \(status.periodFrames)"
        if isWide { second.add("\(Self.kilohertz(status.sampleRate)), \(period) frames, ") }
        second.add("\(Self.decimal(status.latencyMilliseconds, 1)) ms   ")
        if let load = status.meters.load {
            second.add("load \(Self.percent(load.median)), max \(Self.percent(load.maximum))", Self.style(ofLoad: load))
            second.add("   ")
        }
        second.add(status.xruns == 1 ? "1 xrun" : "\(status.xruns) xruns", status.xruns > 0 ? .warning : .plain)
        guard let third = activity(status) else { return [first, second] }
        return [first, second, third]
    }

    /// What goes on besides playing.
    private func activity(_ status: LiveStatus) -> ScreenLine? {
        var line = ScreenLine()
        if let recording = status.recording {
            line.add("● \(Self.clock(recording.seconds)) \(recording.file)", .problem)
            if recording.lostFrames > 0 { line.add(" \(recording.lostFrames) frames lost", .problem) }
        }
        if let target = status.learning {
            if line.columns > 0 { line.add("   ") }
            line.add("move the controller for \(target)", .warning)
        }
        return line.columns > 0 ? line : nil
    }

    private func message(_ message: LiveMessage) -> ScreenLine {
        var line = ScreenLine("\(Self.clock(message.uptimeSeconds))  ", .dim)
        line.add(message.text, message.isProblem ? .problem : .plain)
        return line
    }

    // MARK: Footer

    private func footer(_ status: LiveStatus) -> ScreenLine {
        if let prompt = model.prompt {
            var line = ScreenLine("\(prompt.question): ", .strong)
            // The end of a long answer is where it is typed.
            let room = max(1, width - line.columns - 1)
            var answer = prompt.answer
            while ScreenLine.columns(of: answer) > room, !answer.isEmpty { answer.removeFirst() }
            line.add(answer + "▏")
            return line
        }
        if let notice = model.notice { return ScreenLine(notice.text, notice.isProblem ? .problem : .strong) }
        let keys =
            [
                "↑↓ select  ←→ change  ⇧ fine  ⏎ value  b bypass  r record  l load  m MIDI  ? help  q quit",
                "↑↓ ←→ change  ⏎ value  b bypass  r record  l load  ? help  q quit",
            ].first { ScreenLine.columns(of: $0) <= width } ?? "↑↓ ←→  b bypass  r rec  l load  ? help"
        return ScreenLine(keys, .dim)
    }

    private var help: [ScreenLine] {
        [
            ("↑ ↓", "select a parameter"), ("tab", "select the next node"), ("← →  - +", "change it"),
            ("shift ← →", "change it a little"), ("enter", "type a value: 800, 2.5kHz, on"),
            ("backspace", "back to the effect's own"), ("b", "bypass the node, or not"), ("r", "record, or stop"),
            ("l", "load a preset or a chain"), ("m", "let a MIDI controller move it"),
            ("q q, ctrl-c", "fade out and end"), ("any key", "leave this help"),
        ].map { key, meaning in
            var line = ScreenLine("  \(key)", .strong)
            line.tab(to: 15)
            line.add(meaning)
            return line
        }
    }

    // MARK: Rows under the cursor

    /// As many rows as there is room for, the cursor's among them, and that there are more.
    private func window(_ rows: (lines: [ScreenLine], cursor: Int), _ room: Int) -> [ScreenLine] {
        guard rows.lines.count > room, room > 0 else { return Array(rows.lines.prefix(room)) }
        let start = min(max(0, rows.cursor - room / 2), rows.lines.count - room)
        return Array(rows.lines[start..<(start + room)])
    }
}
