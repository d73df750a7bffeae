// Reads the stages of a chain into preset nodes. Used once, by the thread that reads the command line.

import EffectHost

/// The parser behind `PresetDocument.parse(chain:)`. After a problem it goes on at the next stage.
struct ChainParser {
    /// The stages read so far.
    private(set) var nodes: [PresetNode] = []
    /// Where their parts stand, under the same paths as a preset's.
    private(set) var places: [String: PresetDocument.Place] = [:]
    /// What is wrong so far.
    var problems = ProblemList()

    private var scanner: ArgumentScanner

    private static let effectExpectation = "an effect's name, or a path to a .wasm, .js or .dsp file"

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8]) { scanner = ArgumentScanner(bytes) }

    /// Reads the whole chain.
    mutating func parse() {
        repeat {
            guard nodes.count < PresetLimits.nodes else {
                let expected = "at most \(PresetLimits.nodes)"
                problems.add(.wrongCount(nodes.count + 1, of: "or more effects", expected: expected), at: nil)
                return
            }
            do throws(LocatedProblem) {
                try stage()
            } catch {
                problems.add(error.problem, at: error.span)
                scanner.skipStage()
            }
        } while scanner.take("|")
        nameNodes()
    }

    // MARK: Stages

    private mutating func stage() throws(LocatedProblem) {
        let path = "nodes[\(nodes.count)]"
        var node = PresetNode(id: "", effect: "")
        scanner.skipSpace()
        var effect = try scanner.word(expecting: Self.effectExpectation, upTo: ":")
        if !effect.isQuoted, scanner.take(":") {
            node.id = try id(effect, at: path)
            scanner.skipSpace()
            effect = try scanner.word(expecting: Self.effectExpectation)
        }
        scanner.skipSpace()
        if scanner.isNext("=") { throw scanner.fault(expecting: "an effect before its parameters") }
        try check(effect)
        node.effect = effect.text
        places[path + ".effect"] = PresetDocument.Place(key: effect.span, value: effect.span)
        // Taken now, so that a faulty setting costs neither the id nor the settings before it.
        nodes.append(node)
        while !scanner.isAtEnd, !scanner.isNext("|") {
            try setting(at: path)
            scanner.skipSpace()
        }
    }

    private mutating func id(_ word: ArgumentWord, at path: String) throws(LocatedProblem) -> String {
        guard PresetName.isID(word.text) else {
            throw LocatedProblem(span: word.span, problem: .badText(word.text, expected: TextRule.id.expected))
        }
        if PresetEndpoint.reservedIDs.contains(word.text) {
            throw LocatedProblem(span: word.span, problem: .reservedID(word.text))
        }
        if let first = nodes.firstIndex(where: { $0.id == word.text }) {
            throw LocatedProblem(span: word.span, problem: .duplicateID(word.text, first: first))
        }
        places[path + ".id"] = PresetDocument.Place(key: word.span, value: word.span)
        return word.text
    }

    private func check(_ effect: ArgumentWord) throws(LocatedProblem) {
        guard !effect.text.isEmpty else {
            throw LocatedProblem(span: effect.span, problem: .badText("", expected: Self.effectExpectation))
        }
        if let fault = EffectReference.fileFault(in: effect.text) {
            throw LocatedProblem(span: effect.span, problem: .badReference(effect.text, expected: fault))
        }
    }

    // MARK: Settings

    private mutating func setting(at path: String) throws(LocatedProblem) {
        let key = try scanner.word(expecting: "parameter=value, or | and the next effect")
        let isControl = key.text.first == NodeControl.marker && !key.isQuoted
        let keyPath =
            isControl ? "\(path).\(key.text.dropFirst())" : PresetReader.path(path + ".parameters", key.text)
        if places[keyPath] != nil {
            throw LocatedProblem(span: key.span, problem: .duplicateKey(key.text))
        }
        if isControl {
            try control(key, at: keyPath)
        } else {
            let value = try value(of: key)
            places[keyPath] = PresetDocument.Place(key: key.span, value: value.span)
            nodes[nodes.count - 1].settings.append(PresetNode.Setting(key.text, presetValue(value)))
        }
    }

    private mutating func control(_ key: ArgumentWord, at path: String) throws(LocatedProblem) {
        switch String(key.text.dropFirst()) {
        case NodeControl.mix.id:
            nodes[nodes.count - 1].mix = try value(of: key).read(for: NodeControl.mix)
        case NodeControl.bypass.id:
            scanner.skipSpace()
            let isOn = scanner.isNext("=") ? try value(of: key).read(for: NodeControl.bypass) != 0 : true
            nodes[nodes.count - 1].isBypassed = isOn
        default:
            throw LocatedProblem(span: key.span, problem: NodeControl.unknown(key.text))
        }
        places[path] = PresetDocument.Place(key: key.span, value: key.span)
    }

    private mutating func value(of key: ArgumentWord) throws(LocatedProblem) -> ArgumentWord {
        scanner.skipSpace()
        guard scanner.take("=") else {
            throw LocatedProblem(
                span: key.span,
                problem: .syntax(
                    found: "\(DisplayText.quoted(key.text)) without a value",
                    expecting: "parameter=value; a value with spaces stands in quotes"))
        }
        scanner.skipSpace()
        return try scanner.word(expecting: "a value")
    }

    /// A plain number becomes one, so that a chain saved as a preset reads as if somebody had written it.
    private func presetValue(_ word: ArgumentWord) -> PresetValue {
        guard let quantity = Quantity(word.text), quantity.suffix.isEmpty, quantity.number.isFinite else {
            return .text(word.text)
        }
        return .number(quantity.number)
    }

    // MARK: Ids

    /// Names the nodes that have no id, after their effects; given ids come first.
    private mutating func nameNodes() {
        var taken = Set(nodes.map(\.id) + PresetEndpoint.reservedIDs)
        for index in nodes.indices where nodes[index].id.isEmpty {
            let base = Self.baseID(of: nodes[index].effect)
            var id = base
            var number = 2
            while !taken.insert(id).inserted {
                let suffix = "-\(number)"
                id = PresetName.id(from: String(base.prefix(PresetLimits.idLength - suffix.count))) + suffix
                number += 1
            }
            nodes[index].id = id
        }
    }

    private static func baseID(of effect: String) -> String {
        let file = effect.split(separator: "/").last.map(String.init) ?? effect
        for ending in EffectReference.suffixes where file.hasSuffix(ending) {
            return PresetName.id(from: String(file.dropLast(ending.count)))
        }
        return PresetName.id(from: file)
    }
}
