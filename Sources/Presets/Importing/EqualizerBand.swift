// A band of the equalizer, and how a filter's line becomes one. Pure functions, any thread.

private import Glibc

/// A band as the effect `equalizer` takes it.
struct EqualizerBand: Equatable {
    /// The effect's choices.
    enum Kind: String {
        case off
        case bell
        case lowShelf = "low-shelf"
        case highShelf = "high-shelf"
        case lowPass = "low-pass"
        case highPass = "high-pass"
        case bandPass = "band-pass"
        case notch
        case allPass = "all-pass"
    }

    var kind: Kind
    var frequencyHertz: Double
    var gainDecibels: Double
    var q: Double
    var channel: BandChannel

    /// The rate at which a bandwidth in octaves is turned into a Q.
    static let referenceRate = 48_000.0
    /// Of low-pass, high-pass and band-pass without one.
    fileprivate static let plainQ = 0.5.squareRoot()
    /// Of a notch without one, and the slope of a shelf without one.
    ///
    /// Source: Equalizer APO's `BiQuadFilterFactory`, which has them from Room EQ Wizard.
    fileprivate static let notchQ = 30.0
    fileprivate static let shelfSlope = 0.9

    /// Pairs of shelves that together change the level of a channel, exactly and at all frequencies.
    ///
    /// A low and a high shelf of equal frequency, gain and Q are A (s^2 + a s + A) / (A s^2 + a s + 1) and its inverse
    /// but for A^2 = 10^(gain / 20). Source: own derivation from the Audio EQ Cookbook's shelves.
    static func level(_ decibels: Double, on channel: BandChannel) -> [EqualizerBand] {
        let greatest = EqualizerRange.gainDecibels.upperBound
        let pairCount = (abs(decibels) / greatest).rounded(.up)
        guard pairCount > 0 else { return [] }
        return (0..<Int(pairCount)).flatMap { _ in
            [Kind.lowShelf, .highShelf].map {
                EqualizerBand(
                    kind: $0, frequencyHertz: 1_000, gainDecibels: decibels / pairCount, q: plainQ, channel: channel)
            }
        }
    }
}

/// Which channels a band acts on: the effect's choices.
enum BandChannel: String, CaseIterable {
    case both
    case left
    case right
}

extension EqualizerBand {
    /// What became of a line.
    struct Made {
        var band: EqualizerBand
        /// How what the line says was changed; empty where it wasn't.
        var changes: [String]
        /// What else is to be said.
        var notes: [String]
    }

    /// The band that sounds as the line says.
    ///
    /// - Parameter cornerShelves: whether LS and HS with a width state the corner rather than the centre.
    static func make(
        _ line: FilterLine, channel: BandChannel, cornerShelves: Bool
    ) throws(FilterLine.Problem) -> Made {
        var made = Made(
            band: EqualizerBand(
                kind: .bell, frequencyHertz: line.frequencyHertz, gainDecibels: line.gainDecibels ?? 0, q: plainQ,
                channel: channel),
            changes: [], notes: line.notes)
        made.hold(\.gainDecibels, in: EqualizerRange.gainDecibels, "gain", "dB")
        if line.shape.isShelf {
            try made.shapeShelf(line, cornerShelves: cornerShelves)
        } else {
            made.setWidth(line)
        }
        made.hold(\.frequencyHertz, in: EqualizerRange.frequencyHertz, "frequency", "Hz")
        made.hold(\.q, in: EqualizerRange.q, "Q", "")
        made.band.kind = line.isOn ? Kind(line.shape) : .off
        if !line.isOn { made.notes.append(ImportWording.isOff) }
        return made
    }
}

extension EqualizerBand.Made {
    /// - Throws: no shelf is as steep.
    fileprivate mutating func shapeShelf(
        _ line: FilterLine, cornerShelves: Bool
    ) throws(FilterLine.Problem) {
        let a = pow(10, band.gainDecibels / 40)
        let sum = a + 1 / a
        var inverseSlope = 1 / EqualizerBand.shelfSlope
        switch line.width {
        case .q(let q):
            // A shelf's Q is held before its slope is reckoned with, so that both are of one filter.
            band.q = q
            hold(\.q, in: EqualizerRange.q, "Q", "")
            inverseSlope = (1 / (band.q * band.q) - 2) / sum + 1
        case .slope(let decibels): inverseSlope = 12 / decibels
        default: break
        }
        let square = sum * (inverseSlope - 1) + 2
        guard square > 0 else { throw FilterLine.Problem(reason: ImportWording.tooSteep) }
        band.q = 1 / square.squareRoot()
        guard line.width != nil, !line.type.hasSuffix("C") else { return }
        guard cornerShelves else { return notes.append(ImportWording.centreTaken(line.type)) }
        let factor = pow(10, abs(band.gainDecibels) / 80 * inverseSlope)
        band.frequencyHertz = line.shape == .lowShelf ? band.frequencyHertz * factor : band.frequencyHertz / factor
        notes.append(ImportWording.cornerTaken(line.type, band.frequencyHertz))
    }

    /// 1/Q = 2 sinh(ln 2 / 2 · octaves · w / sin w), w the frequency's angle at the reference rate.
    ///
    /// Source: Audio EQ Cookbook.
    fileprivate mutating func setWidth(_ line: FilterLine) {
        switch line.width {
        case .q(let q): band.q = q
        case .octaves(let octaves):
            let w = 2 * Double.pi * min(band.frequencyHertz, 23_000) / EqualizerBand.referenceRate
            let ratio = w / sin(w)
            band.q = 1 / max(2 * sinh(min(log(2) / 2 * octaves * ratio, 30)), 1e-9)
            let text = ImportWording.widthFromOctaves(octaves, band.q)
            // Below a hundredth of the Q it is the same at any rate.
            if ratio < 1.01 { notes.append(text) } else { changes.append(text + ImportWording.atReferenceRate) }
        default: band.q = line.shape == .notch ? EqualizerBand.notchQ : EqualizerBand.plainQ
        }
    }

    fileprivate mutating func hold(
        _ value: WritableKeyPath<EqualizerBand, Double>, in range: ClosedRange<Double>, _ name: String, _ unit: String
    ) {
        let wanted = band[keyPath: value]
        let held = min(max(wanted, range.lowerBound), range.upperBound)
        guard held != wanted else { return }
        band[keyPath: value] = held
        changes.append(ImportWording.held(name, wanted, at: held, unit))
    }
}

extension EqualizerBand.Kind {
    fileprivate init(_ shape: FilterLine.Shape) {
        self =
            switch shape {
            case .bell: .bell
            case .lowShelf: .lowShelf
            case .highShelf: .highShelf
            case .lowPass: .lowPass
            case .highPass: .highPass
            case .bandPass: .bandPass
            case .notch: .notch
            case .allPass: .allPass
            }
    }
}
