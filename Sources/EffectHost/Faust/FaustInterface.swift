// From the tree of groups and controls to parameters and meters. Used once, by one thread.

/// Reads a Faust program's user interface.
struct FaustInterface {
    let stateBytes: Int
    /// Of one control's value.
    let valueBytes: Int

    private var parameters: [FaustParameter] = []
    private var meters: [FaustMeter] = []
    /// What each is called, innermost last: its label, behind those of its groups.
    private var parameterPaths: [[String]] = []
    private var meterPaths: [[String]] = []
    /// What lies where.
    private var places: [(place: Int, label: String)] = []
    private(set) var warnings: [String] = []

    init(stateBytes: Int, valueBytes: Int) {
        self.stateBytes = stateBytes
        self.valueBytes = valueBytes
    }

    /// Errors: a control is out of place, or isn't described as Faust does; there are too many.
    mutating func read(_ items: [FaustDocument.Item]) throws(FaustProblem) {
        try read(items, below: [])
        let sorted = places.sorted { $0.place < $1.place }
        for (first, second) in zip(sorted, sorted.dropFirst()) where second.place - first.place < valueBytes {
            throw .overlapping(first.label, second.label)
        }
    }

    private mutating func read(_ items: [FaustDocument.Item], below path: [String]) throws(FaustProblem) {
        guard path.count <= FaustLimits.depth else { throw .tooDeep(limit: FaustLimits.depth) }
        for item in items {
            let label = FaustText.label(item.label) ?? ""
            switch item.type {
            case "vgroup", "hgroup", "tgroup": try read(item.items ?? [], below: path + [label])
            case "soundfile": throw .soundfile(label)
            case "hbargraph", "vbargraph": try readMeter(item, label, below: path)
            case "button", "checkbox", "hslider", "vslider", "nentry": try readParameter(item, label, below: path)
            default: throw .missing("controls (‘\(printable(item.type, limit: 100))’ is no kind of control)")
            }
        }
    }

    /// Where a control's value lies: within the state, aligned.
    private mutating func place(of item: FaustDocument.Item, _ label: String) throws(FaustProblem) -> Int {
        guard let place = item.index, place >= 0, place % 4 == 0, place <= stateBytes - valueBytes else {
            throw .misplaced(control: label, place: item.index ?? -1, byteCount: stateBytes)
        }
        places.append((place, label))
        return place
    }

    private func number(_ value: Double?, _ what: String, _ label: String) throws(FaustProblem) -> Double {
        guard let value, Float(value).isFinite else { throw .notANumber(control: label, what: what) }
        return value
    }

    private mutating func readMeter(
        _ item: FaustDocument.Item, _ label: String, below path: [String]
    ) throws(FaustProblem) {
        let place = try place(of: item, label)
        let minimum = try number(item.min, "minimum", label)
        let maximum = try number(item.max, "maximum", label)
        guard Float(minimum) < Float(maximum), Float(maximum - minimum).isFinite, item.said(of: "hidden") != "1" else {
            return
        }
        guard meters.count < FaustLimits.meters else {
            if !warnings.contains(Self.meterWarning) { warnings.append(Self.meterWarning) }
            return
        }
        var name = label
        if let unit = FaustText.shown(item.said(of: "unit")), FaustText.unit(unit) == nil { name += " (\(unit))" }
        meters.append(
            FaustMeter(
                id: "", name: name, unit: FaustText.unit(item.said(of: "unit") ?? "") ?? .none, minimum: minimum,
                maximum: maximum, place: place))
        meterPaths.append(path + [label])
    }

    private mutating func readParameter(
        _ item: FaustDocument.Item, _ label: String, below path: [String]
    ) throws(FaustProblem) {
        let place = try place(of: item, label)
        if item.said(of: "midi") != nil, !warnings.contains(Self.midiWarning) { warnings.append(Self.midiWarning) }
        let parameter =
            item.type == "button" || item.type == "checkbox"
            ? Self.toggle(at: place) : try ranged(item, label, at: place)
        // What its author hides, and what has one value only, stays as it is.
        guard let parameter, item.said(of: "hidden") != "1" else { return }
        guard parameters.count < FaustLimits.parameters else {
            throw .tooMany("controls", found: parameters.count + 1, limit: FaustLimits.parameters)
        }
        parameters.append(parameter)
        var name = label
        if let unit = FaustText.shown(item.said(of: "unit")), FaustText.unit(unit) == nil { name += " (\(unit))" }
        parameters[parameters.count - 1].name = name
        parameterPaths.append(path + [label])
    }

    private static let meterWarning = "of its bargraphs, the first \(FaustLimits.meters) are shown"
    private static let midiWarning = "it listens to MIDI by itself, which does nothing here; a preset's `midi` does"

    private static func toggle(at place: Int) -> FaustParameter {
        FaustParameter(
            id: "", name: "", unit: .none, scale: .stepped, minimum: 0, maximum: 1, initial: 0,
            choices: [.init(name: "off", value: 0), .init(name: "on", value: 1)], place: place)
    }

    /// A slider or a number; nil when it can't be moved.
    private func ranged(
        _ item: FaustDocument.Item, _ label: String, at place: Int
    ) throws(FaustProblem) -> FaustParameter? {
        let minimum = try number(item.min, "minimum", label)
        let maximum = try number(item.max, "maximum", label)
        let stated = try number(item.`init`, "initial value", label)
        guard Float(maximum - minimum).isFinite else { throw .notANumber(control: label, what: "range") }
        guard Float(minimum) < Float(maximum) else { return nil }
        let initial = min(max(stated, minimum), maximum)
        if let choices = item.said(of: "style").flatMap(FaustText.choices),
            choices.allSatisfy({ (minimum...maximum).contains($0.value) }),
            let first = choices.firstIndex(where: { $0.value == initial })
        {
            return FaustParameter(
                id: "", name: "", unit: .none, scale: .stepped, minimum: 0, maximum: Double(choices.count - 1),
                initial: Double(first), choices: choices, place: place)
        }
        let isWhole = [minimum, maximum, initial].allSatisfy { $0 == $0.rounded() && abs($0) < 1e6 }
        let isLogarithmic = item.said(of: "scale") == "log" && Float(minimum) > 0
        return FaustParameter(
            id: "", name: "", unit: FaustText.unit(item.said(of: "unit") ?? "") ?? .none,
            scale: item.type == "nentry" && item.step == 1 && isWhole
                ? .stepped : isLogarithmic ? .logarithmic : .linear,
            minimum: minimum, maximum: maximum, initial: initial, place: place)
    }

    /// All that was read, with identifiers and names that tell one from another.
    func named() -> (parameters: [FaustParameter], meters: [FaustMeter]) {
        var (parameters, meters) = (parameters, meters)
        let names = FaustNames(parameterPaths, fallback: "parameter")
        for index in parameters.indices {
            parameters[index].id = names.ids[index]
            parameters[index].name = names.shown(index, as: parameters[index].name)
        }
        let meterNames = FaustNames(meterPaths, fallback: "meter")
        for index in meters.indices {
            meters[index].id = meterNames.ids[index]
            meters[index].name = meterNames.shown(index, as: meters[index].name)
        }
        return (parameters, meters)
    }
}
