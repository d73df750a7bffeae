// Which channels the lines below a `Channel:` line are for. Pure functions, any thread.

/// A selection of channels, as far as a stereo equalizer tells them apart.
struct ChannelSelection: Equatable {
    let hasLeft: Bool
    let hasRight: Bool
    /// Names of channels that are neither.
    let others: [String]

    static let all = ChannelSelection(hasLeft: true, hasRight: true, others: [])

    /// What a band acts on; nil where it is heard in neither of two channels.
    var channel: BandChannel? {
        switch (hasLeft, hasRight) {
        case (true, true): .both
        case (true, false): .left
        case (false, true): .right
        case (false, false): nil
        }
    }

    private init(hasLeft: Bool, hasRight: Bool, others: [String]) {
        self.hasLeft = hasLeft
        self.hasRight = hasRight
        self.others = others
    }

    /// Nil where there is no name, or something that is none.
    init?(_ parameters: String) {
        var names: [String] = []
        for token in ImportToken.scan(parameters) {
            switch token {
            case .word(let name): names.append(name.uppercased())
            case .number(let text):
                guard let number = Int(text), (1...64).contains(number) else { return nil }
                names.append(text)
            case .mark(","), .mark(";"): break
            case .mark: return nil
            }
        }
        guard !names.isEmpty else { return nil }
        let isAll = names.contains("ALL")
        hasLeft = isAll || names.contains("L") || names.contains("1")
        hasRight = isAll || names.contains("R") || names.contains("2")
        others = names.filter { !["ALL", "L", "1", "R", "2"].contains($0) }
    }
}
