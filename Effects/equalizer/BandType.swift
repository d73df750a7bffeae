// What a band can be and on which channels, in the order of the parameters' choices.

enum BandType: Int {
    case off, bell, lowShelf, highShelf, lowPass, highPass, bandPass, notch, allPass

    /// Whether the band has a slope.
    var isPass: Bool { self == .lowPass || self == .highPass }
}

enum BandChannels: Int {
    case both, left, right
}
