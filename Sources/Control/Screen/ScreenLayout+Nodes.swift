// The screen's nodes and, of the selected one, its parameters. Pure functions, any thread.

private import EffectHost
private import Presets

extension ScreenLayout {
    /// A line for each node, each meter and each parameter of the selected one, and which of them is under the cursor.
    func nodes(_ status: LiveStatus) -> (lines: [ScreenLine], cursor: Int) {
        var lines: [ScreenLine] = []
        var cursor = 0
        let idWidth = min(max(status.nodes.map { ScreenLine.columns(of: $0.id) }.max() ?? 0, 4), isWide ? 20 : 12)
        for node in status.nodes {
            let isSelected = node.id == model.node
            let meters = isSelected ? (node.meters ?? []) : []
            if isSelected { cursor = lines.count + (model.parameterIndex.map { $0 + 1 + meters.count } ?? 0) }
            lines.append(line(of: node, idWidth: idWidth, isCursor: isSelected && model.parameterIndex == nil))
            guard isSelected else { continue }
            lines += meters.map(line(of:))
            for (index, parameter) in model.parameters.enumerated() {
                lines.append(line(of: parameter, isCursor: index == model.parameterIndex))
            }
        }
        return (lines, cursor)
    }

    private func line(of node: NodeStatus, idWidth: Int, isCursor: Bool) -> ScreenLine {
        var line = ScreenLine(isCursor ? "▸ " : "  ", .strong)
        line.add(ScreenLine.fitted(node.id, idWidth), isCursor ? .strong : .plain)
        if isWide { line.add("  " + ScreenLine.fitted(node.effect, 20), .dim) }
        let load = node.load.map { Self.share($0.median) } ?? ""
        line.add(
            String(repeating: " ", count: max(1, 8 - load.count)) + load + "  ",
            node.load.map(Self.style(ofLoad:)) ?? .plain)
        let (state, style): (String, ScreenLine.Style) =
            switch node.state {
            case .playing: node.isBypassed ? ("bypassed", .warning) : ("plays", .good)
            case .failed: ("failed", .problem)
            case .restarting: ("restarting", .warning)
            case .out: ("out", .problem)
            }
        line.add(state, style)
        if node.mix != 1 { line.add(", \(Int((node.mix * 100).rounded())) %") }
        if isWide, node.latencyFrames > 0 { line.add(", \(node.latencyFrames) frames late", .dim) }
        // Those of the selected one have lines of their own.
        if isWide, node.id != model.node, let meter = node.meters?.first, meter.value != nil {
            line.add(", \(meter.meter.name): \(meter.text)", .dim)
        }
        if node.faultCount > 0 {
            line.add(node.faultCount == 1 ? ", 1 fault" : ", \(node.faultCount) faults", .problem)
            if let fault = node.lastFault { line.add(": \(fault)", .dim) }
        }
        return line
    }

    private static let parameterWidth = 14
    private static let valueWidth = 12

    private func line(of reading: MeterReading) -> ScreenLine {
        var line = ScreenLine("    ")
        line.add(ScreenLine.fitted(reading.meter.id, Self.parameterWidth), .dim)
        line.add("  " + (isWide ? ScreenLine.fitted(reading.text, Self.valueWidth) : reading.text))
        let cells = min(40, width - line.columns - 4)
        guard isWide, cells >= 8 else { return line }
        let filled = Int((reading.position * Double(cells)).rounded())
        line.add("  " + String(repeating: "█", count: filled), .good)
        line.add(String(repeating: "·", count: cells - filled), .dim)
        return line
    }

    private func line(of reading: ParameterReading, isCursor: Bool) -> ScreenLine {
        let name = reading.parsedTarget?.parameter ?? reading.target
        var line = ScreenLine(isCursor ? "  ▸ " : "    ", .strong)
        line.add(ScreenLine.fitted(name, Self.parameterWidth), isCursor ? .strong : .plain)
        line.add("  " + (isWide ? ScreenLine.fitted(reading.text, Self.valueWidth) : reading.text))
        guard isWide, reading.parameter.choices.isEmpty else { return line }
        let cells = min(40, width - line.columns - 4)
        guard cells >= 8 else { return line }
        let position = ParameterTravel(reading.parameter).position(of: reading.value)
        let knob = Int((position * Double(cells - 1)).rounded())
        line.add("  " + String(repeating: "━", count: knob) + "●", isCursor ? .good : .plain)
        line.add(String(repeating: "─", count: cells - 1 - knob), .dim)
        return line
    }
}
