// What a band's knobs ask for, and the chain of second-order sections that does it.

/// One band's six parameters.
struct BandSettings: Equatable {
    var type = BandType.off
    var channels = BandChannels.both
    /// Of a low-pass or high-pass: 1 to 8, each worth 6 dB per octave.
    var order = 2
    /// Below half the rate.
    var turnsPerFrame: Double = 0.25
    var decibels: Float = 0
    var q: Float = 0.70710678

    /// Sections that a band can have.
    static let greatestSectionCount = 4

    /// How many sections the band is made of.
    var sectionCount: Int {
        switch type {
        case .off: 0
        case .lowPass, .highPass: (order + 1) / 2
        default: 1
        }
    }

    /// Whether a change from `other` is a switch, to be crossfaded, besides what glides by itself.
    func isSwitched(from other: BandSettings) -> Bool {
        type != other.type || channels != other.channels || (type.isPass && order != other.order)
    }

    /// What all the band's sections have in common.
    var corner: Corner {
        Corner(
            warped: tan(Double.pi * turnsPerFrame),
            a: type.isPass || type == .off ? 1 : Double(gain(decibels: decibels * 0.5)))
    }

    /// The band's section in that place, below `sectionCount`.
    func prototype(_ place: Int, _ corner: Corner) -> Prototype {
        let prototype =
            if type.isPass && order & 1 == 1 && place == 0 {
                Prototype(firstOrder: type, warped: corner.warped)
            } else {
                Prototype(type, warped: corner.warped, q: sectionQ(place), a: corner.a)
            }
        return prototype.limited(to: channels)
    }

    /// A section's Q: that of the band, and in a pass of more than one section, that of a Butterworth filter.
    ///
    /// The poles of a Butterworth filter of order n lie at angles of (2 i + 1) pi / (2 n), which makes their Q
    /// 1 / (2 sin angle); of odd orders one is real. The band's Q acts on the highest of them, in proportion.
    private func sectionQ(_ place: Int) -> Double {
        guard type.isPass, order > 2 else { return Double(q) }
        let last = sectionCount - 1
        let butterworth = Self.butterworthQ(order: order, fromHighest: last - place)
        return place == last ? butterworth * Double(q) * 1.414213562373095 : butterworth
    }

    private static func butterworthQ(order: Int, fromHighest index: Int) -> Double {
        switch (order, index) {
        case (3, 0): 1
        case (4, 0): 1.306562964876377
        case (4, 1): 0.541196100146197
        case (5, 0): 1.618033988749895
        case (5, 1): 0.618033988749895
        case (6, 0): 1.931851652578137
        case (6, 1): 0.707106781186548
        case (6, 2): 0.517638090205041
        case (7, 0): 2.246979603717467
        case (7, 1): 0.801937735804838
        case (7, 2): 0.554958132087371
        case (8, 0): 2.562915447741505
        case (8, 1): 0.899976223136416
        case (8, 2): 0.601344886935045
        case (8, 3): 0.509795579104159
        default: 0.707106781186548
        }
    }
}

/// Where a band's sections have their corner, and how far they reach.
struct Corner {
    /// tan(pi frequency / rate).
    var warped: Double
    /// The square root of the gain as a factor.
    var a: Double
}
