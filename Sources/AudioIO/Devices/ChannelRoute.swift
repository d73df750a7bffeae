// Which of the graph's channels is which of the device's. Any thread; a value that is made before the sound starts.
internal import CALSA

/// Connects channels of the graph with channels of a device.
///
/// Where the device says what its channels are, and has all that the graph has, channels of one meaning are connected.
/// Otherwise they are connected in order. What has no counterpart is silent, or dropped, with a warning; but a lone
/// microphone goes to all channels of the graph, and a graph of one channel to the first two of the device.
struct ChannelRoute: Equatable {
    /// For capture: the device's channel for each of the graph's. For playback: the graph's for each of the device's.
    /// -1 is silence.
    let sources: [Int]
    /// Nil when all sound arrives.
    let warning: String?

    /// - Parameter positions: of the device's channels, alsa-lib's numbers; empty when unknown.
    init(
        _ direction: DeviceDirection, device: String, graphChannelCount: Int, deviceChannelCount: Int,
        positions: [UInt32]
    ) {
        let places = Self.places(
            graphChannelCount: graphChannelCount, deviceChannelCount: deviceChannelCount, positions: positions)
        switch direction {
        case .capture where deviceChannelCount == 1:
            sources = Array(repeating: 0, count: graphChannelCount)
            warning = nil
        case .capture:
            sources = places.map { $0 ?? -1 }
            warning = Self.captureWarning(device, graphChannelCount, deviceChannelCount)
        case .playback:
            var sources = Array(repeating: -1, count: deviceChannelCount)
            if graphChannelCount == 1 {
                for place in Self.front(deviceChannelCount, positions) { sources[place] = 0 }
            } else {
                for (channel, place) in places.enumerated() { if let place { sources[place] = channel } }
            }
            self.sources = sources
            warning = Self.playbackWarning(device, graphChannelCount, deviceChannelCount)
        }
    }

    /// The device's channel for each of the graph's; nil where it has too few.
    private static func places(graphChannelCount: Int, deviceChannelCount: Int, positions: [UInt32]) -> [Int?] {
        let inOrder = (0..<graphChannelCount).map { $0 < deviceChannelCount ? $0 : nil }
        guard positions.count == deviceChannelCount, Set(positions).count == positions.count,
            let wanted = layouts[graphChannelCount]
        else { return inOrder }
        let found = wanted.map { position in positions.firstIndex(of: position) }
        return found.contains(nil) ? inOrder : found
    }

    /// Where the sound of a graph of one channel goes: left and right, or the first two.
    private static func front(_ deviceChannelCount: Int, _ positions: [UInt32]) -> [Int] {
        if let left = positions.firstIndex(of: SND_CHMAP_FL.rawValue),
            let right = positions.firstIndex(of: SND_CHMAP_FR.rawValue), positions.count == deviceChannelCount
        {
            return [left, right]
        }
        return Array(0..<min(deviceChannelCount, 2))
    }

    /// What a graph's channels mean, by their number: the order of WAV files, RL and RR being its "back" pair.
    ///
    /// Source: Microsoft, WAVEFORMATEXTENSIBLE, dwChannelMask; the usual layouts of each size.
    private static let layouts: [Int: [UInt32]] = {
        let layouts: [[snd_pcm_chmap_position]] = [
            [SND_CHMAP_MONO],
            [SND_CHMAP_FL, SND_CHMAP_FR],
            [SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_FC],
            [SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_RL, SND_CHMAP_RR],
            [SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_FC, SND_CHMAP_RL, SND_CHMAP_RR],
            [SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_FC, SND_CHMAP_LFE, SND_CHMAP_RL, SND_CHMAP_RR],
            [SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_FC, SND_CHMAP_LFE, SND_CHMAP_RC, SND_CHMAP_SL, SND_CHMAP_SR],
            [
                SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_FC, SND_CHMAP_LFE, SND_CHMAP_RL, SND_CHMAP_RR, SND_CHMAP_SL,
                SND_CHMAP_SR,
            ],
        ]
        return Dictionary(uniqueKeysWithValues: layouts.map { ($0.count, $0.map(\.rawValue)) })
    }()

    private static func captureWarning(_ device: String, _ graph: Int, _ channels: Int) -> String? {
        if channels < graph {
            return "\(device) captures \(channels) of the \(graph) channels that are played with; the others are silent"
        }
        if channels > graph {
            return "\(device) captures \(channels) channels; only \(graph) of them are used"
        }
        return nil
    }

    private static func playbackWarning(_ device: String, _ graph: Int, _ channels: Int) -> String? {
        channels < graph ? "\(device) plays \(channels) of \(graph) channels; the others are not heard" : nil
    }
}
