// A `Filter:` line: what it says of one band. Pure functions, any thread.

/// A filter as its line states it.
struct FilterLine: Equatable {
    /// How wide it is.
    enum Width: Equatable {
        case q(Double)
        case octaves(Double)
        /// Of a shelf, in dB per octave.
        case slope(Double)
    }

    /// What a type's name stands for.
    enum Shape: Equatable {
        case bell, lowShelf, highShelf, lowPass, highPass, bandPass, notch, allPass

        var isShelf: Bool { self == .lowShelf || self == .highShelf }
        var hasGain: Bool { self == .bell || isShelf }
    }

    var isOn: Bool
    /// As written, in capitals.
    var type: String
    var shape: Shape
    var frequencyHertz: Double
    /// Nil where the line has none, or the shape takes none.
    var gainDecibels: Double?
    var width: Width?
    /// How numbers were read, and what of the line has no meaning here.
    var notes: [String]

    /// Why a line is no filter.
    struct Problem: Error, Equatable {
        let reason: String
        /// Whether the line says itself that there is no filter.
        var isEmpty = false
    }

    static let shapes: [String: Shape] = [
        "PK": .bell, "PEQ": .bell, "MODAL": .bell, "LP": .lowPass, "LPQ": .lowPass, "HP": .highPass, "HPQ": .highPass,
        "BP": .bandPass, "LS": .lowShelf, "LSC": .lowShelf, "HS": .highShelf, "HSC": .highShelf, "NO": .notch,
        "AP": .allPass,
    ]

    /// - Parameter parameters: what stands behind the colon.
    /// - Throws: what is missing or not understood; a line that isn't understood in full is no filter.
    init(_ parameters: String) throws(Problem) {
        var reader = Reader(tokens: ImportToken.scan(parameters)[...])
        guard case .word(let state)? = reader.next(), ["on", "off"].contains(state.lowercased()) else {
            throw Problem(reason: ImportWording.expected("ON or OFF"))
        }
        isOn = state.lowercased() == "on"
        guard case .word(let name)? = reader.next() else {
            throw Problem(reason: ImportWording.expected("a filter's type"), isEmpty: !isOn)
        }
        type = name.uppercased()
        guard type != "NONE" else { throw Problem(reason: ImportWording.noFilter, isEmpty: true) }
        guard let shape = Self.shapes[type] else { throw Problem(reason: ImportWording.unknownType(name)) }
        self.shape = shape
        var fields = Fields()
        try fields.read(&reader, shape: shape)
        guard let frequency = fields.frequency else { throw Problem(reason: ImportWording.missing("Fc")) }
        frequencyHertz = frequency
        gainDecibels = shape.hasGain ? fields.gain : nil
        width = fields.width
        notes = fields.notes
        if !shape.hasGain, let gain = fields.gain, gain != 0 { notes.append(ImportWording.gainHasNoMeaning(type)) }
        if shape.hasGain, fields.gain == nil { throw Problem(reason: ImportWording.missing("Gain")) }
        if shape == .bell || shape == .allPass, width == nil {
            throw Problem(reason: ImportWording.missing("Q or BW Oct"))
        }
    }
}

extension FilterLine {
    /// Tokens, one after the other.
    fileprivate struct Reader {
        var tokens: ArraySlice<ImportToken>

        mutating func next() -> ImportToken? { tokens.popFirst() }

        /// Takes a word if it stands there.
        mutating func take(_ word: String) -> Bool {
            guard case .word(let found)? = tokens.first, found.lowercased() == word else { return false }
            tokens.removeFirst()
            return true
        }

        mutating func number(_ name: String, isFrequency: Bool = false) throws(Problem) -> ImportNumber {
            let token = next()
            guard case .number(let text)? = token else {
                throw Problem(reason: ImportWording.expectedNumber(after: name, found: token?.text))
            }
            guard let number = ImportNumber(text, isFrequency: isFrequency) else {
                throw Problem(reason: ImportWording.badNumber(text))
            }
            return number
        }
    }

    /// What follows the type, in any order.
    fileprivate struct Fields {
        var frequency: Double?
        var gain: Double?
        var width: Width?
        var notes: [String] = []

        mutating func read(_ reader: inout Reader, shape: Shape) throws(Problem) {
            // `LSC 6 dB`: a slope stands right behind the type.
            if case .number? = reader.tokens.first {
                let slope = try reader.number("the type")
                guard reader.take("db") else { throw Problem(reason: ImportWording.expected("dB behind the slope")) }
                guard shape.isShelf else { throw Problem(reason: ImportWording.slopeHasNoMeaning) }
                guard ImportLimits.slopes.contains(slope.value) else {
                    throw Problem(reason: ImportWording.badNumber(ImportWording.decibels(slope.value)))
                }
                width = .slope(slope.value)
            }
            while let token = reader.next() {
                guard case .word(let word) = token else { throw Problem(reason: ImportWording.unexpected(token.text)) }
                switch word.lowercased() {
                case "fc":
                    try once(frequency == nil, word)
                    let number = try reader.number(word, isFrequency: true)
                    let isThousands = reader.take("khz")
                    if !isThousands { _ = reader.take("hz") }
                    let hertz = number.value * (isThousands ? 1_000 : 1)
                    guard ImportLimits.hertz.contains(hertz) else {
                        throw Problem(reason: ImportWording.badNumber("Fc " + ImportWording.number(number.value)))
                    }
                    frequency = hertz
                    if let note = number.note { notes.append(note) }
                case "gain":
                    try once(gain == nil, word)
                    let number = try reader.number(word)
                    _ = reader.take("db")
                    guard abs(number.value) <= ImportLimits.decibels else {
                        throw Problem(reason: ImportWording.badNumber(ImportWording.decibels(number.value)))
                    }
                    gain = number.value
                case "q":
                    try setWidth(reader.number(word).value, word) { .q($0) }
                case "bw":
                    guard reader.take("oct") else { throw Problem(reason: ImportWording.expected("Oct behind BW")) }
                    try setWidth(reader.number("BW Oct").value, "BW Oct") { .octaves($0) }
                    if shape.isShelf { throw Problem(reason: ImportWording.bandwidthOfShelf) }
                case "t":
                    // Room EQ Wizard's `Modal … T60 target 100 ms` says what the filter is for.
                    guard try reader.number(word).value == 60, reader.take("target") else {
                        throw Problem(reason: ImportWording.unexpected(word))
                    }
                    _ = try reader.number("target")
                    _ = reader.take("ms")
                default: throw Problem(reason: ImportWording.unexpected(word))
                }
            }
        }

        private func once(_ isFirst: Bool, _ word: String) throws(Problem) {
            guard isFirst else { throw Problem(reason: ImportWording.twice(word)) }
        }

        /// A width of 0 stands for none, as Equalizer APO has it.
        private mutating func setWidth(
            _ value: Double, _ word: String, _ make: (Double) -> Width
        ) throws(Problem) {
            guard value >= 0, value <= ImportLimits.hertz.upperBound else {
                throw Problem(reason: ImportWording.badNumber("\(word) " + ImportWording.number(value)))
            }
            try once(width == nil, word)
            if value > 0 { width = make(value) }
        }
    }
}
