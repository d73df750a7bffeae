// Multiband compressor: parts the sound into bands, compresses each for itself, and adds them up again. Knobs, memory, and
// what is derived from the knobs; `Multiband+Process.swift` does the work.

@main
struct Multiband: MeteredEffect {
    typealias Parameter = MultibandParameter

    enum Meter: Int, CaseIterable {
        case first, second, third, fourth, fifth
    }

    static var descriptor: Descriptor {
        Descriptor(
            name: "Multiband", version: "1.0.0",
            summary: "Two to five bands, each with a compressor of its own, that add up to a flat sum.")
    }

    static func describe(_ parameter: MultibandParameter) -> ParameterDescription { parameter.description }

    static func describe(_ meter: Meter) -> MeterDescription {
        switch meter {
        case .first: .greatest("reduction1", "Reduction 1", .decibels, 0...60)
        case .second: .greatest("reduction2", "Reduction 2", .decibels, 0...60)
        case .third: .greatest("reduction3", "Reduction 3", .decibels, 0...60)
        case .fourth: .greatest("reduction4", "Reduction 4", .decibels, 0...60)
        case .fifth: .greatest("reduction5", "Reduction 5", .decibels, 0...60)
        }
    }

    // From the knobs, along the stream.
    var halfKnee = Ramp()
    var bands = Storage<Band>()
    var splitter = Splitter()

    // From the format.
    private var sampleRate: Float = 0
    var sound = BandSound()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        let bandCount = parameters.count(.bands) + 2
        bands = Storage(count: bandCount)
        for band in 0..<bandCount { bands[band] = Band(sampleRate: sampleRate) }
        splitter = Splitter(bandCount: bandCount, channelCount: format.channelCount)
        sound = BandSound(bandCount: bandCount, channelCount: format.channelCount)
        return Timing(tailFrames: splitter.ringFrames(parameters, sampleRate))
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let halfKneeLevel = parameters[.knee] * (0.5 * GainCurve.levelPerDecibel)
        halfKnee.move(to: halfKneeLevel, parameters)
        splitter.move(parameters, sampleRate)
        let solo = isAnySolo(parameters)
        var motion = Motion.still
        for band in 0..<bands.count where bands[band].move(parameters, band: band, solo: solo) { motion = .moving }
        return motion
    }

    private func isAnySolo(_ parameters: Parameters<Parameter>) -> Bool {
        for band in 0..<bands.count {
            let mode: MultibandParameter.Mode = parameters.choice(.band(band, .mode))
            if mode == .solo { return true }
        }
        return false
    }

    mutating func reset() {
        splitter.clear()
        for band in 0..<bands.count { bands[band].memory = DetectorMemory() }
    }
}
