// The format that an output is written in, and what it can hold. Any thread.

/// A format that can be written, checked for the sound's rate and channel count.
package struct OutputFormat: Equatable, Sendable, Codable {
    package let file: AudioFileFormat

    /// A format that the caller knows to be possible; `AudioFileWriter` says so if it isn't.
    package init(_ file: AudioFileFormat) { self.file = file }

    /// Bits of the integers in the file, nil for floating point and lossy codes.
    package var integerBits: Int? {
        if case .integer(let bits) = file.sampleType.storage { bits } else { nil }
    }

    /// Whether rounding to this format loses bits of a float, so that dither has something to do.
    package var losesBits: Bool { integerBits.map { $0 <= 24 } ?? false }

    /// Whether the format keeps but an impression of the sound.
    package var isLossy: Bool {
        file.sampleType.storage == .lossyFloat || file.sampleType.storage == .lossyInteger
    }
}

/// A format's name on the command line, or the end of a file's name.
struct NamedFormat: Equatable {
    let container: AudioContainer
    /// Where the name also says the code: opus, vorbis.
    let sampleType: SampleType?

    /// What `--format` takes, in the order in which people look for it.
    static let names = [
        "wav", "flac", "aiff", "caf", "ogg", "opus", "mp3", "au", "w64", "rf64", "wavex", "voc", "ircam", "paf", "svx",
        "nist",
        "mat4", "mat5", "pvf", "htk", "avr",
    ]

    /// Nil for a name that isn't known; upper and lower case are the same.
    init?(option: String) {
        let name = option.lowercased()
        switch name {
        case "opus": self.init(container: .ogg, sampleType: .opus)
        case "vorbis": self.init(container: .ogg, sampleType: .vorbis)
        case "mpeg": self.init(container: .mpeg, sampleType: nil)
        default: self.init(fileExtension: name)
        }
    }

    /// Nil for an extension that isn't known, or is of something that can't be written by name.
    init?(fileExtension: String) {
        let name = fileExtension.lowercased()
        guard let container = AudioContainer.allCases.first(where: { $0.extensions.contains(name) }) else { return nil }
        self.init(container: container, sampleType: name == "opus" ? .opus : nil)
    }

    private init(container: AudioContainer, sampleType: SampleType?) {
        self.container = container
        self.sampleType = sampleType
    }
}
