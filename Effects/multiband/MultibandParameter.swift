// The multiband compressor's knobs: those of the whole, the crossovers, and six for each band, named alike with the number
// behind.

/// The whole's first, then the crossovers, then band after band.
struct MultibandParameter: RawRepresentable, CaseIterable {
    let rawValue: Int

    /// What a band has, in order.
    enum Knob: Int {
        case threshold, ratio, attack, release, gain, mode
    }

    /// What becomes of a band.
    enum Mode: Int {
        case on, bypass, solo, mute
    }

    static let mostBands = 5
    private static let knobCount = 6
    private static let firstCrossover = 3
    private static let firstBand = firstCrossover + mostBands - 1

    init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// How many bands less two, as a choice counts.
    static var bands: Self { Self(rawValue: 0) }
    static var knee: Self { Self(rawValue: 1) }
    static var mix: Self { Self(rawValue: 2) }

    /// Between bands `index` and `index + 1`, which count from 0 here and from 1 in names.
    static func crossover(_ index: Int) -> Self { Self(rawValue: firstCrossover &+ index) }

    static func band(_ band: Int, _ knob: Knob) -> Self {
        Self(rawValue: firstBand &+ band &* knobCount &+ knob.rawValue)
    }

    static var allCases: [Self] {
        var cases: [Self] = []
        for rawValue in 0..<(firstBand + mostBands * knobCount) { cases.append(Self(rawValue: rawValue)) }
        return cases
    }

    var description: ParameterDescription {
        switch rawValue {
        case Self.bands.rawValue: .choice("bands", "Bands", ["2", "3", "4", "5"], initial: 1)
        case Self.knee.rawValue: .decibels("knee", "Knee", 0...36, initial: 6)
        case Self.mix.rawValue: .percent("mix", "Mix", 0...100, initial: 100)
        case ..<Self.firstBand: Self.describe(crossover: rawValue - Self.firstCrossover)
        default:
            Self.describe(
                Knob(rawValue: (rawValue - Self.firstBand) % Self.knobCount)!,
                band: (rawValue - Self.firstBand) / Self.knobCount)
        }
    }

    private static func describe(crossover: Int) -> ParameterDescription {
        let initial: [Float] = [160, 2000, 6000, 12000]
        var description = ParameterDescription.hertz("crossover", "Crossover", 20...20000, initial: initial[crossover])
        // A crossover turns the phase of everything around it: slower than other knobs, that isn't heard.
        description.glideMilliseconds = 200
        return description.numbered(crossover + 1)
    }

    /// Lows are slow, highs are quick.
    private static func describe(_ knob: Knob, band: Int) -> ParameterDescription {
        let attacks: [Float] = [30, 15, 8, 5, 3]
        let releases: [Float] = [200, 150, 100, 80, 60]
        let description: ParameterDescription =
            switch knob {
            case .threshold: .decibels("threshold", "Threshold", -60...0, initial: -24)
            case .ratio: .continuous("ratio", "Ratio", .ratio, 1...100, initial: 2, scale: .logarithmic)
            case .attack:
                .milliseconds("attack", "Attack", 0.1...500, initial: attacks[band], scale: .logarithmic)
            case .release:
                .milliseconds("release", "Release", 1...5000, initial: releases[band], scale: .logarithmic)
            case .gain: .decibels("gain", "Gain", -24...24, initial: 0)
            case .mode: .choice("mode", "Mode", ["on", "bypass", "solo", "mute"])
            }
        return description.numbered(band + 1)
    }
}
