// The preset that an import ends with. Pure functions, any thread.

private import Glibc

extension EqualizerImport {
    /// Equalizers in a row, the preamp in the first.
    func preset(name: String, source: String) -> Preset {
        var nodes: [PresetNode] = []
        for number in 0..<report.equalizerCount {
            let first = number * EqualizerRange.bandCount
            let part = bands[first..<min(first + EqualizerRange.bandCount, bands.count)]
            var settings: [PresetNode.Setting] = []
            if number == 0 { settings.append(.init("preamp", Self.decibels(report.preampDecibels))) }
            for (index, band) in part.enumerated() { settings += Self.settings(of: band, number: index + 1) }
            let id = number == 0 ? EqualizerRange.effect : "\(EqualizerRange.effect)-\(number + 1)"
            nodes.append(PresetNode(id: id, effect: EqualizerRange.effect, settings: settings))
        }
        var tags = ["equalizer", "imported"]
        if report.format == .autoEq { tags.append("headphones") }
        return Preset(
            name: name, description: ImportWording.summary(report, source: source), tags: tags, nodes: nodes)
    }

    private static func settings(of band: EqualizerBand, number: Int) -> [PresetNode.Setting] {
        var settings: [PresetNode.Setting] = [
            .init("type\(number)", .text(band.kind.rawValue)),
            .init("frequency\(number)", .text(digits(band.frequencyHertz) + " Hz")),
        ]
        if [.bell, .lowShelf, .highShelf].contains(band.kind) || (band.kind == .off && band.gainDecibels != 0) {
            settings.append(.init("gain\(number)", decibels(band.gainDecibels)))
        }
        settings.append(.init("q\(number)", .number(rounded(band.q))))
        if band.channel != .both { settings.append(.init("channel\(number)", .text(band.channel.rawValue))) }
        return settings
    }

    private static func decibels(_ value: Double) -> PresetValue { .text(digits(value) + " dB") }

    private static func digits(_ value: Double) -> String { DisplayText.number(rounded(value)) }

    /// To a hundred-thousandth, which no ear tells from the value.
    private static func rounded(_ value: Double) -> Double {
        let rounded = (value * 1e5).rounded() / 1e5
        return rounded == 0 ? 0 : rounded
    }
}

extension EqualizerBand {
    /// A band of a fit.
    init(_ band: FittedBand, channel: BandChannel) {
        let kind: Kind =
            switch band.kind {
            case .bell: .bell
            case .lowShelf: .lowShelf
            case .highShelf: .highShelf
            }
        self.init(
            kind: kind, frequencyHertz: exp(band.logFrequency), gainDecibels: band.gainDecibels, q: exp(band.logQ),
            channel: channel)
    }
}
