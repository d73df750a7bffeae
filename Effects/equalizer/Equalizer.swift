// Equalizer: up to 32 bands, each a filter of eight kinds, one after the other, for both channels or for one.

@main
struct Equalizer: Effect {
    typealias Parameter = EqualizerParameter

    static let descriptor = Descriptor(
        name: "Equalizer", version: "1.0.0",
        summary: "Up to 32 bands: bells, shelves, passes up to 48 dB per octave, notches, all-passes.")

    static func describe(_ parameter: Parameter) -> ParameterDescription { parameter.description }

    /// The tail ends when a full-scale input's has fallen to -140 dB, here in nepers; and after this many seconds at
    /// the latest.
    private static let tailNepers: Double = 16.118
    private static let longestTailSeconds: Double = 60

    private var sampleRate: Float = 0
    private var isStereo = false
    private var preamp = Ramp()
    private var bands = Storage<Band>()
    private var cascade = Cascade()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        isStereo = format.channelCount == 2
        bands = Storage(count: Parameter.bandCount)
        for band in 0..<bands.count { bands[band] = Band(sampleRate: sampleRate) }
        cascade = Cascade(
            sectionCount: Parameter.bandCount * BandSettings.greatestSectionCount, channelCount: format.channelCount)
        return Timing(tailFrames: tailFrames(parameters))
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        preamp.move(to: gain(decibels: parameters[.preamp]), parameters)
        var isFading = false
        var isPathChanged = parameters.isStart
        for band in 0..<bands.count {
            let settings = BandSettings(parameters, band: band, sampleRate: sampleRate, isStereo: isStereo)
            let first = band * BandSettings.greatestSectionCount
            let before = bands[band].sectionCount
            if parameters.isStart {
                bands.base[band].begin(settings, cascade.sections.base + first)
                continue
            }
            if bands.base[band].move(to: settings, cascade.sections.base + first) { isFading = true }
            let after = bands[band].sectionCount
            if after != before { isPathChanged = true }
            if after < before { cascade.clear((first + after)..<(first + before)) }
        }
        if isPathChanged {
            cascade.removeAll()
            for band in 0..<bands.count where bands[band].sectionCount > 0 {
                let first = band * BandSettings.greatestSectionCount
                cascade.append(first..<(first + bands[band].sectionCount))
            }
        }
        return isFading ? .moving : .still
    }

    mutating func process(_ block: Block) {
        let isPreampOpen = preamp.start == 1 && preamp.step == 0
        if isPreampOpen && cascade.isEmpty { return }
        cascade.process(block, preamp)
    }

    mutating func reset() {
        cascade.clear(0..<cascade.sections.count)
    }

    /// How long it rings, as the parameters stand.
    ///
    /// The slowest pole brings down what all sections together can make of the input. A row of n equal poles delays
    /// that by less than 2 n of their time constants.
    private func tailFrames(_ parameters: Parameters<Parameter>) -> Int {
        var nepers = Self.tailNepers + max(0, Double(log(gain(decibels: parameters[.preamp]))))
        var slowest = Double.infinity
        var delay: Double = 0
        for band in 0..<Parameter.bandCount {
            let settings = BandSettings(parameters, band: band, sampleRate: sampleRate, isStereo: isStereo)
            guard settings.sectionCount > 0 else { continue }
            let corner = settings.corner
            for place in 0..<settings.sectionCount {
                let prototype = settings.prototype(place, corner)
                let decay = prototype.decayPerFrame
                slowest = min(slowest, decay)
                delay += 2 / decay
                nepers += Double(log(Float(prototype.greatestGain)))
            }
        }
        guard slowest < .infinity else { return 0 }
        return Int(min(nepers / slowest + delay + 1, Self.longestTailSeconds * Double(sampleRate)))
    }
}
