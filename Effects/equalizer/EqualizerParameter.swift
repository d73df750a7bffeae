// The equalizer's knobs: a preamp, and six for each band, named alike with the band's number behind.

/// The preamp at 0, then band after band.
struct EqualizerParameter: RawRepresentable, CaseIterable {
    let rawValue: Int

    /// What a band has, in order.
    enum Knob: Int {
        case type, frequency, gain, q, slope, channel
    }

    static let bandCount = 32
    static let knobCount = 6

    /// - Parameter rawValue: from 0 to the number of knobs less one.
    init(rawValue: Int) {
        self.rawValue = rawValue
    }

    static var preamp: Self { Self(rawValue: 0) }

    /// A band counts from 0 here, and from 1 in names.
    static func band(_ band: Int, _ knob: Knob) -> Self {
        Self(rawValue: 1 &+ band &* knobCount &+ knob.rawValue)
    }

    static var allCases: [Self] {
        var cases: [Self] = []
        for rawValue in 0..<(1 + bandCount * knobCount) { cases.append(Self(rawValue: rawValue)) }
        return cases
    }

    var description: ParameterDescription {
        guard rawValue > 0 else { return .decibels("preamp", "Preamp", -60...30, initial: 0) }
        let (band, knob) = ((rawValue - 1) / Self.knobCount, (rawValue - 1) % Self.knobCount)
        let description: ParameterDescription =
            switch Knob(rawValue: knob)! {
            case .type:
                .choice(
                    "type", "Type",
                    [
                        "off", "bell", "low-shelf", "high-shelf", "low-pass", "high-pass", "band-pass", "notch",
                        "all-pass",
                    ])
            case .frequency: .hertz("frequency", "Frequency", 10...24000, initial: 1000)
            case .gain: .decibels("gain", "Gain", -30...30, initial: 0)
            case .q: .continuous("q", "Q", .none, 0.1...40, initial: 0.70710678, scale: .logarithmic)
            case .slope:
                .choice(
                    "slope", "Slope",
                    ["6 dB", "12 dB", "18 dB", "24 dB", "30 dB", "36 dB", "42 dB", "48 dB"], initial: 1)
            case .channel: .choice("channel", "Channel", ["both", "left", "right"])
            }
        return description.numbered(band + 1)
    }
}

extension BandSettings {
    /// - Parameter isStereo: whether there is a left and a right; else a band acts on all channels.
    init(_ parameters: Parameters<EqualizerParameter>, band: Int, sampleRate: Float, isStereo: Bool) {
        type = parameters.choice(.band(band, .type))
        guard type != .off else { return }
        channels = isStereo ? parameters.choice(.band(band, .channel)) : .both
        order = parameters.count(.band(band, .slope)) + 1
        turnsPerFrame = min(
            Double(parameters[.band(band, .frequency)]) / Double(sampleRate), Self.highestTurnsPerFrame)
        decibels = parameters[.band(band, .gain)]
        q = parameters[.band(band, .q)]
    }

    /// A frequency is held below this share of the sampling rate.
    private static let highestTurnsPerFrame = 0.49
}
