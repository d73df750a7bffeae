// What keys do on the screen. Pure, apart from the model; owned by one screen.

private import EffectHost
private import Presets

extension ScreenModel {
    /// How far an arrow turns a control, as a part of its way.
    private static let coarseTurn = 0.02
    private static let fineTurn = 0.002
    /// No answer is longer.
    private static let answerLimit = 1_000

    /// What a key asks of the session; the cursor and the prompt move by themselves.
    package mutating func press(_ key: Key) -> ControlAction? {
        if key == .control("c") { return .stop }
        if prompt != nil { return type(key) }
        let wasLeaving = isLeaving
        isLeaving = false
        notice = nil
        if showsHelp {
            showsHelp = false
            return nil
        }
        switch key {
        case .character("q"):
            if wasLeaving { return .stop }
            isLeaving = true
            notice = ("press q again to fade out and end", false)
        case .character("?"): showsHelp = true
        case .up: moveUp()
        case .down: moveDown()
        case .tab: moveNode(by: 1)
        case .backTab: moveNode(by: -1)
        case .home: select(status?.nodes.first?.id)
        case .end: select(status?.nodes.last?.id)
        case .right, .character("+"), .character("="): return turn(Self.coarseTurn)
        case .left, .character("-"): return turn(-Self.coarseTurn)
        case .shiftRight: return turn(Self.fineTurn)
        case .shiftLeft: return turn(-Self.fineTurn)
        case .backspace, .delete: return reset()
        case .enter: askForValue()
        case .character("b"): return node.map { .bypass(node: $0, .toggle) }
        case .character("m"):
            if let target = target { return .learn(target, minimum: nil, maximum: nil) }
        case .character("r"):
            if status?.recording != nil { return .stopRecording }
            prompt = Prompt(purpose: .record, question: "record to file", answer: "take.wav")
        case .character("l"): prompt = Prompt(purpose: .load, question: "load preset", answer: "")
        default: break
        }
        return nil
    }

    // MARK: The cursor

    private mutating func moveDown() {
        let next = parameterIndex.map { $0 + 1 } ?? 0
        if next < parameters.count { parameterIndex = next } else { moveNode(by: 1) }
    }

    private mutating func moveUp() {
        guard let index = parameterIndex else { return moveNode(by: -1) }
        parameterIndex = index > 0 ? index - 1 : nil
    }

    private mutating func moveNode(by step: Int) {
        guard let nodes = status?.nodes, let index = nodes.firstIndex(where: { $0.id == node }) else { return }
        guard nodes.indices.contains(index + step) else { return }
        select(nodes[index + step].id)
    }

    private mutating func select(_ node: String?) {
        guard node != self.node else { return parameterIndex = nil }
        self.node = node
        parameterIndex = nil
        forgetParameters()
    }

    // MARK: Parameters

    /// What keys change: the parameter under the cursor, for a node its mix.
    private var target: ParameterTarget? {
        if let parameter { return parameter.parsedTarget }
        return node.map { ParameterTarget(node: $0, parameter: "\(NodeControl.marker)\(NodeControl.mix.id)") }
    }

    private func turn(_ way: Double) -> ControlAction? { target.map { .set($0, .turn(way)) } }

    private func reset() -> ControlAction? {
        guard let parameter, let target = parameter.parsedTarget else { return nil }
        return .set(target, .number(Double(parameter.parameter.initial)))
    }

    private mutating func askForValue() {
        guard let target else { return }
        prompt = Prompt(purpose: .value(target), question: target.description, answer: "")
    }

    // MARK: Typing

    private mutating func type(_ key: Key) -> ControlAction? {
        guard var prompt else { return nil }
        switch key {
        case .escape, .control("g"):
            self.prompt = nil
            return nil
        case .enter:
            self.prompt = nil
            return action(of: prompt)
        case .backspace: if !prompt.answer.isEmpty { prompt.answer.removeLast() }
        case .control("u"): prompt.answer = ""
        case .character(let character):
            if prompt.answer.count < Self.answerLimit { prompt.answer.append(character) }
        default: break
        }
        self.prompt = prompt
        return nil
    }

    private func action(of prompt: Prompt) -> ControlAction? {
        guard !prompt.answer.isEmpty else { return nil }
        switch prompt.purpose {
        case .value(let target): return .set(target, .to(.text(prompt.answer)))
        case .record: return .record(file: prompt.answer)
        // A chain has a bar or a setting in it, a preset's name neither.
        case .load where prompt.answer.contains(where: { "|=".contains($0) }): return .load(.chain(prompt.answer))
        case .load: return .load(.preset(prompt.answer))
        }
    }
}
