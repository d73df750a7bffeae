// Finds out what a format can hold by asking libsndfile, and by trying it in memory. Any thread.

/// Whether a format can be written at a rate and with so many channels.
enum FormatTrial {
    /// The sample types that a container can be written with, named for people.
    static func sampleTypes(of container: AudioContainer) -> [String] {
        let types = SampleType.allCases.filter { AudioFileFormat(container, $0).isWritable() }
        return types.isEmpty ? ["nothing: it can only be read"] : types.map(\.displayName)
    }

    /// Opens such a file in memory, since some limits show only there.
    static func check(
        _ format: AudioFileFormat, path: String, sampleRate: Int, channelCount: Int
    ) throws(AudioIOError) {
        let limits = limits(of: format)
        if let rates = limits.rates, !rates.contains(sampleRate) {
            throw .impossibleFormat(
                path, name(format), reason: "it is at \(sampleRate) Hz",
                can: ["sound at \(rates.map(String.init).joined(separator: ", ")) Hz"])
        }
        if let channels = limits.channels, channelCount > channels {
            throw .impossibleFormat(
                path, name(format), reason: "it has \(channelCount) channels",
                can: ["\(channels) channel\(channels == 1 ? "" : "s") at most"])
        }
        guard format.isWritable(sampleRate: sampleRate, channelCount: channelCount) else {
            throw .impossibleFormat(
                path, name(format), reason: "no such file exists at \(sampleRate) Hz with \(channelCount) channels",
                can: sampleTypes(of: format.container))
        }
        var failure = (number: Int32(0), text: "")
        let trial = SndFile(
            writing: MemoryFile(), format: format, sampleRate: sampleRate, channelCount: channelCount, failure: &failure
        )
        if trial == nil {
            throw .impossibleFormat(
                path, name(format), reason: "\(sampleRate) Hz, \(channelCount) channels: \(failure.text)",
                can: sampleTypes(of: format.container))
        }
    }

    private static func name(_ format: AudioFileFormat) -> String {
        switch format.sampleType {
        case .opus, .vorbis: format.sampleType.displayName
        case .mpegLayerIII: format.container.displayName
        default: format.displayName
        }
    }

    /// Limits that libsndfile states nowhere.
    ///
    /// Source: RFC 6716 (Opus), ISO 11172-3 and 13818-3 (MP3), RFC 9639 (FLAC).
    private static func limits(of format: AudioFileFormat) -> (rates: [Int]?, channels: Int?) {
        switch (format.container, format.sampleType) {
        case (_, .opus): ([8_000, 12_000, 16_000, 24_000, 48_000], 255)
        case (_, .vorbis): (nil, 255)
        case (.mpeg, _): ([8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000], 2)
        case (.flac, _): (nil, 8)
        default: (nil, nil)
        }
    }
}
